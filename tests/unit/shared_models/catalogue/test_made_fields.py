"""Fields nobody types: files by their fingerprint, and values worked out from other answers."""

from pathlib import Path

import pytest

from shared_models.catalogue import (
    Catalogue,
    CatalogueError,
    ProblemError,
    access,
    check_leaf,
    check_value,
    completeness,
    computed_values,
    parse_value,
    read_catalogue,
    show_value,
)

TEXTS = (
    'en = "Made by the program"\nur = "پروگرام کا بنایا ہوا"\nhelp_en = "See the answers."\nhelp_ur = "جوابات دیکھیں۔"'
)
WG = """
[WG_DIFFICULTY]
en = "difficulty"
ur = "مشکل"
rows = [{ code = "1", en = "none", ur = "نہیں" }, { code = "2", en = "some", ur = "کچھ" },
        { code = "3", en = "a lot", ur = "بہت" }, { code = "4", en = "cannot", ur = "نہیں کر سکتے" }]
"""
FIELDS = {
    "scan": 'kind = "attachment"',
    "score": 'kind = "computed"\nformula = "distress_score"',
    "limited": 'kind = "computed"\nformula = "disability"',
    "age": 'kind = "computed"\nformula = "age_at_registration"',
    "rest": 'kind = "computed"\nformula = "dependants"',
}
SCAN = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture
def made(reference_copy: Path) -> Path:
    """Reference data with one field of each sort in a section of its own."""
    entries = [f'["episode.made.{name}"]\nsection = "made"\n{TEXTS}\n{how}\n' for name, how in FIELDS.items()]
    sections = reference_copy / "sections.toml"
    section = f'\n["episode.made"]\n{TEXTS}\nshape = "group"\naccess_group = "health"\n'
    sections.write_text(sections.read_text("utf-8") + section, "utf-8")
    (reference_copy / "fields" / "episode" / "made.toml").write_text("\n".join(entries), "utf-8")
    return reference_copy


@pytest.fixture
def catalogue(made: Path) -> Catalogue:
    return read_catalogue(made)


def computed(values: dict[str, object], catalogue: Catalogue) -> dict[str, object]:
    found = computed_values("episode", values, catalogue)
    return {path.removeprefix("episode.made."): value for path, value in found.items() if "made" in path}


def test_a_computed_value_follows_the_answers(catalogue: Catalogue) -> None:
    values = {
        "person.birth": "1984-11-25", "episode.registered_on": "2026-11-24", "episode.distress_1": "2",
        "episode.distress_2": "1", "episode.hh_size": 7, "episode.earners": 2,
    }  # fmt: skip
    assert computed(values, catalogue) == {"age": 41, "rest": 5, "score": 3}
    assert computed({}, catalogue) == {}
    assert computed({**values, "person.birth": "long ago"}, catalogue) == {"rest": 5, "score": 3}
    assert computed_values("person", values, catalogue) == {}


@pytest.mark.parametrize(("answer", "limited"), [("1", False), ("2", False), ("3", True), ("4", True)])
def test_a_lot_of_difficulty_in_any_of_the_six_is_a_disability(made: Path, answer: str, limited: bool) -> None:
    (made / "lists" / "test_lists.toml").write_text(WG.replace("WG_DIFFICULTY", "TEST_WG"), "utf-8")
    file = made / "fields" / "episode" / "made.toml"
    question = f'["episode.made.wg_test"]\nsection = "made"\nkind = "code"\ncode_list = "TEST_WG"\n{TEXTS}\n'
    file.write_text(file.read_text("utf-8") + question, "utf-8")
    catalogue = read_catalogue(made)
    assert computed({"episode.made.wg_test": answer}, catalogue) == {"limited": limited}
    shown = show_value(catalogue.fields["episode.made.limited"], limited, "ur", catalogue)
    assert shown == ("ہاں" if limited else "نہیں")


def test_nobody_writes_a_computed_value(catalogue: Catalogue) -> None:
    field = catalogue.fields["episode.made.score"]
    for found in (check_leaf(field.path, 3, catalogue), check_value(field, 3, catalogue)):
        assert found is not None
        assert found.code == "field.computed"
    assert check_leaf(field.path + "!", "DK", catalogue) is not None
    with pytest.raises(ProblemError):
        parse_value(field, "3", catalogue)
    assert access("CASEW", "own", field, catalogue) == "read"
    assert access("CASEW", "own", catalogue.fields["episode.made.scan"], catalogue) == "write"
    assert completeness({}, catalogue) == "INCOMPLETE"


@pytest.mark.parametrize("wrong", ["", 7, SCAN.upper(), SCAN[:-1], "scan.pdf"])
def test_a_file_is_named_by_its_fingerprint_alone(catalogue: Catalogue, wrong: object) -> None:
    field = catalogue.fields["episode.made.scan"]
    assert check_value(field, SCAN, catalogue) is None
    assert parse_value(field, f" {SCAN.upper()} ", catalogue) == SCAN
    found = check_value(field, wrong, catalogue)
    assert found is not None
    assert found.code == "field.not_a_file"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('formula = "distress_score"', ""),
        ('formula = "distress_score"', 'formula = "magic"'),
        ('kind = "attachment"', 'kind = "attachment"\nformula = "disability"'),
        ('formula = "disability"', 'formula = "disability"\nrequired_complete = true'),
    ],
)
def test_a_formula_belongs_to_a_computed_field(made: Path, old: str, new: str) -> None:
    file = made / "fields" / "episode" / "made.toml"
    file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(CatalogueError):
        read_catalogue(made)
