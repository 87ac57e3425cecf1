"""The leaflet about a person's first need: the right one, on one sheet, without a word about whose it is."""

from collections.abc import Mapping

import pytest

from desktop_client.papers.leaflet import has_leaflet, leaflet_pdf, leaflet_pictures
from desktop_client.services import intake, leaflets, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.timeline import timeline
from shared_models.catalogue import ProblemError, load_catalogue
from shared_models.records.changes import Value
from tests.networks import EPISODE


def _registered(desk: OpenDesk, needs: Mapping[str, Value]) -> Registration:
    made = intake.register(desk, {"person.name_latin": "Muhammad Aslam"}, {**EPISODE, **needs}, origin="import")
    found = people.find(desk, made.number)
    assert found is not None
    return found


def test_it_is_about_the_most_urgent_need_and_names_nobody(desk: OpenDesk) -> None:
    one = _registered(desk, {"episode.needs.N03": 2, "episode.needs.N19": 1})
    facts = leaflets.leaflet_facts(desk, one)
    assert facts.need == "N19"
    assert "Aslam" not in repr(facts)
    assert one.registration_no not in repr(facts)
    assert facts.phone == ""  # printed as a line to write it on
    assert leaflet_pdf(facts, "a5").startswith(b"%PDF")


@pytest.mark.parametrize("needs", [{}, {"episode.needs.N99": 1}, {"episode.needs!": "NA"}])
def test_where_there_is_none_it_is_said(desk: OpenDesk, needs: dict[str, Value]) -> None:
    one = _registered(desk, needs)
    assert leaflets.need_of(desk, one) == ""
    with pytest.raises(ProblemError) as refused:
        leaflets.leaflet_facts(desk, one)
    assert refused.value.problem.code == "paper.no_leaflet"


def test_every_need_of_the_counter_but_other_has_one_that_fits_on_a_sheet(desk: OpenDesk) -> None:
    codes = [row.code for row in load_catalogue().lists["NEED"].rows]
    assert [code for code in codes if not has_leaflet(code)] == ["N99"]
    longest = leaflets.leaflet_facts(desk, _registered(desk, {"episode.needs.N19": 1}))
    for form in ("a5", "roll"):
        assert len(leaflet_pictures(longest, form, 60)) == 1


def test_after_a_death_the_family_gets_every_missing_paper_with_who_issues_it_on_one_sheet(desk: OpenDesk) -> None:
    nothing = _registered(desk, {"episode.return_type": "DCE", "episode.needs!": "NA"})
    one = _registered(
        desk, {"episode.return_type": "DCE", "episode.death_certificate": "HERE", "episode.late_card": "NOT_NEEDED"}
    )
    checklist = load_catalogue().fields_of("episode", "death_papers")
    every, fewer = leaflets.leaflet_facts(desk, nothing), leaflets.leaflet_facts(desk, one)
    assert [said.split(" (")[0] for said, _urdu in every.papers] == [
        field.label("en").split(" (")[0] for field in checklist
    ]
    assert "NADRA or a court" in str(every.papers)
    assert set(every.papers) - set(fewer.papers) == {every.papers[0], every.papers[3]}
    assert "Aslam" not in repr(every)
    for form in ("a5", "roll"):
        assert len(leaflet_pictures(every, form, 60)) == 1


def test_without_a_printer_it_waits_and_once_printed_it_stands_in_what_happened(desk: OpenDesk) -> None:
    one = _registered(desk, {"episode.needs.N01": 1})
    leaflets.note_waiting(desk, one)
    assert [found.registration_no for found in leaflets.leaflets_to_print(desk)] == [one.registration_no]
    leaflets.note_printed(desk, one)
    assert leaflets.leaflets_to_print(desk) == []
    assert "leaflet" in {event.what for event in timeline(desk, one)}
