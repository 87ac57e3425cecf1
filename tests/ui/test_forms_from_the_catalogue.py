"""Forms come from the catalogue: a new field needs no change here, and every field keeps its manners."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_client.ui import samples
from desktop_client.ui.forms.answers import FormAnswers
from desktop_client.ui.forms.arrangement import (
    NOT_A_SECTION,
    NOT_IN_FORMS,
    quick_arrangement,
    section_arrangement,
    sections_to_ask,
)
from desktop_client.ui.forms.editors import EDITORS, can_be_typed
from desktop_client.ui.intake_port import FormFacts
from desktop_client.ui.pages.registration import RegistrationActions, RegistrationPage, RegistrationState
from desktop_client.ui.pictures import HEIGHT, picture_frame, settle_window
from desktop_client.ui.ports import Answer, Draft, HalfTyped, Missing
from desktop_client.wording.language import LanguageCode, use_language
from shared_models.catalogue import Catalogue, load_catalogue
from shared_models.catalogue.fields import Text
from shared_models.catalogue.kinds import FIELD_KINDS

CATALOGUE = load_catalogue()
FormPages: TypeAlias = Callable[..., Any]
SYSTEM_KINDS = {"link", "time_stamp", "attachment", "computed", "void", "rows", "ciphertext"}


@pytest.fixture
def form_page(qtbot: QtBot) -> FormPages:
    """A registration page in a real frame; what it asks to be saved is kept in `saved`."""

    def build(
        answers: Mapping[str, Answer] | None = None,
        catalogue: Catalogue = CATALOGUE,
        language: LanguageCode = "en",
    ) -> Any:
        use_language(language)
        frame = picture_frame()
        qtbot.addWidget(frame)
        frame.speak()
        frame.show()
        saved: list[tuple[str, Answer]] = []
        actions = RegistrationActions(lambda path, answer: saved.append((path, answer)), lambda: None, lambda: None)
        state = RegistrationState(Draft("d", 0, 0, answers or samples.PERMISSION), samples.TODAY)
        page: Any = RegistrationPage(catalogue, state, actions)
        frame.show_page(page)
        settle_window()
        page.saved, page.kept_alive = saved, frame
        return page

    return build


def _type(page: Any, text: str) -> None:
    line = page.form.current.editor.entry()
    line.clear()
    for sign in text:
        _press(line, sign)


def _press(line: QWidget, sign: str) -> None:
    QApplication.sendEvent(line, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign))


def test_every_kind_people_fill_has_an_editor() -> None:
    assert set(FIELD_KINDS) - SYSTEM_KINDS <= set(EDITORS)


def test_every_field_people_fill_has_a_place_and_only_rows_are_shown_whole() -> None:
    placed = list(quick_arrangement(CATALOGUE).paths)
    for section in sections_to_ask(CATALOGUE):
        placed += section_arrangement(CATALOGUE, section).paths
    twice = {path for path in placed if placed.count(path) > 1}
    assert all(CATALOGUE.fields[path.replace(".1.", ".")].repeated for path in twice)
    wanted = {
        f"{field.row_section}.1.{field.name}" if field.repeated else field.path
        for field in CATALOGUE.fields.values()
        if field.kind_of_record in {"person", "episode"}
        and can_be_typed(field)
        and f"{field.kind_of_record}.{field.section}" not in NOT_A_SECTION
        and field.sensitivity != "S3"
    }
    assert set(placed) == wanted - NOT_IN_FORMS


def test_a_new_ordinary_field_appears_by_itself(form_page: FormPages) -> None:
    like = CATALOGUE.fields["episode.plan"]
    new = replace(
        like, path="episode.shoe_size", name="shoe_size", kind="integer", code_list="", sort=999, minimum=20, maximum=60,
        text=Text("Shoe size", "جوتے کا نمبر"), help_text=Text("Whole number.", "پورا عدد۔"),
    )  # fmt: skip
    wider = replace(CATALOGUE, fields={**CATALOGUE.fields, new.path: new})
    page = form_page(catalogue=wider)
    page.open_section("episode.return")
    page.form.go_to("episode.shoe_size")
    assert page.form.current.label == "Shoe size"
    _type(page, "42")
    page.go_on()
    assert ("episode.shoe_size", 42) in page.saved
    page.go_to("episode.shoe_size")
    _type(page, "420")
    page.form.settle()
    assert page.form.rows["episode.shoe_size"].alert


def test_a_new_quick_question_joins_the_one_screen(form_page: FormPages) -> None:
    like = CATALOGUE.fields["episode.plan"]
    new = replace(like, path="episode.mood", name="mood", sort=999, required_quick=True, text=Text("Mood", "مزاج"))
    page = form_page(catalogue=replace(CATALOGUE, fields={**CATALOGUE.fields, new.path: new}))
    assert page.form.rows["episode.mood"].label == "Mood"


@pytest.mark.parametrize("language", ["en", "ur"])
def test_the_quick_screen_needs_no_scrolling(form_page: FormPages, language: LanguageCode) -> None:
    page = form_page({**samples.FILLED, "person.gender": "F"}, language=language)
    assert page.window().height() == HEIGHT
    rows = [row for row in page.form.rows.values() if row.isVisible()]
    assert len({row.y() for row in rows}) == 7
    lowest = max(row.mapTo(page, row.rect().bottomLeft()).y() for row in rows)
    assert lowest <= page.height()


def test_a_warning_never_moves_the_form(form_page: FormPages) -> None:
    page = form_page(samples.HALF_FILLED)
    before = {path: row.geometry() for path, row in page.form.rows.items() if row.isVisible()}
    page.form.go_to("person.documents.1.number")
    _type(page, "03620")
    page.go_on()
    settle_window()
    assert page.form.rows["person.documents.1.number"].note
    assert {path: row.geometry() for path, row in page.form.rows.items() if row.isVisible()} == before


def test_lists_are_found_in_either_script_and_taken_by_enter(form_page: FormPages) -> None:
    for typed in ("saud", "سعودی"):
        page = form_page()
        page.form.go_to("episode.trips.1.country")
        _type(page, typed)
        page.go_on()
        assert ("episode.trips.1.country", "SAU") in page.saved


def test_a_digit_takes_a_favourite_of_the_open_list(form_page: FormPages) -> None:
    page = form_page()
    page.form.go_to("episode.trips.1.country")
    editor = page.form.current.editor
    offered = editor.suggestions.suggestions
    assert editor.suggestions.isVisible()
    first = CATALOGUE.lists["COUNTRY"].get(offered[0].code)
    assert first is not None
    assert first.favourite
    editor.take(offered[1].code)
    assert ("episode.trips.1.country", offered[1].code) in page.saved
    assert not editor.suggestions.isVisible()


def test_a_word_that_is_not_in_the_list_is_kept_and_asked_about(form_page: FormPages) -> None:
    page = form_page()
    page.form.go_to("person.address_permanent.district")
    _type(page, "Qwzx")
    page.go_on()
    assert ("person.address_permanent.district", HalfTyped("Qwzx")) in page.saved
    assert "Qwzx" in page.form.rows["person.address_permanent.district"].alert


def test_needs_are_ranked_in_the_order_they_are_told(form_page: FormPages) -> None:
    page = form_page()
    page.form.go_to("episode.needs")
    editor = page.form.current.editor
    for code in ("N07", "N01"):
        editor.take(code)
    assert page.answers.held["episode.needs.N07"] == 1
    assert page.answers.held["episode.needs.N01"] == 2
    editor.take("N07")
    assert "episode.needs.N07" not in page.answers.held
    assert page.answers.held["episode.needs.N01"] == 1


@pytest.mark.parametrize(
    ("typed", "stored", "shown"),
    [("1984", "1984", "1984"), ("3 24", "2024-03", "03-2024"), ("42", "1984~", "about 1984"), ("۱۹۸۴", "1984", "1984")],
)
def test_a_birth_is_typed_as_people_say_it(form_page: FormPages, typed: str, stored: str, shown: str) -> None:
    page = form_page()
    page.form.go_to("person.birth")
    _type(page, typed)
    page.go_on()
    assert ("person.birth", stored) in page.saved
    line = page.form.rows["person.birth"].editor.entry()
    assert line.text() == shown


def test_today_and_yesterday_are_one_letter(form_page: FormPages) -> None:
    page = form_page()
    page.form.go_to("episode.return_date")
    _type(page, "y")
    page.go_on()
    assert ("episode.return_date", "2026-11-23") in page.saved


def test_every_editor_has_a_name_for_screen_readers(form_page: FormPages) -> None:
    opened: set[str] = set()
    for answers in (samples.PERMISSION, {**samples.PERMISSION, "episode.return_type": "DCE"}):
        page = form_page(answers)
        for name in page.parts.names:
            page.open_section(name)
            opened.add(name)
            for path, row in page.form.rows.items():
                assert row.editor.entry().accessibleName(), path
    assert opened == {"quick", *sections_to_ask(CATALOGUE)}


def test_long_notes_are_written_from_the_right_in_the_urdu_window(form_page: FormPages) -> None:
    page = form_page(language="ur")
    page.open_section("episode.closing")
    option = page.form.rows["episode.interviewer_note"].editor.entry().document().defaultTextOption()
    assert option.textDirection() == Qt.LayoutDirection.RightToLeft
    assert option.alignment() & Qt.AlignmentFlag.AlignRight


def test_a_value_brings_what_follows_from_it() -> None:
    answers = FormAnswers(CATALOGUE, {})
    changed = answers.put("person.documents.1.number", "0362012345673")
    assert changed["person.documents.1.type"] == "CNIC"
    assert changed["person.documents.1.evidence"] == "E0"
    assert answers.put("person.address_permanent.district", "PB-MUL")["person.address_permanent.province"] == "PK-PB"
    answers.put("episode.trips.1.country", "SAU")
    answers.put("episode.return_from_country", "OMN")
    answers.put("episode.trips.1.country", "ARE")
    assert answers.held["episode.return_from_country"] == "OMN"
    answers.put("episode.trips", Missing("RF"))
    assert "episode.trips.1.country" not in answers.held


def test_typing_is_handed_on_after_a_breath_and_only_the_latest(qtbot: QtBot, form_page: FormPages) -> None:
    page = form_page()
    page.form.go_to("person.name_latin")
    line = page.form.current.editor.entry()
    page.saved.clear()
    for length in range(1, 7):
        _press(line, "Aslama"[length - 1])
    assert page.saved == []
    qtbot.waitUntil(lambda: page.saved == [("person.name_latin", "Aslama")], timeout=1000)
    assert QApplication.focusWidget() is line


def test_a_list_of_districts_begins_where_the_people_of_the_desk_come_from(form_page: FormPages) -> None:
    page = form_page({}, language="en")
    page.show_facts(FormFacts(district="PB-MUL"))
    page.form.go_to("person.address_permanent.district")
    editor = page.form.rows["person.address_permanent.district"].editor
    offered = [row.words for row in editor.suggestions.suggestions]
    assert offered[0] == "Multan, Punjab"
    assert all(words.endswith(", Punjab") for words in offered[:30])
