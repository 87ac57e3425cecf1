"""People are helped back in and the office is looked after in the window; each code is shown once and has to be followed up."""

import html
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop_client.ui import office_samples
from desktop_client.ui.page import Page
from desktop_client.ui.pages.colleagues import ColleaguesPage
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.lock import LockPage
from desktop_client.ui.pages.new_password import NewPasswordPage
from desktop_client.ui.pages.office import OfficePage
from desktop_client.ui.pages.one_code import OneCodePage
from desktop_client.ui.pages.sign_in import SignInPage
from desktop_client.ui.pictures import settle_window
from desktop_client.ui.ports import SAFE
from desktop_client.wording.language import plain
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import PASSWORD

CODE = office_samples.CODE


def _shows(work: OpenWindow, kind: type[Page]) -> bool:
    return isinstance(work.page, kind)


def _sign_in(work: OpenWindow, login: str, secret: str) -> None:
    work.page.choose(login)
    work.type(secret)
    work.press(Qt.Key.Key_Return)
    work.wait()


def _said(work: OpenWindow) -> str:
    settle_window()
    return html.unescape(
        plain("\n".join(label.text() for label in work.page.findChildren(QLabel) if label.isVisible()))
    )


def _click(work: OpenWindow, words: str) -> None:
    settle_window()
    found = [made for made in work.page.findChildren(QPushButton) if plain(made.text()) == words and made.isVisible()]
    found[0].click()
    work.wait()


@pytest.fixture
def supervisor(open_window: OpenWindows) -> OpenWindow:
    work = open_window(signed_in=False)
    _sign_in(work, "nadia", PASSWORD)
    work.window._show_office()
    work.wait()
    return work


def test_a_one_time_code_lets_nobody_work_before_a_password_was_chosen(open_window: OpenWindows) -> None:
    work = open_window(signed_in=False)
    _sign_in(work, "imran", CODE)
    assert _shows(work, NewPasswordPage)
    work.press(Qt.Key.Key_F2)
    work.wait()
    assert _shows(work, NewPasswordPage)
    for first, again, problem in (
        ("four words in a row", "another one", "not the same"),
        ("short", "short", "at least 8"),
    ):
        for text in (first, again):
            work.type(text)
            work.press(Qt.Key.Key_Return)
        work.wait()
        assert problem in _said(work)
    for _line in range(2):
        work.type("four words in a row")
        work.press(Qt.Key.Key_Return)
    work.wait()
    assert _shows(work, HomePage)
    assert work.port.office.wished == [("password", "four words in a row")]


def test_the_code_of_the_safe_is_renewed_first_and_opens_only_the_list_of_people(open_window: OpenWindows) -> None:
    work = open_window(signed_in=False)
    _sign_in(work, SAFE, CODE)
    assert _shows(work, OneCodePage)
    assert CODE in _said(work)
    work.press(Qt.Key.Key_Return)  # by habit
    work.wait()
    assert _shows(work, OneCodePage)
    _click(work, "It is written down")
    assert work.port.office.wished == [("safe", CODE)]
    assert _shows(work, ColleaguesPage)
    assert not work.frame.rail.isVisible()
    for key in (Qt.Key.Key_F2, Qt.Key.Key_F3, Qt.Key.Key_Escape):
        work.press(key)
        work.wait()
    assert _shows(work, ColleaguesPage)
    _click(work, "Give a code")
    assert "A code for Bilal Hussain" in _said(work)
    assert work.port.office.wished[-1] == ("code", "bilal")


def test_whoever_waits_with_a_code_on_the_screen_is_locked_out_too(open_window: OpenWindows) -> None:
    work = open_window(signed_in=False)
    _sign_in(work, "imran", CODE)
    now = work.port.clock()
    for step in range(1, 5):
        work.window.entering._clock = partial(int, now + step * 60_000)
        work.window.entering.look()
        work.wait()
    assert _shows(work, SignInPage)
    assert work.port.locked == "closed"


def test_a_clerk_finds_the_people_and_no_form_for_new_ones(open_window: OpenWindows) -> None:
    work = open_window()
    work.window._show_office()
    work.wait()
    assert _shows(work, ColleaguesPage)


def test_the_supervisor_adds_somebody_and_hands_a_code_over(supervisor: OpenWindow) -> None:
    work = supervisor
    _click(work, "People of this desk")
    page = work.page
    page.name.setText("Bilal Two")
    page.login.setText("bilal")
    page.choose_role("caseworker")
    page.add()
    work.wait()
    assert "already called bilal" in _said(work)
    assert page.name.text() == "Bilal Two"
    page.login.setText("bilal2")
    page.add()
    work.wait()
    assert work.port.office.wished == [("add", "bilal2", "Bilal Two", "caseworker")]
    assert CODE in _said(work)
    _click(work, "Handed over")
    assert _shows(work, ColleaguesPage)


def test_the_supervisor_removes_somebody_after_hearing_what_becomes_of_the_forms(supervisor: OpenWindow) -> None:
    work = supervisor
    _click(work, "People of this desk")
    _click(work, "Remove")
    assert "forms left open become yours" in _said(work)
    assert not [wish for wish in work.port.office.wished if wish[0] == "remove"]
    work.page.ask_about("imran")
    _click(work, "Remove Imran Khalid")
    assert work.port.office.wished == [("remove", "imran")]
    assert "Imran Khalid cannot open this desk any more." in _said(work)
    work.page.ask_about("sana")
    _click(work, "Remove Sana Batool")
    assert "did not take the new key" in _said(work)


def test_the_office_shows_numbers_and_asks_for_a_reason_before_a_form_goes(supervisor: OpenWindow) -> None:
    work = supervisor
    assert _shows(work, OfficePage)
    said = _said(work)
    for words in ("MUX-26-K7Q-00042-X", "untouched for 36 days", "untouched for 11 days", "Imran Khalid"):
        assert words in said
    deal = [made for made in work.page.findChildren(QPushButton) if plain(made.text()) == "Deal with it"]
    assert len(deal) == 2
    _click(work, "Deal with it")
    work.type("no")
    _click(work, "Take it away")
    assert "Please write why" in _said(work)
    work.page.reason.setText("nobody knows this person")
    _click(work, "Take it away")
    assert work.port.office.wished == [("discard", "d8", "nobody knows this person")]
    assert "The form was taken away." in _said(work)
    _click(work, "Deal with it")
    work.page.reason.setText("she left the office")
    _click(work, "Give it to Imran Khalid")
    assert work.port.office.wished[-1] == ("hand", "d8", "imran", "she left the office")
    assert "The form is with Imran Khalid now." in _said(work)


def test_the_days_sheet_goes_to_the_printer(supervisor: OpenWindow) -> None:
    _click(supervisor, "Print the day's sheet")
    assert "The day's sheet is printed." in _said(supervisor)
    supervisor.press(Qt.Key.Key_F12)
    assert _shows(supervisor, LockPage)
