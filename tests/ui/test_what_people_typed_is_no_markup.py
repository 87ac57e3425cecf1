"""What people typed stands in the window as they typed it: no label makes markup, no button a keyboard sign of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_client.ui.forms.row_line import RowLine
from desktop_client.ui.pieces import heading, quiet, sentence_label, small
from desktop_client.ui.style import apply_style
from tests.hostile_strings import corpus, printable

SHOWN = ("html", "template", "formula", "entity", "mixed", "emoji")


@pytest.mark.parametrize("family", SHOWN)
def test_a_label_shows_the_signs_themselves(qtbot: QtBot, qapp: QApplication, family: str) -> None:
    apply_style(qapp)
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    labels = []
    for text in corpus()[family]:
        for label in (QLabel(text), heading(text), small(text)):
            column.addWidget(label)
            labels.append((label, text))
        for label in (quiet(text), sentence_label(text)):
            column.addWidget(label)
            assert label.accessibleName() == text, printable(text)
    page.show()
    for label, text in labels:
        assert label.textFormat() == Qt.TextFormat.PlainText, printable(text)
        assert label.text() == text


def test_a_row_is_named_with_every_sign_of_its_answers(qtbot: QtBot) -> None:
    line = RowLine(1, lambda: "Ali & Sons <b>", "", lambda: None)
    qtbot.addWidget(line)
    line.resize(600, 40)
    line.show()
    assert "Ali && Sons <b>" in line.button.text()
    assert "Ali & Sons <b>" in line.button.accessibleName()
