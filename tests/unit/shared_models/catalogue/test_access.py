"""Who sees what: one table, and nothing where the table says nothing."""

import pytest

from shared_models.catalogue import access, load_catalogue, mask, sensitivity
from shared_models.catalogue.access import ROLES

FIELDS = load_catalogue().fields


@pytest.mark.parametrize(
    ("role", "relation", "path", "right"),
    [
        ("CLERK", "own", "person.name_latin", "write"),
        ("CLERK", "other", "person.name_latin", "hidden"),
        ("CLERK", "own", "person.documents.number", "write-once"),
        ("SUPV", "own", "person.documents.number", "masked"),
        ("SUPV", "own", "episode.needs", "read"),
        ("HO_REV", "other", "person.documents.number", "read"),
        ("HO_SYNC", "other", "person.name_latin", "hidden"),
        ("HO_SYNC", "other", "episode.registration_no", "read"),
        ("AUDIT", "other", "person.phones.number", "masked"),
        ("ANALYST", "other", "person.gender", "hidden"),
        ("PARTNER", "own", "person.name_urdu", "read"),
        ("PARTNER", "other", "person.name_urdu", "hidden"),
        ("NOBODY", "own", "person.name_latin", "hidden"),
        ("CLERK", "elsewhere", "person.name_latin", "hidden"),
    ],
)
def test_a_right_depends_on_role_office_and_field(role: str, relation: str, path: str, right: str) -> None:
    assert access(role, relation, FIELDS[path]) == right


def test_nobody_writes_in_another_office_and_head_office_writes_nowhere() -> None:
    for field in FIELDS.values():
        assert all(
            not access(role, "other", field).startswith("write") or field.access_group in {"ids", "place"}
            for role in ROLES
        )
        assert all(not access(role, "own", field).startswith("write") for role in ("HO_SYNC", "HO_REV", "AUDIT", "IT"))


@pytest.mark.parametrize(
    ("path", "value", "shown"),
    [
        ("person.documents.number", "0362012345672", "*****-****567-2"),
        ("person.documents.number", "AB1234567", "******567"),
        ("person.documents.number", "12", "**"),
        ("person.phones.number", "+923001234567", "**********567"),
        ("person.name_latin", "Muhammad Aslam", "•••"),
        ("person.documents.number", None, ""),
    ],
)
def test_a_masked_value_shows_only_its_end(path: str, value: object, shown: str) -> None:
    assert mask(FIELDS[path], value) == shown


def test_a_sensitive_code_raises_the_class_of_its_field() -> None:
    reasons = FIELDS["episode.return_reasons"]
    assert sensitivity(reasons) == sensitivity(reasons, ("R01",)) == "S2"
    assert sensitivity(reasons, ("R01", "R22")) == sensitivity(reasons, {"R22": True}) == "S3"
    assert sensitivity(FIELDS["episode.registered_on"], "2026") == "S0"
