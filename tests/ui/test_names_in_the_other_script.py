"""A name proposed in the other script is grey until Enter takes it."""

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_client.ui import samples
from desktop_client.ui.forms.name_editor import other_script
from desktop_client.ui.pages.registration import RegistrationActions, RegistrationPage, RegistrationState
from desktop_client.ui.pictures import picture_frame, settle_window
from desktop_client.ui.ports import Answer, Draft, Missing
from desktop_client.wording.language import use_language
from shared_models.catalogue import load_catalogue

LATIN, URDU = "person.name_latin", "person.name_urdu"


@pytest.fixture
def page(qtbot: QtBot) -> Any:
    """A registration with the cursor in the Latin name; what it asks to be saved is kept in `saved`."""
    use_language("en")
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.show()
    saved: dict[str, Answer] = {}
    actions = RegistrationActions(saved.__setitem__, lambda: None, lambda: None)
    state = RegistrationState(Draft("d", 0, 0, samples.PERMISSION), samples.TODAY)
    made: Any = RegistrationPage(load_catalogue(), state, actions)
    frame.show_page(made)
    settle_window()
    made.saved, made.kept_alive = saved, frame
    made.form.go_to(LATIN)
    return made


def _line(page: Any, path: str) -> Any:
    return page.form.rows[path].editor.line


def _type(page: Any, text: str) -> None:
    for sign in text:
        event = QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        QApplication.sendEvent(page.form.current.editor.entry(), event)


def _press(page: Any, key: Qt.Key) -> None:
    event = QKeyEvent(QKeyEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(page.form.current.editor.entry(), event)


def test_the_urdu_name_is_proposed_in_grey_and_enter_takes_it(page: Any) -> None:
    _type(page, "Mohd Rashid")
    page.form.step(1)
    assert (_line(page, URDU).text(), _line(page, URDU).placeholderText()) == ("", "محمد راشد")
    assert URDU not in page.saved
    page.form.step(1)
    assert _line(page, URDU).text() == page.saved[URDU] == "محمد راشد"


def test_another_proposal_is_chosen_with_the_arrow_keys(page: Any) -> None:
    _type(page, "Rashid")
    page.form.step(1)
    _press(page, Qt.Key.Key_Down)
    page.form.step(1)
    assert page.saved[URDU] == "رشید"


@pytest.mark.parametrize("leave", [lambda page: page.form.step(-1), lambda page: page.form.go_to("person.birth")])
def test_a_proposal_that_nobody_took_is_not_saved(page: Any, leave: Callable[[Any], object]) -> None:
    _type(page, "Rashid")
    page.form.step(1)
    leave(page)
    page.form.settle()
    assert URDU not in page.saved
    assert not _line(page, URDU).text()


def test_what_was_typed_is_never_replaced(page: Any) -> None:
    page.form.go_to(URDU)
    _type(page, "محمد اسلم")
    page.form.go_to(LATIN)
    _type(page, "Akram")
    page.form.step(1)
    page.form.step(1)
    assert page.saved[URDU] == "محمد اسلم"


def test_the_latin_name_is_proposed_from_the_urdu_one(page: Any) -> None:
    page.form.go_to(URDU)
    _type(page, "محمد اسلم")
    page.form.go_to(LATIN)
    assert _line(page, LATIN).placeholderText() == "Muhammad Aslam"
    page.form.step(1)
    assert page.saved[LATIN] == "Muhammad Aslam"


def test_a_reason_for_a_missing_name_stands_before_a_proposal(page: Any) -> None:
    _type(page, "Aslam")
    page.form.step(1)
    page.form.answer_missing(1)
    assert _line(page, URDU).placeholderText() == "does not know"
    page.form.step(1)
    assert page.saved[URDU] == Missing("DK")


def test_only_names_in_two_scripts_have_another_script() -> None:
    assert other_script("person.father_name_latin") == "person.father_name_urdu"
    assert other_script("person.birth") == ""
