"""The duty of matching: whoever came or changed since the last look is compared with whoever shares a key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import Frequencies, Model, Scored, Zone, load_model
from shared_models.matching.packed import PACKING
from shared_models.matching.scoring import score_if_kept
from sync_server.storage.bulk import among, insert_rows
from sync_server.storage.engine import matching_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_state, write_state
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.linkage import candidate_pair, match_person
from sync_server.subjects.linkage.compared import KIND, Compared
from sync_server.subjects.linkage.crowds import settle_crowds
from sync_server.subjects.linkage.keys import KeysOf, holders, likeliest
from sync_server.subjects.linkage.shares import PEOPLE, count_shares, shares_due

MARK = "linkage.mark"  # how people are compared, how often all were begun anew, and the position up to which they were
CHANGES_A_UNIT = 100  # about fifty people: the one writer of the embedded database is not kept waiting
CANDIDATES_OF_A_PERSON = 30
LEAST_ROWS = 2_000  # the fewest people that the model was learnt from; among fewer it would see likeness everywhere
JUDGED = frozenset({"same", "different", "unsure"})
OWN = "model"  # a pair that anybody else brought waits whatever its score

Pairs = Sequence[tuple[str, str]]
Stored = Mapping[tuple[str, str], sa.Row[Any]]


def match_due(connection: sa.Connection) -> list[str]:
    """One unit while somebody came or changed since the last look, or the model did; nothing else is remembered."""
    newest = connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0
    _generation, position = _mark(connection, load_model())
    return [str(position)] if newest > position else []


def match_some(connection: sa.Connection, head_office: HeadOffice) -> int:
    """Compare the people of the next changes, in the caller's transaction; returns how many people those were."""
    matching_lock(connection)
    model = load_model()
    generation, position = _mark(connection, model)
    column = change_log.c
    query = sa.select(column.position, column.kind, column.record).where(column.position > position)
    rows = connection.execute(query.order_by(column.position).limit(CHANGES_A_UNIT)).all()
    if not rows:
        return 0
    # An erasure is a change of another kind that names the person's record.
    others = {str(row.record) for row in rows if row.kind != KIND}
    people = sorted({str(row.record) for row in rows if row.kind == KIND} | _known(connection, others))
    if people:
        compare_people(connection, head_office, model, people, generation)
    write_state(connection, MARK, f"{_version(model)} {generation} {rows[-1].position}")
    return len(people)


def names_due(connection: sa.Connection, head_office: HeadOffice) -> list[str]:
    """One unit when the shares of call names are to be counted."""
    return shares_due(connection, load_model(), head_office.clock())


def count_names(connection: sa.Connection, head_office: HeadOffice) -> None:
    """Count how common call names are among the people here, in the caller's transaction."""
    count_shares(connection, head_office, load_model())


def bring_up_to_date(connection: sa.Connection, head_office: HeadOffice) -> int:
    """Compare everybody who is due, in the caller's transaction; how many people that were."""
    done = 0
    while match_due(connection):
        done += match_some(connection, head_office)
    return done


def begin_anew(connection: sa.Connection) -> None:
    """Let everybody be compared again; what people said of pairs stays."""
    generation, _position = _mark(connection, load_model())
    write_state(connection, MARK, f"none {generation} 0")


def _version(model: Model) -> str:
    """What decides how people are compared: another model, or people taken apart otherwise, begins anew."""
    return f"{model.version}/{PACKING}"


def _mark(connection: sa.Connection, model: Model) -> tuple[int, int]:
    """How often everybody was begun anew, and the position up to which everybody was compared since."""
    version, _, rest = (read_state(connection, MARK) or "none 0 0").partition(" ")
    generation, _, position = rest.partition(" ")
    return (int(generation), int(position)) if version == _version(model) else (int(generation) + 1, 0)


def _known(connection: sa.Connection, names: Iterable[str]) -> set[str]:
    """Those of these records that are people who were compared before."""
    query = sa.select(match_person.c.record).where(among(connection, match_person.c.record, names))
    return set(connection.execute(query).scalars())


def compare_people(
    connection: sa.Connection, head_office: HeadOffice, model: Model, names: list[str], generation: int
) -> None:
    """
    Read these people anew; whoever is another than before is compared with all who share a key.

    So is whoever has a number that became a crowd's by that, or ceased to be one.
    """
    people = Compared(connection, head_office, model)
    people.read_anew(names)
    changed, more = people.keep(names, generation)
    if not changed:
        return
    rows = max(_count_people(connection, more), LEAST_ROWS)
    again = settle_crowds(connection, people, people.numbers_touched(changed))
    looked_at = changed | {name: people.keys_of(name) for name in sorted(again - changed.keys())}
    stored = _stored(connection, list(looked_at))
    pairs = _pairs(connection, people, model, looked_at, stored)
    frequencies = people.frequencies(looked_at) if pairs else Frequencies()
    scored = [row for pair in pairs if (row := _scored(pair, people, model, frequencies, rows, head_office.clock()))]
    _store(connection, stored, scored)


def _pairs(
    connection: sa.Connection, people: Compared, model: Model, looked_at: Mapping[str, KeysOf], stored: Stored
) -> Pairs:
    """Who is to be compared with these people: whoever shares keys, and with whom they stand in the queue already."""
    caps = {recipe.name: recipe.cap for recipe in model.blocking}
    of = holders(connection, {key: caps[recipe] for keys in looked_at.values() for key, recipe in keys.items()})
    found = {
        name: likeliest(keys, of, people.number_of(name), CANDIDATES_OF_A_PERSON) for name, keys in looked_at.items()
    }
    people.load_numbers(number for numbers in found.values() for number in numbers)
    open_ = [pair for pair, row in stored.items() if row.state == "open"]
    people.load(name for pair in open_ for name in pair)
    pairs = dict.fromkeys(open_)
    for name, numbers in found.items():
        others = (people.name_of(number) for number in numbers)
        pairs.update(dict.fromkeys((name, other) if name < other else (other, name) for other in others))
    return [pair for pair in pairs if pair not in stored or stored[pair].state not in JUDGED]


def _scored(
    pair: tuple[str, str], people: Compared, model: Model, frequencies: Frequencies, rows: int, now: int
) -> dict[str, Any] | None:
    one, other = people[pair[0]], people[pair[1]]
    if one is None or other is None:
        return None
    made = score_if_kept(model, one, other, frequencies, rows)
    return None if made is None or (made.zone is Zone.NONE and not made.conflict) else pair_row(pair, made, now)


def pair_row(pair: tuple[str, str], made: Scored, now: int) -> dict[str, Any]:
    """A row of `candidate_pair` for two people, the smaller id first, who were scored now and wait."""
    return {
        "one": pair[0],
        "other": pair[1],
        "score": made.score,
        "doubt": abs(made.score) // 1000,
        "zone": str(made.zone),
        "levels": msgspec.json.encode(made.levels).decode(),
        "conflict": made.conflict,
        "model_version": made.model_version,
        "state": "open",
        "found_at": now,
        "scored_at": now,
    }


def _stored(connection: sa.Connection, names: list[str]) -> Stored:
    """The pairs these people stand in."""
    column = candidate_pair.c
    touched = among(connection, column.one, names) | among(connection, column.other, names)
    return {(row.one, row.other): row for row in connection.execute(sa.select(candidate_pair).where(touched))}


def _store(connection: sa.Connection, stored: Stored, scored: list[dict[str, Any]]) -> None:
    """Put the pairs of these people in the place of those they had; what a person judged is never touched."""
    column = candidate_pair.c
    wanted = {(row["one"], row["other"]): row for row in scored}
    this = (column.one == sa.bindparam("this_one")) & (column.other == sa.bindparam("this_other"))
    # Somebody may have answered since these rows were read.
    this &= (column.state == "open") | (column.state == "superseded")
    gone = [
        {"this_one": pair[0], "this_other": pair[1]}
        for pair, row in stored.items()
        if pair not in wanted and row.state == "open" and row.source == OWN and row.came_back is None
    ]
    if gone:
        connection.execute(candidate_pair.update().where(this).values(state="superseded"), gone)
    again = [
        {"this_one": pair[0], "this_other": pair[1]}
        | {name: value for name, value in row.items() if name not in {"one", "other", "found_at"}}
        for pair, row in wanted.items()
        if pair in stored and stored[pair].state not in JUDGED
    ]
    if again:
        connection.execute(candidate_pair.update().where(this), again)
    insert_rows(connection, candidate_pair, [row for pair, row in sorted(wanted.items()) if pair not in stored])


def _count_people(connection: sa.Connection, more: int) -> int:
    """How many people are compared, kept with every look: a score depends on the order of that number."""
    known = int(read_state(connection, PEOPLE) or 0)
    if more:
        write_state(connection, PEOPLE, str(known + more))
    return known + more
