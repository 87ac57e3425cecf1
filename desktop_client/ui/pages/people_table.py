"""A list of people that fetches more rows by key as it is scrolled; never by offset, never all at once."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_client.ui.marks import MARK_HEIGHT, MARK_WIDTH, draw_mark, place_ink, place_words
from desktop_client.ui.notices import Notice
from desktop_client.ui.ports import PeoplePage, PersonRow
from desktop_client.ui.style import body_font, colour, field_font, label_font
from desktop_client.wording.language import _, in_language, is_right_to_left, isolate, plain
from desktop_client.wording.times import in_figures

PAGE_SIZE = 50
_ROLE = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex

Fetch = Callable[[str, "str | None", int, Callable[[PeoplePage], None]], None]

NAME, NAME_URDU, FATHER, BORN, DISTRICT, NUMBER, PLACE = range(7)

# A right-to-left painter turns left and right round by itself unless it is told not to.
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute


class PeopleModel(QAbstractTableModel):
    """Rows of one query. `ask` fetches a page elsewhere and calls back on this thread."""

    def __init__(self, ask: Fetch) -> None:
        super().__init__()
        self.changed: Notice[[]] = Notice()
        self._ask = ask
        self._query = ""
        self._rows: list[PersonRow] = []
        self._next: str | None = None
        self._waiting = False
        self._turn = 0
        self.total: int | None = None
        self.answered = False

    @property
    def rows(self) -> tuple[PersonRow, ...]:
        return tuple(self._rows)

    def search(self, query: str) -> None:
        """Begin a new list; answers to an older question are dropped when they come."""
        self._query = query
        self._turn += 1
        self._fetch(None)

    def show_page(self, page: PeoplePage) -> None:
        """Draw a first page that is already known."""
        self._turn += 1
        self._replace(page)

    def canFetchMore(self, parent: _Index) -> bool:
        return not parent.isValid() and self._next is not None and not self._waiting

    def fetchMore(self, parent: _Index) -> None:
        if self.canFetchMore(parent):
            self._fetch(self._next)

    def _fetch(self, after: str | None) -> None:
        self._waiting = True
        turn = self._turn
        self._ask(self._query, after, PAGE_SIZE, lambda page: self._take(turn, after, page))

    def _take(self, turn: int, after: str | None, page: PeoplePage) -> None:
        if turn != self._turn:
            return
        self._waiting = False
        if after is None:
            self._replace(page)
            return
        first = len(self._rows)
        if page.rows:
            self.beginInsertRows(QModelIndex(), first, first + len(page.rows) - 1)
            self._rows.extend(page.rows)
            self.endInsertRows()
        self._next = page.next_key
        self.changed.tell()

    def _replace(self, page: PeoplePage) -> None:
        self.beginResetModel()
        self._rows = list(page.rows)
        self._next, self._waiting, self.total, self.answered = page.next_key, False, page.total, True
        self.endResetModel()
        self.changed.tell()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else PLACE + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == _ROLE:
            return row
        if role == Qt.ItemDataRole.ToolTipRole:
            return found_words(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(row, index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = (
            _("Name"), _("Name in Urdu"), _("Father's name"), _("Born"), _("District"), _("Number"), _("Where it is"),
        )  # fmt: skip
        return titles[section]

    @staticmethod
    def _words(row: PersonRow, column: int) -> str:
        return (
            row.name_latin,
            row.name_urdu,
            row.father,
            isolate(in_figures(row.born)) if row.born else "",
            in_language(row.district_en, row.district_ur),
            isolate(row.number),
            " · ".join(plain(part) for part in (where_words(row), found_words(row)) if part),
        )[column]


def found_words(row: PersonRow) -> str:
    """By which field a person was found, where the list does not show it; empty otherwise."""
    return in_language(row.found_en, row.found_ur)


def where_words(row: PersonRow) -> str:
    """Where a record is; that people gave two answers in it comes first, for that waits for somebody."""
    return _("two different answers") if is_disputed(row) else place_words(row.place)


def is_disputed(row: PersonRow) -> bool:
    """Whether two answers are what to say of a record; a question of head office comes first."""
    return row.two_answers and row.place != "question"


class PersonDrawing(QStyledItemDelegate):
    """Draws a cell: each script in its own face and size, the mark with its word."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(80, 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row = index.data(_ROLE)
        if not isinstance(row, PersonRow):
            return
        painter.save()
        area = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(area, QColor(colour("done.on")))
        painter.setPen(QColor(colour("line")))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(10, 0, -10, 0)
        mirrored = is_right_to_left()
        side = _RIGHT if mirrored else _LEFT
        column = index.column()
        painter.setPen(QColor(colour("ink")))
        painter.setFont(body_font(bold=column == NAME and not mirrored))
        if column == NAME_URDU:
            painter.setFont(body_font(bold=True) if mirrored else field_font(urdu=True))
            side = _RIGHT
        elif column == PLACE:
            top = area.center().y() - MARK_HEIGHT / 2
            mark = "two_answers" if is_disputed(row) else row.place
            draw_mark(painter, QPointF(inner.right() - MARK_WIDTH if mirrored else inner.left(), top), mark)
            painter.setPen(QColor(colour("wait.ink") if is_disputed(row) else place_ink(row.place)))
            painter.setFont(label_font())
            room = MARK_WIDTH + 4
            inner = inner.adjusted(0 if mirrored else room, 0, -room if mirrored else 0, 0)
        words = plain(str(index.data(Qt.ItemDataRole.DisplayRole)))
        text = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, side | Qt.AlignmentFlag.AlignVCenter, isolate(text))
        painter.restore()
