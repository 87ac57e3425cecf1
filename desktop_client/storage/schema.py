"""Bring the desk's database to the revision this program knows."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from shared_models.catalogue.problems import ProblemError, problem

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"


def read_ahead() -> None:
    """Load what brings databases up to date: a quarter of a second that the window need not wait for."""
    import alembic.command  # noqa: F401


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Run the missing revisions in the caller's transaction. Raises ProblemError `desk.database_newer`."""
    from alembic import command
    from alembic.runtime.migration import MigrationContext

    present = MigrationContext.configure(connection).get_current_revision()
    newest, known = _revisions()
    if present is not None and present not in known:
        raise ProblemError(problem("desk.database_newer"))
    if present != newest or revision != "head":
        command.upgrade(_alembic(connection), revision)


def downgrade(connection: sa.Connection, revision: str) -> None:
    """Take revisions back to `revision` ("base" for all)."""
    from alembic import command

    command.downgrade(_alembic(connection), revision)


@cache
def _revisions() -> tuple[str | None, frozenset[str]]:
    """The newest revision and all that this program knows; each is a module, which takes time to read."""
    from alembic.script import ScriptDirectory

    scripts = ScriptDirectory.from_config(_alembic(None))
    return scripts.get_current_head(), frozenset(script.revision for script in scripts.walk_revisions())


def _alembic(connection: sa.Connection | None) -> Config:
    from alembic.config import Config

    configuration = Config()
    configuration.set_main_option("script_location", str(MIGRATIONS))
    configuration.set_main_option("path_separator", "os")
    configuration.attributes["connection"] = connection
    return configuration
