"""The desk's revisions: from nothing to the newest and back, with the tables that the program believes in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from desktop_client.storage import schema
from desktop_client.storage.engine import open_database, reading, writing
from desktop_client.storage.tables import metadata

KEY = bytes(range(32))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[sa.Engine]:
    opened = open_database(tmp_path / "desk.db", KEY, create=True)
    yield opened
    opened.dispose()


def _tables(engine: sa.Engine) -> set[str]:
    with reading(engine) as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


# An index over an expression is compared by its name, in the next test.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_a_new_file_has_exactly_the_tables_of_the_model(engine: sa.Engine) -> None:
    with reading(engine) as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    assert differences == []
    assert _tables(engine) == set(metadata.tables)


def test_every_index_and_constraint_is_the_models(engine: sa.Engine, tmp_path: Path) -> None:
    by_model = sa.create_engine(f"sqlite:///{tmp_path / 'model.db'}")
    metadata.create_all(by_model)
    query = "SELECT name FROM sqlite_master WHERE type = 'index' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    with reading(engine) as connection, by_model.connect() as other:
        migrated = connection.exec_driver_sql(query).scalars().all()
        assert migrated == other.exec_driver_sql(query).scalars().all()
    by_model.dispose()


def test_each_revision_goes_up_and_down_and_keeps_what_was_there(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        revisions = [
            script.revision for script in ScriptDirectory.from_config(schema._alembic(connection)).walk_revisions()
        ]
    for revision in revisions:
        with writing(engine) as connection:
            schema.downgrade(connection, f"{revision}")
    with writing(engine) as connection:
        connection.execute(sa.text("INSERT INTO setting (name, value) VALUES ('a', 'b')"))
        schema.upgrade(connection)
    with reading(engine) as connection:
        assert connection.execute(sa.text("SELECT value FROM setting WHERE name = 'a'")).scalar() == "b"
    with writing(engine) as connection:
        schema.downgrade(connection, "base")
    assert _tables(engine) == set()
    with writing(engine) as connection:
        schema.upgrade(connection)
    assert _tables(engine) == set(metadata.tables)


def test_there_is_one_line_of_revisions_and_the_files_names_tell_its_end(engine: sa.Engine) -> None:
    with writing(engine) as connection:
        heads = ScriptDirectory.from_config(schema._alembic(connection)).get_heads()
    assert heads == [schema._newest_named()]


def test_opening_again_changes_nothing(engine: sa.Engine, tmp_path: Path) -> None:
    before = _tables(engine)
    engine.dispose()
    again = open_database(tmp_path / "desk.db", KEY)
    assert _tables(again) == before
    again.dispose()
