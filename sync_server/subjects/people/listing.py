"""Lists of people: newest first or found by a word, a number or an old register's reference, paged by key."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from shared_models.catalogue import load_catalogue
from shared_models.records.ids import parse_registration_number
from shared_models.text.search_terms import query_terms, sound_terms
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.protection import is_number_term
from sync_server.storage.tables.people import conflict, record, repair, search_term
from sync_server.subjects.people.reader import Reader

PAGE = 50
LONGEST_QUERY = 80
MOST_WORDS = 6
AFTER_ALL_LETTERS = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person in a list; names are empty for a reader who may not read them."""

    id: str
    numbers: tuple[str, ...]
    legacy_ref: str
    name_latin: str
    name_urdu: str
    office: str
    state: str
    disputed: int
    to_repair: bool = False


@dataclass(frozen=True, slots=True)
class PersonList:
    """A page of people. `before` asks for the next one, empty when this is the last; `sounds` = found by sound alone."""

    lines: tuple[PersonLine, ...]
    before: str = ""
    query: str = ""
    sounds: bool = False


def list_people(connection: sa.Connection, head_office: HeadOffice, reader: Reader, before: str = "") -> PersonList:
    """People in the order of registration, newest first; `before` is the id a page ended with."""
    query = sa.select(record).where(record.c.kind == "person")
    return _page(connection, head_office, reader, query, before)


def search_people(
    connection: sa.Connection, head_office: HeadOffice, reader: Reader, typed: str, before: str = ""
) -> PersonList:
    """People found by what was typed, through fields the reader may read; by sound when the words find nobody."""
    typed = typed.strip()[:LONGEST_QUERY]
    exact = _ids_by_number(connection, reader, typed)
    wanted = record.c.id.in_(exact) if exact else _by_terms(head_office, reader, query_terms(typed))
    if wanted is None:
        return PersonList((), query=typed)
    found = _page(connection, head_office, reader, sa.select(record).where(record.c.kind == "person", wanted), before)
    by_sound = _by_sound(reader, sound_terms(typed))
    if not found.lines and not before and by_sound is not None:
        query = sa.select(record).where(record.c.kind == "person", by_sound)
        found = _page(connection, head_office, reader, query, before)
        return PersonList(found.lines, found.before, typed, sounds=bool(found.lines))
    return PersonList(found.lines, found.before, typed)


def _ids_by_number(connection: sa.Connection, reader: Reader, typed: str) -> list[str]:
    """People whose registration number, old reference or id this is, whole."""
    fields = load_catalogue().fields
    if not reader.searches(fields["episode.registration_no"]):
        return []
    number = parse_registration_number(typed)
    same = sa.or_(record.c.legacy_ref == typed, record.c.id == typed.lower())
    if number:
        same = sa.or_(same, record.c.registration_no == number)
    query = sa.select(sa.func.coalesce(record.c.person, record.c.id)).where(same).limit(PAGE)
    return list(connection.execute(query).scalars())


def _by_terms(head_office: HeadOffice, reader: Reader, terms: list[str]) -> sa.ColumnElement[bool] | None:
    """Every term begins some readable field of the person or of one of the returns; None without a term."""
    return _by_all(reader, [_begins(head_office, term) for term in terms[:MOST_WORDS]])


def _by_sound(reader: Reader, terms: list[tuple[str, ...]]) -> sa.ColumnElement[bool] | None:
    """Every word sounds like one in some readable name; names are never numbers, so their terms stand as they are."""
    return _by_all(reader, [search_term.c.term.in_(keys) for keys in terms[:MOST_WORDS]])


def _by_all(reader: Reader, asked: list[sa.ColumnElement[bool]]) -> sa.ColumnElement[bool] | None:
    readable = [field.path for field in load_catalogue().fields.values() if field.promoted and reader.searches(field)]
    if not asked or not readable:
        return None
    return sa.and_(
        *(
            record.c.id.in_(
                sa.select(sa.func.coalesce(found.c.person, found.c.id))
                .join(search_term, search_term.c.record == found.c.id)
                .where(search_term.c.field.in_(readable), wanted)
            )
            for wanted, found in ((wanted, record.alias()) for wanted in asked)
        )
    )


def _begins(head_office: HeadOffice, term: str) -> sa.ColumnElement[bool]:
    stored = head_office.cipher.stored_term(term)
    if head_office.cipher.active and is_number_term(term):
        return search_term.c.term == stored
    if head_office.engine.dialect.name == "postgresql":
        return search_term.c.term.startswith(stored, autoescape=True)
    return sa.and_(search_term.c.term >= stored, search_term.c.term < stored + AFTER_ALL_LETTERS)


def _page(
    connection: sa.Connection, head_office: HeadOffice, reader: Reader, query: sa.Select[Any], before: str
) -> PersonList:
    if before:
        query = query.where(record.c.id < before)
    rows = connection.execute(query.order_by(record.c.id.desc()).limit(PAGE + 1)).all()
    more, rows = len(rows) > PAGE, rows[:PAGE]
    names = [row.id for row in rows]
    numbers: dict[str, list[str]] = {}
    returns = sa.select(record.c.id, record.c.person, record.c.registration_no).where(record.c.person.in_(names))
    owner = {name: name for name in names}
    for one in connection.execute(returns.order_by(record.c.id)):
        owner[one.id] = one.person
        if one.registration_no:
            numbers.setdefault(one.person, []).append(one.registration_no)
    disputed = _disputed(connection, owner)
    broken = {
        owner[name]
        for name in connection.execute(sa.select(repair.c.record).where(repair.c.record.in_(owner))).scalars()
    }
    lines = tuple(
        _line(head_office, reader, row, numbers.get(row.id, []), disputed.get(row.id, 0), to_repair=row.id in broken)
        for row in rows
    )
    return PersonList(lines, before=names[-1] if more else "")


def _disputed(connection: sa.Connection, owner: dict[str, str]) -> dict[str, int]:
    """How many leaves have two answers, by person (the returns' leaves included)."""
    if not owner:
        return {}
    query = (
        sa.select(conflict.c.record, sa.func.count())
        .where(conflict.c.record.in_(list(owner)), conflict.c.closed_position.is_(None))
        .group_by(conflict.c.record)
    )
    found: dict[str, int] = {}
    for name, count in connection.execute(query):
        found[owner[name]] = found.get(owner[name], 0) + count
    return found


def _line(
    head_office: HeadOffice, reader: Reader, row: sa.Row[Any], numbers: list[str], disputed: int, *, to_repair: bool
) -> PersonLine:
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    named = reader.named(text)
    return PersonLine(
        id=row.id,
        numbers=tuple(numbers),
        legacy_ref=named["person.legacy_ref"],
        name_latin=named["person.name_latin"],
        name_urdu=named["person.name_urdu"],
        office=row.office,
        state=row.state,
        disputed=disputed,
        to_repair=to_repair,
    )
