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


def test_without_a_printer_it_waits_and_once_printed_it_stands_in_what_happened(desk: OpenDesk) -> None:
    one = _registered(desk, {"episode.needs.N01": 1})
    leaflets.note_waiting(desk, one)
    assert [found.registration_no for found in leaflets.leaflets_to_print(desk)] == [one.registration_no]
    leaflets.note_printed(desk, one)
    assert leaflets.leaflets_to_print(desk) == []
    assert "leaflet" in {event.what for event in timeline(desk, one)}
