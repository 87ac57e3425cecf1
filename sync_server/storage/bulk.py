"""Many rows at once: COPY where PostgreSQL offers it, one prepared statement elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from psycopg import sql

FEWEST_FOR_COPY = 50


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that share their columns (two or more) and are known to be new, in the caller's transaction."""
    if not rows:
        return
    names = list(rows[0])
    if connection.dialect.name != "postgresql":
        # Their values need no conversion, so the driver takes them as they are; UTF-8 is told to be text.
        places = ", ".join("CAST(? AS TEXT)" if _is_utf8(table.c[name], rows[0][name]) else "?" for name in names)
        statement = f"INSERT INTO {table.name} ({', '.join(names)}) VALUES ({places})"  # noqa: S608
        connection.exec_driver_sql(statement, list(map(itemgetter(*names), rows)))
        return
    if len(rows) < FEWEST_FOR_COPY:
        connection.execute(table.insert(), list(rows))
        return
    _copy(connection, table.name, names, map(itemgetter(*names), rows))


def as_text(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row made for `insert_rows`, for statements that want texts."""
    return {name: value.decode() if isinstance(value, bytes) else value for name, value in row.items()}


def _is_utf8(column: sa.Column[Any], value: object) -> bool:
    return isinstance(value, bytes) and isinstance(column.type, sa.Text)


def among(connection: sa.Connection, column: sa.Column[Any], names: Iterable[str | int]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of these names or numbers: one value of the statement however many they are."""
    if connection.dialect.name == "postgresql":
        return column == sa.func.any(sa.literal(list(names), sa.ARRAY(column.type)))
    return column.in_(
        sa.select(sa.text("value")).select_from(sa.func.json_each(msgspec.json.encode(list(names)).decode()))
    )


def load_rows(connection: sa.Connection, table: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows of an empty table as they are; the caller has compared table and columns with those of the database."""
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, rows)
        return
    named = ", ".join(f'"{name}"' for name in columns)
    statement = f'INSERT INTO "{table}" ({named}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def _copy(connection: sa.Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    copying = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row(row)
