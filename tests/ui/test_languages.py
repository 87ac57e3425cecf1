"""English and Urdu at one key: complete, mirrored, in people's words, and nothing typed is touched."""

import re
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_client.ui.page import Page
from desktop_client.ui.page_states import all_page_states
from desktop_client.ui.pictures import picture_frame, settle_window, show_state
from desktop_client.ui.qt_texts import QtTexts
from desktop_client.ui.style import tokens
from desktop_client.wording.language import (
    LOCALE_FOLDER,
    LanguageCode,
    _,
    fill,
    isolate,
    plain,
    tidy,
    translations,
    use_language,
)
from shared_models.catalogue.words import find_forbidden
from tests.ui.conftest import OpenWindows

DESK = Path(__file__).parents[2] / "desktop_client"
Widget = TypeVar("Widget", bound=QWidget)
KEYWORDS = {"_": None, "_n": (1, 2), "_n_": None}
SHIFT = Qt.KeyboardModifier.ShiftModifier


@cache
def _messages() -> set[str | tuple[str, ...]]:
    return {found[2] for found in extract_from_dir(DESK, [("**.py", "python")], keywords=KEYWORDS)}


def test_every_text_of_the_window_has_its_urdu() -> None:
    with (LOCALE_FOLDER / "ur" / "LC_MESSAGES" / "frc_desk.po").open("rb") as stream:
        catalogue = read_po(stream, locale="ur")
    missing = [
        text for text in _messages() if not (entry := catalogue.get(text)) or not entry.string or not any(entry.string)
    ]
    assert missing == []
    unused = [entry.id for entry in catalogue if entry.id and entry.id not in _messages()]
    assert unused == []


def test_translations_keep_every_named_place() -> None:
    for message in _messages():
        english = message if isinstance(message, str) else message[0]
        urdu = (
            translations("ur").ngettext(message[0], message[1], 2)
            if isinstance(message, tuple)
            else translations("ur").gettext(message)
        )
        assert set(re.findall(r"{\w+}", urdu)) == set(re.findall(r"{\w+}", english)), english


def test_no_text_uses_a_word_that_clerks_do_without() -> None:
    for message in _messages():
        for english in (message,) if isinstance(message, str) else message:
            assert find_forbidden(english) == (), english


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_in_every_state_is_whole(qtbot: QtBot, language: LanguageCode) -> None:
    """Nothing cut, nothing unnamed, no forbidden word; in a window as small as the desks' screens."""
    use_language(language)
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.speak()
    frame.show()
    faults: list[tuple[str, ...]] = []
    for state in all_page_states():
        before = frame.page
        show_state(frame, state)
        if before is not None:
            frame.drop_page(before)
        settle_window()
        texts = [text for text in _visible_texts(frame) if text]
        # The page for whoever helps by telephone says the words of the trade.
        spared = state.name.startswith("line-details")
        faults += [(state.name, text) for text in texts if (find_forbidden(plain(text)) and not spared) or "{" in text]
        faults += [(state.name, "cut", text) for text in _cut(frame)]
        faults += [(state.name, "without a name", name) for name in _nameless(frame)]
    assert faults == []


def _visible(frame: QWidget, kind: type[Widget]) -> list[Widget]:
    return [widget for widget in frame.findChildren(kind) if widget.isVisible()]


def _text_of(widget: QLabel | QAbstractButton | QLineEdit) -> str:
    text = widget.placeholderText() if isinstance(widget, QLineEdit) else widget.text()
    return re.sub(r"<[^>]*>", "", text)


def _visible_texts(frame: QWidget) -> list[str]:
    spoken: list[QLabel | QAbstractButton | QLineEdit] = [
        *_visible(frame, QLabel),
        *_visible(frame, QAbstractButton),
        *_visible(frame, QLineEdit),
    ]
    return [_text_of(widget) for widget in spoken]


def _cut(frame: QWidget) -> list[str]:
    """Texts that have less room than they need."""
    cut = []
    for label in _visible(frame, QLabel):
        if label.wordWrap():
            if label.heightForWidth(label.width()) > label.height() + 2:
                cut.append(f"{_text_of(label)}: {label.heightForWidth(label.width())} in {label.height()}")
        elif label.fontMetrics().horizontalAdvance(label.text()) > label.width() + 1:
            cut.append(_text_of(label))
    buttons = [button for button in _visible(frame, QAbstractButton) if button.text()]
    cut += [
        button.text()
        for button in buttons
        if button.objectName() != "status-strip" and button.sizeHint().width() > button.width() + 4
    ]
    return cut


def _nameless(frame: QWidget) -> list[str]:
    """What takes a key or a click and has no name in the interface that screen readers ask."""
    found = []
    for widget in _visible(frame, QWidget):
        takes_keys = widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not isinstance(widget, Page)
        if takes_keys or isinstance(widget, QAbstractButton):
            name = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
            if not any(sign.isalnum() for sign in name):
                found.append(f"{type(widget).__name__} {widget.objectName()}")
    return found


def test_the_other_language_keeps_form_text_and_cursor(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    work.type("Muhammad Aslm")
    line = work.focus
    line.setCursorPosition(11)
    work.press(Qt.Key.Key_F8, SHIFT)
    assert work.focus is line
    assert (line.text(), line.cursorPosition()) == ("Muhammad Aslm", 11)
    assert work.frame.layoutDirection() == Qt.LayoutDirection.RightToLeft
    assert line.layoutDirection() == Qt.LayoutDirection.LeftToRight
    row = work.page.form.rows["person.name_latin"]
    assert row.label == "پورا نام (انگریزی)"
    work.type("a")
    assert line.text() == "Muhammad Asalm"
    work.press(Qt.Key.Key_F8, SHIFT)
    assert row.label == "Full name (English letters)"
    assert line.text() == "Muhammad Asalm"
    work.wait()
    assert work.port.languages == ["ur", "en"]


def test_the_other_language_keeps_what_is_searched(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F3)
    work.type("Rash")
    work.press(Qt.Key.Key_F8, SHIFT)
    assert work.page.line.text() == "Rash"
    assert work.page.line.hasFocus()


def test_a_name_is_written_its_own_way_in_either_window(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    rows = work.page.form.rows
    for language in ("en", "ur"):
        use_language(language)
        work.frame.speak()
        assert rows["person.name_urdu"].editor.entry().layoutDirection() == Qt.LayoutDirection.RightToLeft
        for path in ("person.name_latin", "person.documents.1.number", "person.phones.1.number", "person.birth"):
            assert rows[path].editor.entry().layoutDirection() == Qt.LayoutDirection.LeftToRight
    first, second = rows["person.name_urdu"], rows["person.name_latin"]
    assert first.mapToGlobal(first.rect().center()).x() > second.mapToGlobal(second.rect().center()).x()


def test_numbers_in_urdu_sentences_keep_their_direction_and_are_never_stored(open_window: OpenWindows) -> None:
    use_language("ur")
    sentence = fill(_("On this desk {time}. Not yet in Islamabad."), time="10:51:20")
    assert isolate("10:51:20") in sentence
    assert "12-2027" in plain(tidy("تاریخ (12-2027) آگے ہے"))
    assert isolate("12-2027") in tidy("تاریخ (12-2027) آگے ہے")
    assert tidy(tidy("کارڈ 03620-1234567-1")) == tidy("کارڈ 03620-1234567-1")
    use_language("en")
    assert fill("{count} records", count=3) == "3 records"

    work = open_window()
    work.press(Qt.Key.Key_F8, SHIFT)
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    page = work.page
    page.form.go_to("person.documents.1.number")
    work.type("۰۳۶۲۰۱۲۳۴۵۶۷۳")
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.port.kept["draft-1"]["person.documents.1.number"] == "0362012345673"
    assert not any(mark in str(work.port.kept) for mark in "\u2066\u2067\u2068\u2069\u200f")


def test_qt_speaks_urdu_in_its_own_menus_and_its_own_english(qapp: QApplication) -> None:
    texts = QtTexts()
    qapp.installTranslator(texts)
    try:
        use_language("ur")
        assert QCoreApplication.translate("QWidgetTextControl", "&Copy") == "نقل کریں"
        use_language("en")
        assert QCoreApplication.translate("QWidgetTextControl", "&Copy") == "&Copy"
        assert QCoreApplication.translate("QFileDialog", "Show hidden") == "Show hidden"
    finally:
        qapp.removeTranslator(texts)


@pytest.mark.parametrize("pair", ["done", "wait", "act", "info", "private", "training", "difference"])
def test_state_colours_can_be_read(pair: str) -> None:
    colours = tokens().pair[pair]
    assert _ratio(colours["ink"], colours["on"]) >= 4.5


def test_text_and_edges_can_be_seen() -> None:
    colours = tokens().colour
    assert _ratio(colours["ink"], colours["paper"]) >= 15
    assert _ratio(colours["muted"], colours["paper"]) >= 6
    assert _ratio(colours["accent"], colours["paper"]) >= 7
    assert _ratio(colours["rail"], colours["rail_ink"]) >= 12
    assert _ratio(colours["field_border"], colours["card"]) >= 3


def _ratio(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_strong_colours_are_one_key_away_and_remembered(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F2)
    work.type("Muh")
    work.press(Qt.Key.Key_F1, SHIFT)
    try:
        work.wait()
        assert tokens().colour["paper"] == "#FFFFFF"
        assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor("#FFFFFF")
        assert work.port.looks == [True]
    finally:
        work.press(Qt.Key.Key_F1, SHIFT)
        work.wait()
    assert work.port.looks == [True, False]
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor("#FBFAF7")
