"""Draws the list of people in one go: each script in its own face and size, the mark with its word.

A cell at a time, Qt would come back for the interpreter a hundred times a picture; while records arrive on another
thread it would wait each time.
"""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QTableView

from desktop_client.ui.marks import MARK_HEIGHT, MARK_WIDTH, draw_mark, place_ink
from desktop_client.ui.pages.people_table import (
    BORN,
    DISTRICT,
    FATHER,
    NAME,
    NAME_URDU,
    NUMBER,
    PLACE,
    PeopleModel,
    is_disputed,
)
from desktop_client.ui.style import body_font, colour, field_font, label_font
from desktop_client.wording.language import is_right_to_left, isolate, plain

# A right-to-left painter turns left and right round by itself unless it is told not to.
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_EDGE = 10


class PeopleTable(QTableView):
    """The table; all that stands in its rows is drawn here."""

    def __init__(self, people: PeopleModel) -> None:
        super().__init__()
        self.two_lines = False  # in a narrow window
        self._people = people
        self.setModel(people)

    def paintEvent(self, event: QPaintEvent) -> None:
        rows = self._rows_in(event.rect())
        painter = QPainter(self.viewport())
        self._draw_ground(painter, rows)
        for column in (NAME, NAME_URDU, NUMBER) if self.two_lines else range(NAME, PLACE + 1):
            left, width = self.columnViewportPosition(column), self.columnWidth(column)
            places = [(row, QRect(left + _EDGE, top, width - 2 * _EDGE, height)) for row, top, height in rows]
            if self.two_lines:
                self._draw_two_lines(painter, column, places)
            elif column == PLACE:
                self._draw_places(painter, places)
            else:
                self._draw_words(painter, column, places)
        painter.end()

    def _draw_two_lines(self, painter: QPainter, column: int, places: list[tuple[int, QRect]]) -> None:
        """What has a column of its own in a wide window stands below another one's words."""
        upper = [(row, inner.adjusted(0, 0, 0, -inner.height() // 2)) for row, inner in places]
        lower = [(row, inner.adjusted(0, inner.height() // 2, 0, -2)) for row, inner in places]
        self._draw_words(painter, column, upper)
        if column == NUMBER:
            self._draw_places(painter, lower)
            return
        metrics = _take(painter, label_font())
        painter.setPen(QColor(colour("muted")))
        side = _RIGHT if is_right_to_left() or column == NAME_URDU else _LEFT
        below = (FATHER,) if column == NAME else (BORN, DISTRICT)
        for row, inner in lower:
            words = self._people.words(row)
            _write(painter, metrics, inner, side, " · ".join(words[each] for each in below if words[each]))

    def _rows_in(self, area: QRect) -> list[tuple[int, int, int]]:
        """(row, top, height) of the rows that stand in an area."""
        count, found = len(self._people.rows), []
        row = self.rowAt(max(0, area.top()))
        while 0 <= row < count and (top := self.rowViewportPosition(row)) <= area.bottom():
            found.append((row, top, self.rowHeight(row)))
            row += 1
        return found

    def _draw_ground(self, painter: QPainter, rows: list[tuple[int, int, int]]) -> None:
        width, marked = self.viewport().width(), {index.row() for index in self.selectionModel().selectedRows()}
        painter.setPen(QColor(colour("line")))
        for row, top, height in rows:
            if row in marked:
                painter.fillRect(0, top, width, height, QColor(colour("done.on")))
            painter.drawLine(0, top + height - 1, width, top + height - 1)

    def _draw_words(self, painter: QPainter, column: int, places: list[tuple[int, QRect]]) -> None:
        mirrored = is_right_to_left()
        font = body_font(bold=column == NAME and not mirrored)
        side = _RIGHT if mirrored else _LEFT
        if column == NAME_URDU:
            font, side = body_font(bold=True) if mirrored else field_font(urdu=True), _RIGHT
        metrics = _take(painter, font)
        painter.setPen(QColor(colour("ink")))
        for row, inner in places:
            _write(painter, metrics, inner, side, self._people.words(row)[column])

    def _draw_places(self, painter: QPainter, places: list[tuple[int, QRect]]) -> None:
        mirrored, room, rows = is_right_to_left(), MARK_WIDTH + 4, self._people.rows
        metrics = _take(painter, label_font())
        for at, inner in places:
            row = rows[at]
            disputed = is_disputed(row)
            corner = QPointF(
                inner.right() - MARK_WIDTH if mirrored else inner.left(), inner.center().y() - MARK_HEIGHT / 2
            )
            draw_mark(painter, corner, "two_answers" if disputed else row.place)
            painter.setPen(QColor(colour("wait.ink") if disputed else place_ink(row.place)))
            beside = inner.adjusted(0 if mirrored else room, 0, -room if mirrored else 0, 0)
            _write(painter, metrics, beside, _RIGHT if mirrored else _LEFT, self._people.words(at)[PLACE])


def _take(painter: QPainter, font: QFont) -> QFontMetrics:
    painter.setFont(font)
    return painter.fontMetrics()


def _write(painter: QPainter, metrics: QFontMetrics, inner: QRect, side: Qt.AlignmentFlag, words: str) -> None:
    if words:
        text = metrics.elidedText(plain(words), Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side, isolate(text))
