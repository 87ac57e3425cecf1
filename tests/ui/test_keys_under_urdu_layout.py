"""Every key works where it lies, whatever the layout types there."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desktop_client.ui import samples
from desktop_client.ui.keys import CTRL, NONE, digit_of, letter, physical_sign
from desktop_client.ui.pages.appointment import AppointmentPage
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.key_help import KeyHelpPage
from desktop_client.ui.pages.permission import PermissionPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.ports import Missing
from tests.ui.conftest import OpenWindow, OpenWindows, urdu_key

ENTER = Qt.Key.Key_Return
N_KEY, S_KEY, ONE_KEY, TWO_KEY, A_KEY, L_KEY = 49, 31, 2, 3, 30, 38


def _send(work: OpenWindow, key: int, scan: int, text: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QApplication.sendEvent(work.focus, urdu_key(key, scan, text, modifiers))


@pytest.mark.parametrize(
    ("scan", "typed", "sign"),
    [(31, "س", "S"), (32, "د", "D"), (22, "ء", "U"), (49, "ن", "N"), (2, "۱", "1"), (11, "۰", "0")],
)
def test_a_key_is_known_by_its_place(qapp: QApplication, scan: int, typed: str, sign: str) -> None:
    event = urdu_key(0x1000000 + ord(typed), scan, typed, CTRL)
    assert physical_sign(event) == sign
    assert letter(sign, CTRL).matches(event)
    assert not letter(sign).matches(event)


def test_urdu_digits_pick_choices(qapp: QApplication) -> None:
    assert digit_of(urdu_key(0, TWO_KEY, "۲", NONE)) == 2
    assert digit_of(urdu_key(ord("3"), 0, "3", Qt.KeyboardModifier.KeypadModifier)) == 3


def test_a_whole_permission_and_a_missing_reason_under_the_urdu_layout(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    assert isinstance(work.frame.page, PermissionPage)
    _send(work, 0, ONE_KEY, "۱")
    work.press(ENTER)
    work.wait()
    page = work.page
    assert isinstance(page, RegistrationPage)
    page.form.go_to("person.gender")
    _send(work, 0, TWO_KEY, "۲")
    work.wait()
    assert work.port.kept["draft-1"]["person.gender"] == "F"
    page.form.go_to("person.birth")
    _send(work, 0, TWO_KEY, "", CTRL)
    work.wait()
    assert work.port.kept["draft-1"]["person.birth"] == Missing("RF")


def test_no_by_a_single_letter_works_where_nobody_types(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    _send(work, 0x646, N_KEY, "ن")
    _send(work, 0x646, N_KEY, "ن")
    work.wait()
    assert isinstance(work.frame.page, HomePage)


def test_leaflet_and_appointment_have_keys_where_the_number_is(open_window: OpenWindows) -> None:
    work = open_window()
    work.window.registering.ways.finished(samples.FINISHED)
    work.wait()
    _send(work, 0x644, L_KEY, "ل")
    work.wait()
    assert work.port.person.leaflets == [(samples.FINISHED.person_id, True)]
    _send(work, 0x627, A_KEY, "ا")
    work.wait()
    page = work.page
    assert isinstance(page, AppointmentPage)
    for sign in "۲۴ ۱۲":
        _send(work, 0, 0, sign)
    for _line in range(3):
        work.press(ENTER)
    _send(work, 0, ONE_KEY, "۱")
    work.press(ENTER)
    work.wait()
    assert [one.day for one in work.port.person.visits.values()] == ["2026-12-24"]


def test_a_single_letter_never_takes_what_somebody_types(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F5)
    work.press(Qt.Key.Key_F3)
    _send(work, 0x646, N_KEY, "ن")
    assert work.page.line.text() == "ن"


def test_the_key_strip_shows_only_keys_that_work_here(open_window: OpenWindows) -> None:
    work = open_window()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_F5):
        work.press(key)
        names = [command.stroke.name for command in work.frame.key_table.in_strip()]
        assert len(names) == len(set(names))
        working = {command.stroke.name for command in work.frame.commands()}
        assert set(names) <= working
        shown = work.frame._key_strip.shown
        assert [line.split()[0] for line in shown] == names[: len(shown)]


def test_enter_presses_the_button_under_the_cursor(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(ENTER)
    assert isinstance(work.frame.page, PermissionPage)


def test_help_tells_every_key_of_the_screen_prints_them_and_goes_back_to_the_same_field(
    open_window: OpenWindows,
) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    form = work.page
    form.go_to("person.birth")
    work.press(Qt.Key.Key_F1)
    page = work.page
    assert isinstance(page, KeyHelpPage)
    caps = {one.cap for one in page.state.keys}
    assert {"Enter", "Ctrl+Enter", "F1", "F4", "F9", "Shift+F9", "F12", "Shift+F2", "?"} <= caps
    assert page.state.field is not None
    assert page.state.field.path == "person.birth"
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert page.state.said
    assert work.port.printer.printed == ["keys"]
    work.press(Qt.Key.Key_Escape)
    assert work.page is form
    assert form.form.current.path == "person.birth"


def test_shift_and_f2_ask_everything_from_the_beginning(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.page.parts.open == "episode.consent"


def test_f8_types_urdu_without_an_urdu_layout_and_english_again(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    form = work.page
    form.go_to("person.name_urdu")
    work.press(Qt.Key.Key_F8)
    work.type("mhmd aslm 2")
    assert form.form.rows["person.name_urdu"].editor.entry().text() == "محمد اسلم 2"
    form.go_to("person.name_latin")
    work.press(Qt.Key.Key_F8)
    for scan in (A_KEY, L_KEY):
        _send(work, 0, scan, "ا")
    assert form.form.rows["person.name_latin"].editor.entry().text() == "al"


def test_f6_goes_around_the_window_and_comes_back_to_the_same_field(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    form = work.page
    form.go_to("person.birth")
    work.press(Qt.Key.Key_F6)
    assert work.focus is form.sides.finish
    work.press(Qt.Key.Key_F6)
    assert work.frame.rail.isAncestorOf(work.focus)
    work.press(Qt.Key.Key_F6)
    assert form.form.current.path == "person.birth"
    work.press(Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert work.frame.rail.isAncestorOf(work.focus)
