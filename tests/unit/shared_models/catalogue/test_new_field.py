"""One entry in the reference data is a whole field: typed, checked, asked for, shown, searched and guarded."""

from datetime import date
from pathlib import Path

import pytest

from shared_models.catalogue import (
    Catalogue,
    Context,
    ProblemError,
    access,
    check_record,
    collect,
    completeness,
    parse_value,
    read_catalogue,
    show_value,
    unanswered,
)
from shared_models.catalogue.dictionary import data_dictionary
from shared_models.text.search_terms import terms_of

ENTRY = """
["person.grandfather_name"]
kind = "name_latin"
section = "identity"
en = "Grandfather's name"
ur = "دادا کا نام"
help_en = "If the person wants to tell it."
help_ur = "اگر فرد بتانا چاہیں۔"
required_complete = true
relevant_when = { field = "person.gender", op = "set" }
promoted = true
"""


@pytest.fixture
def catalogue(reference_copy: Path) -> Catalogue:
    file = reference_copy / "fields" / "person" / "identity.toml"
    file.write_text(file.read_text("utf-8") + ENTRY, "utf-8")
    return read_catalogue(reference_copy)


def test_one_entry_is_enough_for_a_new_field(catalogue: Catalogue) -> None:
    field = catalogue.fields["person.grandfather_name"]
    value = parse_value(field, "  Zainab  Bibi ", catalogue)
    values = {"person.name_latin": "Muhammad Aslam", "person.gender": "M", "person.grandfather_name": value}

    assert value == "Zainab Bibi"
    assert check_record("person", values, Context(date(2026, 11, 24)), catalogue) == ()
    assert [one.path for one in catalogue.fields_of("person", "identity")][-1] == "person.grandfather_name"
    assert collect(values, catalogue)["person"]["grandfather_name"] == "Zainab Bibi"
    assert show_value(field, value, "ur", catalogue) == "Zainab Bibi"
    assert ("zainab", "person.grandfather_name") in terms_of("person", values, catalogue)
    assert access("CLERK", "own", field, catalogue) == "write"
    assert access("IT", "own", field, catalogue) == "hidden"
    assert "`person.grandfather_name`" in data_dictionary(catalogue)


def test_a_new_field_is_asked_for_only_while_it_is_relevant(catalogue: Catalogue) -> None:
    assert "person.grandfather_name" in unanswered("COMPLETE", {"person.gender": "F"}, catalogue)
    assert "person.grandfather_name" not in unanswered("COMPLETE", {}, catalogue)
    assert completeness({"person.gender": "F"}, catalogue) == "INCOMPLETE"


def test_a_new_field_refuses_what_its_kind_refuses(catalogue: Catalogue) -> None:
    with pytest.raises(ProblemError):
        parse_value(catalogue.fields["person.grandfather_name"], "12345", catalogue)
    (found,) = check_record(
        "person",
        {"person.name_latin": "Muhammad Aslam", "person.grandfather_name": 7},
        Context(date(2026, 11, 24)),
        catalogue,
    )
    assert (found.code, found.path) == ("field.wrong_type", "person.grandfather_name")
