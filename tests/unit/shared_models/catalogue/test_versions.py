"""A later version of the reference data keeps every name of an earlier one; a version is read the way it was packed."""

import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from shared_models.catalogue import CatalogueError, load_catalogue, problem, sentence
from shared_models.catalogue.in_use import use_everywhere, using
from shared_models.catalogue.loading import REFERENCE_FOLDER, shipped_catalogue
from shared_models.catalogue.texts import ReviewedText, read_reviewed, texts_of, with_reviewed, write_reviewed
from shared_models.catalogue.version_files import files_of, read_reference, with_version
from shared_models.catalogue.versions import (
    FieldShape,
    VersionShape,
    compare_versions,
    next_version,
    read_published,
    shape_of,
    version_order,
)

OLD = VersionShape(
    "2026.11.1",
    ("person",),
    {"person.identity": "plain", "person.documents": "rows"},
    {
        "person.gender": FieldShape("code", "GENDER"),
        "person.skills": FieldShape("codes", "SKILL", ranked=True),
        "person.documents.number": FieldShape("document_number"),
        "person.caste": FieldShape("text", until="2026-12-01"),
    },
    {"GENDER": {"F": "", "M": ""}, "SKILL": {"S1": "", "S0": "2026-12-01"}},
)


def changed(**parts: object) -> VersionShape:
    return msgspec.structs.replace(OLD, **{"version": "2026.11.2", **parts})


def without(mapping: dict[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in mapping.items() if key != name}


def test_the_repositorys_reference_data_may_follow_the_last_version_that_went_out() -> None:
    """When this fails, a name of old records was altered: give the new thing a new name (`make published` is for after)."""
    assert [sentence(found, "en") for found in compare_versions(read_published(), shape_of(load_catalogue()))] == []


def test_new_names_retirements_and_the_same_version_again_are_welcome() -> None:
    richer = changed(
        kinds=("note", "person"),
        sections={**OLD.sections, "person.work": "plain"},
        fields={
            **OLD.fields,
            "person.work": FieldShape("text"),
            "person.gender": FieldShape("code", "GENDER", until="2027-01-01"),
        },
        lists={**OLD.lists, "GENDER": {"F": "", "M": "2027-01-01", "X": ""}, "NEW": {"A": ""}},
    )
    assert compare_versions(OLD, richer) == ()
    assert compare_versions(OLD, OLD) == ()


@pytest.mark.parametrize(
    ("new", "code", "path"),
    [
        (changed(kinds=()), "kind_removed", "person"),
        (changed(sections=without(OLD.sections, "person.documents")), "section_removed", "person.documents"),  # type: ignore[arg-type]
        (changed(sections={**OLD.sections, "person.documents": "plain"}), "section_shape", "person.documents"),
        (changed(fields=without(OLD.fields, "person.gender")), "field_removed", "person.gender"),  # type: ignore[arg-type]
        (changed(fields={**OLD.fields, "person.gender": FieldShape("text")}), "field_retyped", "person.gender"),
        (changed(fields={**OLD.fields, "person.gender": FieldShape("code", "SEX")}), "field_list", "person.gender"),
        (
            changed(fields={**OLD.fields, "person.skills": FieldShape("codes", "SKILL")}),
            "field_ranked",
            "person.skills",
        ),
        (changed(fields={**OLD.fields, "person.caste": FieldShape("text")}), "name_reused", "person.caste"),
        (changed(fields={**OLD.fields, "person.documents": FieldShape("text")}), "name_reused", "person.documents"),
        (changed(lists=without(OLD.lists, "SKILL")), "list_removed", "SKILL"),  # type: ignore[arg-type]
        (changed(lists={**OLD.lists, "GENDER": {"F": ""}}), "code_removed", "GENDER.M"),
        (changed(lists={**OLD.lists, "SKILL": {"S1": "", "S0": ""}}), "name_reused", "SKILL.S0"),
        (changed(version="2026.11.1", kinds=("note", "person")), "version_not_newer", ""),
    ],
)
def test_what_would_make_old_records_unreadable_is_named(new: VersionShape, code: str, path: str) -> None:
    (found,) = compare_versions(OLD, new)
    assert (found.code, found.path) == (f"reference.{code}", path)
    for lang in ("en", "ur"):
        assert "{" not in sentence(found, lang)
        assert "…" not in sentence(found, lang)


def test_versions_are_numbers_and_not_words() -> None:
    assert version_order("2026.11.10") > version_order("2026.11.9")
    assert next_version("2026.11.9", "2026.10.30") == "2026.11.10"
    with pytest.raises(ValueError, match="no version"):
        version_order("newest")


def test_reading_the_files_of_the_shipped_version_gives_the_shipped_catalogue() -> None:
    read = read_reference(with_version(files_of(REFERENCE_FOLDER), "2099.1.1"))
    assert read.catalogue == replace(shipped_catalogue(), version="2099.1.1")


@pytest.mark.parametrize("broken", ["kinds.toml", "reference.toml", "fields/person/identity.toml", "access.toml"])
def test_files_that_do_not_hang_together_are_refused_as_one(broken: str) -> None:
    files = files_of(REFERENCE_FOLDER)
    with pytest.raises(CatalogueError):
        read_reference({**files, broken: b'[person.x]\nsurprise = "1"\n'})
    with pytest.raises(CatalogueError):
        read_reference({name: content for name, content in files.items() if name != broken} | {"kinds.toml": b"\xff"})


def test_a_block_reads_its_own_version_and_the_process_its_own() -> None:
    files = files_of(REFERENCE_FOLDER)
    one, other = (read_reference(with_version(files, version)) for version in ("2098.1.1", "2099.1.1"))
    shipped = load_catalogue().version
    try:
        use_everywhere(one)
        with using(other):
            assert load_catalogue().version == "2099.1.1"
            with using(None):
                assert load_catalogue().version == shipped
        assert load_catalogue().version == "2098.1.1"
    finally:
        use_everywhere(None)
    assert load_catalogue().version == shipped


def test_reviewed_words_stand_in_for_those_they_were_written_for(tmp_path: Path) -> None:
    folder = shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference")
    texts = dict(texts_of(load_catalogue(), {}))
    reviewed = {}
    for key in ("fields/person.gender", "fields/person.gender/help", "lists/GENDER/F", "kinds/person", "lists/GENDER"):
        text = texts[key]
        reviewed[key] = ReviewedText(key, text.en, text.ur, text.en, f"نیا {text.ur}", "Noor", "2026-11-24", 'a, "b"')
    stale = texts["fields/person.birth"]
    reviewed["fields/person.birth"] = ReviewedText(
        "fields/person.birth", "An older word", stale.ur, "Born on", "پیدائش"
    )
    (folder / "reviewed.csv").write_bytes(write_reviewed(reviewed))
    assert read_reviewed(folder) == reviewed
    again = with_reviewed(load_catalogue(), read_reviewed(folder))
    words = dict(texts_of(again, {}))
    assert words["lists/GENDER/F"].ur == f"نیا {texts['lists/GENDER/F'].ur}"
    assert words["fields/person.gender"].source == "reviewed"
    assert words["fields/person.birth"] == stale
    assert {key for key in texts if texts[key] != words[key]} == set(reviewed) - {"fields/person.birth"}
    assert problem("reference.unknown").level == "block"
