"""Invented registrations answer everything that is asked, agree with themselves, and follow the catalogue by themselves."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random

import phonenumbers

from shared_models.catalogue import (
    Catalogue,
    Context,
    check_registration,
    completeness,
    is_relevant,
    living_rows,
    load_catalogue,
    members_of,
    parse_value,
    read_catalogue,
)
from shared_models.catalogue.fields import Field
from shared_models.catalogue.identifiers.cards import card_gender
from shared_models.catalogue.leaves import arranged, leaf_path
from shared_models.catalogue.sample_values import NOT_ASKED, sample_private_answers, sample_registration
from shared_models.catalogue.validation import check_inside

TODAY = date(2026, 11, 24)
NEW_FIELDS = """
["person.boat"]
kind = "code"
section = "identity"
code_list = "BOAT"
en = "Boat"
ur = "کشتی"
help_en = "Which boat."
help_ur = "کون سی کشتی۔"
required_complete = true

["person.boats_wanted"]
kind = "codes"
section = "identity"
code_list = "BOAT"
ranked = true
maximum = 2
en = "Boats wanted"
ur = "مطلوبہ کشتیاں"
help_en = "The best first."
help_ur = "سب سے اچھی پہلے۔"
relevant_when = { field = "person.boat", op = "set" }
"""
NEW_LIST = """
[BOAT]
en = "Boat"
ur = "کشتی"
rows = [
  { code = "ROW", en = "rowing boat", ur = "چپو والی کشتی" },
  { code = "SAIL", en = "sailing boat", ur = "بادبانی کشتی" },
  { code = "FERRY", en = "ferry", ur = "فیری", active_to = "2020-01-01" },
]
"""


def samples(chance: Random, count: int, catalogue: Catalogue | None = None) -> Iterator[dict[str, object]]:
    for _ in range(count):
        yield sample_registration(catalogue or load_catalogue(), chance, TODAY)


def asked(catalogue: Catalogue) -> Iterator[Field]:
    for kind in ("person", "episode"):
        yield from (field for field in catalogue.fields_of(kind) if field.kind not in NOT_ASKED)


def test_every_relevant_field_of_every_section_is_answered(random_source: Random) -> None:
    catalogue = load_catalogue()
    for one in samples(random_source, 25):
        values = arranged(one, catalogue)
        for field in asked(catalogue):
            if field.path == "episode.registration_no":  # the desk gives it
                continue
            rows = living_rows(field.row_section, values) if field.repeated else ("",)
            assert rows or not is_relevant(field, values), field.path
            for row in rows:
                held = members_of(field, values, row) if field.kind == "codes" else values.get(leaf_path(field, row))
                assert (held not in (None, "", ())) == is_relevant(field, values, row), field.path
        assert completeness(one, catalogue) == "COMPLETE"


def test_nothing_in_them_blocks_and_what_warns_is_only_that_they_are_samples(random_source: Random) -> None:
    for one in samples(random_source, 50):
        found = check_registration(one, Context(TODAY), load_catalogue())
        assert {problem.code for problem in found if problem.level != "info"} <= {
            "record.card_sample",
            "record.birth_day_guess",
        }


def test_cards_are_nobodys_and_fit_the_gender_and_phones_are_real_numbers(random_source: Random) -> None:
    for one in samples(random_source, 25):
        card = str(one["person.documents.1.number"])
        assert card[0] == "0"
        assert card_gender(card) == one["person.gender"]
        for path, value in one.items():
            field = load_catalogue().field_of(path)
            if field and field.kind == "phone":
                assert phonenumbers.is_valid_number(phonenumbers.parse(str(value))), value


def test_a_person_may_type_them_as_they_stand(random_source: Random) -> None:
    catalogue = load_catalogue()
    for one in samples(random_source, 5):
        for path, value in one.items():
            field = catalogue.field_of(path)
            if field and isinstance(value, str) and field.kind not in {"time_stamp", "codes"}:
                row = {"type": one.get(path.rpartition(".")[0] + ".type")}
                assert parse_value(field, value, catalogue, context=Context(TODAY), row=row) == value, path


def test_the_same_chance_gives_the_same_people() -> None:
    assert list(samples(Random(7), 3)) == list(samples(Random(7), 3))
    assert list(samples(Random(7), 3)) != list(samples(Random(8), 3))


def test_a_new_field_with_a_new_list_is_filled_in_by_itself(reference_copy: Path, random_source: Random) -> None:
    fields = reference_copy / "fields" / "person" / "identity.toml"
    fields.write_text(fields.read_text("utf-8") + NEW_FIELDS, "utf-8")
    (reference_copy / "lists" / "boats.toml").write_text(NEW_LIST, "utf-8")
    catalogue = read_catalogue(reference_copy)

    for one in samples(random_source, 10, catalogue):
        assert one["person.boat"] in {"ROW", "SAIL"}
        assert {path for path in one if path.startswith("person.boats_wanted.")}
        assert completeness(one, catalogue) == "COMPLETE"


def test_a_private_conversation_can_be_invented_too(random_source: Random) -> None:
    catalogue = load_catalogue()
    told = sample_private_answers(catalogue, random_source, TODAY)
    assert told
    for path, value in told.items():
        assert check_inside(path, value, catalogue, context=Context(TODAY)) is None
