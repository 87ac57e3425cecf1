"""The two sittings of a day at the window, run by test_a_day_at_the_window.py, each in a process that can be killed.

They are pytest-qt tests of their own, and not collected with the others: their desk is named in the environment.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_client.background.task_runner import TaskRunner
from desktop_client.storage.home import DeskHome
from desktop_client.ui.desk_window import DeskWindow
from desktop_client.ui.pages.finished import FinishedPage
from desktop_client.ui.pages.group import BeginGroupPage, GroupPage
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.line import LinePage
from desktop_client.ui.pages.line_details import LineDetailsPage
from desktop_client.ui.pages.lock import LockPage
from desktop_client.ui.pages.open_forms import OpenFormsPage
from desktop_client.ui.pages.permission import PermissionPage
from desktop_client.ui.pages.person import PersonPage
from desktop_client.ui.pages.read_back import ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.sign_in import SignInPage
from desktop_client.ui.person_port import Paper
from desktop_client.ui.service_desk import ServiceDesk
from desktop_client.ui.style import apply_style
from desktop_client.wording.language import _, current_language
from shared_models.catalogue import load_catalogue
from tests.head_offices import NOW
from tests.networks import PASSWORD
from tests.urdu_hands import CTRL, ENTER, SHIFT, UrduHands

FOLDER = Path(os.environ.get("FRC_TEST_DAY", ""))
PIN = "482915"
HALF_TYPED = "سنہ"
HALF_TYPED_NOW = "half typed now"  # what the waiting process reads before it kills this one
AFTERNOON_MS = 5 * 60 * 1000
MOST_BUTTONS = 8  # on the page of the line, before what came back
KEYS = Qt.Key


class PaperTray:
    """A printer whose papers can be counted."""

    def print_paper(self, paper: Paper) -> None:
        assert paper.draw(40)
        (FOLDER / f"printed-{paper.number}").touch()


def _sit_down(qtbot: QtBot, qapp: QApplication, later_ms: int) -> UrduHands:
    began = time.monotonic()

    def clock() -> int:
        return NOW + later_ms + int(1000 * (time.monotonic() - began))

    apply_style(qapp)
    home, runner = DeskHome(FOLDER / "desk"), TaskRunner()
    home.hold()
    window = DeskWindow(ServiceDesk(home, clock), runner, load_catalogue(), clock, PaperTray())
    window.frame.resize(1366, 695)
    window.frame.show()
    window.frame.activateWindow()
    hands = UrduHands(qtbot, window, runner)
    hands.until(window.frame.isActiveWindow)
    window.start()
    hands.wait()
    hands.expect(SignInPage)
    return hands


@pytest.fixture
def sit_down(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[[int], UrduHands]]:
    made: list[UrduHands] = []

    def build(later_ms: int) -> UrduHands:
        made.append(_sit_down(qtbot, qapp, later_ms))
        return made[-1]

    yield build
    for hands in made:
        hands.wait()
        hands.window.frame.close()


def _sign_in(hands: UrduHands) -> None:
    hands.type(PASSWORD)
    hands.press(KEYS.Key_Tab)
    hands.type(PIN)
    hands.press(ENTER)
    hands.expect(HomePage)


def _finish(hands: UrduHands) -> None:
    """Read back, finish, print the slip."""
    hands.press(ENTER, CTRL)
    hands.expect(ReadBackPage)
    hands.press(ENTER, CTRL)
    hands.expect(FinishedPage)
    hands.press(ENTER)
    hands.until(lambda: hands.page.state.printing == "printed")


def _agree(hands: UrduHands, *way: str) -> None:
    hands.expect(PermissionPage)
    for sign in (*way, "1"):
        hands.letter(sign)
    hands.press(ENTER)


MEMBER = {
    "person.name_urdu": "محمد اسلم", "person.father_name_urdu": "غلام رسول", "person.gender": "۱", "person.birth": "۱۹۸۴",
    "person.documents.1.number": "۰۳۶۲۰۱۲۳۴۵۶۷۳", "person.phones.1.number": "۰۳۰۰۱۲۳۴۵۶۷",
    "person.address_permanent.district": "لاہور", "episode.return_date": "۹ ۲۰۲۶", "episode.return_type": "معاہدہ",
    "episode.trips.1.country": "سعودی", "episode.return_from_country": "سعودی", "episode.needs": "ملازمت",
}  # fmt: skip
NO_PAPERS = {
    **MEMBER, "person.name_urdu": "رشید احمد", "person.father_name_urdu": "نذیر احمد", "person.birth": "۱۹۹۰",
    "person.documents.1.number": "", "person.phones.1.number": "۰۳۲۱۷۶۵۴۳۲۱", "episode.needs": "",
}  # fmt: skip
LATE = {
    **MEMBER, "person.name_urdu": "اللہ دتہ", "person.father_name_urdu": "کرم دین", "person.birth": "۱۹۷۰",
    "person.documents.1.number": "۰۳۶۲۰۷۶۵۴۳۲۱۵", "person.phones.1.number": "۰۳۳۳۱۱۱۲۲۲۳", "episode.needs": "",
}  # fmt: skip


def test_morning(sit_down: Callable[[int], UrduHands]) -> None:
    """Two registrations, interrupted twice; the third stands half typed when the process is killed."""
    hands = sit_down(0)
    hands.press(KEYS.Key_F8, SHIFT)
    assert current_language() == "ur"
    _sign_in(hands)
    _register_of_a_group(hands)
    _register_without_papers(hands)
    hands.press(KEYS.Key_F2)
    _agree(hands, "D")
    hands.letter("1")
    hands.letter("Q")
    hands.letter("W")
    hands.press(ENTER)
    hands.expect(RegistrationPage)
    hands.answer({**LATE, "person.birth": HALF_TYPED}, last="person.birth")
    draft = hands.page.state.draft.draft_id
    hands.until(lambda: hands.page.form.rows["person.birth"].tick.saved)
    hands.wait()
    (FOLDER / "half-typed").write_text(draft, "utf-8")
    print(HALF_TYPED_NOW, flush=True)
    signal.pause()  # killed here


def _register_of_a_group(hands: UrduHands) -> None:
    hands.press(KEYS.Key_F2)
    hands.letter("G")
    hands.expect(BeginGroupPage)
    hands.type("۲")
    hands.press(ENTER)
    hands.type("سعودی")
    hands.press(ENTER)
    hands.press(ENTER, CTRL)
    _agree(hands)
    hands.expect(RegistrationPage)
    hands.answer(MEMBER, last="person.birth")
    first = hands.page.state.draft.draft_id
    hands.press(KEYS.Key_F9)
    hands.expect(GroupPage)
    hands.press(KEYS.Key_F9, SHIFT)
    hands.expect(OpenFormsPage)
    hands.press(ENTER)
    assert hands.page.state.draft.draft_id == first
    rows = hands.page.form.rows
    assert rows["person.name_urdu"].editor.entry().text() == MEMBER["person.name_urdu"]
    hands.page.form.go_to("person.documents.1.number")
    hands.answer(MEMBER)
    _finish(hands)


def _register_without_papers(hands: UrduHands) -> None:
    hands.press(KEYS.Key_F2)
    _agree(hands, "P")
    hands.letter("B")
    hands.letter("F")
    hands.letter("1")
    hands.expect(RegistrationPage)
    hands.answer(NO_PAPERS, last="person.father_name_urdu")
    typed, place = hands.focus.text(), hands.page.form.current.path
    hands.press(KEYS.Key_F12)
    hands.expect(LockPage)
    assert "رشید" not in hands.shown()
    hands.type(PIN)
    hands.wait()
    assert (hands.page.form.current.path, hands.focus.text()) == (place, typed)
    hands.press(ENTER)
    hands.answer(NO_PAPERS)
    _finish(hands)


def test_afternoon(sit_down: Callable[[int], UrduHands]) -> None:
    """The form is as it was; a record that came back is repaired; the supervisor closes a day whose numbers agree."""
    hands = sit_down(AFTERNOON_MS)
    assert current_language() == "ur"
    _sign_in(hands)
    hands.press(KEYS.Key_F9, SHIFT)
    hands.press(ENTER)
    assert hands.page.state.draft.draft_id == (FOLDER / "half-typed").read_text("utf-8")
    rows = hands.page.form.rows
    assert rows["person.name_urdu"].editor.entry().text() == LATE["person.name_urdu"]
    assert rows["person.birth"].editor.entry().text() == HALF_TYPED
    hands.page.form.go_to("person.birth")
    hands.press(KEYS.Key_A, CTRL)
    hands.press(KEYS.Key_Delete)
    hands.answer(LATE)
    _finish(hands)
    _repair(hands)
    _close_the_day(hands)


def _repair(hands: UrduHands) -> None:
    hands.press(KEYS.Key_F5)
    hands.expect(LinePage)
    hands.until(lambda: len(hands.page.state.line.came_back) == 1)
    for _button in range(MOST_BUTTONS):
        if hands.focus.property("look") == "row":
            break
        hands.press(KEYS.Key_Tab)
    hands.press(ENTER)
    hands.expect(RegistrationPage)
    assert hands.page.form.current.path == "person.birth"
    hands.press(KEYS.Key_A, CTRL)
    hands.type("۱۹۸۴")
    hands.press(ENTER, CTRL)
    hands.expect(PersonPage)
    hands.press(KEYS.Key_F5)
    for _turn in range(5):
        hands.letter("N")
        hands.wait()
        line = hands.page.state.line
        if not line.came_back and not line.still_to_go:
            break
    assert (hands.page.state.line.came_back, hands.page.state.line.still_to_go) == ((), 0)


def _close_the_day(hands: UrduHands) -> None:
    hands.press(KEYS.Key_F12)
    hands.press(KEYS.Key_Escape)
    hands.expect(SignInPage)
    hands.press(KEYS.Key_Down)
    hands.type(PASSWORD)
    hands.press(ENTER)
    hands.press(KEYS.Key_F5)
    hands.letter("D")
    hands.expect(LineDetailsPage)
    day = hands.page.state.details.day
    assert (day.registered, day.printed, day.there) == (3, 3, 3)
    assert _("All three agree.") in hands.shown()
    hands.press(ENTER)
    hands.wait()
    assert len(list(FOLDER.glob("printed-*"))) == 4
