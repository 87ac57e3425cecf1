"""While Alt is held every button bears the key that does the same; the keys work by their place, whatever they type."""

from itertools import combinations

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from desktop_client.ui.key_badges import Badge
from desktop_client.ui.keys import ALT, NONE
from desktop_client.ui.page_states import all_page_states
from desktop_client.ui.pages.form_sides import PRIVATE
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pictures import HEIGHT, WIDTH, picture_frame, settle_window, show_state
from desktop_client.wording.language import LanguageCode, use_language
from tests.ui.conftest import OpenWindow, OpenWindows, urdu_key

A_KEY, M_KEY, THREE_KEY = 30, 50, 4


def _hold_alt(work: OpenWindow) -> dict[str, Badge]:
    QTest.keyPress(work.focus, Qt.Key.Key_Alt, NONE)
    work.qtbot.waitUntil(lambda: bool(work.frame.badges.shown), timeout=5000)
    return {badge.name: badge for badge in work.frame.badges.shown}


def _with_alt(work: OpenWindow, scan: int, typed: str, more: Qt.KeyboardModifier = NONE) -> None:
    QApplication.sendEvent(work.focus, urdu_key(0x1000000 + ord(typed), scan, typed, ALT | more))
    work.wait()


def _open_form(work: OpenWindow) -> RegistrationPage:
    for key in (Qt.Key.Key_F2, Qt.Key.Key_1, Qt.Key.Key_Return):
        work.press(key)
    work.wait()
    assert isinstance(work.page, RegistrationPage)
    return work.page


def test_a_section_opens_by_the_key_it_bears_under_the_urdu_layout(open_window: OpenWindows) -> None:
    work = open_window()
    page = _open_form(work)
    work.type("Muhammad A")
    line = work.focus
    badges = _hold_alt(work)
    for at, name in enumerate(page.parts.names[:9], start=1):
        assert badges[f"Alt+{at}"].bearer is page.sides.sections.buttons[name]
    assert work.focus is line
    _with_alt(work, THREE_KEY, "۳")
    assert page.parts.open == page.parts.names[2]
    assert work.frame.badges.shown == ()
    _with_alt(work, THREE_KEY - 2, "۱")
    assert page.parts.open == page.parts.names[0]
    assert page.answers.held["person.name_latin"] == "Muhammad A"


def test_every_section_has_a_key_and_private_talk_too(open_window: OpenWindows) -> None:
    work = open_window()
    page = _open_form(work)
    with_alt = [command for command in page.commands() if command.stroke.modifiers == ALT]
    assert len(with_alt) == len({*page.parts.names, PRIVATE})
    _with_alt(work, M_KEY, "م")
    assert work.page is not page


def test_alt_with_the_number_pad_opens_nothing(open_window: OpenWindows) -> None:
    work = open_window()
    page = _open_form(work)
    _with_alt(work, 0, "3", Qt.KeyboardModifier.KeypadModifier)
    assert page.parts.open == page.parts.names[0]


def test_a_button_without_a_key_is_lent_one_while_it_can_be_read(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F3)
    _with_alt(work, A_KEY, "ا")
    assert work.page.rail_entry == "find"  # it could not be read yet
    work.press(Qt.Key.Key_F2)
    work.wait()
    badges = _hold_alt(work)
    home, office = badges["Esc"].bearer, badges["Alt+A"].bearer
    assert [made.accessibleName() for made in (home, office)] == ["Home", "Office"]
    _with_alt(work, A_KEY, "ا")
    assert work.page.rail_entry == "office"
    assert work.frame.badges.shown == ()


def test_only_keys_that_work_here_and_now_are_shown(open_window: OpenWindows) -> None:
    work = open_window()
    badges = _hold_alt(work)
    home = work.page
    assert {"F2", "F3", "F4", "F5", "F9", "F12", "T", "V"} <= set(badges)
    assert ("N" in badges) == bool(home.state.queue.tokens)  # where nobody waits the button is grey
    for name, badge in badges.items():
        if not name.startswith("Alt+"):
            command = next(each for each in work.frame.commands() if each.stroke.name == name)
            assert command.act == badge.bearer.deed  # type: ignore[union-attr]
    QTest.keyRelease(work.focus, Qt.Key.Key_Alt)
    work.press(Qt.Key.Key_F3)
    found = _hold_alt(work)
    assert "F3" in found
    assert "N" not in found


@pytest.mark.parametrize("ending", ["let go", "another key", "another window", "another field", "another page"])
def test_the_badges_vanish_with_everything_that_happens(open_window: OpenWindows, ending: str) -> None:
    work = open_window()
    _hold_alt(work)
    if ending == "let go":
        QTest.keyRelease(work.focus, Qt.Key.Key_Alt)
    elif ending == "another key":
        QTest.keyPress(work.focus, Qt.Key.Key_Shift, ALT)
    elif ending == "another window":
        QApplication.sendEvent(work.frame, QEvent(QEvent.Type.WindowDeactivate))
    elif ending == "another field":
        work.focus.nextInFocusChain().setFocus()
    else:
        work.window.show_find()
    assert work.frame.badges.shown == ()
    before = work.page
    _with_alt(work, A_KEY, "ا")
    assert work.page is before  # what was lent is taken back


def test_alt_with_another_key_shows_nothing(open_window: OpenWindows) -> None:
    work = open_window()
    QTest.keyPress(work.focus, Qt.Key.Key_Alt, Qt.KeyboardModifier.ControlModifier)
    QTest.keyPress(work.focus, Qt.Key.Key_Alt, NONE)
    QTest.keyPress(work.focus, Qt.Key.Key_Shift, ALT)
    assert not work.frame.badges._timer.isActive()


@pytest.mark.parametrize("language", ["en", "ur"])
def test_badges_lie_at_the_end_of_their_button_and_leave_its_words(qtbot: QtBot, language: LanguageCode) -> None:
    use_language(language)
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.speak()
    frame.show()
    for state in all_page_states():
        if not state.name.startswith("alt-"):
            continue
        for scale in (100, 200):
            frame.resize(WIDTH * 100 // scale, HEIGHT * 100 // scale)
            show_state(frame, state)
            settle_window()
            frame.badges.show()
            shown = frame.badges.shown
            assert len(shown) > 8
            for badge in shown:
                start = badge.bearer.mapTo(frame, QPoint(0, 0))
                middle = start + badge.bearer.rect().center()
                assert frame.rect().contains(badge.place), (state.name, scale, badge.name)
                assert not badge.place.contains(middle), (state.name, scale, badge.name)
                if not isinstance(badge.bearer, QToolButton):
                    assert (badge.place.center().x() < middle.x()) == (language == "ur"), (state.name, badge.name)
                clicked = frame.childAt(badge.place.center())
                assert clicked is not None
                assert clicked is not frame.badges._layer
            overlaid = [
                (one.name, other.name) for one, other in combinations(shown, 2) if one.place.intersects(other.place)
            ]
            assert overlaid == []
