"""The duty of matching: whoever came or changed since the last look is compared with whoever shares a key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import Frequencies, Model, Zone, load_model, score
from sync_server.storage.bulk import among, insert_rows
from sync_server.storage.engine import matching_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_state, write_state
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.linkage import candidate_pair, match_key
from sync_server.subjects.linkage.compared import KIND, Compared, most_shared, sharing, write_keys

MARK = "linkage.mark"  # model version and the position up to which every person was compared
PEOPLE = "linkage.people"  # how many people were there at the last look
CHANGES_A_UNIT = 100  # about fifty people: the one writer of the embedded database is not kept waiting
CANDIDATES_OF_A_PERSON = 100
LEAST_ROWS = 2_000  # the fewest people that the model was learnt from; among fewer it would see likeness everywhere
KEPT_ZONES = frozenset({Zone.REVIEW, Zone.ACCEPT})
JUDGED = frozenset({"same", "different", "unsure"})
OWN = "model"  # a pair that anybody else brought waits whatever its score

Pairs = Sequence[tuple[str, str]]


def match_due(connection: sa.Connection) -> list[str]:
    """One unit while somebody came or changed since the last look, or the model did; nothing else is remembered."""
    newest = connection.execute(sa.select(sa.func.max(change_log.c.position))).scalar() or 0
    mark = _mark(connection, load_model())
    return [str(mark)] if newest > mark else []


def match_some(connection: sa.Connection, head_office: HeadOffice) -> int:
    """Compare the people of the next changes, in the caller's transaction; returns how many people those were."""
    matching_lock(connection)
    model = load_model()
    mark = _mark(connection, model)
    column = change_log.c
    query = sa.select(column.position, column.kind, column.record).where(column.position > mark)
    rows = connection.execute(query.order_by(column.position).limit(CHANGES_A_UNIT)).all()
    if not rows:
        return 0
    # An erasure is a change of another kind that names the person's record.
    others = {str(row.record) for row in rows if row.kind != KIND}
    people = sorted({str(row.record) for row in rows if row.kind == KIND} | _known(connection, others))
    if people:
        _match(connection, head_office, model, people)
    write_state(connection, MARK, f"{model.version} {rows[-1].position}")
    return len(people)


def bring_up_to_date(connection: sa.Connection, head_office: HeadOffice) -> int:
    """Compare everybody who is due, in the caller's transaction; how many people that were."""
    done = 0
    while match_due(connection):
        done += match_some(connection, head_office)
    return done


def begin_anew(connection: sa.Connection) -> None:
    """Let everybody be compared again; what people said of pairs stays."""
    write_state(connection, MARK, "none 0")


def _mark(connection: sa.Connection, model: Model) -> int:
    """The position up to which everybody was compared by this model."""
    version, _, position = (read_state(connection, MARK) or "").rpartition(" ")
    return int(position) if version == model.version else 0


def _known(connection: sa.Connection, names: Iterable[str]) -> set[str]:
    """Those of these records that are people who were compared before."""
    query = sa.select(match_key.c.record).where(among(connection, match_key.c.record, names)).distinct()
    return set(connection.execute(query).scalars())


def _match(connection: sa.Connection, head_office: HeadOffice, model: Model, names: list[str]) -> None:
    people = Compared(connection, head_office, model)
    people.load(names)
    caps = {recipe.name: recipe.cap for recipe in model.blocking}
    keys: dict[str, dict[int, int]] = {}
    for name in names:
        person = people[name]
        keys[name] = {} if person is None else {key: caps[recipe] for recipe, key in people.keys(person)}
    more = write_keys(connection, {name: set(of) for name, of in keys.items()})
    rows = max(_count_people(connection, more), LEAST_ROWS)
    asked: dict[int, list[str]] = {}
    for name, of in keys.items():
        for key in of:
            asked.setdefault(key, []).append(name)
    caps_of_keys = {key: cap for of in keys.values() for key, cap in of.items()}
    found = ((name, other) for key, other in sharing(connection, caps_of_keys) for name in asked[key] if name != other)
    pairs = most_shared(found, CANDIDATES_OF_A_PERSON)
    people.load(name for pair in pairs for name in pair)
    frequencies = people.frequencies({name for pair in pairs for name in pair})
    scored = [row for pair in pairs if (row := _scored(pair, people, model, frequencies, rows, head_office.clock()))]
    _store(connection, names, scored)


def _scored(
    pair: tuple[str, str], people: Compared, model: Model, frequencies: Frequencies, rows: int, now: int
) -> dict[str, Any] | None:
    one, other = people[pair[0]], people[pair[1]]
    if one is None or other is None:
        return None
    made = score(model, one, other, frequencies, rows)
    if made.zone not in KEPT_ZONES and not made.conflict:
        return None
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


def _store(connection: sa.Connection, names: list[str], scored: list[dict[str, Any]]) -> None:
    """Put the pairs of these people in the place of those they had; what a person judged is never touched."""
    column = candidate_pair.c
    touched = among(connection, column.one, names) | among(connection, column.other, names)
    stored = {(row.one, row.other): row for row in connection.execute(sa.select(candidate_pair).where(touched))}
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
