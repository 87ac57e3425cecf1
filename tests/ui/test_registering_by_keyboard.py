"""A clerk registers a person without touching the mouse, and nothing typed is ever lost."""

import re
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop_client.ui.forms.suggestions import SuggestionList
from desktop_client.ui.pages.finished import FinishedPage
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.permission import PermissionPage
from desktop_client.ui.pages.read_back import ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.ports import HalfTyped, Missing
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import SampleDesk

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


def _begin(work: OpenWindow) -> Any:
    work.press(Qt.Key.Key_F2)
    assert isinstance(work.frame.page, PermissionPage)
    work.press(Qt.Key.Key_1)
    work.press(ENTER)
    work.wait()
    page = work.page
    assert isinstance(page, RegistrationPage)
    return page


def _answer(work: OpenWindow, *texts: str) -> None:
    for text in texts:
        if text:
            work.type(text)
        work.press(ENTER)


def test_a_registration_needs_only_the_keyboard(open_window: OpenWindows) -> None:
    work = open_window()
    _begin(work)
    _answer(work, "Muhammad Aslam", "محمد اسلم", "Ghulam Rasool", "", "1", "1984")
    _answer(work, "0362012345673", "", "03001234567", "")
    _answer(work, "mult", "saudi", "10 2026", "end of", "job in pak")
    work.press(ENTER, CTRL)
    work.wait()
    assert isinstance(work.page, ReadBackPage)
    work.press(ENTER, CTRL)
    work.wait()

    assert isinstance(work.frame.page, FinishedPage)
    (kept,) = work.port.finished
    assert kept["person.name_latin"] == "Muhammad Aslam"
    assert kept["person.gender"] == "M"
    assert kept["person.birth"] == "1984"
    assert kept["person.documents.1.number"] == "0362012345673"
    assert kept["person.documents.1.type"] == "CNIC"
    assert kept["person.phones.1.number"] == "+923001234567"
    assert kept["person.address_permanent.province"] == "PK-PB"
    assert kept["episode.trips.1.country"] == kept["episode.return_from_country"] == "SAU"
    assert kept["episode.return_date"] == "2026-10"
    assert kept["episode.return_type"] == "CON"
    assert kept["episode.needs.N01"] == 1
    assert kept["episode.c_register"] is True
    assert kept["episode.consent_method"] == "SIGN"

    # A day has many people: of the form, its lists and what was read back nothing stays in the window.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert work.frame.pages == [work.page]
    assert work.frame.findChildren(SuggestionList) == []


def test_without_permission_nothing_is_written_down(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_N)
    assert work.port.kept == {}
    work.press(Qt.Key.Key_N)
    work.wait()
    assert isinstance(work.frame.page, HomePage)
    assert work.port.kept == {}


def test_permission_asks_how_it_was_given_before_going_on(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(ENTER)
    work.wait()
    assert isinstance(work.frame.page, PermissionPage)
    assert work.port.kept == {}


def test_an_answer_is_on_the_disk_within_a_second_of_typing(open_window: OpenWindows) -> None:
    work = open_window()
    page = _begin(work)
    work.type("Muhammad")
    work.qtbot.waitUntil(lambda: work.port.kept["draft-1"].get("person.name_latin") == "Muhammad", timeout=1000)
    work.wait()
    assert page.form.rows["person.name_latin"].tick.saved


def test_who_asks_for_saving_is_told_when_the_last_letter_was_on_the_disk(open_window: OpenWindows) -> None:
    work = open_window()
    _begin(work)
    work.type("Muhammad")
    work.press(Qt.Key.Key_S, CTRL)
    work.wait()
    assert work.port.kept["draft-1"]["person.name_latin"] == "Muhammad"
    assert re.fullmatch(r"All saved \d\d:\d\d:\d\d\.", work.frame.strip_text)


def test_what_is_too_long_or_no_date_is_kept_and_said_at_its_field(open_window: OpenWindows) -> None:
    work = open_window()
    page = _begin(work)
    QApplication.clipboard().setText("A" * 5000)
    work.press(Qt.Key.Key_V, CTRL)
    work.press(ENTER)
    for text, said in (
        ("30 2 1990", "There is no 30-02-1990: that month has 28 days."),
        ("130", "130 is no age that can be right; 110 is the oldest."),
    ):
        page.form.go_to("person.birth")
        work.press(Qt.Key.Key_A, CTRL)
        work.type(text)
        work.press(ENTER)
        assert page.form.rows["person.birth"].alert.startswith(said)
    page.form.go_to("person.birth")
    work.press(Qt.Key.Key_A, CTRL)
    work.type("45")
    work.press(ENTER)
    work.wait()
    assert page.form.rows["person.birth"].editor.entry().text() == "about 1981"
    kept = work.port.kept["draft-1"]
    assert (kept["person.name_latin"], kept["person.birth"]) == (HalfTyped("A" * 5000), "1981~")
    assert page.form.rows["person.name_latin"].alert.startswith("This is too long: 5000 letters, at most 80 fit.")


def test_half_typed_text_is_kept_word_for_word(open_window: OpenWindows) -> None:
    work = open_window()
    page = _begin(work)
    page.form.go_to("person.documents.1.number")
    work.type("03620-12")
    work.press(Qt.Key.Key_F9)
    work.wait()
    assert work.port.kept["draft-1"]["person.documents.1.number"] == HalfTyped("03620-12")

    work.window.registering.open("draft-1")
    work.wait()
    again = work.page.form.rows["person.documents.1.number"]
    assert again.editor.entry().text() == "03620-12"
    assert again.alert


def test_open_forms_are_as_they_were_after_a_restart(open_window: OpenWindows) -> None:
    first = open_window()
    _begin(first)
    _answer(first, "Shazia Parveen", "شازیہ پروین", "", "", "2")
    first.wait()
    second = open_window(first.port)
    second.window.registering.open("draft-1")
    second.wait()
    rows = second.page.form.rows
    assert rows["person.name_urdu"].editor.entry().text() == "شازیہ پروین"
    assert rows["person.husband_name_latin"].isVisible()
    assert rows["person.name_urdu"].tick.saved


def test_questions_stand_at_their_own_field_and_the_cursor_goes_there(open_window: OpenWindows) -> None:
    work = open_window()
    page = _begin(work)
    _answer(work, "Muhammad Aslam", "محمد اسلم", "Ghulam Rasool", "غلام رسول", "1")
    work.press(ENTER, CTRL)
    work.wait()
    assert page.form.current.path == "person.birth"
    assert page.form.rows["person.birth"].question
    assert not page.form.rows["person.name_latin"].question
    work.type("1984")
    assert not page.form.rows["person.birth"].question


def test_a_reason_stands_where_a_value_is_missing_and_a_value_removes_it(open_window: OpenWindows) -> None:
    work = open_window()
    page = _begin(work)
    page.form.go_to("person.birth")
    work.press(Qt.Key.Key_1, CTRL)
    work.wait()
    line = work.focus
    assert isinstance(line, QLineEdit)
    assert line.text() == ""
    assert line.placeholderText() == "does not know"
    assert {**work.port.kept["draft-1"]}["person.birth"] == Missing("DK")
    work.type("1984")
    work.press(ENTER)
    work.wait()
    assert work.port.kept["draft-1"]["person.birth"] == "1984"


def test_no_papers_is_one_key_for_the_whole_section(open_window: OpenWindows) -> None:
    work = open_window()
    page = _begin(work)
    page.form.go_to("person.documents.1.number")
    work.type("0362012345673")
    work.press(ENTER)
    page.form.go_to("person.documents.1.number")
    work.press(Qt.Key.Key_5, CTRL)
    work.wait()
    kept = work.port.kept["draft-1"]
    assert kept["person.documents"] == Missing("LOST")
    assert not [path for path in kept if path.startswith("person.documents.")]


def test_a_full_disk_is_said_and_the_answer_goes_in_by_itself(open_window: OpenWindows) -> None:
    work = open_window()
    _begin(work)
    work.port.refuse_saving = True
    _answer(work, "Muhammad Aslam")
    work.wait()
    assert work.frame.strip_text.startswith("NOT SAVED YET")
    work.port.refuse_saving = False
    work.window.registering._save_again()
    work.wait()
    assert work.port.kept["draft-1"]["person.name_latin"] == "Muhammad Aslam"
    assert not work.frame.strip_text.startswith("NOT SAVED YET")


def test_locking_keeps_the_open_form(open_window: OpenWindows) -> None:
    work = open_window(SampleDesk())
    _begin(work)
    work.type("Muhammad As")
    work.press(Qt.Key.Key_F12)
    work.wait()
    assert work.port.kept["draft-1"]["person.name_latin"] == "Muhammad As"
    assert work.focus.accessibleName() == "Password"
