"""A list of people that fetches more rows by key as it is scrolled; never by offset, never all at once."""

from collections.abc import Callable

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from desktop_client.ui.marks import place_words
from desktop_client.ui.notices import Notice
from desktop_client.ui.ports import PeoplePage, PersonRow
from desktop_client.wording.language import _, current_language, in_language, isolate, plain
from desktop_client.wording.times import in_figures

PAGE_SIZE = 50
_Index = QModelIndex | QPersistentModelIndex

Fetch = Callable[[str, "str | None", int, Callable[[PeoplePage], None]], None]

NAME, NAME_URDU, FATHER, BORN, DISTRICT, NUMBER, PLACE = range(7)
# In a narrow window these stand in a second line: the father below the name, birth and district, where a record is.
SECOND_LINES = (FATHER, BORN, DISTRICT, PLACE)


class PeopleModel(QAbstractTableModel):
    """Rows of one query. `ask` fetches a page elsewhere and calls back on this thread."""

    def __init__(self, ask: Fetch) -> None:
        super().__init__()
        self.changed: Notice[[]] = Notice()
        self._ask = ask
        self._query = ""
        self._rows: list[PersonRow] = []
        # What a row says in each column, by (row, language): it is drawn again at every move of the mark.
        self._said: dict[tuple[int, str], tuple[str, ...]] = {}
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
        self._rows, self._said = list(page.rows), {}
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
        if role == Qt.ItemDataRole.ToolTipRole:
            return found_words(row)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.words(index.row())[index.column()]
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

    def words(self, at: int) -> tuple[str, ...]:
        """What a row says in each of the columns, in the window's language."""
        name = (at, current_language())
        said = self._said.get(name)
        if said is None:
            said = self._said[name] = self._words(self._rows[at])
        return said

    @staticmethod
    def _words(row: PersonRow) -> tuple[str, ...]:
        return (
            row.name_latin,
            row.name_urdu,
            row.father,
            isolate(in_figures(row.born)) if row.born else "",
            in_language(row.district_en, row.district_ur),
            isolate(row.number),
            " · ".join(plain(part) for part in (where_words(row), found_words(row)) if part),
        )


def found_words(row: PersonRow) -> str:
    """By which field a person was found, where the list does not show it; empty otherwise."""
    return in_language(row.found_en, row.found_ur)


def where_words(row: PersonRow) -> str:
    """Where a record is; that people gave two answers in it comes first, for that waits for somebody."""
    return _("two different answers") if is_disputed(row) else place_words(row.place)


def is_disputed(row: PersonRow) -> bool:
    """Whether two answers are what to say of a record; a question of head office comes first."""
    return row.two_answers and row.place != "question"
