"""Finding a person: search while typing, by name, father, card, phone or number, in either script."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pages.people_drawing import PeopleTable
from desktop_client.ui.pages.people_table import NAME, NAME_URDU, NUMBER, PLACE, SECOND_LINES, Fetch, PeopleModel
from desktop_client.ui.pieces import heading, quiet
from desktop_client.ui.ports import PeoplePage, PersonRow
from desktop_client.ui.style import heights, label_font
from desktop_client.wording.language import _, _n, fill, is_right_to_left, plain

WHILE_TYPING_MS = 150
LEAST_TABLE = 150
FOLDED = 840  # a narrower table says father, birth and district in a second line
# Shares of the width by column: name, Urdu name, father, born, district, number, where.
SHARES = (16, 13, 14, 10, 13, 15, 19)


@dataclass(frozen=True, slots=True)
class FindState:
    """What stands in the search line, and the first page when it is known already."""

    query: str = ""
    page: PeoplePage | None = None


@dataclass(frozen=True, slots=True)
class FindActions:
    """`ask` fetches a page of people and calls back; `open_person` shows one."""

    ask: Fetch
    open_person: Callable[[str], object]
    back: Callable[[], object]


class FindPage(Page):
    """Search line, one sentence, the table."""

    rail_entry = "find"

    def __init__(self, state: FindState, actions: FindActions) -> None:
        super().__init__()
        self._actions = actions
        self.model = PeopleModel(actions.ask)
        self.line = QLineEdit(state.query)
        self._count = quiet()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WHILE_TYPING_MS)
        self._timer.timeout.connect(self._search)
        self.table = self._build_table()
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 12)
        column.setSpacing(8)
        title = heading()
        self.say(title.setText, lambda: _("Find a person"))
        self.say(self.line.setAccessibleName, lambda: plain(_("Find a person")))
        self.say(self.table.setAccessibleName, lambda: plain(_("Find a person")))
        self.say(self.line.setPlaceholderText, lambda: _("Name, father's name, card, phone or number"))
        for part in (title, self.line, self._count, self.table):
            column.addWidget(part, 1 if part is self.table else 0)
        self.line.textEdited.connect(lambda _text: self._timer.start())
        self.line.installEventFilter(self)
        self.model.changed.connect(self._draw_count)
        if state.page is not None:
            self.model.show_page(state.page)
        else:
            self.model.search(state.query)
        self.redraw()

    def _build_table(self) -> PeopleTable:
        table = PeopleTable(self.model)
        table.setMinimumHeight(LEAST_TABLE)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.horizontalHeader().setHighlightSections(False)
        table.doubleClicked.connect(lambda index: self._open(self.model.rows[index.row()]))
        table.viewport().installEventFilter(self)
        return table

    def redraw(self) -> None:
        direct(self.line, "window")
        self.table.horizontalHeader().setFont(label_font())
        header = self.table.horizontalHeader()
        # The window's own script comes first.
        header.moveSection(header.visualIndex(NAME_URDU if is_right_to_left() else NAME), 0)
        # The same rows in other words: drawing them again is enough.
        header.viewport().update()
        self.table.viewport().update()
        self._share_width()
        self._draw_count()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table.viewport() and event.type() == QEvent.Type.Resize:
            self._share_width()
        if watched is not self.line or not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return False
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self._move(step)
        return bool(step)

    def _share_width(self) -> None:
        room = self.table.viewport().width()
        narrow = room < FOLDED
        self.table.two_lines = narrow
        self.table.verticalHeader().setDefaultSectionSize(
            heights().table_row * 3 // 2 if narrow else heights().table_row
        )
        for column in SECOND_LINES:
            self.table.setColumnHidden(column, narrow)
        *seen, last = [column for column in range(NAME, PLACE + 1) if not (narrow and column in SECOND_LINES)]
        shares = sum(SHARES[column] for column in (*seen, last))
        for column in seen:
            self.table.setColumnWidth(column, room * SHARES[column] // shares)
        used = sum(self.table.columnWidth(column) for column in seen)
        self.table.setColumnWidth(last, max(0, room - used))

    def _search(self) -> None:
        self._timer.stop()
        self.model.search(self.line.text().strip())

    def _move(self, step: int) -> None:
        rows = self.model.rowCount()
        if rows:
            current = self.table.currentIndex().row() if self.table.currentIndex().isValid() else -1
            self.table.setCurrentIndex(self.model.index(max(0, min(rows - 1, current + step)), NUMBER))

    def open_marked(self) -> None:
        """Enter opens the marked row, or the only one."""
        index = self.table.currentIndex()
        rows = self.model.rows
        if index.isValid() and index.row() < len(rows):
            self._open(rows[index.row()])
        elif len(rows) == 1:
            self._open(rows[0])

    def _open(self, row: PersonRow) -> None:
        self._actions.open_person(row.person_id)

    def _draw_count(self) -> None:
        if not self.model.answered:
            self._count.setText("")
            return
        shown = len(self.model.rows)
        if not shown:
            text = (
                _("Nobody is registered here yet.")
                if not self.line.text().strip()
                else fill(
                    _(
                        "Nobody was found. Fewer letters, the other script or the phone number may help. {key} registers "
                        "a new person."
                    ),
                    key="F2",
                )
            )
            self._count.setText(text)
        elif self.model.total is not None:
            self._count.setText(fill(_n("{count} person", "{count} people", self.model.total), count=self.model.total))
        else:
            self._count.setText("")

    def take_focus(self) -> None:
        self.line.setFocus()
        self.line.selectAll()

    def commands(self) -> list[Command]:
        return [
            Command(key(Qt.Key.Key_Return), self.open_marked, lambda: _("open")),
            Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back")),
        ]
