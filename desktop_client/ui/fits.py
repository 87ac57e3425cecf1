"""What of a window does not fit: texts with letters out of sight, and pieces that stick out of the place they stand in."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLabel, QLineEdit, QMainWindow, QToolButton, QWidget

from desktop_client.ui.pieces import LongButton

Spoken: TypeAlias = QLabel | QAbstractButton
SLACK = 2
BUTTON_SLACK = 4  # a style sheet counts its borders twice


def cut_in(frame: QMainWindow, width: int, height: int) -> Iterator[str]:
    """Everything that does not fit into a screen of this size, a line each."""
    least = frame.minimumSizeHint()
    if least.width() > width or least.height() > height:
        yield f"window needs {least.width()} x {least.height()}, there are {width} x {height}"
    for widget in frame.findChildren(QWidget):
        if not widget.isVisible() or not isinstance(widget, QLabel | QAbstractButton | QLineEdit):
            continue
        text = "" if isinstance(widget, QLineEdit) else widget.text()
        said = re.sub(r"<[^>]*>", "", text)[:60]
        if not isinstance(widget, QLineEdit) and text and (short := _too_small(widget)):
            yield f"{short}: {said!r}"
        if (text or isinstance(widget, QLineEdit)) and (edge := _sticks_out(widget)):
            yield f"{type(widget).__name__} sticks out of {edge}: {said!r}"


def _too_small(widget: Spoken) -> str:
    """Whether a text has less room than it needs; one that shortens itself says the whole in its tool tip."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        needs = widget.heightForWidth(widget.width())
        return f"low, {needs} in {widget.height()}" if needs > widget.height() + SLACK else ""
    if isinstance(widget, QLabel):
        needs = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().split("\n"))
        if needs > widget.contentsRect().width() + SLACK:
            return f"narrow, {needs} in {widget.width()}"
        low = widget.fontMetrics().height() > widget.height() + SLACK
        return f"low, {widget.fontMetrics().height()} in {widget.height()}" if low else ""
    if widget.objectName() == "status-strip" or isinstance(widget, QToolButton):
        needs = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().split("\n"))
        return f"narrow, {needs} in {widget.width()}" if needs > widget.width() else ""
    if isinstance(widget, LongButton):
        needs = max(widget.fontMetrics().horizontalAdvance(line) for line in widget.text().split("\n"))
        return f"narrow, {needs} in {widget.width()}" if needs > widget.width() or "…" in widget.text() else ""
    needs = widget.sizeHint().width()
    return f"narrow, {needs} in {widget.width()}" if needs > widget.width() + BUTTON_SLACK else ""


def _sticks_out(widget: QWidget) -> str:
    """The first place around a piece that it reaches out of; downward a scrolling place shows it when it is asked to."""
    around, scrolls = widget.parentWidget(), False
    while around is not None:
        start = widget.mapTo(around, QPoint(0, 0))
        if start.x() < -1 or start.x() + widget.width() > around.width() + 1:
            return f"{type(around).__name__} sideways"
        if isinstance(around.parentWidget(), QAbstractScrollArea):
            scrolls = True
        if not scrolls and (start.y() < -1 or start.y() + widget.height() > around.height() + 1):
            return f"{type(around).__name__} downward"
        around = around.parentWidget()
    return ""
