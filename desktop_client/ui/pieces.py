"""Small pieces that pages are put together from: cards, bands with a sentence, headings, buttons."""

import html
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_client.ui.style import label_font, section_font
from desktop_client.wording.language import is_right_to_left, plain


class Sentence(QLabel):
    """A label for whole sentences. Qt indents wrapped right-to-left lines by a space; a document does not."""

    def __init__(self, text: str = "") -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(text)

    @override
    def setText(self, text: str) -> None:
        direction = "rtl" if is_right_to_left() else "ltr"
        self.setAccessibleName(plain(text))
        super().setText(f'<p dir="{direction}" style="margin: 0">{html.escape(text)}</p>' if text else "")


def heading(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(section_font())
    label.setProperty("spoken_font", "section")
    return label


def quiet(text: str = "") -> QLabel:
    """A label in muted ink."""
    label = Sentence(text)
    label.setProperty("look", "muted")
    return label


def small(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setFont(label_font())
    label.setProperty("look", "muted")
    label.setProperty("spoken_font", "label")
    return label


def sentence_label(text: str = "") -> QLabel:
    return Sentence(text)


def card(spacing: int = 8) -> tuple[QFrame, QVBoxLayout]:
    """A white card with a hairline, and the column to fill."""
    frame = QFrame()
    frame.setObjectName("card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 12, 16, 12)
    column.setSpacing(spacing)
    return frame, column


def hairline() -> QFrame:
    line = QFrame()
    line.setObjectName("hairline")
    return line


class Band(QFrame):
    """A sentence on a coloured ground; empty = not there."""

    def __init__(self, look: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        self.label = sentence_label()
        row.addWidget(self.label)
        self.show_sentence("", look)

    def show_sentence(self, text: str, look: str) -> None:
        """`look` is done, wait, act or info."""
        self.label.setText(text)
        self.setProperty("look", f"band-{look}")
        polish(self)
        self.setVisible(bool(text))


def polish(widget: QWidget) -> None:
    """Let the style sheet see changed properties, on the widget and what stands in it."""
    for each in (widget, *widget.findChildren(QWidget)):
        each.style().unpolish(each)
        each.style().polish(each)


def button(look: str = "", act: Callable[[], object] | None = None) -> QPushButton:
    """A push button; `look` is main, plain, row, section, choice or empty."""
    made = QPushButton()
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if act is not None:
        made.clicked.connect(lambda: act())
    return made


def in_the_middle(frame: QFrame) -> QHBoxLayout:
    """A row that keeps a frame in the middle; an alignment flag would ignore how tall wrapped sentences are."""
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(frame)
    row.addStretch()
    return row


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear_layout(inner)
