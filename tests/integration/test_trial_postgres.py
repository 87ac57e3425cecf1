"""The trial server keeps the promises the storage tests stand on."""

import sqlalchemy as sa

from installers.trial_postgres import fresh_database


def test_each_database_is_empty_and_gone_afterwards(postgres_url: str) -> None:
    with fresh_database(postgres_url) as first, fresh_database(postgres_url) as second:
        left_open = sa.create_engine(first).connect()
        left_open.execute(sa.text("CREATE TABLE person (id text)"))
        left_open.commit()
        assert sa.inspect(sa.create_engine(second)).get_table_names() == []
    server = sa.create_engine(postgres_url)
    with server.connect() as connection:
        names = set(connection.scalars(sa.text("SELECT datname FROM pg_database")))
    assert {sa.make_url(first).database, sa.make_url(second).database} & names == set()
