"""Small pieces that pages are put together from: cards, bands with a sentence, headings, buttons."""

import html
from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_client.ui.icons import TICK, ticked
from desktop_client.ui.style import colour, label_font, section_font
from desktop_client.wording.language import is_right_to_left, plain

LONG_PADDING, LONG_LINES = 36, 4


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


class Words(QLabel):
    """A few words that stand in one line where there is room, and wrap where there is none."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)

    @override
    def sizeHint(self) -> QSize:
        metrics, edges = self.fontMetrics(), self.contentsMargins()
        # Measured as it is drawn, in one line: Urdu set by another font of the family is wider than its metrics say.
        drawn = metrics.boundingRect(self.rect(), Qt.TextFlag.TextSingleLine, self.text()).width()
        width = max(metrics.horizontalAdvance(self.text()), drawn) + metrics.height() // 6
        return QSize(width + edges.left() + edges.right() + 2, metrics.height())

    @override
    def minimumSizeHint(self) -> QSize:
        longest = max(self.text().split(" "), key=len)
        return QSize(self.fontMetrics().horizontalAdvance(longest) + 2, self.fontMetrics().height())


def heading(text: str = "") -> QLabel:
    label = Words(text)
    label.setFont(section_font())
    label.setProperty("spoken_font", "section")
    return label


def quiet(text: str = "") -> QLabel:
    """A label in muted ink."""
    label = Sentence(text)
    label.setProperty("look", "muted")
    return label


def small(text: str = "") -> QLabel:
    label = Words(text)
    label.setFont(label_font())
    label.setProperty("look", "muted")
    label.setProperty("spoken_font", "label")
    return label


def sentence_label(text: str = "") -> QLabel:
    return Sentence(text)


def where_reading_starts(label: QLabel) -> QLabel:
    """A name or a number begins where the window's language begins: Qt would go by the script of its letters."""
    side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter)
    return label


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


class OneLine(QLabel):
    """A label of one line that shortens itself instead of pushing the form; the whole text is in its tool tip."""

    def __init__(self) -> None:
        super().__init__()
        self.whole = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def say(self, text: str) -> None:
        self.whole = text
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        fitting = QFontMetrics(self.font()).elidedText(
            self.whole, Qt.TextElideMode.ElideRight, max(0, self.width() - 2)
        )
        self.setText(fitting)
        self.setToolTip(self.whole if fitting != self.whole else "")

    def minimumSizeHint(self) -> QSize:
        return QSize(20, self.height())


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


class DoingButton(QPushButton):
    """A push button that knows what it does: while Alt is held it bears the key that does the same."""

    def __init__(self, deed: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.deed: Callable[[], object] | None = None
        if deed is not None:
            self.do(deed)

    def do(self, deed: Callable[[], object]) -> None:
        """What a click does."""
        self.deed = deed
        self.clicked.connect(lambda: deed())


def button(look: str = "", act: Callable[[], object] | None = None) -> DoingButton:
    """A push button; `look` is main, plain, row, section, choice or empty."""
    made = DoingButton(act)
    made.setProperty("look", look)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setAutoDefault(False)
    if look == "toggle":
        bear_tick(made)
    return made


def toggle(act: Callable[[], object]) -> DoingButton:
    """A button for something that is chosen or not."""
    return button("toggle", act)


def bear_tick(made: QPushButton) -> None:
    """Let a button say by a tick whether it is chosen."""
    made.setCheckable(True)
    made.setIcon(ticked(colour("done.ink"), colour("field_border")))
    made.setIconSize(QSize(TICK, TICK))


def in_lines(text: str, metrics: QFontMetrics, width: int, most: int) -> list[str]:
    """The text in at most so many lines; the last one is shortened if it must be."""
    lines: list[str] = []
    words = text.split(" ")
    while words and len(lines) < most - 1:
        taken = 1
        while taken < len(words) and metrics.horizontalAdvance(" ".join(words[: taken + 1])) <= width:
            taken += 1
        lines.append(" ".join(words[:taken]))
        words = words[taken:]
    if words:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return lines or [""]


class LongButton(DoingButton):
    """A button whose words take a second or third line where one is too short for them."""

    def __init__(self, look: str, act: Callable[[], object]) -> None:
        super().__init__(act)
        self.whole = ""
        self.setProperty("look", look)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)

    def say(self, text: str) -> None:
        """Say the words, broken as the width asks."""
        self.whole = text
        self.setAccessibleName(plain(text))
        self._fit()
        self.updateGeometry()

    @property
    def _tick(self) -> int:
        """How wide the tick and its gap are."""
        return 0 if self.icon().isNull() else TICK + 6

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        # A button that got its width before its page was shown has not been broken yet.
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - LONG_PADDING - self._tick
        lines = in_lines(self.whole, self.fontMetrics(), max(1, room), LONG_LINES)
        text = "\n".join(lines) if self.isVisible() else self.whole
        if text != self.text():
            self.setText(text)
            self.setMinimumHeight(self.fontMetrics().lineSpacing() * len(text.split("\n")) + 12)

    @override
    def sizeHint(self) -> QSize:
        wide = self.fontMetrics().horizontalAdvance(self.whole) + LONG_PADDING + self._tick
        return QSize(wide, max(super().sizeHint().height(), self.minimumHeight()))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(LONG_PADDING + 80, super().minimumSizeHint().height())


def in_the_middle(frame: QFrame, widest: int) -> QHBoxLayout:
    """A row that keeps a frame in the middle, as wide as it may be and the window allows.

    An alignment flag would ignore how tall wrapped sentences are.
    """
    frame.setMaximumWidth(widest)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(frame, 1)
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
