"""Records are corrected in the form they were registered with; two answers stand side by side; rows come and go."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_client.ui import sample_answers, samples
from desktop_client.ui.forms.arrangement import sections_to_ask
from desktop_client.ui.forms.rows_place import RowsPlace
from desktop_client.ui.forms.shown import ShownEditor
from desktop_client.ui.pages.different_answers import DifferentAnswers, who_decides
from desktop_client.ui.pages.people_table import is_disputed, where_words
from desktop_client.ui.pages.person import PersonActions, PersonPage, PersonState
from desktop_client.ui.pages.record_words import corrected_sentence, fact_label, record_sentence
from desktop_client.ui.pages.registration import RegistrationActions, RegistrationPage, RegistrationState
from desktop_client.ui.pictures import picture_frame, settle_window
from desktop_client.ui.ports import Answer, Draft, Missing
from shared_models.catalogue import load_catalogue
from tests.ui.conftest import OpenWindow, OpenWindows

CATALOGUE = load_catalogue()
ENTER, ESCAPE, CTRL = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.KeyboardModifier.ControlModifier
FATHER = "person.father_name_latin"


def _page(qtbot: QtBot, draft: Draft, section: str = "quick", path: str = "") -> Any:
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.show()
    saved: dict[str, Answer] = {}
    actions = RegistrationActions(saved.__setitem__, lambda: None, lambda: None)
    page: Any = RegistrationPage(CATALOGUE, RegistrationState(draft, samples.TODAY, None, section, path), actions)
    frame.show_page(page)
    settle_window()
    page.saved, page.kept_alive = saved, frame
    return page


def _rows(page: Any) -> RowsPlace:
    place = page.parts.in_sight
    assert isinstance(place, RowsPlace)
    return place


def _open_person(work: OpenWindow) -> Any:
    work.window.open_person("p1")
    work.wait()
    return work.page


# ---------------------------------------------------------------------------------------- correcting


def test_c_opens_the_form_over_the_record_and_only_the_changed_answer_is_written(open_window: OpenWindows) -> None:
    work = open_window()
    _open_person(work)
    work.press(Qt.Key.Key_C)
    work.wait()
    page = work.page
    assert page.form.rows[FATHER].editor.entry().text() == "Ghulam Rasool"
    page.go_to(FATHER)
    work.focus.selectAll()
    work.type("Ghulam Rasul")
    work.press(ENTER, CTRL)
    work.wait()
    assert work.port.corrected == [{FATHER: "Ghulam Rasul"}]
    assert (type(work.page), work.page.state.corrected.changed) == (PersonPage, 1)


def test_a_correction_says_what_stood_there_before(qtbot: QtBot) -> None:
    page = _page(qtbot, sample_answers.CORRECTED_HALF)
    row = page.form.rows[FATHER]
    assert (row.note, row.tick.saved) == ("before: Ghulam Rasool", True)
    assert not page.form.rows["person.name_latin"].tick.saved


def test_the_marked_fact_is_where_the_correction_begins(open_window: OpenWindows) -> None:
    work = open_window()
    page = _open_person(work)
    page.mark("episode.return_date")
    work.press(Qt.Key.Key_C)
    work.wait()
    assert work.page.form.current.path == "episode.return_date"


def test_an_untouched_correction_leaves_nothing_behind(open_window: OpenWindows) -> None:
    work = open_window()
    _open_person(work)
    work.press(Qt.Key.Key_C)
    work.wait()
    work.press(ESCAPE)
    work.wait()
    assert isinstance(work.page, PersonPage)
    assert work.port.kept == {}


def test_a_record_that_came_back_opens_at_its_question(qtbot: QtBot) -> None:
    page = _page(qtbot, sample_answers.CORRECTION_ASKED)
    assert page.form.current.path == "episode.return_date"
    assert "lies ahead" in page.form.current.note


def test_what_somebody_may_not_write_is_text_and_says_who_may(qtbot: QtBot) -> None:
    page = _page(qtbot, sample_answers.correction(role="SUPV"))
    row = page.form.rows["episode.return_date"]
    assert isinstance(row.editor, ShownEditor)
    assert row.alert == "May be changed by: clerk · case worker"
    assert not isinstance(page.form.rows["person.name_latin"].editor, ShownEditor)


def test_a_number_is_written_once_and_masked_afterwards(qtbot: QtBot) -> None:
    page = _page(qtbot, sample_answers.correction(), "person.documents")
    editor = page.form.rows["person.documents.1.number"].editor
    assert isinstance(editor, ShownEditor)
    assert editor.line.text().startswith("*****")
    _rows(page).add()
    assert not isinstance(page.form.rows["person.documents.2.number"].editor, ShownEditor)


# ---------------------------------------------------------------------------------------- two answers


def test_two_answers_stand_side_by_side_and_say_who_decides(qtbot: QtBot) -> None:
    view = sample_answers.PERSON_TWO_ANSWERS
    page = PersonPage(CATALOGUE, PersonState(view, samples.NOW), PersonActions(*[lambda *_given: None] * 5))
    qtbot.addWidget(page)
    first, second = page.findChildren(DifferentAnswers)
    assert [answer.shown_en for answer in first.answers] == ["Ghulam Rasool", "Ghulam Rasul"]
    assert second.answers[0].removed
    text, look = record_sentence(view, samples.NOW)
    assert (who_decides() in text, look) == (True, "wait")
    assert fact_label(CATALOGUE, "episode.needs.N01").endswith(": a job in Pakistan")


def test_the_list_marks_two_answers_but_a_question_comes_first() -> None:
    marked = [row for row in sample_answers.PEOPLE_DISPUTED.rows if is_disputed(row)]
    assert {where_words(row) for row in marked} == {"two different answers"}
    assert all(not is_disputed(row) for row in sample_answers.PEOPLE_DISPUTED.rows if row.place == "question")


def test_a_saved_correction_says_that_somebody_else_answered_meanwhile(open_window: OpenWindows) -> None:
    assert corrected_sentence(sample_answers.CORRECTED)[1] == "done"
    text, look = corrected_sentence(sample_answers.CORRECTED_MEANWHILE)
    assert ("both answers are kept" in text, look) == (True, "wait")


# ---------------------------------------------------------------------------------------- rows


def test_rows_are_added_filled_and_dropped(qtbot: QtBot) -> None:
    page = _page(qtbot, Draft("d", 0, 0, samples.FILLED), "episode.trips")
    place = _rows(page)
    assert place.living() == ["1"]
    place.add()
    page.form.go_to("episode.trips.2.country")
    page.form.current.editor.take("OMN")
    place.open_row("1")
    assert place.living() == ["1", "2"]
    assert page.saved["episode.trips.2.country"] == "OMN"
    place.open_row("2")
    place.remove()
    assert place.living() == ["1"]
    assert page.saved["episode.trips.2.country"] is None


def test_enter_walks_through_all_rows_to_the_button_that_adds_one(qtbot: QtBot) -> None:
    page = _page(qtbot, sample_answers.correction(), "person.phones")
    place = _rows(page)
    place.open_row("1")
    walked: list[tuple[str, str]] = []
    while not place._add_button.hasFocus() and len(walked) < 30:
        walked.append((place._open, page.form.current.editor.field.name))
        page.go_on()
    assert [row for row, name in walked if name == "number"] == ["1", "2"]


def test_a_stored_row_is_removed_with_a_reason_and_can_be_taken_back(qtbot: QtBot) -> None:
    page = _page(qtbot, sample_answers.correction(), "person.phones")
    place = _rows(page)
    place.open_row("2")
    place.remove()
    assert place.removal is not None
    page.go_on()
    assert place.living() == ["1", "2"]  # no reason, nothing happens
    place.removal.line.setText("an old number")
    page.go_on()
    assert (place.living(), page.saved["person.phones.2.void"]) == (["1"], "an old number")
    place._take_back("2")
    assert (place.living(), page.saved["person.phones.2.void"]) == (["1", "2"], None)


def test_a_section_without_rows_takes_a_reason_until_a_row_comes(qtbot: QtBot) -> None:
    page = _page(qtbot, Draft("d", 0, 0, samples.FILLED), "episode.members")
    page._missing(1)
    assert page.saved["episode.members"] == Missing("DK")
    _rows(page).add()
    field = next(path for path, row in page.form.rows.items() if row.editor.field.kind in {"text", "name_latin"})
    page.form.go_to(field)
    page.form.current.editor.line.insert("Amina")
    page.form.current.editor._typed("Amina")
    page.form.settle()
    assert page.saved["episode.members"] is None


def test_a_set_holds_no_more_than_its_field_allows(qtbot: QtBot) -> None:
    page = _page(qtbot, Draft("d", 0, 0, samples.PERMISSION))
    needs = page.form.rows["episode.needs"].editor
    most = needs.field.maximum
    if not most:
        pytest.skip("needs may be as many as there are")
    codes = [row.code for row in CATALOGUE.lists["NEED"].rows]
    for code in codes[: most + 1]:
        needs.take(code)
    assert list(needs.chosen()) == codes[:most]
    assert needs.doubt is not None


def test_a_condition_hides_a_field_and_keeps_its_answer(qtbot: QtBot) -> None:
    page = _page(qtbot, Draft("d", 0, 0, {**samples.FILLED, "person.gender": "F", "person.husband_name_latin": "Ali"}))
    row = page.form.rows["person.husband_name_latin"]
    assert row.isVisibleTo(page)
    page.form.rows["person.gender"].editor.pick("M")
    assert not row.isVisibleTo(page)
    page.form.rows["person.gender"].editor.pick("F")
    assert (row.isVisibleTo(page), row.editor.entry().text()) == (True, "Ali")


@pytest.mark.parametrize("section", sections_to_ask(CATALOGUE))
def test_every_section_shows_all_its_answers_without_a_question(qtbot: QtBot, section: str) -> None:
    state = RegistrationState(sample_answers.section_form(section, full=True), samples.TODAY, section=section)
    page = RegistrationPage(CATALOGUE, state, RegistrationActions(lambda *_given: None, lambda: None, lambda: None))
    qtbot.addWidget(page)
    if CATALOGUE.sections[section].repeated:
        _rows(page).open_row("2")
    assert page.form.rows
    assert [path for path, row in page.form.rows.items() if row.editor.doubt is not None] == []
