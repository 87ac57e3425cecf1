"""Where people gave two different answers to one question: what each of them said, who it was, at which desk, when."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading
from desktop_client.storage.tables import people as tables
from shared_models.records.changes import Change, Value


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One of the answers to a question. `change` is None when it is no longer kept at this desk; `stands` = shown meanwhile."""

    write: str
    value: Value
    change: Change | None
    stands: bool


def records_with_two_answers(desk: OpenDesk, records: Collection[str]) -> set[str]:
    """Which of these records have a field with two different answers."""
    with reading(desk.engine) as connection:
        found = sa.select(tables.conflict.c.record).where(tables.conflict.c.record.in_(list(records)))
        return set(connection.execute(found).scalars())


def two_answers(desk: OpenDesk, record: str) -> dict[str, tuple[GivenAnswer, ...]]:
    """Path to the different answers of each disputed leaf, the one that is shown meanwhile first."""
    with reading(desk.engine) as connection:
        rows = connection.execute(sa.select(tables.conflict).where(tables.conflict.c.record == record)).all()
        shown = desk.view.get(connection, record) if rows else None
        if shown is None:
            return {}
        changes = {str(change.id): change for change, _, _ in desk.view.history(connection, record)}
    found: dict[str, tuple[GivenAnswer, ...]] = {}
    for row in rows:
        standing = shown.writers.get(row.path, ())
        given = [
            GivenAnswer(write, value, changes.get(write), write in standing)
            for write, value in msgspec.json.decode(row.heads)
        ]
        found[row.path] = tuple(sorted(_each_once(given), key=lambda one: not one.stands))
    return found


def _each_once(given: list[GivenAnswer]) -> list[GivenAnswer]:
    """Who says the same as somebody before gives no further answer."""
    said: dict[bytes, GivenAnswer] = {}
    for one in given:
        value = msgspec.json.encode(one.value, order="deterministic")
        if value not in said or one.stands:
            said[value] = one
    return list(said.values())
