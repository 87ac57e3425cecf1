"""Each kind of field: what is understood as typed, and what is refused with which problem."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.catalogue import Context, ProblemError, check_value, load_catalogue, parse_value, show_value

TODAY = Context(date(2026, 11, 24))
CARD = {"type": "CNIC"}
FIELDS = load_catalogue().fields

UNDERSTOOD = [
    ("person.name_latin", "  Muhammad  Aslam ", "Muhammad Aslam"),
    ("person.name_latin", "D’Souza", "D'Souza"),
    ("person.name_latin", "Gul", "Gul"),
    ("person.name_urdu", "محمد اسلم", "محمد اسلم"),
    ("person.gender", "Male", "M"),
    ("person.gender", "مرد", "M"),
    ("person.gender", "عورت", "F"),
    ("person.birth", "1984", "1984"),
    ("person.birth", "~1984", "1984~"),
    ("person.birth", "1984~", "1984~"),
    ("person.birth", "۱۹۸۴", "1984"),
    ("person.birth", "3 24", "2024-03"),
    ("person.birth", "3 61", "1961-03"),
    ("person.birth", "03-2024", "2024-03"),
    ("person.birth", "2024-03", "2024-03"),
    ("person.birth", "24-03-1985", "1985-03-24"),
    ("person.birth", "24.3.85", "1985-03-24"),
    ("person.birth", "1985-03-24", "1985-03-24"),
    ("person.birth", "24 Mar 1985", "1985-03-24"),
    ("person.birth", "October 1980", "1980-10"),
    ("person.birth", "24 مارچ 1985", "1985-03-24"),
    ("person.birth", "24031985", "1985-03-24"),
    ("person.birth", "19850324", "1985-03-24"),
    ("episode.registered_on", "t", "2026-11-24"),
    ("episode.registered_on", "y", "2026-11-23"),
    ("person.phones.number", "0300 1234567", "+923001234567"),
    ("person.phones.number", "۰۳۰۰۱۲۳۴۵۶۷", "+923001234567"),
    ("person.phones.number", "923001234567", "+923001234567"),
    ("person.phones.number", "00966501234567", "+966501234567"),
    ("person.phones.number", "+971 50 123 4567", "+971501234567"),
    ("person.phones.number", "042 35761234", "+924235761234"),
    ("person.documents.number", "06158 2012202 9", "0615820122029"),
    ("person.documents.number", "۰۸۲۹۴-۰۸۰۶۶۲۵-۷", "0829408066257"),
    ("episode.c_register", "ہاں", True),
    ("episode.c_register", "No", False),
    ("episode.return_from_country", "S. Arabia", "SAU"),
    ("episode.return_from_country", "یونان", "GRC"),
    ("person.address_permanent.district", "Lyallpur", "PB-FSD"),
    ("episode.needs", "a loan, job", ("N07", "N01")),
    ("episode.interviewer_note", "one\ntwo", "one\ntwo"),
]

REFUSED = [
    ("person.name_latin", "A", "field.name_too_short"),
    ("person.name_latin", "...", "field.name_not_latin"),
    ("person.name_latin", "محمد", "field.name_not_latin"),
    ("person.name_latin", "Aslam S/O Karim", "field.name_has_parent"),
    ("person.name_latin", "Haji", "field.name_only_title"),
    ("person.name_latin", "Aslam 35202", "field.name_has_digits"),
    ("person.name_latin", "A" * 81, "field.too_long"),
    ("person.name_latin", "A" * 30_000, "field.too_long"),
    ("person.name_latin", "   ", "field.empty"),
    ("person.name_urdu", "Aslam", "field.name_not_urdu"),
    ("person.gender", "maybe", "field.code_unknown"),
    ("person.birth", "1899", "field.date_too_early"),
    ("person.birth", "2027", "field.date_ahead"),
    ("person.birth", "31-02-1985", "field.date_no_such_day"),
    ("person.birth", "13-2024", "field.date_shape"),
    ("person.birth", "about 40", "field.date_shape"),
    ("person.birth", "", "field.date_shape"),
    ("person.birth", "1.2.3.4", "field.date_shape"),
    ("person.birth", "99999999999", "field.date_shape"),
    ("person.phones.number", "12345", "field.phone_shape"),
    ("person.phones.number", "0300 12345678901", "field.phone_shape"),
    ("person.phones.number", "nil", "field.phone_shape"),
    ("person.documents.number", "0615820122", "field.card_shape"),
    ("person.documents.number", "1111111111111", "field.card_impossible"),
    ("person.documents.number", "3520100000001", "field.card_impossible"),
    ("episode.c_register", "perhaps", "field.not_yes_or_no"),
    ("person.address_permanent.district", "Karachi", "field.code_ambiguous"),
    ("person.address_permanent.district", "Atlantis", "field.code_unknown"),
    ("episode.interviewer_note", "x" * 1001, "field.too_long"),
    ("episode.person", "42", "field.not_a_record"),
]

FOREIGN = [
    ("person.name_latin", 7, "field.wrong_type"),
    ("person.name_latin", ["a"], "field.wrong_type"),
    ("person.name_latin", "A\u202eslam", "field.invisible_signs"),
    ("person.name_latin", "two\nlines", "field.invisible_signs"),
    ("person.gender", "Q", "field.code_unknown"),
    ("person.gender", {}, "field.wrong_type"),
    ("person.birth", 1984, "field.date_shape"),
    ("person.birth", "1984-13", "field.date_shape"),
    ("person.phones.number", "0300 1234567", "field.phone_shape"),
    ("person.phones.number", "+92300123", "field.phone_shape"),
    ("episode.c_register", "true", "field.wrong_type"),
    ("episode.needs", ["N01", "N77"], "field.code_unknown"),
    ("episode.needs", {"N01": True}, "field.wrong_type"),
    ("episode.needs", ["N01", "N02", "N03", "N04", "N05", "N06"], "field.too_many"),
    ("episode.return_reasons", {"R01": 1}, "field.wrong_type"),
]


@pytest.mark.parametrize(("path", "typed", "value"), UNDERSTOOD)
def test_what_is_typed_becomes_a_value(path: str, typed: str, value: object) -> None:
    field = FIELDS[path]
    assert parse_value(field, typed, context=TODAY, row=CARD) == value
    assert check_value(field, value, context=TODAY, row=CARD) is None


@pytest.mark.parametrize(("path", "typed", "code"), REFUSED)
def test_what_cannot_be_is_refused_with_its_reason(path: str, typed: str, code: str | None) -> None:
    with pytest.raises(ProblemError) as refusal:
        parse_value(FIELDS[path], typed, context=TODAY, row=CARD)
    assert refusal.value.problem.code == code
    assert str(refusal.value) == code, "an exception's text holds nothing that was typed"


@pytest.mark.parametrize(("path", "value", "code"), FOREIGN)
def test_a_value_from_elsewhere_is_checked_like_a_typed_one(path: str, value: object, code: str | None) -> None:
    found = check_value(FIELDS[path], value, context=TODAY)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    ("paper", "number", "code"),
    [
        ("PASSPORT", "AB1234567", None),
        ("PASSPORT", "A123456", None),
        ("PASSPORT", "123", "field.passport_shape"),
        ("OLDNIC", "12345678901", None),
        ("OLDNIC", "1234567890", "field.old_card_shape"),
        ("ETD", "DXB/2025-118", None),
        ("ETD", "<script>", "field.document_shape"),
        ("NICOP", "0362012345672", None),
        ("CNIC", "03620-1234567-2", "field.card_shape"),
    ],
)
def test_a_document_number_is_judged_by_its_paper(paper: str, number: str, code: str | None) -> None:
    found = check_value(FIELDS["person.documents.number"], number, row={"type": paper})
    assert (found.code if found else None) == code


def test_a_field_may_always_hold_the_number_of_one_paper() -> None:
    guardian, iqama = FIELDS["episode.guardian_cnic"], FIELDS["episode.trips.foreign_id_no"]
    assert parse_value(guardian, "03620-1234567-2") == "0362012345672"
    assert parse_value(iqama, "784-1985-1234567-1") == "784198512345671"
    found = check_value(guardian, "12345")
    assert found is not None
    assert found.code == "field.card_shape"


def test_a_leading_zero_is_never_lost() -> None:
    assert parse_value(FIELDS["person.documents.number"], "0036201234562", row=CARD) == "0036201234562"


def test_without_a_known_day_nothing_is_called_ahead() -> None:
    assert check_value(FIELDS["person.birth"], "2090") is None


def test_cleared_is_always_allowed() -> None:
    assert all(check_value(field, None) is None for field in FIELDS.values())


@pytest.mark.parametrize(
    ("path", "value", "english", "urdu"),
    [
        ("person.birth", "1985-03-24", "24-03-1985", "24-03-1985"),
        ("person.birth", "1985~", "about 1985", "تقریباً 1985"),
        ("person.gender", "F", "woman", "عورت"),
        ("person.documents.number", "0362012345672", "03620-1234567-2", "03620-1234567-2"),
        ("person.phones.number", "+923001234567", "0300 1234567", "0300 1234567"),
        ("episode.c_register", True, "yes", "ہاں"),
        ("episode.needs", ("N01", "N07"), "a job in Pakistan, a loan", "پاکستان میں ملازمت، قرض"),
    ],
)
def test_a_value_is_shown_as_people_read_it(path: str, value: object, english: str, urdu: str) -> None:
    assert show_value(FIELDS[path], value, "en") == english
    assert show_value(FIELDS[path], value, "ur") == urdu


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=40))
def test_any_text_is_either_a_good_value_or_a_problem(path: str, text: str) -> None:
    field = FIELDS[path]
    try:
        value = parse_value(field, text, context=TODAY, row=CARD)
    except ProblemError:
        return
    assert check_value(field, value, context=TODAY, row=CARD) is None
    assert isinstance(show_value(field, value, "ur"), str)


@given(
    st.sampled_from(sorted(FIELDS)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_any_sent_value_is_judged_without_breaking(path: str, value: object) -> None:
    check_value(FIELDS[path], value, context=TODAY, row=CARD)
