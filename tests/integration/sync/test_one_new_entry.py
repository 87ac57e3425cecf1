"""One entry in the reference data is a whole field on the whole way: desk, line, head office, two answers, review, export."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_client.services import people
from desktop_client.ui.facts import section_facts
from shared_models.catalogue import loading
from sync_server.storage.engine import reading
from sync_server.subjects.exports import record_rows
from sync_server.subjects.people.answers import list_answers
from sync_server.subjects.people.reader import Reader
from tests.networks import TrialNetwork, assert_settled

ENTRY = """
["person.grandfather_name"]
kind = "name_latin"
section = "identity"
en = "Grandfather's name"
ur = "دادا کا نام"
help_en = "If the person wants to tell it."
help_ur = "اگر فرد بتانا چاہیں۔"
promoted = true
"""
PATH = "person.grandfather_name"


@pytest.fixture
def _updated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both sides read reference data with one more entry, as after an update."""
    folder = shutil.copytree(loading.REFERENCE_FOLDER, tmp_path / "reference")
    file = folder / "fields" / "person" / "identity.toml"
    file.write_text(file.read_text("utf-8") + ENTRY, "utf-8")
    monkeypatch.setattr(loading, "REFERENCE_FOLDER", folder)
    loading.shipped_catalogue.cache_clear()
    yield
    loading.shipped_catalogue.cache_clear()


@pytest.mark.usefixtures("_updated")
def test_one_entry_takes_a_field_from_the_desk_to_review_and_export(any_net: TrialNetwork) -> None:
    first, second = any_net.desk(), any_net.desk()
    made = first.register("Amina Bibi", {PATH: "Zainab Bibi"})
    assert_settled(any_net, first, second)
    found = people.list_people(second.desk, "zainab")
    assert [one.person.id for one in found] == [made.person]
    facts = [fact for section in section_facts(second.desk, found[0]) for fact in section.facts]
    assert next(fact.shown_ur for fact in facts if fact.path == PATH) == "Zainab Bibi"

    first.amend(made.person, grandfather_name="Zainab Khatoon")
    second.amend(made.person, grandfather_name="Zaynab Bibi")
    assert_settled(any_net, first, second)
    office = any_net.trial.head_office
    with reading(office.engine) as connection:
        (question,), _ = list_answers(connection, office, Reader("HO_REV", "en"))
        exported = {row["id"]: row["fields"] for row in record_rows(connection, office)}
    assert question.field == "Grandfather's name"
    assert {words.text for words in question.values} == {"Zainab Khatoon", "Zaynab Bibi"}
    assert exported[made.person][PATH] == "Zainab Khatoon"
