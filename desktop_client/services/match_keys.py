"""Keeps the keys by which people like one another meet: a few people at a time, behind whatever else the desk does."""

from __future__ import annotations

import os

import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import match_index, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables import people as tables
from desktop_client.storage.view import read_record
from shared_models.matching import Comparable, MatchKey, Model, comparable_of, load_model, match_keys
from shared_models.records.paths import RECORD_VOID

PEOPLE_A_UNIT = 25  # some 30 ms in which nobody else can write
SECRET_BYTES = 32
# A slip in a card number is looked for from the side of the one who asks, so its thirteen keys a person are not kept.
ASKED_ONLY = "card_less_one"
_VOID = f"{match_index.PERSON}.{RECORD_VOID}"


def compare_next(desk: OpenDesk) -> bool:
    """Write the keys of the next people; whether more are due. Raises ProblemError `desk.disk`."""
    model = load_model()
    with reading(desk.engine) as connection:
        if not match_index.is_due(connection, model.version):
            return False
    with writing(desk.engine) as connection:
        match_index.begin_with(connection, model.version)
        secret = _secret(connection)
        numbers = match_index.take_due(connection, PEOPLE_A_UNIT)
        wanted = dict.fromkeys(numbers, ()) | {
            number: tuple(key for _recipe, key in stored_keys(person, model, secret))
            for number, person in comparable_people(connection, numbers)
        }
        match_index.write(connection, wanted)
        return match_index.is_due(connection, model.version)


def stored_keys(person: Comparable, model: Model, secret: bytes) -> list[MatchKey]:
    """The keys under which a person is kept."""
    return [one for one in match_keys(person, model, secret) if one[0] != ASKED_ONLY]


def comparable_people(connection: sa.Connection, numbers: list[int]) -> list[tuple[int, Comparable]]:
    """Those of the rows with these numbers that are people, each as it is compared; nobody who was withdrawn."""
    column = tables.record.c
    rows = connection.execute(sa.select(tables.record).where(column.number.in_(numbers), ~column.voided))
    shown = (read_record(row) for row in rows if row.kind == match_index.PERSON)
    return [(one.number, comparable_of(one.values)) for one in shown if _VOID not in one.values]


def secret_of(connection: sa.Connection) -> bytes:
    """Under which this desk's keys are made; empty before the first of them."""
    return bytes.fromhex(settings.get(connection, settings.MATCH_UNDER))


def _secret(connection: sa.Connection) -> bytes:
    """Of this database alone, and in it: who copies keys out of it can do nothing with them."""
    known = secret_of(connection)
    if not known:
        known = os.urandom(SECRET_BYTES)
        settings.put(connection, settings.MATCH_UNDER, known.hex())
    return known
