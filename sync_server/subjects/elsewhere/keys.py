"""The keys by which desks of other offices may recognise people: kept for each person, and brought up to date before a list
is made of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.context import day_in_pakistan
from shared_models.matching import Model, comparable_of, load_model, told_keys
from shared_models.matching.elsewhere import told_recipes
from shared_models.protocol.elsewhere_pages import FIRST_YEAR
from shared_models.records.paths import RECORD_VOID
from shared_models.security.sealing import derive
from sync_server.storage.bulk import among, insert_rows
from sync_server.storage.engine import matching_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_state, write_state
from sync_server.storage.tables.elsewhere import elsewhere_person
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import record

KIND = "person"
GENERATION = "elsewhere.generation"
MARK = "elsewhere.mark"  # generation, model version and the position up to which everybody's keys are here
CHANGES_A_UNIT = 500
GENERATION_BYTES = 8
KEY_BYTES = 6  # the place of the recipe, then forty bits
_PURPOSE = "frc/elsewhere/v1|"


def generation_of(connection: sa.Connection) -> str:
    """The name of the generation, "" before the first list."""
    return read_state(connection, GENERATION) or ""


def secret_of(head_office: HeadOffice, generation: str) -> bytes:
    """The secret under which a generation's keys are made: derived, so that every backup of the keys has it."""
    return derive(head_office.keys.blind_index, _PURPOSE + generation)


def begin_generation(connection: sa.Connection, head_office: HeadOffice) -> None:
    """Another secret from now on: everybody's keys are made anew, and whoever had the old secret reads nothing of them."""
    matching_lock(connection)
    write_state(connection, GENERATION, head_office.random_bytes(GENERATION_BYTES).hex())
    connection.execute(elsewhere_person.delete())


def is_behind(connection: sa.Connection) -> bool:
    """Whether somebody came or changed whose keys are not here yet."""
    newest = connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0
    return int(newest) > _mark(connection, load_model())


def note_some(connection: sa.Connection, head_office: HeadOffice) -> None:
    """Bring the people of the next changes up to date, in the caller's transaction."""
    matching_lock(connection)
    model = load_model()
    column = change_log.c
    later = sa.select(column.position, column.kind, column.record).where(column.position > _mark(connection, model))
    rows = connection.execute(later.order_by(column.position).limit(CHANGES_A_UNIT)).all()
    if not rows:
        return
    # An erasure is a change of another kind that names the person's record.
    others = {str(row.record) for row in rows if row.kind != KIND}
    names = sorted({str(row.record) for row in rows if row.kind == KIND} | _known(connection, others))
    connection.execute(elsewhere_person.delete().where(among(connection, elsewhere_person.c.record, names)))
    insert_rows(connection, elsewhere_person, list(_rows(connection, head_office, model, names)))
    write_state(connection, MARK, f"{generation_of(connection)} {model.version} {rows[-1].position}")


def _mark(connection: sa.Connection, model: Model) -> int:
    generation, _, rest = (read_state(connection, MARK) or "").partition(" ")
    version, _, position = rest.rpartition(" ")
    same = generation == generation_of(connection) and version == model.version
    return int(position) if same and position else 0


def _known(connection: sa.Connection, names: Iterable[str]) -> set[str]:
    column = elsewhere_person.c.record
    return set(connection.execute(sa.select(column).where(among(connection, column, names))).scalars())


def _rows(
    connection: sa.Connection, head_office: HeadOffice, model: Model, names: list[str]
) -> Iterable[dict[str, Any]]:
    """The rows of those who may be recognised: neither void nor erased, and with a state that may be shown elsewhere."""
    secret = secret_of(head_office, generation_of(connection))
    places = {recipe.name: place for place, recipe in enumerate(told_recipes(model))}
    years = _years(connection, names)
    column = record.c
    wanted = among(connection, column.id, names) & (column.kind == KIND) & column.published
    for row in connection.execute(sa.select(column.id, column.office, column.field_values).where(wanted)):
        text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
        values = msgspec.json.decode(text)
        keys = () if f"{KIND}.{RECORD_VOID}" in values else told_keys(comparable_of(values), model, secret)
        if keys:
            packed = b"".join(bytes([places[recipe]]) + key.to_bytes(KEY_BYTES - 1, "big") for recipe, key in keys)
            yield {"record": row.id, "office": row.office, "year": years.get(row.id) or _year(row.id), "told": packed}


def _years(connection: sa.Connection, names: list[str]) -> dict[str, int]:
    """The years in the numbers of people's returns, the first one each."""
    column = record.c
    numbers = sa.select(column.person, column.registration_no).where(among(connection, column.person, names))
    found: dict[str, int] = {}
    for person, number in connection.execute(numbers.where(column.registration_no.is_not(None))):
        said = str(number).split("-")[1:2]
        if said and said[0].isdecimal():
            year = FIRST_YEAR + int(said[0]) % 100
            found[person] = min(year, found.get(person, year))
    return found


def _year(record_id: str) -> int:
    """The year in which a record was written down here: its id begins with its time."""
    return day_in_pakistan(int(record_id.replace("-", "")[:12], 16)).year
