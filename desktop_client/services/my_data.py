"""A person's own data: printed for that person whole, permission taken back, a complaint; each with a numbered paper."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Final

from desktop_client.papers.my_data import COMPLAINT, DATA, WITHDRAWAL, MyDataFacts, Part, words
from desktop_client.services import appointments
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import amend_in
from desktop_client.services.paper_numbers import GivenPaper, give
from desktop_client.services.people import Registration
from desktop_client.storage.engine import writing
from shared_models.catalogue import ProblemError, members_of, problem
from shared_models.catalogue.access import SEALED, sensitivity
from shared_models.catalogue.claims import has_open_claim
from shared_models.catalogue.fields import Field
from shared_models.catalogue.validation import show_value
from shared_models.records.changes import Value
from shared_models.records.rows import by_position, rows_in
from shared_models.text.normalise import clean_text

CARD, SLIP, QUESTIONS = "CARD", "SLIP", "QUESTIONS"
KNOWN_BY: Final = (CARD, SLIP, QUESTIONS)
CONTACT, PARTNER, SHARING, ERASE = "CONTACT", "PARTNER", "SHARING", "ERASE"
ANSWER_DAYS = 14  # within which a complaint is answered
_SAID: Final = {CONTACT: "said_contact", PARTNER: "said_partner", SHARING: "said_withdrawn", ERASE: "said_erase"}
_NOT_PRINTED: Final = frozenset({"link"})


def print_my_data(desk: OpenDesk, one: Registration, known_by: str) -> MyDataFacts:
    """Everything held about a person, nothing masked, for the paper that this person takes home.

    What only the focal point may read is kept in entries of its own and never stands here. Raises ProblemError
    `my_data.known_first`.
    """
    _check_known(known_by)
    with writing(desk.engine) as connection:
        given = give(connection, desk, DATA, one.person.id, known_by)
    return _facts(desk, one, given, parts=(*_parts(desk, one), *_appointments(desk, one)))


def withdraw(desk: OpenDesk, one: Registration, scope: str, known_by: str, partner: str = "") -> MyDataFacts:
    """Write down that permission was taken back, and the paper that proves it.

    `scope` is CONTACT, PARTNER (then `partner` names it), SHARING or ERASE. Raises ProblemError `my_data.known_first`,
    `my_data.which_partner`, `my_data.claim_open`, or the one that says who may write it.
    """
    _check_known(known_by)
    partner = clean_text(partner)
    if scope == PARTNER and not partner:
        raise ProblemError(problem("my_data.which_partner", "person.withdrawals.partner"))
    if scope == ERASE and any(has_open_claim(shown.values) for shown in one.returns):
        raise ProblemError(problem("my_data.claim_open"))
    row = f"person.withdrawals.{_next_row(one, 'person.withdrawals')}."
    answers: dict[str, Value] = {row + "scope": scope, row + "withdrawn_at": desk.today().isoformat()}
    if scope == PARTNER:
        answers[row + "partner"] = partner
    with writing(desk.engine) as connection:
        amend_in(connection, desk, one.person.id, answers)
        given = give(connection, desk, WITHDRAWAL, one.person.id, known_by, scope)
    label = desk.catalogue.lists["WITHDRAWAL_SCOPE"].label(scope, "ur")
    facts = [(words("scope", "ur"), label)]
    if scope == PARTNER:
        facts.append((words("partner", "ur"), partner))
    sentence = withdrawn_sentence(scope, given.number, "ur", partner)
    return _facts(desk, one, given, sentence, (Part("", facts),))


def withdrawn_sentence(scope: str, paper: str, language: str, partner: str = "") -> str:
    """What the person is told: what holds from now on, and which paper proves it."""
    return words(_SAID[scope], language, paper=paper, partner=partner)


def complain(desk: OpenDesk, one: Registration, text: str, known_by: str) -> MyDataFacts:
    """Write a complaint down as a task of the return, due within two weeks, and the paper with its number.

    Raises ProblemError `my_data.known_first`, `my_data.complaint_empty`, `my_data.complaint_long`, `record.unknown`.
    """
    _check_known(known_by)
    said, most = clean_text(text), desk.catalogue.fields["episode.tasks.about"].max_length or 0
    if not any(letter.isalpha() for letter in said):
        raise ProblemError(problem("my_data.complaint_empty", "episode.tasks.about"))
    if len(said) > most:
        raise ProblemError(problem("my_data.complaint_long", "episode.tasks.about", letters=most))
    if one.episode is None:
        raise ProblemError(problem("record.unknown", record=one.person.id))
    row = f"episode.tasks.{_next_row(one, 'episode.tasks')}."
    due = desk.today() + dt.timedelta(days=ANSWER_DAYS)
    task: dict[str, Value] = {row + "kind": "COMPLAINT", row + "due": due.isoformat(), row + "about": said}
    with writing(desk.engine) as connection:
        amend_in(connection, desk, one.episode.id, task)
        given = give(connection, desk, COMPLAINT, one.person.id, known_by)
    sentence = complaint_sentence(given.number, due, "ur")
    facts = [(words("complaint", "ur"), said), (words("due", "ur"), f"{due:%d-%m-%Y}")]
    return _facts(desk, one, given, sentence, (Part("", facts),))


def complaint_sentence(paper: str, due: dt.date, language: str) -> str:
    """What the person is told: the number and by when an answer comes."""
    return words("said_complaint", language, paper=paper, due=f"{due:%d-%m-%Y}")


def _check_known(known_by: str) -> None:
    if known_by not in KNOWN_BY:
        raise ProblemError(problem("my_data.known_first"))


def _next_row(one: Registration, section: str) -> int:
    return len(rows_in(one.values).get(section, ())) + 1


def _facts(
    desk: OpenDesk, one: Registration, given: GivenPaper, sentence: str = "", parts: tuple[Part, ...] = ()
) -> MyDataFacts:
    values, offices = one.person.values, desk.catalogue.lists["OFFICE"]
    office = desk.identity.office
    return MyDataFacts(
        kind=given.kind,
        paper=given.number,
        date=f"{desk.today():%d-%m-%Y}",
        number=one.registration_no,
        name_latin=str(values.get("person.name_latin") or ""),
        name_urdu=str(values.get("person.name_urdu") or ""),
        office_ur=offices.label(office, "ur") if office in offices else office,
        sentence=sentence,
        parts=parts,
    )


def _parts(desk: OpenDesk, one: Registration) -> Iterator[Part]:
    yield from _parts_of(desk, one.values)
    for earlier in one.other_returns:
        number = str(earlier.values.get("episode.registration_no") or "")
        yield from _parts_of(desk, earlier.values, f" · {number}")


def _parts_of(desk: OpenDesk, held: Mapping[str, Value], named_after: str = "") -> Iterator[Part]:
    values, rows = by_position(held), rows_in(held)
    for section in desk.catalogue.sections.values():
        fields = desk.catalogue.fields_of(section.kind_of_record, section.name)
        places = range(1, len(rows.get(section.path, ())) + 1) if section.repeated else [0]
        for row in places:
            facts = [fact for field in fields if (fact := _fact(desk, field, row, values)) is not None]
            if facts:
                named = f"، {words('row', 'ur', row=str(row))}" if row > 1 else ""
                yield Part(section.label("ur") + named + named_after, facts)


def _appointments(desk: OpenDesk, one: Registration) -> Iterator[Part]:
    """Every appointment that was not called off."""
    for shown in appointments.records_of(desk, one.person.id):
        if appointments.is_called_off(shown):
            continue
        for section in desk.catalogue.sections_of(appointments.KIND):
            fields = desk.catalogue.fields_of(appointments.KIND, section.name)
            facts = [fact for field in fields if (fact := _fact(desk, field, 0, dict(shown.values))) is not None]
            yield Part(section.label("ur"), facts)


def _fact(desk: OpenDesk, field: Field, row: int, values: dict[str, Value]) -> tuple[str, str] | None:
    """A field's label and value in Urdu; None where nothing stands or what stands is sealed."""
    path = f"{field.row_section}.{row}.{field.name}" if row else field.path
    reason = values.get(path + "!")
    value: Value = values.get(path)
    if field.kind == "codes":
        members = members_of(field, values, str(row) if row else "")
        value = [one for one in members if sensitivity(field, one, desk.catalogue) != SEALED] or None
    if field.kind in _NOT_PRINTED or sensitivity(field, value, desk.catalogue) == SEALED:
        return None
    if reason is not None:
        return field.label("ur"), desk.catalogue.lists["MISSING_REASON"].label(str(reason), "ur")
    return None if value is None else (field.label("ur"), show_value(field, value, "ur", desk.catalogue))
