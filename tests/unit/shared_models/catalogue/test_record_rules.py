"""Checks across fields: what stops a record, what is only asked, and what is said for information."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from shared_models.catalogue import Context, Problem, check_leaf, check_record, load_catalogue, sentence

CATALOGUE = load_catalogue()
TODAY = Context(date(2026, 11, 24))
PERSON = {"person.name_latin": "Muhammad Aslam", "person.gender": "M", "person.birth": "1984"}
CARD = {"person.documents.r1.type": "CNIC", "person.documents.r1.number": "3630212345671"}
EPISODE = {"episode.c_register": True, "episode.consent_method": "SIGN", "episode.return_date": "2026-10"}


def problems(kind: str, values: Mapping[str, object], context: Context = TODAY) -> list[tuple[str, str]]:
    return [(found.code, found.level) for found in check_record(kind, values, context)]


CASES = [
    ("person", {**PERSON, **CARD}, []),
    ("person", {"person.gender": "M"}, [("record.no_name", "block")]),
    ("person", {"person.name_urdu": "محمد اسلم"}, []),
    ("person", {**PERSON, "person.name_latin": "Aslam son of Karim"}, [("record.name_has_parent", "warn")]),
    ("person", {**PERSON, "person.name_urdu": "اسلم ولد کریم"}, [("record.name_has_parent", "warn")]),
    ("person", {**PERSON, **CARD, "person.gender": "F"}, [("record.card_gender", "warn")]),
    ("person", {**PERSON, **CARD, "person.gender": "X"}, []),
    ("person", {**PERSON, **CARD, "person.documents.r1.number": "0362012345671"}, [("record.card_sample", "warn")]),
    ("person", {**PERSON, **CARD, "person.documents.r1.number": "9362012345671"}, [("record.card_abroad", "info")]),
    ("person", {**PERSON, **CARD, "person.documents.r1.number": "36302-1234567-1"}, [("field.card_shape", "block")]),
    ("person", {**PERSON, **CARD, "person.documents.r1.void": "typed twice", "person.gender": "F"}, []),
    (
        "person",
        {**PERSON, **CARD, "person.documents.r2.type": "CNIC", "person.documents.r2.number": "3630212345671"},
        [("record.document_twice", "warn")],
    ),
    ("person", {**PERSON, "person.birth": "1900"}, [("record.too_old", "warn")]),
    ("person", {**PERSON, "person.birth": "1984-01-01"}, [("record.birth_day_guess", "warn")]),
    ("person", {**PERSON, "person.birth": "2030"}, [("field.date_ahead", "block")]),
    (
        "person",
        {**PERSON, "person.address_permanent.province": "PK-SD", "person.address_permanent.district": "PB-LHR"},
        [("record.district_province", "block")],
    ),
    ("person", {**PERSON, **CARD, "person.address_permanent.district": "PB-MUL"}, []),
    ("person", {**PERSON, **CARD, "person.address_permanent.district": "PB-LHR"}, [("record.card_district", "info")]),
    ("person", {**PERSON, "person.birth!": "DK"}, [("record.reason_and_value", "block")]),
    ("person", {**PERSON, **CARD, "person.documents!": "LOST"}, [("record.reason_and_value", "block")]),
    ("person", {**PERSON, "person.documents!": "LOST"}, []),
    (
        "person",
        {**PERSON, "person.gender!": "LOST"},
        [("field.reason_not_allowed", "block"), ("record.reason_and_value", "block")],
    ),
    ("person", {**PERSON, "person.shoe_size": 42}, [("field.unknown", "block")]),
    ("person", {**PERSON, "hat.colour": "red"}, [("field.unknown", "block")]),
    ("person", {**PERSON, **{f"person.phones.p{n}.owner": "SELF" for n in range(6)}}, [("record.too_many_rows", "block")]),
    ("episode", EPISODE, []),
    ("episode", {**EPISODE, "episode.c_register": False}, [("record.no_permission", "block")]),
    ("episode", {"episode.consent_method": "LEGACY_PAPER"}, [("record.paper_permission", "block")]),
    ("episode", {**EPISODE, "person.birth": "2015"}, [("record.guardian_needed", "block")]),
    ("episode", {**EPISODE, "person.birth": "2015", "episode.consent_method": "GUARDIAN"}, []),
    ("episode", {**EPISODE, "person.birth": "2008-11-24"}, []),
    ("episode", {**EPISODE, "person.birth": "2008-11-25"}, [("record.guardian_needed", "block")]),
    ("episode", {**EPISODE, "episode.return_date": "2024-10"}, [("record.late_registration", "info")]),
    ("episode", {**EPISODE, "episode.return_date": "2027-12"}, [("field.date_ahead", "block")]),
    (
        "episode",
        {**EPISODE, "episode.return_date": "1980", "person.birth": "1984"},
        [("record.return_before_birth", "warn"), ("record.late_registration", "info")],
    ),
    ("episode", {**EPISODE, "episode.return_reasons.R02": True, "episode.return_reason_main": "R02"}, []),
    (
        "episode",
        {**EPISODE, "episode.return_reasons.R02": True, "episode.return_reason_main": "R01"},
        [("record.main_reason", "warn")],
    ),
    ("episode", {**EPISODE, "episode.needs.N01": 1, "episode.needs.N07": 2}, []),
    ("episode", {**EPISODE, "episode.needs.N01": 1, "episode.needs.N07": 1}, [("record.same_rank", "warn")]),
    ("episode", {**EPISODE, "episode.needs.N01": True}, [("field.wrong_type", "block")]),
    ("episode", {**EPISODE, "episode.needs.N77": 1}, [("field.code_unknown", "block")]),
    ("episode", {**EPISODE, **{f"episode.needs.N0{n}": n for n in range(1, 6)}}, []),
    ("episode", {**EPISODE, **{f"episode.needs.N0{n}": n for n in range(1, 7)}}, [("field.too_many", "block")]),
    ("hat", {}, [("record.kind_unknown", "block")]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "values", "expected"), CASES)
def test_a_record_is_checked_as_a_whole(kind: str, values: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert problems(kind, values) == expected


def test_permission_on_paper_comes_only_with_an_old_register() -> None:
    values = {"episode.consent_method": "LEGACY_PAPER"}
    assert problems("episode", values, Context(TODAY.today, "import")) == []
    assert problems("episode", values, Context(TODAY.today, "change")) == []


def test_the_day_is_the_day_in_pakistan() -> None:
    evening = datetime(2026, 11, 24, 19, 10, tzinfo=UTC)  # ten past midnight in Pakistan
    assert Context.at(lambda: round(evening.timestamp() * 1000)).today == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("path", "value", "code"),
    [
        ("person.documents.r1.number", "3630212345671", None),
        ("person.documents.r1.void", "typed twice", None),
        ("person.documents.r1.void", "x" * 201, "field.too_long"),
        ("person.$void", "registered by mistake", None),
        ("person.$void", 7, "field.wrong_type"),
        ("hat.$void", "x", "field.unknown"),
        ("person.documents!", "LOST", None),
        ("person.documents!", "SOLD", "field.reason_not_allowed"),
        ("person.documents!", 7, "field.wrong_type"),
        ("person.documents", "x", "field.unknown"),
        ("person.documents.number", "x", "field.unknown"),
        ("person.documents.r1.colour", "x", "field.unknown"),
        ("person.documents.r 1.number", "x", "field.unknown"),
        ("person.documents.r1.number.more", "x", "field.unknown"),
        ("person.gender.M", True, "field.unknown"),
        ("person.gender!!", "DK", "field.unknown"),
        ("episode.needs", ["N01"], "field.wrong_type"),
        ("episode.needs!", "NA", None),
        ("episode.needs.N01!", "NA", "field.unknown"),
        ("episode.needs.N01", None, None),
        ("episode.c_register!", "RF", "field.reason_not_allowed"),
        ("person." + "x" * 300, "x", "field.unknown"),
        ("", "x", "field.unknown"),
        (".", "x", "field.unknown"),
        ("!", "x", "field.unknown"),
    ],
)
def test_a_leaf_of_a_change_is_judged_alone(path: str, value: object, code: str | None) -> None:
    found = check_leaf(path, value, CATALOGUE)
    assert (found.code if found else None) == code


def test_a_sentence_is_whole_in_both_languages_and_carries_the_level_of_its_entry() -> None:
    (found,) = check_record("person", {**PERSON, "person.birth": "2030-12"}, TODAY)
    assert sentence(found, "en") == "This date (12-2030) lies ahead. Please check it."
    assert "12-2030" in sentence(found, "ur")
    assert sentence(Problem("nowhere.described"), "en") == "nowhere.described"
    assert "…" in sentence(Problem("field.too_long"), "en"), "a place nobody filled does not break the screen"
