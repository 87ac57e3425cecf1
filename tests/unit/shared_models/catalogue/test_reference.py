"""The reference data hangs together and speaks both languages."""

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared_models.catalogue import CatalogueError, Field, Section, load_catalogue, read_catalogue
from shared_models.catalogue.access import RELATIONS, RIGHTS, ROLES
from shared_models.catalogue.loading import REFERENCE_FOLDER
from shared_models.catalogue.problems import LEVELS, known_codes
from shared_models.catalogue.words import find_forbidden, forbidden_words

CATALOGUE = load_catalogue()
ARABIC = re.compile("[\u0600-\u06ff]")
DISTRICTS = {"PK-PB": 41, "PK-SD": 30, "PK-KP": 36, "PK-BA": 36, "PK-JK": 10, "PK-GB": 14, "PK-IS": 1}


def parts() -> list[Field | Section]:
    return [*CATALOGUE.sections.values(), *CATALOGUE.fields.values()]


def every_text() -> Iterator[tuple[str, str, str]]:
    for kind in CATALOGUE.kinds.values():
        yield kind.name, kind.text.en, kind.text.ur
    for part in parts():
        yield part.path, part.text.en, part.text.ur
        if part.help_text.en or part.help_text.ur:
            yield f"{part.path} help", part.help_text.en, part.help_text.ur
    for codes in CATALOGUE.lists.values():
        yield codes.name, codes.en, codes.ur
        for row in codes.rows:
            yield f"{codes.name} {row.code}", row.en, row.ur
    for code, entry in known_codes().items():
        yield code, entry["en"], entry["ur"]


def test_every_text_has_urdu_in_its_own_script() -> None:
    wrong = [where for where, en, ur in every_text() if not en or en == ur or not ARABIC.search(ur)]
    assert wrong == []


def test_every_field_explains_itself() -> None:
    assert [path for path, field in CATALOGUE.fields.items() if not field.help("en") or not field.help("ur")] == []


def test_no_label_says_a_word_that_screens_do_without() -> None:
    own = [
        (where, en)
        for where, en, _ur in every_text()
        if where not in known_codes() or where.startswith(("field.", "record."))
    ]
    assert [(where, en) for where, en in own if find_forbidden(en)] == []


def test_forbidden_words_are_found_in_their_forms_and_only_there() -> None:
    assert find_forbidden("Batches are queued; the Server rejected 2 duplicates") == (
        "batch", "server", "queue", "duplicate", "rejected",
    )  # fmt: skip
    assert find_forbidden("Saved here. {batch} of FRC Registration still to go; reused, observers, terror") == ()
    assert all(entry.instead_en and ARABIC.search(entry.instead_ur) for entry in forbidden_words())


def test_all_168_districts_are_in_use_each_in_its_province() -> None:
    living = [row for row in CATALOGUE.lists["DISTRICT"].rows if not row.active_from and not row.active_to]
    assert {province: sum(row.parent == province for row in living) for province in DISTRICTS} == DISTRICTS
    assert len(living) == 168
    assert set(DISTRICTS) == {row.code for row in CATALOGUE.lists["PROVINCE"].rows}
    assert all(re.fullmatch(r"\d{3}(\|\d{3})*", row.extra["cnic"]) for row in living)


def test_districts_that_are_not_in_use_cannot_be_chosen_but_are_still_known() -> None:
    districts = CATALOGUE.lists["DISTRICT"]
    lehri = districts.get("BA-LHR")
    assert lehri is not None
    assert lehri.is_active("2015-01-01")
    assert not lehri.is_active("2026-11-24")
    assert districts.candidates("Lehri") == ("BA-LHR",)
    assert "KP-DRC" not in {row.code for row in districts.active("2026-11-24")}


def test_every_country_of_the_world_is_there_favourites_first() -> None:
    countries = CATALOGUE.lists["COUNTRY"].rows
    assert len(countries) == 249
    assert [row.code for row in countries[:3]] == ["SAU", "ARE", "OMN"]
    assert all(re.fullmatch("[A-Z]{3}", row.code) and re.fullmatch("[A-Z]{2}", row.extra["a2"]) for row in countries)
    assert len({row.extra["a2"] for row in countries}) == 249


@pytest.mark.parametrize(
    ("name", "count"),
    [("OFFICE", 7), ("REASON", 32), ("RETURN_TYPE", 16), ("NEED", 27), ("DOC_TYPE", 16), ("LANG", 33), ("OCC", 59)],
)
def test_lists_are_complete(name: str, count: int) -> None:
    assert len({row.code for row in CATALOGUE.lists[name].rows}) == len(CATALOGUE.lists[name].rows) == count


def test_every_missing_reason_has_words() -> None:
    reasons = CATALOGUE.lists["MISSING_REASON"]
    for part in parts():
        assert all(reason in reasons for reason in part.missing_reasons), part.path


def test_permission_is_the_one_question_nobody_may_leave_out() -> None:
    needed = [field.path for field in CATALOGUE.fields.values() if field.question and not field.missing_reasons]
    assert needed == ["episode.c_register"]


def test_the_twelve_questions_are_the_twelve() -> None:
    assert list(CATALOGUE.questions()) == list(range(1, 13))


def test_rights_are_known_words_for_known_roles() -> None:
    for (_group, role, relation), right in CATALOGUE.access_table.items():
        assert role in ROLES
        assert relation in RELATIONS
        assert right.removesuffix("+reveal") in RIGHTS


def test_every_problem_of_the_catalogue_has_a_sentence_and_every_sentence_a_problem() -> None:
    sources = "".join(file.read_text("utf-8") for file in (REFERENCE_FOLDER.parent / "catalogue").rglob("*.py"))
    raised = set(re.findall(r'"((?:field|record)\.[a-z_]+)"', sources))
    described = {code for code in known_codes() if code.startswith("field.")}
    assert raised <= set(known_codes())
    judged = (REFERENCE_FOLDER.parent.parent / "sync_server/subjects/intake/judging.py").read_text("utf-8")
    assert {code for code in described if f'"{code}"' not in judged} <= raised


def test_problem_sentences_name_the_same_places_in_both_languages() -> None:
    def places(text: str) -> list[str]:
        return sorted(name.removesuffix("_ur") for _, name, _, _ in string.Formatter().parse(text) if name)

    assert [code for code, entry in known_codes().items() if places(entry["en"]) != places(entry["ur"])] == []
    assert {entry.get("level", "block") for entry in known_codes().values()} <= set(LEVELS)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("fields/person/identity.toml", 'code_list = "GENDER"', 'code_list = "GENRE"'),
        ("fields/person/identity.toml", 'kind = "partial_date"', 'kind = "dates"'),
        ("fields/person/identity.toml", 'section = "identity"', 'section = "identities"'),
        ("fields/person/identity.toml", 'op = "is_not"', 'op = "looks_like"'),
        ("fields/person/identity.toml", 'field = "person.gender"', 'field = "person.sex"'),
        ("fields/person/address_permanent.toml", 'access_group = "place"', 'access_group = "places"'),
        ("fields/person/identity.toml", "promoted = true", "promotd = true"),
        ("kinds.toml", "[person]", "[person"),
    ],
)
def test_a_slip_in_the_reference_data_is_found_when_it_is_read(
    reference_copy: Path, file: str, old: str, new: str
) -> None:
    path = reference_copy / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(CatalogueError):
        read_catalogue(reference_copy)
