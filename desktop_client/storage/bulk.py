"""Many new rows at once: one prepared statement whose values go to the driver as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa


def insert_rows(
    connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]], verb: str = "INSERT"
) -> None:
    """Insert rows that share their columns, in the caller's transaction; values must be text, numbers, bytes or None."""
    if not rows:
        return
    names = list(rows[0])
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    statement = f"{verb} INTO {table.name} ({columns}) VALUES ({places})"
    connection.exec_driver_sql(statement, [tuple(row[name] for name in names) for row in rows])
