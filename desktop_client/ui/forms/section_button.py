"""A section in the list beside the form: a mark how far it is, its name on up to two lines, a count at the end."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent

from desktop_client.ui.forms.progress import Progress, Stage
from desktop_client.ui.pieces import DoingButton
from desktop_client.ui.style import colour, label_font
from desktop_client.wording.language import _, is_right_to_left, plain

MARK_ROOM, EDGE, MOST_LINES = 20, 6, 2
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter


def stage_words(stage: Stage) -> str:
    """The mark for people who do not see it."""
    return {"empty": _("not begun"), "begun": _("begun"), "enough": _("nothing needed is left")}[stage]


class SectionButton(DoingButton):
    """Painted by itself: a push button knows only one line."""

    def __init__(self, name: str, open_section: Callable[[str], object]) -> None:
        super().__init__(partial(open_section, name))
        self.setProperty("look", "section")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.words = ""
        self.progress = Progress("empty")
        self._said: tuple[object, ...] = ()

    def show_progress(self, words: str, progress: Progress) -> None:
        """Say the section's name and how far it is."""
        said = (words, progress, is_right_to_left())
        if said == self._said:
            return
        self._said = said
        self.words, self.progress = words, progress
        self.setAccessibleName(plain(f"{words} {progress.count} {stage_words(progress.stage)}"))
        self.setFixedHeight(self._height())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._height())

    def sizeHint(self) -> QSize:
        return QSize(100, self._height())

    def _height(self) -> int:
        metrics = QFontMetrics(label_font())
        lines = 1 if metrics.horizontalAdvance(self.words) <= self._words_room(metrics) else MOST_LINES
        return max(30, metrics.lineSpacing() * lines + 10)

    def _words_room(self, metrics: QFontMetrics) -> int:
        count = metrics.horizontalAdvance(self.progress.count) + 4 if self.progress.count else 0
        return max(40, self.width() - MARK_ROOM - 2 * EDGE - count)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        mirrored = is_right_to_left()
        painter.setFont(label_font(bold=self.isChecked()))
        metrics = painter.fontMetrics()
        room, inner = self._words_room(metrics), self.rect().adjusted(EDGE, 0, -EDGE, 0)
        left = inner.right() - MARK_ROOM - room + 1 if mirrored else inner.left() + MARK_ROOM
        area = QRect(left, inner.top(), room, inner.height())
        ink = colour("done.ink" if self.isChecked() else "ink")
        painter.setPen(QColor(ink if self.progress.stage != "empty" or self.isChecked() else colour("muted")))
        side = _RIGHT if mirrored else _LEFT
        painter.drawText(area, side | Qt.TextFlag.TextWordWrap, self.words)
        painter.setPen(QColor(colour("muted")))
        painter.drawText(inner, _LEFT if mirrored else _RIGHT, self.progress.count)
        self._draw_mark(painter, inner.right() - 12 if mirrored else inner.left() + 1)
        painter.end()

    def _draw_mark(self, painter: QPainter, left: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        pen = QPen(QColor(colour("accent" if self.progress.stage != "empty" else "field_border")), 1.8)
        painter.setPen(pen)
        if self.progress.stage == "enough":
            points = [(0, 0), (3.5, 4), (10, -4.5)]
            painter.drawPolyline([QPointF(left + across, middle + down) for across, down in points])
            return
        if self.progress.stage == "begun":
            painter.setBrush(QColor(colour("accent")))
        painter.drawEllipse(QRectF(left + 1, middle - 4, 8, 8))
