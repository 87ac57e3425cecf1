"""Bring a database to the revision this program knows, and tell whether it is there."""

from functools import cache
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from sync_server.storage.tables import metadata

MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Run the missing revisions inside the caller's transaction."""
    command.upgrade(_alembic(connection), revision)


def downgrade(connection: sa.Connection, revision: str) -> None:
    """Take revisions back to `revision` ("base" for all)."""
    command.downgrade(_alembic(connection), revision)


def newest_revision() -> str:
    """The revision this program was written for."""
    return _revisions()[0]


def present_revision(connection: sa.Connection) -> str | None:
    """The revision the database says it has; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def is_known(revision: str) -> bool:
    """Whether this program knows a revision; it does not know those of newer programs."""
    return revision in _revisions()[1]


def differences(connection: sa.Connection) -> list[str]:
    """How the database differs from the tables in code, in words for an administrator; empty when it does not."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [str(entry[0] if isinstance(entry, tuple) else entry) for entry in compare_metadata(context, metadata)]


@cache
def _revisions() -> tuple[str, frozenset[str]]:
    """The newest revision and all that this program knows; each is a module, which takes time to read."""
    scripts = ScriptDirectory.from_config(_alembic(None))
    return str(scripts.get_current_head()), frozenset(one.revision for one in scripts.walk_revisions())


def _alembic(connection: sa.Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
