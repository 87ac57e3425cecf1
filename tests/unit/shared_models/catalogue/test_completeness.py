"""Quick, complete, or neither: the twelve questions and what a missing reason counts for."""

import pytest

from shared_models.catalogue import completeness, unanswered

QUICK: dict[str, object] = {
    "episode.c_register": True,
    "person.name_urdu": "محمد اسلم",
    "person.father_name_latin": "Ghulam Rasool",
    "person.gender": "M",
    "person.birth": "1984",
    "person.documents.r1.type": "CNIC",
    "person.documents.r1.number": "0362012345671",
    "person.phones.r2.number": "+923001234567",
    "person.address_permanent.province": "PK-PB",
    "person.address_permanent.district": "PB-MUL",
    "episode.trips.r3.country": "SAU",
    "episode.return_from_country": "SAU",
    "episode.return_date": "2026-10",
    "episode.return_type": "CON",
    "episode.needs.N01": 1,
}
REST: dict[str, object] = {
    "person.name_latin": "Muhammad Aslam",
    "person.documents.r1.status": "VALID",
    "person.documents.r1.evidence": "E2",
    "person.phones.r2.owner": "SELF",
    "person.phones.r2.safe": "YES",
    "person.marital_status": "M",
    "person.nationality.PAK": True,
    "person.emergency_contact_name": "محمد اکرم",
    "person.emergency_contact_relation": "BRO",
    "person.emergency_contact_phone": "+923007654321",
    "person.address_permanent.country": "PAK",
    "person.address_permanent.tehsil": "Shujabad",
    "person.address_permanent.locality_urdu": "چک 12",
    "person.address_permanent.tenure": "FAMILY",
    "person.address_current.same_as_permanent": True,
    "person.edu_level": "E4",
    "person.literacy_urdu": "READ_WRITE",
    "person.numeracy": "READ_WRITE",
    "person.occupation_before": "FARMER",
    "person.languages.r4.language": "urd",
    "person.languages.r4.speak": "3",
    "person.languages.r4.read": "2",
    "person.languages.r4.write": "1",
    "person.skills.r5.occupation": "MASON",
    "person.skills.r5.years": 12,
    "person.skills.r5.level": "4",
    "person.skills.r5.learned_where": "ABROAD",
    "episode.consent_method": "SIGN",
    "episode.consent_version": "permission-1",
    "episode.consent_language": "ur",
    "episode.c_followup_contact": True,
    "episode.c_referral_general": True,
    "episode.c_statistics": True,
    "episode.c_share_intl": False,
    "episode.companion_present": False,
    "episode.hh_size": 7,
    "episode.earners": 1,
    "episode.dependants_total": 5,
    "episode.children_u5": 1,
    "episode.children_5_15": 2,
    "episode.elders_60p": 1,
    "episode.disabled": 0,
    "episode.returned_with_family": "NO",
    "episode.trips.r3.city": "Riyadh",
    "episode.trips.r3.departed": "2022-03",
    "episode.trips.r3.left": "2026-10",
    "episode.trips.r3.purpose": "WORK",
    "episode.trips.r3.visa_category": "WRK",
    "episode.trips.r3.migration_mode": "REGULAR",
    "episode.trips.r3.recruit_channel": "DIRECT",
    "episode.trips.r3.recruitment_cost": {"minor": 45000000, "currency": "PKR"},
    "episode.trips.r3.financed_by.LOAN": True,
    "episode.trips.r3.beoe_registered": False,
    "episode.trips.r3.employer_name": "Al Noor Contracting",
    "episode.trips.r3.employer_sector": "CON",
    "episode.trips.r3.occupation_abroad": "MASON",
    "episode.trips.r3.skill_level": "SK",
    "episode.trips.r3.years_in_occupation": 12,
    "episode.trips.r3.status_on_exit": "VAL",
    "episode.trips_total": 1,
    "episode.opf_member": "NO",
    "episode.port_of_entry": "LHE",
    "episode.assisted_by": "NONE",
    "episode.total_years_abroad": "4.5",
    "episode.return_reasons.R01": True,
    "episode.return_reason_main": "R01",
    "episode.travel_document": "PASSPORT",
    "episode.plan": "STAY",
    "episode.rpl_interest": False,
    "episode.training_wanted.WELDER": True,
    "episode.offer_back.TRAIN_OTHERS": True,
    "episode.current_work": "UNEMP",
    "episode.savings_band": "B1",
    "episode.debt_total": {"minor": 0, "currency": "PKR"},
    "episode.wants_business": "NO",
    "episode.food_last_week": True,
    "episode.place_to_sleep_tonight": True,
    "episode.money_for_transport": False,
    "episode.health_self": "GOOD",
    "episode.wg_see": "1",
    "episode.wg_hear": "1",
    "episode.wg_walk": "2",
    "episode.wg_remember": "1",
    "episode.wg_self_care": "1",
    "episode.wg_communicate": "1",
    "episode.vulnerability.V00": True,
    "episode.channel": "WALKIN",
    "episode.language": "urd",
    "episode.respondent": "SELF",
}


def without(values: dict[str, object], *paths: str) -> dict[str, object]:
    return {path: value for path, value in values.items() if not path.startswith(paths)}


def test_the_twelve_answers_make_a_quick_record_and_all_answers_a_complete_one() -> None:
    assert completeness(QUICK) == "QUICK"
    assert completeness({**QUICK, **REST}) == "COMPLETE"
    assert completeness({}) == "INCOMPLETE"


@pytest.mark.parametrize("path", [path for path in QUICK if path != "person.documents.r1.type"])
def test_each_of_the_twelve_is_needed(path: str) -> None:
    assert completeness(without(QUICK, path)) == "INCOMPLETE"


@pytest.mark.parametrize("path", REST)
def test_each_of_the_others_is_needed_to_be_complete(path: str) -> None:
    assert completeness(without({**QUICK, **REST}, path)) == "QUICK"


@pytest.mark.parametrize(
    ("gone", "instead"),
    [
        ("person.documents", {"person.documents!": "LOST"}),
        ("person.phones", {"person.phones!": "NV"}),
        ("person.birth", {"person.birth!": "DK"}),
        ("episode.return_date", {"episode.return_date!": "NV"}),
        ("episode.needs", {"episode.needs!": "NA"}),
        ("episode.trips", {"episode.trips!": "RF"}),
        ("episode.c_register", {"episode.consent_method": "LEGACY_PAPER"}),
        ("person.name_urdu", {"person.name_latin": "Muhammad Aslam"}),
        ("person.father_name", {"person.father_name_urdu!": "DK"}),
    ],
)
def test_a_reason_or_another_answer_stands_for_the_answer(gone: str, instead: dict[str, object]) -> None:
    assert completeness({**without(QUICK, gone), **instead}) == "QUICK"


def test_permission_on_old_paper_never_makes_a_complete_record() -> None:
    values = {**without(QUICK, "episode.c_register"), **REST, "episode.consent_method": "LEGACY_PAPER"}
    assert completeness(values) == "QUICK"
    assert unanswered("COMPLETE", values) == ("episode.c_register",)


def test_a_husbands_name_answers_the_third_question_for_a_woman_and_not_for_a_man() -> None:
    values = {**without(QUICK, "person.father_name"), "person.husband_name_latin": "Zahid Hussain"}
    assert completeness({**values, "person.gender": "F"}) == "QUICK"
    assert completeness({**values, "person.gender": "M"}) == "INCOMPLETE"
    assert completeness({**values, **REST, "person.gender": "F"}) == "QUICK", "the father is still asked for"


def test_a_husband_is_asked_for_only_of_women_who_are_or_were_married() -> None:
    woman = {**QUICK, **REST, "person.gender": "F"}
    both = ("person.husband_name_latin", "person.husband_name_urdu")
    assert unanswered("COMPLETE", {**woman, "person.marital_status": "W"}) == both
    assert completeness({**woman, "person.husband_name_urdu": "زاہد حسین"}) == "COMPLETE"
    assert completeness({**woman, "person.marital_status": "S"}) == "COMPLETE"


def test_a_present_address_elsewhere_is_asked_in_full_and_one_abroad_without_a_district() -> None:
    elsewhere = {**QUICK, **REST, "person.address_current.same_as_permanent": False}
    home = {"country": "PAK", "province": "PK-PB", "district": "PB-LHR", "tehsil": "Raiwind", "tenure": "RENT"}
    here: dict[str, object] = {f"person.address_current.{name}": value for name, value in home.items()}
    here["person.address_current.locality_latin"] = "Street 3"
    assert completeness({**elsewhere, **here}) == "COMPLETE"
    for path in here:
        assert completeness(without({**elsewhere, **here}, path)) == "QUICK", path
    abroad = without(here, *(f"person.address_current.{name}" for name in ("province", "district", "tehsil")))
    assert completeness({**elsewhere, **abroad, "person.address_current.country": "OMN"}) == "COMPLETE"


@pytest.mark.parametrize(
    ("answer", "asked"),
    [
        ({"episode.respondent": "SPOUSE"}, ("respondent_name", "respondent_phone", "respondent_reason")),
        ({"episode.consent_method": "VERBAL_WITNESS"}, ("witness_name",)),
        ({"episode.consent_method": "GUARDIAN"}, ("guardian_name", "guardian_relation", "guardian_cnic")),
        ({"episode.trips.r3.recruit_channel": "OEP"}, ("trips.r3.oep_name", "trips.r3.oep_licence_no")),
        (
            {"episode.trips.r3.beoe_registered": True},
            ("trips.r3.protector_reg_no", "trips.r3.protector_office", "trips.r3.protector_date"),
        ),
        ({"episode.opf_member": "YES_COMPULSORY"}, ("opf_no",)),
        (
            {"episode.claims.r9.type": "WAGE"},
            (
                *("claims.r9.against", "claims.r9.against_name", "claims.r9.against_country", "claims.r9.amount"),
                *("claims.r9.months_unpaid", "claims.r9.evidence", "claims.r9.status"),
            ),
        ),
        (
            {"episode.claims.r9.type": "PASS"},
            tuple(f"claims.r9.{name}" for name in "against against_name against_country evidence status".split()),
        ),
    ],
)
def test_an_answer_brings_its_own_questions(answer: dict[str, object], asked: tuple[str, ...]) -> None:
    open_parts = unanswered("COMPLETE", {**QUICK, **REST, **answer})
    assert set(open_parts) == {f"episode.{name}" for name in asked}


def test_everything_is_asked_of_the_last_stay_abroad_alone() -> None:
    told = {path: value for path, value in {**QUICK, **REST}.items() if ".trips.r3." in path}
    other = {"episode.trips.r8.country": "OMN", "episode.trips.r8.beoe_registered": True}
    earlier, later = ({**other, "episode.trips.r8.left": date} for date in ("1999", "2026-11"))
    assert completeness({**QUICK, **REST, **earlier}) == "COMPLETE"
    assert {path.split(".")[2] for path in unanswered("COMPLETE", {**QUICK, **REST, **later})} == {"r8"}
    undated = without({**QUICK, **REST, **later}, *(path for path in told if path.endswith(".left")))
    assert {path.split(".")[2] for path in unanswered("COMPLETE", undated)} == {"r3"}, "the last one is told first"


def test_debts_a_business_and_a_test_of_skill_ask_for_more_only_where_there_are_any() -> None:
    values = {**QUICK, **REST, "episode.debt_total": {"minor": 5_000_000, "currency": "PKR"}}
    assert unanswered("COMPLETE", values) == ("episode.debt_for", "episode.creditor_type")
    values = {**QUICK, **REST, "episode.rpl_interest": True, "episode.wants_business": "MAYBE"}
    assert unanswered("COMPLETE", values)[:2] == ("episode.rpl_trade", "episode.business_type")
    assert len(unanswered("COMPLETE", values)) == 6
    other = {**without({**QUICK, **REST}, "episode.training_wanted"), "episode.training_wanted_text": "solar pumps"}
    assert completeness(other) == "COMPLETE", "a training in words is an answer"


def test_a_withdrawn_row_is_no_answer() -> None:
    assert completeness({**QUICK, "person.phones.r2.void": "wrong person"}) == "INCOMPLETE"


def test_a_row_that_says_there_is_no_paper_needs_no_number() -> None:
    values = {**without(QUICK, "person.documents.r1.number"), "person.documents.r1.type": "NONE"}
    assert completeness(values) == "QUICK"


def test_what_is_still_to_ask_is_named_in_the_order_people_are_asked() -> None:
    values = without(QUICK, "person.gender", "episode.needs", "person.documents")
    assert unanswered("QUICK", values) == ("person.gender", "person.documents", "episode.needs")


def test_one_record_can_be_asked_about_alone() -> None:
    person = {path: value for path, value in QUICK.items() if path.startswith("person.")}
    assert completeness(person, kinds=("person",)) == "QUICK"
