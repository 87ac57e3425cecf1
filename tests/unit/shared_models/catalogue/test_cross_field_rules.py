"""The cross-field checks X1 to X20 and their like: what they notice, and what they leave in peace."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from shared_models.catalogue import (
    Context,
    NearPerson,
    check_record,
    check_registration,
    load_catalogue,
)
from shared_models.catalogue.problems import known_codes
from shared_models.catalogue.rules import rules_of
from shared_models.catalogue.rules.whole import JUDGES

CATALOGUE = load_catalogue()
TODAY = Context(date(2026, 11, 24))
CARD = "0362012345671"
OTHER = "0362012345698"
PAPER = "person.documents.r1."
MAN = {"person.name_latin": "Muhammad Aslam", "person.gender": "M", "person.birth": "1984-05-03"}
WITH_CARD = {**MAN, f"{PAPER}type": "CNIC", f"{PAPER}number": CARD}
TRIP = "episode.trips.t1."
CLAIM = "episode.claims.c1."
ABROAD = {f"{TRIP}departed": "2020-02", f"{TRIP}left": "2020-07", f"{CLAIM}months_unpaid": 7}


def found(kind: str, values: Mapping[str, object], context: Context = TODAY) -> dict[str, str]:
    """Rule -> path of what the rules notice; samples are known as samples."""
    problems = check_record(kind, values, context)
    return {one.code.removeprefix("record."): one.path for one in problems if one.code != "record.card_sample"}


def sar(amount: int) -> dict[str, object]:
    return {"minor": amount * 100, "currency": "SAR"}


NOTICED = [
    ("X1", "card_gender", "person", {**WITH_CARD, "person.gender": "F"}, f"{PAPER}number"),
    ("X3", "card_district", "person",
     {**WITH_CARD, f"{PAPER}number": "3630212345671", "person.address_permanent.district": "PB-LHR"}, f"{PAPER}number"),
    ("X4", "card_of_other", "episode", {**WITH_CARD, "episode.guardian_cnic": CARD}, "episode.guardian_cnic"),
    ("X4", "card_of_other", "episode", {**WITH_CARD, "episode.members.m1.card_number": CARD},
     "episode.members.m1.card_number"),
    ("X9", "young_worker", "episode",
     {**MAN, f"{TRIP}departed": "1999-05", f"{TRIP}purpose": "WORK"}, f"{TRIP}departed"),
    ("X10", "return_before_leaving", "episode", {"episode.return_date": "2026-09", f"{TRIP}left": "2026-10-01"},
     "episode.return_date"),
    ("X11", "deported_valid", "episode", {"episode.return_type": "DEP", f"{TRIP}status_on_exit": "VAL"},
     f"{TRIP}status_on_exit"),
    ("X12", "assisted_by_none", "episode", {"episode.return_type": "AVR", "episode.assisted_by": "NONE"},
     "episode.assisted_by"),
    ("X14", "phone_abroad", "person", {**MAN, "person.phones.p1.number": "+971501234567"}, "person.phones.p1.number"),
    ("X15", "name_has_parent", "person", {"person.name_latin": "Nasreen wife of Karim"}, "person.name_latin"),
    ("X16", "names_differ", "person", {**MAN, "person.name_urdu": "خدیجہ پروین"}, "person.name_urdu"),
    ("X16", "names_differ", "person",
     {**MAN, "person.father_name_latin": "Ghulam Rasool", "person.father_name_urdu": "بشیر احمد"},
     "person.father_name_urdu"),
    ("X17", "children_household", "episode",
     {"episode.hh_size": 4, "episode.children_u5": 2, "episode.children_5_15": 3}, "episode.children_5_15"),
    ("X18", "unpaid_months", "episode", ABROAD, f"{CLAIM}months_unpaid"),
    ("X18", "unpaid_months", "episode", {"episode.total_years_abroad": "0.5", f"{CLAIM}months_unpaid": 8},
     f"{CLAIM}months_unpaid"),
    ("X19", "wage_currency", "episode", {f"{TRIP}monthly_wage": sar(50_000)}, f"{TRIP}monthly_wage"),
    ("X20", "birth_day_guess", "person", {**MAN, "person.birth": "1984-07-01"}, "person.birth"),
    ("", "passport_old", "person", {**MAN, f"{PAPER}type": "PASSPORT", f"{PAPER}number": "A123456"}, f"{PAPER}number"),
    ("", "paper_dates", "person",
     {**WITH_CARD, f"{PAPER}issue_date": "2020-01-01", f"{PAPER}expiry_date": "2019-01-01"}, f"{PAPER}expiry_date"),
    ("", "residence_card", "person",
     {**MAN, f"{PAPER}type": "RESID", f"{PAPER}number": "12345", f"{PAPER}issuing_country": "SAU"}, f"{PAPER}number"),
    ("", "residence_abroad", "episode", {f"{TRIP}country": "QAT", f"{TRIP}foreign_id_no": "123"}, f"{TRIP}foreign_id_no"),
    ("", "residence_birth", "episode",
     {**MAN, f"{TRIP}country": "ARE", f"{TRIP}foreign_id_no": "784-1985-1234567-1"}, f"{TRIP}foreign_id_no"),
    ("", "nationality_papers", "person", {**MAN, "person.nationality.IND": True}, "person.nationality"),
    ("", "phone_twice", "person",
     {**MAN, "person.phones.p1.number": "+923001234567", "person.phones.p2.number": "+923001234567"},
     "person.phones.p2.number"),
    ("", "phone_twice", "person",
     {**MAN, "person.phones.p1.number": "+923001234567", "person.phones.p1.owner": "SELF",
      "person.emergency_contact_phone": "+923001234567"}, "person.emergency_contact_phone"),
    ("", "trip_order", "episode", {f"{TRIP}departed": "2024", f"{TRIP}left": "2023-12"}, f"{TRIP}left"),
    ("", "trips_counted", "episode",
     {"episode.trips_total": 1, f"{TRIP}country": "SAU", "episode.trips.t2.country": "OMN"}, "episode.trips_total"),
    ("", "flight_shape", "episode", {"episode.flight_no": "Saudia"}, "episode.flight_no"),
    ("", "household_sum", "episode",
     {"episode.hh_size": 5, "episode.earners": 2, "episode.dependants_total": 4}, "episode.dependants_total"),
    ("", "household_parts", "episode", {"episode.hh_size": 3, "episode.elders_60p": 4}, "episode.elders_60p"),
    ("", "members_counted", "episode",
     {"episode.hh_size": 1, "episode.members.a.name": "Ali", "episode.members.b.name": "Sana"}, "episode.hh_size"),
    ("", "none_and_others", "episode", {"episode.assets.NONE": True, "episode.assets.LAND": True}, "episode.assets"),
    ("", "distress_help", "episode", {"episode.distress_1": "2", "episode.distress_2": "1"}, "episode.distress_2"),
]  # fmt: skip

LEFT_IN_PEACE = [
    ("person", WITH_CARD),
    ("person", {**WITH_CARD, "person.gender": "X", f"{PAPER}number": CARD}),
    ("person", {**MAN, "person.name_urdu": "محمد اسلم"}),
    ("person", {**MAN, "person.name_latin": "Ghulam Rasool", "person.name_urdu": "غلام رسول"}),
    ("person", {**MAN, "person.name_latin": "Khadija Bibi", "person.name_urdu": "خدیجہ بی بی"}),
    ("person", {**MAN, "person.phones.p1.number": "+923001234567"}),
    ("person", {**MAN, "person.phones.p1.number": "+971501234567", "person.address_current.country": "ARE"}),
    ("person", {**MAN, f"{PAPER}type": "PASSPORT", f"{PAPER}number": "AB1234567"}),
    ("person", {**MAN, f"{PAPER}type": "RESID", f"{PAPER}number": "2123456789", f"{PAPER}issuing_country": "SAU"}),
    ("person", {**MAN, f"{PAPER}type": "RESID", f"{PAPER}number": "12345", f"{PAPER}issuing_country": "GRC"}),
    ("person", {**MAN, "person.nationality.IND": True, "person.nationality.PAK": True}),
    ("person", {**WITH_CARD, f"{PAPER}type": "POC", "person.nationality.GBR": True}),
    ("episode", {**WITH_CARD, "episode.members.m1.card_number": OTHER}),
    ("episode", {**MAN, f"{TRIP}departed": "2004", f"{TRIP}purpose": "WORK"}),
    ("episode", {**MAN, f"{TRIP}departed": "1995", f"{TRIP}purpose": "STUDY"}),
    ("episode", {"episode.return_date": "2026-10", f"{TRIP}left": "2026-10-01"}),
    ("episode", {"episode.return_date": "2026-03", f"{TRIP}left": "2026-10~"}),
    ("episode", {"episode.return_type": "DEP", f"{TRIP}status_on_exit": "OVS"}),
    ("episode", {"episode.return_type": "DEP", "episode.trips.a.status_on_exit": "OVS", f"{TRIP}status_on_exit": "VAL"}),
    ("episode", {"episode.return_type": "AVR", "episode.assisted_by": "IOM"}),
    ("episode", {"episode.hh_size": 5, "episode.children_u5": 2, "episode.children_5_15": 3}),
    ("episode", {**ABROAD, f"{CLAIM}months_unpaid": 6}),
    ("episode", {f"{TRIP}departed": "2020-02", f"{CLAIM}months_unpaid": 30}),
    ("episode", {f"{TRIP}monthly_wage": sar(5_000)}),
    ("episode", {f"{TRIP}monthly_wage": sar(60_000), f"{TRIP}employer_sector": "ICT"}),
    ("episode", {f"{TRIP}monthly_wage": {"minor": 45_000_00, "currency": "PKR"}}),
    ("episode", {"episode.flight_no": "PK 304"}),
    ("episode", {"episode.distress_1": "2"}),
    ("episode", {"episode.assets.NONE": True}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "rule", "kind", "values", "path"), NOTICED)
def test_a_rule_notices(number: str, rule: str, kind: str, values: dict[str, object], path: str) -> None:
    assert found(kind, values) == {rule: path}
    assert CATALOGUE.rules[rule].number == number


@pytest.mark.parametrize(("kind", "values"), LEFT_IN_PEACE)
def test_what_is_usual_is_left_in_peace(kind: str, values: dict[str, object]) -> None:
    assert found(kind, values) == {}


FACTS = [
    ("X5", "card_typed_twice", replace(TODAY, typed_again={f"{PAPER}number": OTHER})),
    ("X5", "card_scanned", replace(TODAY, scanned={f"{PAPER}number": OTHER})),
    ("X6", "card_near", replace(TODAY, near=(NearPerson("p7", "0362012345617", "Mohammad Aslam", ""),))),
    ("X6", "card_near", replace(TODAY, near=(NearPerson("p7", "0362012345681", "M. Aslam Khan", ""),))),
    ("X7", "passport_card", replace(TODAY, mrz_cards=(OTHER,))),
]


@pytest.mark.parametrize(("number", "rule", "context"), FACTS)
def test_facts_from_outside_the_record_are_judged_when_they_are_known(number: str, rule: str, context: Context) -> None:
    assert found("person", WITH_CARD, context) == {rule: f"{PAPER}number"}
    assert CATALOGUE.rules[rule].number == number
    assert found("person", MAN, context) == {}


@pytest.mark.parametrize(
    "context",
    [
        replace(TODAY, typed_again={f"{PAPER}number": "03620-1234567-1"}, scanned={f"{PAPER}number": CARD}),
        replace(TODAY, near=(NearPerson("p7", CARD, "Muhammad Aslam"), NearPerson("p8", OTHER, "Muhammad Aslam"))),
        replace(TODAY, near=(NearPerson("p7", "0362012345681", "Nasreen Begum", "نسرین بیگم"),)),
        replace(TODAY, mrz_cards=(CARD,)),
    ],
)
def test_facts_that_agree_say_nothing(context: Context) -> None:
    assert found("person", WITH_CARD, context) == {}


def test_a_phone_of_three_others_is_somebody_elses() -> None:
    values = {**MAN, "person.phones.p1.number": "+923001234567"}
    for others, expected in ((2, {}), (3, {"phone_shared": "person.phones.p1.number"})):
        assert found("person", values, replace(TODAY, phone_holders={"+923001234567": others})) == expected


def test_a_registration_is_checked_in_one_go() -> None:
    values = {**WITH_CARD, **ABROAD, "episode.guardian_cnic": CARD, "person.gender": "F"}
    parts = {*check_record("person", values, TODAY), *check_record("episode", values, TODAY)}
    whole = check_registration(values, TODAY)
    assert set(whole) == parts
    assert whole[0].level == "block"


def test_the_twenty_checks_are_all_there_each_with_its_function_and_sentence() -> None:
    assert {rule.number for rule in CATALOGUE.rules.values()} - {""} == {f"X{n}" for n in range(1, 21)}
    assert set(JUDGES) == set(CATALOGUE.rules)
    assert {f"record.{name}" for name in CATALOGUE.rules} <= set(known_codes())


def test_what_stops_finishing_is_what_was_agreed() -> None:
    numbered = {rule.number: name for name, rule in CATALOGUE.rules.items() if rule.number}
    levels = {number: known_codes()[f"record.{name}"].get("level", "block") for number, name in numbered.items()}
    assert {number for number, level in levels.items() if level == "block"} == {"X4", "X5", "X8", "X10"}
    assert {number for number, level in levels.items() if level == "info"} == {"X3", "X9", "X13", "X14", "X2"}


def test_a_rule_of_a_newer_version_is_left_to_newer_programs() -> None:
    newer = replace(CATALOGUE, rules={**CATALOGUE.rules, "magic": CATALOGUE.rules["no_name"]})
    assert [rule.name for rule, _ in rules_of("person", newer)] == [
        rule.name for rule, _ in rules_of("person", CATALOGUE)
    ]
