"""The lock empties the window at once and gives it back to the same person as it was; somebody else finds nothing of it."""

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from desktop_client.ui import samples
from desktop_client.ui.page import Page
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.lock import LockPage
from desktop_client.ui.pages.private import PrivatePage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.sign_in import SignInPage
from desktop_client.ui.pictures import settle_window
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import PASSWORD, SampleDesk

PIN = "407193"
MINUTE = 60_000


@dataclass
class Clock:
    """Moves when the test says so, and lets the window look as often as it does by itself."""

    now: int = samples.NOW

    def __call__(self) -> int:
        return self.now

    def pass_by(self, work: OpenWindow, minutes: int) -> None:
        for _half in range(2 * minutes):
            self.now += MINUTE // 2
            work.window._tick()
            work.wait()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _desk(clock: Clock) -> SampleDesk:
    desk = SampleDesk()
    desk.clock = clock
    return desk


def _sign_in(work: OpenWindow, pin: str = "") -> None:
    work.type(PASSWORD)
    if pin:
        work.page.pin.setText(pin)
    work.press(Qt.Key.Key_Return)
    work.wait()


def _half_a_name(open_window: OpenWindows, clock: Clock, pin: str = PIN) -> OpenWindow:
    """Somebody types a name and stands in the middle of it."""
    work = open_window(_desk(clock), signed_in=False)
    _sign_in(work, pin)
    for key in (Qt.Key.Key_F2, Qt.Key.Key_1, Qt.Key.Key_Return):
        work.press(key)
        work.wait()
    work.type("Muhammad Aslam")
    for _letter in range(3):
        work.press(Qt.Key.Key_Left)
    return work


def _texts(work: OpenWindow) -> str:
    """Everything that can be read in the window."""
    shown = [one.text() for one in work.frame.findChildren(QLabel) if one.isVisible()]
    return "\n".join(shown + [one.text() for one in work.frame.findChildren(QLineEdit) if one.isVisible()])


def _shows(work: OpenWindow, kind: type[Page]) -> bool:
    return isinstance(work.page, kind)


def _cursor(work: OpenWindow) -> tuple[str, int]:
    line: Any = work.focus
    return line.text(), line.cursorPosition()


def test_the_window_is_empty_at_once_and_six_digits_bring_back_the_same_letter(
    open_window: OpenWindows, clock: Clock
) -> None:
    work = _half_a_name(open_window, clock)
    before = work.page
    work.press(Qt.Key.Key_F12)
    assert _shows(work, LockPage)
    assert "Aslam" not in _texts(work)
    assert not work.frame.rail.isVisible()
    work.wait()
    assert work.port.kept["draft-1"]["person.name_latin"] == "Muhammad Aslam"
    work.type("111222")
    work.wait()
    assert work.page.state.problem_en.startswith("These digits do not open the desk. 4 tries left")
    work.type(PIN)
    work.wait()
    assert work.page is before
    assert _cursor(work) == ("Muhammad Aslam", len("Muhammad As"))
    work.type("h")
    assert _cursor(work)[0] == "Muhammad Ashlam"


def test_three_minutes_without_a_key_or_the_mouse_lock_the_desk(open_window: OpenWindows, clock: Clock) -> None:
    work = _half_a_name(open_window, clock)
    clock.pass_by(work, 2)
    handle = work.frame.windowHandle()
    at = QPointF(40, 40)
    none = Qt.MouseButton.NoButton
    moved = QMouseEvent(QEvent.Type.MouseMove, at, at, none, none, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(handle, moved)
    clock.pass_by(work, 2)
    assert _shows(work, RegistrationPage)
    work.type("x")
    clock.pass_by(work, 2)
    assert _shows(work, RegistrationPage)
    clock.pass_by(work, 1)
    assert _shows(work, LockPage)


def test_the_password_brings_the_same_person_back_too(open_window: OpenWindows, clock: Clock) -> None:
    work = _half_a_name(open_window, clock, pin="")
    before = work.page
    work.press(Qt.Key.Key_F12)
    work.wait()
    assert _shows(work, SignInPage)
    _sign_in(work)
    assert work.page is before
    assert _cursor(work) == ("Muhammad Aslam", len("Muhammad As"))


def test_after_half_an_hour_the_pages_are_gone_and_the_form_comes_back_from_the_disk(
    open_window: OpenWindows, clock: Clock
) -> None:
    work = _half_a_name(open_window, clock)
    before = work.page
    work.press(Qt.Key.Key_F12)
    clock.pass_by(work, 29)
    assert _shows(work, LockPage)
    clock.pass_by(work, 2)
    settle_window()
    assert _shows(work, SignInPage)
    assert not work.frame.findChildren(RegistrationPage)
    _sign_in(work)
    assert _shows(work, RegistrationPage)
    assert work.page is not before
    assert _cursor(work) == ("Muhammad Aslam", len("Muhammad As"))


def test_somebody_else_finds_an_empty_window_and_the_first_person_the_own_form(
    open_window: OpenWindows, clock: Clock
) -> None:
    work = _half_a_name(open_window, clock)
    work.press(Qt.Key.Key_F12)
    work.wait()
    work.press(Qt.Key.Key_Escape)
    work.wait()
    work.page.choose("sana")
    _sign_in(work)
    settle_window()
    assert _shows(work, HomePage)
    assert work.window.entering.user == samples.USERS[1]
    assert not work.frame.findChildren(RegistrationPage)
    work.press(Qt.Key.Key_F12)
    work.wait()
    work.page.choose("imran")
    _sign_in(work)
    assert _cursor(work) == ("Muhammad Aslam", len("Muhammad As"))


def test_an_answer_that_comes_after_the_lock_is_not_shown(open_window: OpenWindows, clock: Clock) -> None:
    work = _half_a_name(open_window, clock)
    work.window.show_find()
    work.wait()
    work.window.registering.open("draft-1")
    work.press(Qt.Key.Key_F12)
    work.wait()
    assert _shows(work, LockPage)
    assert "Aslam" not in _texts(work)
    work.type(PIN)
    work.wait()
    assert _shows(work, RegistrationPage)


@pytest.mark.parametrize("how", ["sleep", "wish"])
def test_sleep_and_the_wish_to_lock_everything_leave_no_page_and_no_open_desk(
    open_window: OpenWindows, clock: Clock, how: str
) -> None:
    work = _half_a_name(open_window, clock)
    if how == "sleep":
        clock.now += 20 * MINUTE
        work.window._tick()
    else:
        work.press(Qt.Key.Key_F12, Qt.KeyboardModifier.ShiftModifier)
    assert "Aslam" not in _texts(work)
    work.wait()
    settle_window()
    assert _shows(work, SignInPage)
    assert not work.frame.findChildren(RegistrationPage)
    assert work.port.locked == "closed"
    assert work.port.kept["draft-1"]["person.name_latin"] == "Muhammad Aslam"


def test_a_locked_desk_goes_on_sending(open_window: OpenWindows, clock: Clock) -> None:
    work = _half_a_name(open_window, clock)
    work.press(Qt.Key.Key_F12)
    work.wait()
    work.port.threads.pop("sync_now", None)
    work.port.line = samples.LINE_SILENT
    clock.pass_by(work, 15)
    assert "sync_now" in work.port.threads


def test_a_private_talk_is_kept_and_is_not_there_any_more_after_the_lock(
    open_window: OpenWindows, clock: Clock
) -> None:
    work = _half_a_name(open_window, clock)
    form = work.page
    work.window.registering.beside._open_private("draft-1", "")
    work.wait()
    talk = work.page
    assert _shows(work, PrivatePage)
    talk.form.go_to("sealed.sealed_note")
    work.type("they took the passport")
    work.press(Qt.Key.Key_F12)
    work.wait()
    settle_window()
    assert not work.frame.findChildren(PrivatePage)
    assert work.port.private["draft-1"] == {"sealed.sealed_note": "they took the passport"}
    work.type(PIN)
    work.wait()
    assert work.page is form
