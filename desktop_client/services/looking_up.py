"""What the desk already knows about the numbers in an open form: whose they are, who is near, what the person before had."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from desktop_client.services import people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.person_before import person_before
from desktop_client.services.reading_answers import read_answers
from desktop_client.services.transferring import office_name
from desktop_client.storage import moved
from desktop_client.storage.engine import reading
from desktop_client.storage.tables import people as tables
from desktop_client.storage.view import ShownRecord, read_record
from shared_models.catalogue import Catalogue, Problem
from shared_models.catalogue.context import Context, NearPerson, day_in_pakistan
from shared_models.catalogue.identifiers.cards import one_slip_apart
from shared_models.catalogue.kinds.identity import CARD_TYPES
from shared_models.catalogue.leaves import living_rows
from shared_models.records.changes import Value
from shared_models.text.search_terms import query_terms

# Facts of a form that no record holds stand beside its answers under these signs.
FACT = "$"
SCANNED, TYPED_AGAIN, MRZ_CARDS = "$scanned.", "$typed_again.", "$mrz_cards"
CARD, PHONE = "person.documents.number", "person.phones.number"
LOOK_ALIKES = "episode.look_alikes"
DIGITS = "0123456789"


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody who is registered with the very card number that stands at `path`; the office that has the record now."""

    path: str
    person: str
    office: str
    year: str


@dataclass(frozen=True, slots=True)
class NumberFacts:
    """What was looked up: the context for the checks, who has the card number, which numbers the person before has too."""

    context: Context
    held: Held | None = None
    as_before: tuple[str, ...] = ()


def form_values(desk: OpenDesk, answers: Mapping[str, Mapping[str, object]]) -> dict[str, Value]:
    """The values of an open form as far as they are values."""
    plain = {path: answer for path, answer in answers.items() if not path.startswith(FACT)}
    values, _questions = read_answers(desk, plain, plain)
    return {path: value for path, value in values.items() if value is not None}


def number_facts(desk: OpenDesk, answers: Mapping[str, Mapping[str, object]]) -> NumberFacts:
    """Look up the numbers of a form among the people this desk shows."""
    values = form_values(desk, answers)
    cards = dict(_numbers(values, "person.documents", CARD_TYPES))
    phones = dict(_numbers(values, "person.phones"))
    before = person_before(desk)
    with reading(desk.engine) as connection:
        near, held = [], None
        for path, card in cards.items():
            for record, other in _with_card(connection, [card, *slips_of(card)]):
                if other != card:
                    near.append(_near(record, other))
                elif held is None:
                    held = _held(connection, path, record.id)
        holders = {number: _holders(connection, number) for number in set(phones.values())}
    given = {**cards, **phones}
    theirs = _their_numbers(before) if before is not None else frozenset()
    context = replace(_given_facts(desk, answers), near=tuple(near), phone_holders=holders)
    return NumberFacts(context, held, tuple(path for path, number in given.items() if number in theirs))


def _numbers(
    values: Mapping[str, Value], section: str, types: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    for row in living_rows(section, values):
        number = values.get(f"{section}.{row}.number")
        fits = not types or values.get(f"{section}.{row}.type") in types
        if isinstance(number, str) and fits:
            yield f"{section}.{row}.number", number


def _their_numbers(before: Registration) -> frozenset[str]:
    values = before.person.values
    return frozenset(
        number for section in ("person.documents", "person.phones") for _path, number in _numbers(values, section)
    )


def slips_of(card: str) -> set[str]:
    """Every number one slip of the fingers away: another digit, or two neighbours changed round."""
    found = {card[:at] + digit + card[at + 1 :] for at in range(len(card)) for digit in DIGITS}
    found |= {card[:at] + card[at + 1] + card[at] + card[at + 2 :] for at in range(len(card) - 1)}
    return {other for other in found if other != card and one_slip_apart(card, other)}


def _with_card(connection: sa.Connection, cards: list[str]) -> Iterator[tuple[ShownRecord, str]]:
    """The people with one of these card numbers, and which one it is."""
    found: set[tuple[int, str]] = set()
    for table in (tables.search_term, tables.fresh_term):
        column = table.c
        wanted = column.term.in_(cards) & (column.field == CARD)
        found |= {
            (row.record, row.term) for row in connection.execute(sa.select(column.record, column.term).where(wanted))
        }
    column = tables.record.c
    for number, term in sorted(found):
        row = connection.execute(sa.select(tables.record).where(column.number == number)).one_or_none()
        if row is not None and row.kind == "person" and not row.voided:
            yield read_record(row), term


def _near(record: ShownRecord, card: str) -> NearPerson:
    names = (str(record.values.get(f"person.{name}") or "") for name in ("name_latin", "name_urdu"))
    return NearPerson(record.id, card, *names)


def _held(connection: sa.Connection, path: str, person: str) -> Held | None:
    one = people.registration_of(connection, person)
    if one is None:
        return None
    said = str(one.values.get("episode.registered_on") or "")[:4]
    year = said or str(day_in_pakistan(one.person.created_at).year)
    away = moved.among(connection, [person]).get(person)
    return Held(path, person, away.office if away is not None else one.person.office, year)


def card_registered(catalogue: Catalogue, held: Held) -> Problem:
    """The question that an exact card number asks: whether it is the same person."""
    english, urdu = (office_name(catalogue, held.office, language) for language in ("en", "ur"))
    return Problem("record.card_registered", held.path, {"office": english, "office_ur": urdu, "year": held.year})


def _holders(connection: sa.Connection, phone: str) -> int:
    """How many people here have a phone number."""
    terms = query_terms(phone)
    found: set[int] = set()
    for table in (tables.search_term, tables.fresh_term):
        column = table.c
        wanted = column.term.in_(terms) & (column.field == PHONE)
        found |= set(connection.execute(sa.select(column.record).where(wanted)).scalars())
    return len(found)


def _given_facts(desk: OpenDesk, answers: Mapping[str, Mapping[str, object]]) -> Context:
    """What a scanner read and what was typed a second time, as the form keeps it."""
    said = {path: str(answer.get("value") or "") for path, answer in answers.items() if path.startswith(FACT)}

    def under(sign: str) -> dict[str, str]:
        return {path.removeprefix(sign): value for path, value in said.items() if path.startswith(sign) and value}

    cards = tuple(filter(None, said.get(MRZ_CARDS, "").split(" ")))
    return replace(Context.at(desk.clock), scanned=under(SCANNED), typed_again=under(TYPED_AGAIN), mrz_cards=cards)
