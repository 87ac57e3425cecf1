"""Statements that run at every save: given to the driver as they are, for building them would cost most of a save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

import sqlalchemy as sa


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], verb: str = "INSERT"
) -> None:
    """Insert rows that share their columns (two or more); values are text, numbers, bytes or None."""
    if not rows:
        return
    names = list(rows[0])
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    statement = f"{verb} INTO {table.name} ({columns}) VALUES ({places})"
    driver: Any = connection.connection.driver_connection
    driver.executemany(statement, list(map(itemgetter(*names), rows)))


def value_of(connection: sa.Connection, statement: str, values: Sequence[Any] = ()) -> Any:
    """The first column of the first row that a statement in SQL gives, in the caller's transaction; None without a row."""
    driver: Any = connection.connection.driver_connection
    row = driver.execute(statement, tuple(values)).fetchone()
    return None if row is None else row[0]
