"""The paper a person takes home: made from what was registered, readable by a scanner, remembered until it is printed."""

import itertools
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage

from desktop_client.papers.slip import FORMS, slip_pdf, slip_picture, slip_words
from desktop_client.services import intake, people, slips
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from shared_models.protocol import slip_code
from shared_models.security import signing
from tests.networks import EPISODE


@pytest.fixture
def registered(desk: OpenDesk) -> Registration:
    names = {"person.name_latin": "Muhammad Aslam", "person.name_urdu": "محمد اسلم"}
    made = intake.register(desk, names, EPISODE, origin="import")
    found = people.find(desk, made.number)
    assert found is not None
    return found


@pytest.mark.parametrize("form", FORMS)
def test_the_paper_is_drawn_whole_and_a_name_is_never_markup(
    desk: OpenDesk, registered: Registration, form: str
) -> None:
    facts = slips.slip_facts(desk, registered)
    picture = QImage.fromData(slip_picture(facts, form, 150))
    marked, nameless = '#strong[x] $1/2$ "Aslam" \\ #panic()', replace(facts, name_latin="")
    pictures = [
        picture,
        *(QImage.fromData(slip_picture(one, form, 150)) for one in (replace(facts, name_latin=marked), nameless)),
    ]
    assert picture.width() > 400
    assert all(one != other for one, other in itertools.combinations(pictures, 2))
    assert slip_pdf(facts, form).startswith(b"%PDF")


def test_the_code_on_the_paper_opens_the_record_and_is_this_desks(desk: OpenDesk, registered: Registration) -> None:
    facts = slips.slip_facts(desk, registered)
    said = slip_code.read(facts.code)
    assert said.record == registered.person.id
    said.check(signing.public_bytes(desk.identity.key))
    found = people.find(desk, said.record)
    assert found is not None
    assert found.registration_no == facts.number


def test_nothing_on_the_paper_tells_how_somebody_came_back(desk: OpenDesk) -> None:
    episode = {**EPISODE, "episode.return_type": "DEP", "episode.needs.N01": 1, "episode.travel_document": "ETD"}
    made = intake.register(desk, {"person.name_latin": "Amina Bibi"}, episode, origin="import")
    other = intake.register(desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
    papers = [people.find(desk, one.number) for one in (made, other)]
    said = [slips.slip_facts(desk, one) for one in papers if one is not None]
    assert [(one.bring, one.date, one.name_latin) for one in said[:1]] == [
        (one.bring, one.date, one.name_latin) for one in said[1:]
    ]


def test_after_a_death_the_paper_names_the_relative_and_the_late_person_with_respect(desk: OpenDesk) -> None:
    late = {"person.name_latin": "Muhammad Aslam", "person.name_urdu": "محمد اسلم"}
    told = {"episode.return_type": "DCE", "episode.respondent": "SPOUSE"}
    words = {"M": "مرحوم محمد اسلم", "F": "مرحومہ محمد اسلم", "U": "مرحوم / مرحومہ محمد اسلم"}
    for name, shown in (("Rashida Bibi", ("Rashida Bibi", "")), ("رشیدہ بی بی", ("", "رشیدہ بی بی"))):
        for gender, respect in words.items():
            person, episode = {**late, "person.gender": gender}, {**EPISODE, **told, "episode.respondent_name": name}
            made = people.find(desk, intake.register(desk, person, episode, origin="import").number)
            assert made is not None
            facts = slips.slip_facts(desk, made)
            assert (facts.name_latin, facts.name_urdu) == shown
            said = slip_words(facts, "a5")
            assert said["late_ur"].endswith(respect)
            assert said["late_en"].endswith("the late Muhammad Aslam")


def test_of_a_living_person_nothing_of_that_stands_on_the_paper(desk: OpenDesk, registered: Registration) -> None:
    said = slip_words(slips.slip_facts(desk, registered), "a5")
    assert (said["late_en"], said["late_ur"]) == ("", "")


def test_a_slip_without_a_printer_waits_until_it_was_printed(desk: OpenDesk, registered: Registration) -> None:
    slips.note_waiting(desk, registered)
    slips.note_waiting(desk, registered)
    assert [one.registration_no for one in slips.slips_to_print(desk)] == [registered.registration_no]
    slips.note_printed(desk, registered)
    assert slips.slips_to_print(desk) == []
    slips.note_waiting(desk, registered)
    assert slips.slips_to_print(desk) == []
