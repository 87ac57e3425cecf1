"""The panel "People like this one" by keys alone: quiet while somebody types, answers at F7, folded where there is no room."""

from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_client.ui import sample_likeness, samples
from desktop_client.ui.intake_port import FormFacts, SameCard
from desktop_client.ui.pages.alike_page import AlikePage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.same_person import SamePersonPage
from desktop_client.ui.sample_intake import DIFFERING
from tests.ui.conftest import OpenWindow, OpenWindows, urdu_key

Key = Qt.Key
DRAFT, FATHER = samples.FULL_FORM.draft_id, "person.father_name_latin"


@pytest.fixture
def work(open_window: OpenWindows) -> OpenWindow:
    """A full form with five people like its person, the cursor in the father's name."""
    opened = open_window()
    opened.port.like = sample_likeness.FIVE
    opened.port.facts = FormFacts(held=SameCard("person.documents.1.number", "p22", "Multan", "ملتان", "2025"))
    opened.port.kept[DRAFT] = dict(samples.FULL_FORM.answers)
    opened.window.registering.open(DRAFT)
    opened.wait()
    opened.page.go_to(FATHER)
    return opened


def _page(work: OpenWindow) -> Any:
    """Asked anew each time, so that a reader of types does not think it stays the same."""
    return work.page


def _names(work: OpenWindow) -> list[str]:
    return [hit.person for hit in work.page.sides.panel.found.people]


def _said(work: OpenWindow, person: str) -> Any:
    return work.port.kept[DRAFT].get(f"$link.{person}")


def test_letters_answer_at_f7_and_escape_leads_back_to_the_letter(work: OpenWindow) -> None:
    assert _names(work) == ["p21", "p22", "p23", "p24", "p25"]
    line = QApplication.focusWidget()
    work.type("sdu")
    work.press(Key.Key_F7)
    assert [_said(work, person) for person in _names(work)] == [None] * 5
    # Under the Urdu layout the place of the key counts.
    QApplication.sendEvent(work.focus, urdu_key(0x062F, 32, "د", Qt.KeyboardModifier.NoModifier))
    work.press(Key.Key_2)
    work.wait()
    assert _said(work, "p21") == {"answer": "DIFFERENT", "score": 9100, "model": "2026.3", "reason": "TWIN"}
    assert _names(work) == ["p22", "p23", "p24", "p25"]
    work.press(Key.Key_Down)
    work.press(Key.Key_U)
    work.press(Key.Key_Escape)
    work.wait()
    assert (_said(work, "p23")["answer"], _said(work, "p22")) == ("NOT_SURE", None)
    assert QApplication.focusWidget() is line
    work.type("x")
    assert _page(work).answers.held[FATHER].endswith("sdux")
    # Whom it has its answer about does not come again.
    work.qtbot.waitUntil(lambda: bool(work.port.typed_so_far[-1][FATHER].endswith("sdux")))  # type: ignore[attr-defined]
    work.wait()
    assert _names(work) == ["p22", "p24", "p25"]


def test_one_answer_serves_the_panel_and_the_question_about_the_card(work: OpenWindow) -> None:
    work.press(Key.Key_F7)
    work.press(Key.Key_Down)
    work.press(Key.Key_U)
    work.wait()
    assert work.port.kept[DRAFT]["episode.look_alikes"] == "NOT_SURE"
    del work.port.kept[DRAFT]["episode.look_alikes"]
    work.press(Key.Key_Escape)
    work.page.finish()
    work.wait()
    work.press(Key.Key_D)
    work.wait()
    assert (_said(work, "p22"), work.port.kept[DRAFT]["episode.look_alikes"]) == (
        {"answer": "DIFFERENT"},
        "NOT_THE_SAME",
    )


def test_the_same_person_is_a_new_return_once_the_differences_were_seen(work: OpenWindow) -> None:
    work.port.differing = DIFFERING
    work.press(Key.Key_F7)
    work.press(Key.Key_S)
    work.wait()
    assert isinstance(_page(work), SamePersonPage)
    assert "episode.look_alikes" not in work.port.kept[DRAFT]
    work.press(Key.Key_Return)
    work.wait()
    assert isinstance(_page(work), RegistrationPage)
    assert (work.port.same, work.port.kept[DRAFT]["episode.look_alikes"]) == ("p21", "SAME_PERSON")


def test_where_the_window_is_narrow_a_strip_counts_and_f7_turns_to_a_page(work: OpenWindow) -> None:
    form = work.page
    width = form.parts.width()
    assert (form.sides.column.width(), width) == (400, 1366 - 72 - 188 - 400)
    work.frame.resize(1280, 695)
    QApplication.processEvents()
    assert form.sides.strip.isVisible()
    assert not form.sides.panel.isVisible()
    work.press(Key.Key_F7)
    assert isinstance(_page(work), AlikePage)
    work.press(Key.Key_U)
    work.press(Key.Key_Escape)
    work.wait()
    assert _page(work) is form
    assert _said(work, "p21")["answer"] == "NOT_SURE"
    assert form.sides.strip.findChild(type(form.sides.finish)).text() == "F7\n4"


def test_an_earlier_look_up_is_given_up_when_somebody_types_on(work: OpenWindow) -> None:
    gate, wanted = Event(), list[bool]()
    like = work.port.alike

    def hear(draft_id: str, answers: Any, leave_out: Any, is_wanted: Any) -> Any:
        wanted.append(is_wanted())
        return like(draft_id, answers, leave_out, is_wanted)

    work.port.alike = hear  # type: ignore[assignment]
    work.runner.on_comparing(gate.wait)
    people_like = work.window.registering.beside.people_like
    people_like.look()
    people_like.look()
    gate.set()
    work.wait()
    assert wanted == [False, True]
