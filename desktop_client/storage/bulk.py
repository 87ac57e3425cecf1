"""Statements that run at every save: given to the driver as they are, for building them would cost most of a save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], verb: str = "INSERT"
) -> None:
    """Insert rows that share their columns (two or more); values are text, numbers, bytes or None."""
    if not rows:
        return
    names = list(rows[0])
    insert_tuples(connection, table, names, list(map(itemgetter(*names), rows)), verb)


def insert_tuples(
    connection: sa.Connection,
    table: sa.Table,
    names: Sequence[str],
    rows: Sequence[tuple[Any, ...]],
    verb: str = "INSERT",
) -> None:
    """The same of rows whose values stand in the order of these columns, as a page's thousands do.

    A text may be given as its UTF-8, when it is so in every row.
    """
    columns = ", ".join(f'"{name}"' for name in names)
    first = rows[0] if rows else [None] * len(names)
    places = ", ".join(_place(table.c[name], value) for name, value in zip(names, first, strict=True))
    statement = f"{verb} INTO {table.name} ({columns}) VALUES ({places})"
    driver: Any = connection.connection.driver_connection
    driver.executemany(statement, rows)


def _place(column: sa.Column[Any], value: object) -> str:
    return "CAST(? AS TEXT)" if isinstance(value, bytes) and isinstance(column.type, sa.Text) else "?"


def among(column: sa.Column[Any], names: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether the column holds one of these names: one value of the statement however many they are."""
    listed = sa.func.json_each(msgspec.json.encode(names).decode())
    return column.in_(sa.select(sa.text("value")).select_from(listed))


def value_of(connection: sa.Connection, statement: str, values: Sequence[Any] = ()) -> Any:
    """The first column of the first row that a statement in SQL gives, in the caller's transaction; None without a row."""
    driver: Any = connection.connection.driver_connection
    row = driver.execute(statement, tuple(values)).fetchone()
    return None if row is None else row[0]


def run(connection: sa.Connection, statement: str, values: Sequence[Any]) -> None:
    """Carry out a statement in SQL in the caller's transaction."""
    driver: Any = connection.connection.driver_connection
    driver.execute(statement, tuple(values))
