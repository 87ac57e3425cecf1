"""Where a record is, drawn and said: one tick, two ticks, a question mark, an open ring. Never colour alone."""

from collections.abc import Callable
from typing import Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop_client.ui.ports import Place
from desktop_client.ui.style import colour, label_font
from desktop_client.wording.language import _, isolate, plain

MARK_WIDTH = 22
MARK_HEIGHT = 16

# A right-to-left painter turns left and right round by itself unless it is told not to.
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


def place_words(place: Place) -> str:
    """The word beside the mark."""
    words: dict[Place, Callable[[], str]] = {
        "here": lambda: _("on this desk"),
        "in_islamabad": lambda: _("in Islamabad"),
        "question": lambda: _("came back with a question"),
        "open": lambda: _("not finished"),
    }
    return words[place]()


def place_ink(place: Place) -> str:
    return colour({"here": "muted", "in_islamabad": "accent", "question": "wait.ink", "open": "muted"}[place])


Mark: TypeAlias = Place | Literal["two_answers"]


def draw_mark(painter: QPainter, corner: QPointF, place: Mark) -> None:
    """Draw the mark into a box of MARK_WIDTH x MARK_HEIGHT; ticks are never mirrored."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(corner)
    pen = QPen(QColor(colour("wait.ink") if place == "two_answers" else place_ink(place)), 2.0)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if place == "here":
        _tick(painter, 5)
    elif place == "in_islamabad":
        _tick(painter, 2)
        _tick(painter, 8)
    elif place == "two_answers":
        painter.drawRect(QRectF(2, 3, 7, 10))
        painter.drawRect(QRectF(13, 3, 7, 10))
    elif place == "open":
        painter.drawEllipse(QRectF(6, 3, 10, 10))
    else:
        font = QFont(label_font(bold=True))
        font.setPixelSize(15)
        painter.setFont(font)
        painter.drawText(QRectF(0, -3, MARK_WIDTH, MARK_HEIGHT + 6), Qt.AlignmentFlag.AlignCenter, "?")
    painter.restore()


def _tick(painter: QPainter, left: float) -> None:
    painter.drawPolyline([QPointF(left, 8.5), QPointF(left + 3.5, 12), QPointF(left + 10.5, 3.5)])


class PlaceMark(QWidget):
    """The mark with its word, as one small widget."""

    def __init__(self, place: Place, *, words: bool = True) -> None:
        super().__init__()
        self._place: Place = place
        self._words = words
        self.setSizePolicy(self.sizePolicy().horizontalPolicy().Fixed, self.sizePolicy().verticalPolicy().Fixed)
        self.setAccessibleName(plain(place_words(place)))

    def show_place(self, place: Place) -> None:
        self._place = place
        self.setAccessibleName(plain(place_words(place)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = MARK_WIDTH
        if self._words:
            width += 4 + self.fontMetrics().horizontalAdvance(place_words(self._place)) + 2
        return QSize(width, max(MARK_HEIGHT, self.fontMetrics().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        right_to_left = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        top = (self.height() - MARK_HEIGHT) / 2
        draw_mark(painter, QPointF(self.width() - MARK_WIDTH if right_to_left else 0, top), self._place)
        if self._words:
            painter.setPen(QColor(place_ink(self._place)))
            room = self.rect().adjusted(
                0 if right_to_left else MARK_WIDTH + 4, 0, -MARK_WIDTH - 4 if right_to_left else 0, 0
            )
            side = _RIGHT if right_to_left else _LEFT
            painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, place_words(self._place))
        painter.end()


class Squares(QWidget):
    """One square per person: filled = in Islamabad, outlined = here; of very many the first ones and how many more."""

    SIDE, GAP, A_ROW, MOST = 14, 4, 12, 60

    def __init__(self, in_islamabad: int, here: int) -> None:
        super().__init__()
        everybody = in_islamabad + here
        self._count = min(everybody, self.MOST)
        self._more = everybody - self._count
        # In the same parts as everybody; who is still here is never rounded away.
        self._filled = in_islamabad * self._count // everybody if everybody else 0
        self.setFont(label_font())
        self.setSizePolicy(self.sizePolicy().horizontalPolicy().Fixed, self.sizePolicy().verticalPolicy().Fixed)

    def sizeHint(self) -> QSize:
        step = self.SIDE + self.GAP
        rows = max(1, -(-self._count // self.A_ROW))
        more = self.fontMetrics().height() if self._more else 0
        return QSize(max(1, min(self._count, self.A_ROW)) * step, rows * step + more)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(QColor(colour("accent")), 1.4))
        step = self.SIDE + self.GAP
        mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        for index in range(self._count):
            column, row = index % self.A_ROW, index // self.A_ROW
            left = self.width() - (column + 1) * step + self.GAP if mirrored else column * step
            box = QRectF(left + 1, row * step + 1, self.SIDE - 2, self.SIDE - 2)
            painter.fillRect(box, QColor(colour("accent")) if index < self._filled else QColor(colour("card")))
            painter.drawRect(box)
        if self._more:
            painter.setPen(QColor(colour("muted")))
            side = _RIGHT if mirrored else _LEFT
            painter.drawText(self.rect(), side | Qt.AlignmentFlag.AlignBottom, isolate(f"+{self._more}"))
        painter.end()
