"""Finding and showing people: lists by key, one person with episodes and history, each leaf asked of the access table."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.services import lease
from desktop_client.services.desk import OpenDesk
from desktop_client.services.open_questions import refused_records, to_repair
from desktop_client.storage import search_index, settings
from desktop_client.storage.engine import reading
from desktop_client.storage.search_index import Wanted
from desktop_client.storage.tables import journal as journal_tables
from desktop_client.storage.tables import people as tables
from desktop_client.storage.view import ShownRecord, read_record
from shared_models.catalogue import ProblemError, completeness, problem
from shared_models.catalogue.access import HIDDEN, access, may_reveal, seen
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change, Value
from shared_models.records.ids import parse_registration_number
from shared_models.records.paths import RECORD_VOID
from shared_models.records.rows import by_position
from shared_models.text.search_terms import query_terms, sound_terms

MOST_WORDS = 8  # of a query; further ones would only narrow what nobody reads
_NEWEST = 1 << 62  # above every row's number


@dataclass(frozen=True, slots=True)
class Registration:
    """A person with one return, the newest unless another was asked for; where it is (`here`, `in_islamabad`, `question`).

    `other_returns` are those beside it, the newest first.
    """

    number: int
    person: ShownRecord
    episode: ShownRecord | None
    place: str
    other_returns: tuple[ShownRecord, ...] = ()

    @property
    def values(self) -> dict[str, Value]:
        """Person and episode together."""
        return {**self.person.values, **(self.episode.values if self.episode else {})}

    @property
    def returns(self) -> tuple[ShownRecord, ...]:
        """Every return, the one that is shown first."""
        return (*([self.episode] if self.episode else []), *self.other_returns)

    @property
    def records(self) -> tuple[ShownRecord, ...]:
        """The person and every return."""
        return (self.person, *self.returns)

    def is_own(self, device: str) -> bool:
        """Whether this desk wrote in the person or in the return."""
        shown = (self.person, *([self.episode] if self.episode else []))
        return any(write[0].startswith(f"{device}.") for one in shown for write in one.writers.values() if write)

    @property
    def registration_no(self) -> str:
        """The number for people."""
        return str(self.episode.values.get("episode.registration_no", "")) if self.episode else ""


@dataclass(frozen=True, slots=True)
class FieldWrite:
    """One line of a record's history: what was set, by whom, when, at which desk, and whether it counts."""

    change: Change
    refused: bool
    pending: bool


def list_people(desk: OpenDesk, query: str = "", after: int | None = None, limit: int = 50) -> list[Registration]:
    """People who match every word of `query` (all when empty), newest first, after the row numbered `after`; those whom the
    lease has closed are left out.
    """
    closed = lease.closed_before(desk)
    with reading(desk.engine) as connection:
        newest = sa.select(tables.record).where(tables.IS_A_PERSON)
        if closed is not None:
            newest = newest.where(tables.record.c.created_at > closed)
        if query.strip():
            newest = newest.where(tables.record.c.number.in_(_matching(connection, query, after or _NEWEST, limit)))
        if after is not None:
            newest = newest.where(tables.record.c.number < after)
        newest = newest.order_by(tables.record.c.number.desc()).limit(limit)
        people = [read_record(row) for row in connection.execute(newest)]
        return _with_episodes(connection, people)


def _matching(connection: sa.Connection, query: str, before: int, limit: int) -> list[int]:
    """Numbers of the newest people whom every word of a query meets, by its beginning or by its sound."""
    number = parse_registration_number(query)
    if number is not None:
        column = tables.record.c
        owner = sa.select(column.person).where(column.registration_no == number).scalar_subquery()
        return list(connection.execute(sa.select(column.number).where(column.id == owner)).scalars())
    found: set[int] = set()
    for wanted, in_numbers in _ways(query):
        found.update(search_index.newest_people(connection, wanted, before, limit, in_numbers=in_numbers))
    return sorted(found, reverse=True)[:limit]


def _ways(query: str) -> Iterator[tuple[list[Wanted], bool]]:
    """The ways to understand a query, each a list of words to be met, and whether numbers for people are looked into.

    A name's words mean their beginnings or their sounds; where a name is written in more or fewer words than it has,
    the whole is asked by its sound once more.
    """
    words = query_terms(query)[:MOST_WORDS]
    numbers = [Wanted((word,)) for word in words if _has_figure(word)]
    names = [word for word in words if not _has_figure(word)]
    apart, together = [sound_terms(word) for word in names], sound_terms(query)[:MOST_WORDS]
    sounds = together if len(together) == len(names) else [one[0] if len(one) == 1 else () for one in apart]
    by_words = [Wanted((word,), keys) for word, keys in zip(names, sounds, strict=True)]
    # Numbers for people are looked for where a figure was typed; names alone stand in the person.
    if words:
        yield by_words + numbers, bool(numbers)
    if together and len(together) != len(names) and all(apart):
        yield [Wanted((), keys) for keys in together] + numbers, bool(numbers)


def _has_figure(word: str) -> bool:
    return any(letter.isdecimal() for letter in word)


def recent_returns(desk: OpenDesk, limit: int) -> list[Registration]:
    """The returns that came last to this desk, each with its person: a second return is as new as a first one.

    Those of people whom the lease has closed are left out.
    """
    column, closed = tables.record.c, lease.closed_before(desk)
    newest = sa.select(tables.record).where((column.kind == "episode") & ~column.voided)
    with reading(desk.engine) as connection:
        shown = [read_record(row) for row in connection.execute(newest.order_by(column.number.desc()).limit(limit))]
        owners = {str(one.values.get("episode.person") or "") for one in shown}
        living = sa.select(tables.record).where(column.id.in_(owners) & ~column.voided)
        if closed is not None:
            living = living.where(column.created_at > closed)
        people = [read_record(row) for row in connection.execute(living)]
        known = {one.person.id: one for one in _with_episodes(connection, people)}
    owned = ((known.get(str(one.values.get("episode.person") or "")), one) for one in shown)
    return [_turned_to(person, one.id) for person, one in owned if person is not None]


def _with_episodes(connection: sa.Connection, people: Sequence[ShownRecord]) -> list[Registration]:
    column = tables.record.c
    episodes: dict[str, list[ShownRecord]] = {}
    # Asked by person alone: named with the kind, SQLite would walk every episode of the office.
    for row in connection.execute(sa.select(tables.record).where(column.person.in_([person.id for person in people]))):
        if row.kind == "episode":
            episodes.setdefault(row.person, []).append(read_record(row))
    listed_records = {person.id for person in people} | {one.id for some in episodes.values() for one in some}
    here, asked = _not_there(connection, listed_records), records_that_came_back(connection, listed_records)
    listed = []
    for person in people:
        returns = sorted(episodes.get(person.id, ()), key=_age, reverse=True)
        all_of_it = {person.id, *(one.id for one in returns)}
        place = "question" if all_of_it & asked else "here" if all_of_it & here else "in_islamabad"
        newest = returns[0] if returns else None
        listed.append(Registration(person.number, person, newest, place, tuple(returns[1:])))
    return listed


def _age(episode: ShownRecord) -> tuple[bool, str, str]:
    """By the day that stands on the paper, the same at every desk; a withdrawn return is never the newest."""
    withdrawn = f"episode.{RECORD_VOID}" in episode.values
    return not withdrawn, str(episode.values.get("episode.registered_on") or ""), episode.id


def newest_first(one: Registration) -> list[ShownRecord]:
    """The returns of a person by age, whichever of them is shown."""
    return sorted(one.returns, key=_age, reverse=True)


def _turned_to(one: Registration, episode: str) -> Registration:
    """A registration with this of its returns in front."""
    wanted = next((found for found in one.returns if found.id == episode), one.episode)
    return replace(one, episode=wanted, other_returns=tuple(found for found in one.returns if found is not wanted))


def _not_there(connection: sa.Connection, records: Collection[str]) -> set[str]:
    """Those of the records that have a change which no verified receipt covers yet."""
    column = journal_tables.change.c
    mark = settings.get_number(connection, settings.RECEIPTED)
    # Of these alone: a desk may have worked for weeks without a line. The plus leaves SQLite no other way to them.
    later = sa.select(column.record).where(column.record.in_(records), sa.text("+number > :mark").bindparams(mark=mark))
    return set(connection.execute(later).scalars())


def records_that_came_back(connection: sa.Connection, among: Collection[str] | None = None) -> set[str]:
    """Records that ask something of this desk: refused ones, and those whose state has to be repaired."""
    return refused_records(connection, among) | to_repair(connection, among).keys()


def came_back(desk: OpenDesk) -> list[tuple[Registration, dict[str, Any]]]:
    """The registrations that came back with a question, with head office's reason: refused ones, and those to repair."""
    column = journal_tables.change.c
    with reading(desk.engine) as connection:
        reasons, taken_back = to_repair(connection), refused_records(connection)
        asked = taken_back | reasons.keys()
        refused = column.record.in_(taken_back) & (column.outcome == "refused")
        rows = sa.select(column.record, column.reason).where(refused).order_by(column.number)
        for record, reason in connection.execute(rows):
            reasons[record] = msgspec.json.decode(reason) if reason else {}
        found = [registration_of(connection, record) for record in asked]
    return [(one, reasons[record]) for one, record in zip(found, asked, strict=True) if one is not None]


def registration_of(connection: sa.Connection, record: str) -> Registration | None:
    """The registration to which a person's or an episode's id belongs; an episode's id asks for that return."""
    column = tables.record.c
    row = connection.execute(sa.select(tables.record).where(column.id == record)).one_or_none()
    if row is not None and row.kind != "person" and row.person:
        row = connection.execute(sa.select(tables.record).where(column.id == row.person)).one_or_none()
    if row is None or row.kind != "person":
        return None
    return _turned_to(_with_episodes(connection, [read_record(row)])[0], record)


def values_of(connection: sa.Connection, person: str) -> dict[str, Value]:
    """The values of a person and the newest return, without asking where they are."""
    column = tables.record.c
    mine = (column.id == person) | (column.person == person)
    shown = [read_record(row) for row in connection.execute(sa.select(tables.record).where(mine))]
    newest = max((one for one in shown if one.kind == "episode"), key=_age, default=None)
    values = {path: value for one in shown if one.id == person for path, value in one.values.items()}
    return {**values, **(newest.values if newest is not None else {})}


def find(desk: OpenDesk, name: str) -> Registration | None:
    """A registration by person id, episode id, or the number for people. Raises ProblemError `line.old_closed`."""
    number, closed = parse_registration_number(name), lease.closed_before(desk)
    with reading(desk.engine) as connection:
        if number is not None:
            by_number = sa.select(tables.record.c.id).where(tables.record.c.registration_no == number)
            name = str(connection.execute(by_number).scalar() or "")
        found = registration_of(connection, name)
    if closed is not None and found is not None and found.person.created_at <= closed:
        raise ProblemError(problem("line.old_closed"))
    return found


def history(desk: OpenDesk, record: str) -> list[FieldWrite]:
    """Every known change of a record in head office's order, this desk's pending ones last."""
    with reading(desk.engine) as connection:
        return [FieldWrite(*entry) for entry in desk.view.history(connection, record)]


def conflicts(desk: OpenDesk, record: str) -> dict[str, list[tuple[str, Value]]]:
    """Leaves of a record with two different answers: path to (write, value) of each."""
    with reading(desk.engine) as connection:
        rows = connection.execute(sa.select(tables.conflict).where(tables.conflict.c.record == record))
        return {row.path: [tuple(head) for head in msgspec.json.decode(row.heads)] for row in rows}


def export(desk: OpenDesk, *, revealing: bool = False) -> Iterator[dict[str, Any]]:
    """Every record here as {id, kind, office, registration_no, legacy_ref, fields, state}, rows by position, oldest first.

    `fields` are those that the person signed in may see, masked as on the screen, but whole where that person writes:
    the file takes the office's own work elsewhere. `revealing` shows what that person may ask to see. Records that the
    lease has closed are left out.
    """
    closed = lease.closed_before(desk)
    with reading(desk.engine) as connection:
        unsealed = sa.select(tables.record).where(tables.record.c.kind != SEALED).order_by(tables.record.c.number)
        if closed is not None:
            unsealed = unsealed.where(tables.record.c.created_at > closed)
        for row in connection.execute(unsealed):
            shown = read_record(row)
            yield {
                "id": shown.id,
                "kind": shown.kind,
                "office": shown.office,
                "registration_no": row.registration_no,
                "legacy_ref": row.legacy_ref,
                "fields": _exported(desk, shown, revealing=revealing),
                "state": "VOID" if row.voided else _state(desk, shown.kind, shown.values),
            }


def visible_values(desk: OpenDesk, values: Mapping[str, Value], office: str = "") -> dict[str, Value]:
    """What the person signed in sees of values of an office's record (this one's by default), rows by position.

    A masked value is its mask; what is hidden is left out.
    """
    role, relation = desk.person.role, _relation(desk, office)
    shown = {path: seen(role, relation, path, value, desk.catalogue) for path, value in by_position(values).items()}
    return {path: value for path, value in shown.items() if value is not HIDDEN}


def _exported(desk: OpenDesk, shown: ShownRecord, *, revealing: bool) -> dict[str, Value]:
    """What goes into a file: as on the screen, but whole where the person writes, or may ask and has said why."""
    role, relation = desk.person.role, _relation(desk, shown.office)
    values = by_position(shown.values)
    whole = {
        path: value
        for path, value in values.items()
        if (field := desk.catalogue.field_of(path)) is not None
        and (
            access(role, relation, field, desk.catalogue) == "write-once"
            or (revealing and may_reveal(role, relation, field, desk.catalogue))
        )
    }
    return {**visible_values(desk, shown.values, shown.office), **whole}


def _relation(desk: OpenDesk, office: str) -> str:
    return "own" if office in {"", desk.identity.office} else "other"


def _state(desk: OpenDesk, kind: str, values: Mapping[str, Value]) -> str:
    return completeness(values, desk.catalogue, (kind,)) if kind in {"person", "episode"} else ""


def state_of(desk: OpenDesk, registration: Registration) -> str:
    """QUICK, COMPLETE or INCOMPLETE for a person with the newest return."""
    return completeness(by_position(registration.values), desk.catalogue)


def count_people(connection: sa.Connection) -> int:
    """How many people this desk shows."""
    counted = sa.select(sa.func.count()).select_from(tables.record).where(tables.IS_A_PERSON)
    return int(connection.execute(counted).scalar_one())
