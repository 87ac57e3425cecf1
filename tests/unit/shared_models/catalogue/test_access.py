"""Who sees what: one table, exactly the matrix of the data protection rules, and nothing where the table says nothing."""

from collections.abc import Mapping

import pytest

from shared_models.catalogue import access, check_leaf, check_record, load_catalogue, mask, sensitivity, sentence
from shared_models.catalogue.access import (
    HIDDEN,
    RELATIONS,
    RIGHTS,
    ROLES,
    choices_of,
    may_reveal,
    refused_reveal,
    refused_write,
    seen,
)
from shared_models.catalogue.context import Context

CATALOGUE = load_catalogue()
FIELDS = CATALOGUE.fields
CARD = "person.documents.K7Qa3-1.number"

# The matrix, cell by cell. R read, W written once and then masked, RW read and write, M masked, M! masked until shown
# against a reason, - nothing (also where a report gives a count or an aggregate). "own" = own office or, for a partner,
# people referred to it; a cell without it holds for every office, but nobody writes in another office.
MATRIX = """
group       | CLERK  | CASEW  | SUPV   | HO_SYNC | HO_REV | PROT | ANALYST | COMM | PARTNER | AUDIT | IT
ids         | RW own | RW own | R own  | R       | R      | R    | -       | -    | R own   | R     | R
header      | RW own | RW own | R own  | -       | R      | R    | -       | -    | R own   | R     | -
office      | R      | R      | RW     | R       | R      | R    | -       | -    | R own   | R     | -
referral    | R      | RW     | RW     | -       | R      | RW   | -       | -    | -       | R     | -
judgement   | RW own | RW own | RW own | -       | R      | R    | -       | -    | -       | R     | -
names       | RW own | RW own | RW own | -       | R      | R    | -       | -    | R own   | R     | -
numbers     | W own  | M!     | M!     | -       | R      | M    | -       | -    | -       | M     | -
contact     | RW own | RW own | R own  | -       | R      | R    | -       | -    | -       | M     | -
place       | RW     | RW     | R      | -       | R      | R    | -       | -    | R own   | R     | -
address     | RW own | RW own | R own  | -       | R      | R    | -       | -    | -       | M     | -
household   | RW own | RW own | R own  | -       | R      | R    | -       | -    | -       | -     | -
journey     | RW own | RW own | R own  | -       | R      | R    | -       | -    | -       | -     | -
migration   | RW own | RW own | R own  | -       | -      | R    | -       | -    | -       | -     | -
trade       | RW own | RW own | R own  | -       | -      | R    | -       | -    | R own   | -     | -
claims      | W own  | RW own | R own  | -       | -      | R    | -       | -    | -       | -     | -
skills      | RW own | RW own | R own  | -       | R      | -    | -       | -    | R own   | -     | -
finance     | W own  | RW own | R own  | -       | -      | -    | -       | -    | -       | -     | -
needs       | RW own | RW own | R own  | -       | -      | R    | -       | -    | R own   | -     | -
health      | W own  | RW own | -      | -       | -      | RW   | -       | -    | -       | -     | -
sealed      | W own  | W own  | -      | -       | -      | RW   | -       | -    | -       | -     | -
attachments | W own  | R own  | R own  | -       | M      | R    | -       | -    | -       | -     | -
permission  | RW own | RW own | R own  | -       | R      | R    | -       | -    | R own   | R     | -
tasks       | RW own | RW own | RW own | -       | R      | R    | -       | -    | -       | -     | -
note        | RW own | RW own | R own  | -       | -      | R    | -       | -    | -       | -     | -
"""
# Where the table differs from the matrix, for the reasons that stand at its head.
DIFFERENT = {
    **{(group, "HO_REV"): "M!" for group in ("migration", "trade", "claims", "finance", "needs", "health", "note")},
    ("attachments", "HO_REV"): "M!",
    ("numbers", "CASEW"): "W!",
    ("attachments", "CLERK"): "RW own",
}
MEANING = {
    "-": ("hidden", "hidden"),
    "R": ("read", "read"),
    "R own": ("read", "hidden"),
    "RW": ("write", "read"),
    "RW own": ("write", "hidden"),
    "W own": ("write-once", "hidden"),
    "W!": ("write-once", "masked"),
    "M": ("masked", "masked"),
    "M!": ("masked", "masked"),
}


def _cells() -> Mapping[tuple[str, str], str]:
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in MATRIX.strip().splitlines()]
    assert tuple(head[1:]) == ROLES
    told = {(line[0], role): cell for line in lines for role, cell in zip(ROLES, line[1:], strict=True)}
    return {**told, **DIFFERENT}


def test_the_rights_of_every_field_are_exactly_those_of_the_matrix() -> None:
    cells = _cells()
    wrong = {
        (field.path, role): (found, cells[field.access_group, role])
        for field in FIELDS.values()
        for role in ROLES
        if (found := tuple(access(role, relation, field) for relation in RELATIONS))
        != (MEANING[cells[field.access_group, role]] if field.kind != "computed" else found)
    }
    assert wrong == {}


def test_the_table_names_no_group_role_or_right_that_the_matrix_does_not_know() -> None:
    cells = _cells()
    for (group, role, relation), word in CATALOGUE.access_table.items():
        assert (group, role) in cells
        assert relation in RELATIONS
        assert word.removesuffix("+reveal") in RIGHTS
        revealing = word.endswith("+reveal")
        assert revealing == cells[group, role].endswith("!"), (group, role)
    assert {group for group, _ in cells} == {group for group, _, _ in CATALOGUE.access_table}


def test_a_computed_value_is_written_by_nobody() -> None:
    for field in FIELDS.values():
        if field.kind == "computed":
            assert not {access(role, "own", field) for role in ROLES} & {"write", "write-once"}


@pytest.mark.parametrize(
    ("role", "relation", "path", "right"),
    [
        ("CLERK", "own", "person.name_latin", "write"),
        ("CLERK", "other", "person.name_latin", "hidden"),
        ("CLERK", "own", "person.documents.number", "write-once"),
        ("SUPV", "own", "person.documents.number", "masked"),
        ("HO_REV", "other", "person.documents.number", "read"),
        ("HO_SYNC", "other", "person.name_latin", "hidden"),
        ("HO_SYNC", "other", "episode.registration_no", "read"),
        ("NOBODY", "own", "person.name_latin", "hidden"),
        ("CLERK", "elsewhere", "person.name_latin", "hidden"),
    ],
)
def test_a_right_depends_on_role_office_and_field(role: str, relation: str, path: str, right: str) -> None:
    assert access(role, relation, FIELDS[path]) == right


def test_nobody_writes_in_another_office_and_head_office_writes_nowhere() -> None:
    for field in FIELDS.values():
        assert not any(access(role, "other", field).startswith("write") for role in ROLES)
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


def test_a_leaf_is_seen_whole_masked_or_not_at_all() -> None:
    number = CARD
    assert seen("HO_REV", "other", number, "AB1234567") == "AB1234567"
    assert seen("CLERK", "own", number, "AB1234567") == "******567"
    assert seen("HO_SYNC", "other", number, "AB1234567") is HIDDEN
    assert seen("CLERK", "own", number + "!", "NV") == "NV", "why there is no number is no number"
    assert seen("PROT", "own", "sealed.sealed_note", "…") is HIDDEN, "what is sealed is shown through no list"
    assert seen("CLERK", "own", "person.of_another_version", 1) is HIDDEN


def test_only_roles_of_the_table_may_have_a_masked_value_shown_and_the_others_read_who_may() -> None:
    number = FIELDS["person.documents.number"]
    assert [role for role in ROLES if may_reveal(role, "own", number)] == ["CASEW", "SUPV"]
    refused = refused_reveal("CLERK", "own", number)
    assert refused is not None
    assert "case worker, office supervisor" in sentence(refused, "en")
    assert "کیس ورکر" in sentence(refused, "ur")
    assert refused_reveal("SUPV", "own", number) is None


@pytest.mark.parametrize(
    ("role", "path", "present", "why"),
    [
        ("CLERK", CARD, None, ""),
        ("CLERK", CARD, "AB1234567", "another row"),
        ("CLERK", "episode.debt_pressure", "SOME", "corrected by: case worker."),
        ("SUPV", "episode.needs.N01", None, "intake clerk, case worker."),
        ("SUPV", "person.name_latin", "Aslam", ""),
        ("SUPV", "sealed.sealed_note", None, "intake clerk, case worker, protection focal point."),
    ],
)
def test_a_refused_write_says_who_may(role: str, path: str, present: object, why: str) -> None:
    refused = refused_write(role, path, {} if present is None else {path: present})
    said = sentence(refused, "en") if refused else ""
    assert said.endswith(why) or why in said
    assert bool(said) == bool(why)


def test_a_sensitive_code_raises_the_class_of_its_field() -> None:
    reasons = FIELDS["episode.return_reasons"]
    assert sensitivity(reasons) == sensitivity(reasons, ("R01",)) == "S2"
    assert sensitivity(reasons, ("R01", "R22")) == sensitivity(reasons, {"R22": True}) == "S3"
    assert sensitivity(FIELDS["episode.registered_on"], "2026") == "S0"


def test_what_is_sealed_is_never_a_leaf_of_an_ordinary_record() -> None:
    restricted = [field for field in FIELDS.values() if field.sensitivity == "S3"]
    assert len(restricted) > 10
    assert {field.kind_of_record for field in restricted} == {"sealed"}
    for field in restricted:
        for value in (True, "HIGH", None):
            assert getattr(check_leaf(field.path, value, CATALOGUE), "code", "") == "sealed.belongs_inside", field.path


def test_a_restricted_code_is_refused_offered_nowhere_and_may_only_be_taken_away() -> None:
    for path, value in (("episode.return_reasons.R22", True), ("episode.return_reason_main", "R22")):
        found = check_record("episode", {path: value}, Context.at(lambda: 0, "import"))
        assert "sealed.belongs_inside" in [one.code for one in found]
    assert check_leaf("episode.return_reasons.R22", None, CATALOGUE) is None
    for field in FIELDS.values():
        offered = choices_of(field)
        assert field.sensitivity == "S3" or all(code.sensitivity != "S3" for code in offered)
