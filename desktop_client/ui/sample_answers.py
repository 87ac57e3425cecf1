"""Invented answers to any section of the catalogue, and records that are corrected or disputed, for pictures and tests."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from desktop_client.ui import samples
from desktop_client.ui.forms.arrangement import DIED_ABROAD, RETURN_TYPE, left_out_of
from desktop_client.ui.ports import (
    Answer,
    Corrected,
    Draft,
    Fact,
    FieldQuestion,
    GivenAnswer,
    HalfTyped,
    PeoplePage,
    SectionFacts,
)
from shared_models.catalogue import Field, load_catalogue
from shared_models.catalogue.leaves import leaf_path

_PLAIN: dict[str, Answer] = {
    "yes_no": True,
    "decimal": "2.5",
    "money": {"minor": 4500000, "currency": "PKR"},
    "partial_date": "2019-06",
    "date": "2026-11-20",
    "time_of_day": "10:30",
    "phone": "+923001234567",
    "email": "aslam@example.pk",
    "document_number": "AB1234567",
    "name_latin": "Muhammad Aslam",
    "name_urdu": "محمد اسلم",
}


_NAMED = {"city": "Jeddah"}  # what stands in the folded line of a stay abroad


def some_answer(field: Field, row: str = "", turn: int = 0) -> Iterator[tuple[str, Answer]]:
    """A believable answer to one field, as leaves; `turn` makes rows differ."""
    path = leaf_path(field, row)
    codes = load_catalogue().codes_of(field)
    if field.kind == "code" and codes is not None and codes.rows:
        yield path, codes.rows[turn % len(codes.rows)].code
    elif field.kind == "codes" and codes is not None:
        for rank, code in enumerate(codes.rows[: min(3, field.maximum or 3)], start=1):
            yield f"{path}.{code.code}", rank if field.ranked else True
    elif field.kind == "integer":
        yield path, max(field.minimum or 0, min(field.maximum or 99, 3 + turn))
    elif field.kind == "text":
        english = _NAMED.get(field.name, "House 12, Street 4, near the old mill")
        yield path, "ملتان شہر" if field.name.endswith("_urdu") else english[: field.max_length]
    elif field.kind in _PLAIN:
        yield path, _PLAIN[field.kind]


def answers_of_section(section: str, rows: int = 3) -> dict[str, Answer]:
    """Every field of a section answered; in rows that many rows."""
    catalogue = load_catalogue()
    known = catalogue.sections[section]
    fields = catalogue.fields_of(known.kind_of_record, known.name)
    places = [str(row) for row in range(1, rows + 1)] if known.repeated else [""]
    return {
        path: answer
        for turn, row in enumerate(places)
        for field in fields
        for path, answer in some_answer(field, row, turn)
    }


def section_form(section: str, *, full: bool) -> Draft:
    """A form for a picture of one section, empty or full."""
    after_a_death = section in left_out_of(load_catalogue(), samples.FILLED, correcting=False)
    died: dict[str, Answer] = {RETURN_TYPE: DIED_ABROAD} if after_a_death else {}
    answers = {**samples.FILLED, **died, **(answers_of_section(section) if full else {})}
    return Draft("d7", samples.NOW, samples.NOW, answers, "CASEW")


_RECORD: dict[str, Answer] = {
    **samples.FILLED,
    "person.phones.2.number": "+923217654321",
    "person.phones.2.owner": "SELF",
    "episode.registration_no": "MUX-26-K7Q-00042-X",
}


def correction(
    typed: Mapping[str, Answer] | None = None, role: str = "CLERK", question: FieldQuestion | None = None
) -> Draft:
    """A form over a record; what is typed is named by path."""
    answers = {path: answer for path, answer in {**_RECORD, **(typed or {})}.items() if answer is not None}
    return Draft(
        "d8", samples.NOW, samples.NOW, answers, role, "p1", "MUX-26-K7Q-00042-X", shown=_RECORD, question=question
    )


CORRECTED_HALF = correction(
    {"person.father_name_latin": "Ghulam Rasul", "person.birth": "1985", "person.phones.2.void": "an old number"}
)
CORRECTION_ASKED = correction(
    {"episode.return_date": HalfTyped("12-2027")},
    question=FieldQuestion(
        "episode.return_date", "field.date_ahead", "The return date (12-2027) lies ahead.",
        "واپسی کی تاریخ (12-2027) ابھی آئی نہیں۔",
    ),
)  # fmt: skip

_MINE = GivenAnswer("Ghulam Rasool", "Ghulam Rasool", "imran", "K7Q", samples.at(24, 10, 51), True)
_THEIRS = GivenAnswer("Ghulam Rasul", "Ghulam Rasul", "sana", "4XD", samples.at(24, 9, 40))
_REMOVED = GivenAnswer("an old number", "پرانا نمبر", "sana", "4XD", samples.at(23, 16, 5), True, removed=True)
_KEPT = GivenAnswer("0321 7654321, own number", "0321 7654321، اپنا نمبر", "imran", "K7Q", samples.at(24, 10, 2))


def _disputed(section: SectionFacts) -> SectionFacts:
    facts = tuple(
        replace(fact, answers=(_MINE, _THEIRS)) if fact.path == "person.father_name_latin" else fact
        for fact in section.facts
    )
    return replace(section, facts=facts)


PERSON_TWO_ANSWERS = replace(
    samples.PERSON_ARRIVED,
    sections=(
        *(_disputed(section) for section in samples.PERSON_ARRIVED.sections[:3]),
        SectionFacts("person.phones", (Fact("person.phones.K7Qa3-2.void", "", "", answers=(_REMOVED, _KEPT)),)),
        *samples.PERSON_ARRIVED.sections[3:],
    ),
)
CORRECTED = Corrected("p1", 2)
CORRECTED_MEANWHILE = Corrected("p1", 2, ("person.father_name_latin",))
PEOPLE_DISPUTED = PeoplePage(
    tuple(replace(row, two_answers=number in {1, 2}) for number, row in enumerate(samples.PEOPLE_FULL.rows)), None, 9
)
