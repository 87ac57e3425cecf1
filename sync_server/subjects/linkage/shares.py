"""How common call names are among the people of this head office: counted now and then in a sample, and kept."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from shared_models.matching import counted
from shared_models.matching.levels import RARE
from shared_models.matching.model import Model
from shared_models.matching.packed import unpacked
from sync_server.storage.bulk import among
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_state, write_state
from sync_server.storage.tables.linkage import match_person

PEOPLE = "linkage.people"  # how many people were there at the last look
SHARES = "linkage.shares"  # JSON: when, among how many, by which model, and the shares
FEWEST_PEOPLE = 1_000  # among fewer the model's own table decides
SAMPLE = 20_000  # people: a share of 12,000 parts in a million is known to a twentieth of itself
OLDEST_MS = 24 * 60 * 60 * 1000
FEWEST_PARTS = RARE // 2  # of a million: rarer names weigh alike whether they are listed or not


class Shares(msgspec.Struct, frozen=True):
    """Shares of call names in parts of a million by key, when they were counted, and among how many people."""

    at: int
    people: int
    model: str
    names: dict[str, int]


def read_shares(connection: sa.Connection) -> dict[str, int] | None:
    """The shares that were counted last; None before the first time."""
    kept = _kept(connection)
    return None if kept is None else kept.names


def shares_due(connection: sa.Connection, model: Model, now: int) -> list[str]:
    """One unit when a day went by, the model is another one, or there are twice as many people."""
    people = int(read_state(connection, PEOPLE) or 0)
    if not people:
        return []
    kept = _kept(connection)
    fresh = kept is not None and kept.model == model.version and 0 <= now - kept.at < OLDEST_MS
    return [] if kept is not None and fresh and people <= 2 * max(kept.people, FEWEST_PEOPLE) else [str(people)]


def count_shares(connection: sa.Connection, head_office: HeadOffice, model: Model) -> None:
    """Count the call names of some thousand people, evenly spread, beside what the model says of the country.

    Pairs that were scored before keep their scores until one of the two changes or everybody is compared anew.
    """
    column = match_person.c
    highest = connection.execute(sa.select(sa.func.max(column.number))).scalar() or 0
    numbers = range(1, highest + 1, highest // SAMPLE + 1)
    wanted = sa.select(column.record, column.folded).where(among(connection, column.number, numbers))
    found = counted(
        (
            unpacked(head_office.cipher.reveal_bytes("match_person", "folded", name, folded))
            for name, folded in connection.execute(wanted)
        ),
        model.names,
    )
    names = {name: parts for name, parts in sorted(found.names.items()) if parts >= FEWEST_PARTS}
    kept = Shares(head_office.clock(), int(read_state(connection, PEOPLE) or 0), model.version, names)
    write_state(connection, SHARES, msgspec.json.encode(kept).decode())


def _kept(connection: sa.Connection) -> Shares | None:
    text = read_state(connection, SHARES)
    return None if text is None else msgspec.json.decode(text, type=Shares)
