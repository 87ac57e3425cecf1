"""What people answered about two records, taken from the log: desks suggest, head office's own answers decide a pair."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import load_model, score
from shared_models.records.changes import HEAD_OFFICE
from shared_models.records.paths import RECORD_VOID
from sync_server.storage.bulk import among
from sync_server.storage.engine import matching_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_state, write_state
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.linkage import candidate_pair, judgement
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record
from sync_server.subjects.linkage.candidates import LEAST_ROWS, MARK
from sync_server.subjects.linkage.compared import Compared, like
from sync_server.subjects.linkage.seen import changed, facts_of
from sync_server.subjects.linkage.shares import PEOPLE

LINK = "link"
PERSON = "person"
TAKEN = "linkage.answers"  # the position up to which answers were taken
CHANGES_A_UNIT = 200
MOST_OF_AN_OFFICE = 3  # pairs that are queued when a desk names an office instead of a person
LOOKED_AT = 30
FIRST, USUAL, LAST = -1, 0, 1  # turns in the queue
STATES = {"SAME": "same", "DIFFERENT": "different", "NOT_SURE": "unsure"}

Pair = tuple[str, str]


def answers_due(connection: sa.Connection) -> list[str]:
    """One unit while something was written that is compared already and not looked through for answers."""
    taken = int(read_state(connection, TAKEN) or 0)
    return [str(taken)] if _compared_up_to(connection) > taken else []


def take_answers(connection: sa.Connection, head_office: HeadOffice) -> None:
    """Take the answers of the next changes, and let pairs come back whose people changed, in the caller's transaction."""
    matching_lock(connection)
    column = change_log.c
    taken = int(read_state(connection, TAKEN) or 0)
    within = (column.position > taken) & (column.position <= _compared_up_to(connection))
    query = sa.select(column.position, column.kind, column.record).where(within)
    rows = connection.execute(query.order_by(column.position).limit(CHANGES_A_UNIT)).all()
    if not rows:
        return
    people = {str(row.record) for row in rows if row.kind == PERSON}
    others = {str(row.record) for row in rows if row.kind != PERSON}
    known = sa.select(judgement.c.id).where(among(connection, judgement.c.id, others))
    links = {str(row.record) for row in rows if row.kind == LINK} | set(connection.execute(known).scalars())
    for name in sorted(links):
        take_answer(connection, head_office, name)
    _come_back(connection, head_office, people)
    write_state(connection, TAKEN, str(rows[-1].position))


def take_answer(connection: sa.Connection, head_office: HeadOffice, name: str) -> None:
    """Let what the link record of this id says now stand beside its pairs; nothing of one that is void or erased."""
    before = connection.execute(sa.select(judgement).where(judgement.c.id == name)).all()
    said = _said(connection, head_office, name)
    written = {} if said is None else _written(connection, name)
    if said is not None and any(row.answer == said["link.answer"] and row.at == written["at"] for row in before):
        return  # taken already; what was seen then must not become what is seen now
    connection.execute(judgement.delete().where(judgement.c.id == name))
    pairs = [] if said is None else _pairs(connection, head_office, said)
    if said is not None:
        answer = {"answer": str(said["link.answer"]), "reason": str(said.get("link.reason") or ""), **written}
        for one, other in pairs:
            seen = msgspec.json.encode(facts_of(connection, head_office, (one, other))).decode()
            connection.execute(judgement.insert(), {"id": name, "one": one, "other": other, "seen": seen, **answer})
            _queue(connection, (one, other), answer)
    for row in before:
        if not row.desk and (row.one, row.other) not in pairs:
            _stand(connection, (row.one, row.other), state="open", turn=USUAL)


def pair_is(pair: Pair) -> sa.ColumnElement[bool]:
    """Whether a row of `candidate_pair` is this pair."""
    return (candidate_pair.c.one == pair[0]) & (candidate_pair.c.other == pair[1])


def in_order(one: str, other: str) -> Pair:
    """Two people as pairs are stored, the smaller id first."""
    return min(one, other), max(one, other)


def _compared_up_to(connection: sa.Connection) -> int:
    """Everybody who was written up to here can be found by their keys."""
    return int((read_state(connection, MARK) or "0").rpartition(" ")[2])


def _said(connection: sa.Connection, head_office: HeadOffice, name: str) -> Mapping[str, Any] | None:
    row = connection.execute(sa.select(record.c.field_values).where(record.c.id == name, record.c.kind == LINK)).first()
    if row is None:
        return None
    text = head_office.cipher.reveal("record", "field_values", name, row.field_values)
    values = msgspec.json.decode(text, type=dict[str, Any])
    return values if values.get("link.answer") in STATES and f"{LINK}.{RECORD_VOID}" not in values else None


def _written(connection: sa.Connection, name: str) -> dict[str, Any]:
    """Who answered, and where: by the newest change of the link."""
    column = change_log.c
    query = sa.select(column.author, column.at, column.device, column.office, device.c.code)
    query = query.outerjoin(device, device.c.id == column.device).where(column.record == name)
    row = connection.execute(query.order_by(column.position.desc()).limit(1)).one()
    here = row.device == HEAD_OFFICE
    return {"who": row.author, "at": row.at, "office": "" if here else row.office, "desk": "" if here else row.code}


def _pairs(connection: sa.Connection, head_office: HeadOffice, said: Mapping[str, Any]) -> list[Pair]:
    """The pairs that an answer speaks of, each with a row of its own; both people are here."""
    person, other = str(said.get("link.person") or ""), str(said.get("link.other") or "")
    office = str(said.get("link.other_office") or "")
    people = Compared(connection, head_office, load_model())
    people.load(name for name in (person, other) if name)
    if people[person] is None or person == other:
        return []
    if other:
        asked = [] if people[other] is None else [in_order(person, other)]
    else:
        asked = _of_office(connection, people, person, office) if office else []
    stored = {pair for pair in asked if _row(connection, pair) is not None}
    if not other and said["link.answer"] != "NOT_SURE":
        return sorted(stored)  # nobody in particular was meant: what was not found by itself is not asked for
    made = {pair: row for pair in asked if pair not in stored and (row := _scored(connection, people, pair))}
    best = sorted(made, key=lambda pair: (-made[pair]["score"], pair))[: MOST_OF_AN_OFFICE - len(stored)]
    now = head_office.clock()
    for pair in best:
        connection.execute(candidate_pair.insert(), {**made[pair], "found_at": now, "scored_at": now})
    return sorted(stored | set(best))


def _of_office(connection: sa.Connection, people: Compared, person: str, office: str) -> list[Pair]:
    """The people of an office who share keys with this person, those with the most first."""
    names = like(connection, people, load_model(), person, LOOKED_AT)
    column = record.c
    theirs = sa.select(column.id).where(among(connection, column.id, names), column.office == office)
    here = set(connection.execute(theirs).scalars())
    return [in_order(person, name) for name in names if name in here]


def _scored(connection: sa.Connection, people: Compared, pair: Pair) -> dict[str, Any] | None:
    """A row for a pair that was not found by itself, and waits because a desk asked."""
    people.load(pair)
    one, other = people[pair[0]], people[pair[1]]
    if one is None or other is None:
        return None
    rows = max(int(read_state(connection, PEOPLE) or 0), LEAST_ROWS)
    made = score(load_model(), one, other, people.frequencies({name: people.keys_of(name) for name in pair}), rows)
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
        "source": "desk",
    }


def _row(connection: sa.Connection, pair: Pair) -> sa.Row[Any] | None:
    return connection.execute(sa.select(candidate_pair).where(pair_is(pair))).first()


def _queue(connection: sa.Connection, pair: Pair, said: Mapping[str, Any]) -> None:
    """Let the pair stand as the answer says: head office's own decides, a desk's lets somebody look soon."""
    row = _row(connection, pair)
    if row is None:
        return
    if not said["desk"]:
        _stand(connection, pair, state=STATES[said["answer"]], turn=USUAL)
    elif row.asked_at is not None or row.state == "unsure":
        told = {"because": "answered", "who": said["who"], "office": said["office"], "at": said["at"]}
        _stand(connection, pair, state="open", turn=FIRST, came_back=told)
    elif row.state in {"open", "superseded"}:
        waits = {"state": "open", "turn": FIRST, "source": "desk" if row.state == "superseded" else row.source}
        connection.execute(candidate_pair.update().where(pair_is(pair)).values(waits))


def _stand(
    connection: sa.Connection, pair: Pair, *, state: str, turn: int, came_back: Mapping[str, Any] | None = None
) -> None:
    why = None if came_back is None else msgspec.json.encode(came_back).decode()
    values = {"state": state, "turn": turn, "came_back": why, "asked_at": None}
    connection.execute(candidate_pair.update().where(pair_is(pair)).values(values))


def _come_back(connection: sa.Connection, head_office: HeadOffice, people: set[str]) -> None:
    """
    Pairs of these people that wait again: two whom head office judged different and of whom name, birth or card is another
    now, and those about which a desk was asked.
    """
    column, pair = judgement.c, candidate_pair.c
    touched = among(connection, column.one, people) | among(connection, column.other, people)
    of_pair = (pair.one == column.one) & (pair.other == column.other)
    apart = sa.select(judgement).join(candidate_pair, of_pair)
    apart = apart.where(touched, column.desk == "", column.answer == "DIFFERENT", pair.state == "different")
    for row in connection.execute(apart).all():
        now = facts_of(connection, head_office, (row.one, row.other))
        differs = changed(msgspec.json.decode(row.seen, type=dict[str, dict[str, str]]), now)
        if differs:
            told = {"because": "changed", "who": row.who, "at": row.at, "reason": row.reason, "changed": differs}
            _stand(connection, (row.one, row.other), state="open", turn=FIRST, came_back=told)
    touched = among(connection, pair.one, people) | among(connection, pair.other, people)
    asked = sa.select(pair.one, pair.other, pair.asked_at).where(touched, pair.asked_at.is_not(None))
    for row in connection.execute(asked).all():
        told = {"because": "edited", "at": row.asked_at}
        _stand(connection, (row.one, row.other), state="open", turn=FIRST, came_back=told)
