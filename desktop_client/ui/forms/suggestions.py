"""The open list below a field: both languages in sight, favourites first and numbered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_client.ui.style import colour, field_font, heights, label_font, tokens
from desktop_client.wording.language import is_right_to_left

SHOWN_ROWS = 7
FEWEST_ROWS = 4  # with less room the list opens upwards
BELOW = 56  # the strips at the foot stay in sight
NUMBERED = 9
LEAST_WIDTH = 340
BESIDE_GAP, LEAST_BESIDE = 12, 24
NUMBER_ROOM = 22
_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex

# A right-to-left painter turns left and right round by itself unless it is told not to.
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row: the code, its label in the window's language, its label in the other, and a mark when chosen."""

    code: str
    words: str
    beside: str
    number: int = 0
    chosen: bool = False


class _Rows(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.rows: Sequence[Suggestion] = ()

    def replace(self, rows: Sequence[Suggestion]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == _ROLE:
            return row
        return row.words if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None


class _Drawing(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(LEAST_WIDTH, max(tokens().size["target"], heights().label + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(_ROLE)
        if not isinstance(row, Suggestion):
            return
        painter.save()
        area: QRect = option.rect
        marked = bool(option.state & QStyle.StateFlag.State_Selected)
        if marked:
            painter.fillRect(area, QColor(colour("done.on")))
        inner = area.adjusted(8, 0, -8, 0)
        mirrored = is_right_to_left()
        start = _RIGHT if mirrored else _LEFT
        end = _LEFT if mirrored else _RIGHT
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(label_font(bold=row.chosen))
        painter.setPen(QColor(colour("muted")))
        if row.number:
            painter.drawText(inner, start | middle, str(row.number))
        room = inner.adjusted(0 if mirrored else NUMBER_ROOM, 0, -NUMBER_ROOM if mirrored else 0, 0)
        painter.setFont(field_font(urdu=mirrored) if not row.chosen else label_font(bold=True))
        painter.setPen(QColor(colour("done.ink" if marked or row.chosen else "ink")))
        # The window's own language has the room it needs, the other one what is left.
        text = painter.fontMetrics().elidedText(row.words, Qt.TextElideMode.ElideRight, room.width())
        taken = painter.boundingRect(room, start | middle, text).width() + BESIDE_GAP
        painter.drawText(room, start | middle, text)
        painter.setFont(label_font(bold=row.chosen))
        painter.setPen(QColor(colour("muted")))
        left = room.adjusted(0 if mirrored else taken, 0, -taken if mirrored else 0, 0)
        if left.width() > LEAST_BESIDE:
            beside = painter.fontMetrics().elidedText(row.beside, Qt.TextElideMode.ElideRight, left.width())
            painter.drawText(left, end | middle, beside)
        painter.restore()


class SuggestionList(QListView):
    """A child of the window, not a pop-up: the cursor never leaves the field."""

    def __init__(self, field: QWidget, take: Callable[[str], object]) -> None:
        super().__init__(field.window())
        self.setObjectName("suggestions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._field = field
        self._rows = _Rows()
        self.setModel(self._rows)
        self.setItemDelegate(_Drawing(self))
        self.clicked.connect(lambda index: take(self._rows.rows[index.row()].code))
        # The window is its parent and outlives every form: without its field it would stay to the end of the day.
        field.destroyed.connect(self.deleteLater)
        self.hide()

    @property
    def suggestions(self) -> Sequence[Suggestion]:
        return self._rows.rows

    @property
    def marked(self) -> Suggestion | None:
        """The row that Enter takes."""
        index = self.currentIndex()
        return self._rows.rows[index.row()] if self.isVisible() and index.isValid() else None

    def open(self, rows: Sequence[Suggestion], *, mark_first: bool) -> None:
        """Show the rows below the field, or above it where the window ends."""
        self._rows.replace(rows)
        if not rows:
            self.hide()
            return
        window = self._field.window()
        self.setParent(window)
        row_height = self.sizeHintForRow(0)
        height = row_height * min(SHOWN_ROWS, len(rows)) + 4
        width = max(self._field.width(), LEAST_WIDTH)
        corner = self._field.mapTo(window, QPoint(0, self._field.height() + 1))
        room = window.height() - BELOW - corner.y()
        if room < row_height * min(FEWEST_ROWS, len(rows)):
            above = corner.y() - self._field.height() - 2
            height = min(height, (above - 4) // row_height * row_height + 4)
            corner.setY(above - height)
        else:
            height = min(height, room // row_height * row_height + 4)
        left = corner.x() + self._field.width() - width if is_right_to_left() else corner.x()
        self.setGeometry(max(4, min(left, window.width() - width - 4)), corner.y(), width, height)
        self.setCurrentIndex(self._rows.index(0) if mark_first else QModelIndex())
        self.show()
        self.raise_()
        self.scrollToTop()

    def move_mark(self, step: int) -> None:
        count = len(self._rows.rows)
        at = self.currentIndex().row() if self.currentIndex().isValid() else (-1 if step > 0 else 0)
        self.setCurrentIndex(self._rows.index((at + step) % count))
