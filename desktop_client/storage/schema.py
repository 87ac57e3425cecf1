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


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Run the missing revisions in the caller's transaction. Raises ProblemError `desk.database_newer`."""
    present = _present(connection)
    if revision == "head" and present == _newest_named():
        return  # so it is on all days but the first after an update: what alembic takes to load is saved
    from alembic import command

    newest, known = _revisions()
    if present is not None and present not in known:
        raise ProblemError(problem("desk.database_newer"))
    if present != newest or revision != "head":
        command.upgrade(_alembic(connection), revision)


def downgrade(connection: sa.Connection, revision: str) -> None:
    """Take revisions back to `revision` ("base" for all)."""
    from alembic import command

    command.downgrade(_alembic(connection), revision)


def _present(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return found


@cache
def _newest_named() -> str:
    """The newest revision by the names of the files, which begin with it."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


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
