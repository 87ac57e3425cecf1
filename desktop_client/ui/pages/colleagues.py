"""The people of this desk: who may open it, a one-time code for who forgot the password, somebody new."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_client.ui.flowing import Beside, Flow, OpenArea
from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.office_port import ColleagueRow, ColleaguesView
from desktop_client.ui.page import Page
from desktop_client.ui.pages.sign_in import role_words
from desktop_client.ui.pieces import (
    Band,
    button,
    card,
    clear_layout,
    hairline,
    heading,
    quiet,
    small,
    where_reading_starts,
)
from desktop_client.ui.style import body_font
from desktop_client.wording.language import _, fill, in_language, isolate, plain
from desktop_client.wording.times import when

ROLES = ("clerk", "caseworker", "supervisor", "focal_point")


@dataclass(frozen=True, slots=True)
class ColleaguesState:
    """The list, why the last wish was not done, or what was done."""

    view: ColleaguesView
    now: int
    problem_en: str = ""
    problem_ur: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class ColleaguesActions:
    """Give a code, remove somebody, add somebody (login, name, role), renew the code for the safe, go back."""

    give_code: Callable[[str], object]
    remove: Callable[[str], object]
    add: Callable[[str, str, str], object]
    safe_code: Callable[[], object]
    back: Callable[[], object]


# Least width and share: the list and the form; of a line who, what, when.
COLUMNS = ((540, 3), (300, 2))
ROW = ((110, 2), (80, 2), (150, 3))


class ColleaguesPage(Page):
    """One line a person; a form for somebody new where the person signed in may add people."""

    rail_entry = "office"

    def __init__(self, state: ColleaguesState, actions: ColleaguesActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._role = ROLES[0]
        self._asked_about = ""
        self._roles: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        title = heading()
        self.say(title.setText, lambda: _("People of this desk"))
        column.addWidget(title)
        self._band = Band("wait")
        column.addWidget(self._band)
        across = Beside(COLUMNS)
        across.addWidget(self._build_list())
        self._form = self._build_form()
        across.addWidget(self._form)
        column.addLayout(across, 1)
        self.redraw()

    def _build_list(self) -> QWidget:
        area = OpenArea()
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        area.setWidget(inside)
        return area

    def _build_form(self) -> QFrame:
        frame, column = card(6)
        title = heading()
        self.say(title.setText, lambda: _("Somebody new"))
        column.addWidget(title)
        self.name = self._line(column, lambda: _("Name, as colleagues know it"))
        self.login = self._line(column, lambda: _("Short name for signing in"))
        column.addWidget(self._said(lambda: _("What this person does")))
        for role in ROLES:
            made = button("section", partial(self.choose_role, role))
            made.setCheckable(True)
            made.setMinimumHeight(34)
            self._roles[role] = made
            column.addWidget(made)
        self.add_button = button("main", self.add)
        self.say(self.add_button.setText, lambda: _("Add, and show the code"))
        column.addSpacing(6)
        column.addWidget(self.add_button)
        column.addSpacing(12)
        column.addWidget(hairline())
        column.addStretch()
        safe = button("plain", self._actions.safe_code)
        self.say(safe.setText, lambda: _("A new code for the safe"))
        column.addWidget(safe)
        return frame

    def _said(self, words: Callable[[], str]) -> QLabel:
        label = small()
        self.say(label.setText, words)
        return label

    def _line(self, column: QVBoxLayout, words: Callable[[], str]) -> QLineEdit:
        label, line = self._said(words), QLineEdit()
        label.setBuddy(line)
        self.say(line.setAccessibleName, lambda: plain(words()))
        column.addWidget(label)
        column.addWidget(line)
        return line

    def show_state(self, state: ColleaguesState) -> None:
        self.state = state
        self.redraw()

    def choose_role(self, role: str) -> None:
        self._role = role
        for name, made in self._roles.items():
            made.setChecked(name == role)

    def add(self) -> None:
        name = self.name.text().strip()
        login = self.login.text().strip() or name
        if not name:
            self.name.setFocus()
            return
        self._actions.add(login, name, self._role)

    def redraw(self) -> None:
        state = self.state
        for line in (self.name, self.login):
            direct(line, "latin" if line is self.login else "window")
        problem = in_language(state.problem_en, state.problem_ur)
        self._band.show_sentence(problem or state.done, "wait" if problem else "done")
        self._form.setVisible(state.view.may_add)
        for role, made in self._roles.items():
            made.setText(role_words(role))
        self.choose_role(self._role)
        clear_layout(self._list)
        frame, column = card(6)
        for index, person in enumerate(state.view.people):
            if index:
                column.addWidget(hairline())
            column.addLayout(self._row(person))
            if person.login == self._asked_about:
                column.addLayout(self._ask(person))
        self._list.addWidget(frame)
        self._list.addWidget(
            quiet(_("Somebody forgot the password: a code opens the desk once, then a new password is chosen."))
        )
        self._list.addStretch()

    def _row(self, person: ColleagueRow) -> QHBoxLayout:
        name = QLabel(isolate(person.name))
        name.setFont(body_font(bold=True))
        role, seen = QLabel(role_words(person.role)), QLabel(self._seen(person))
        for label in (role, seen):
            label.setProperty("look", "muted")
        row, words = QHBoxLayout(), Beside(ROW, gap=12)
        for label in (name, role, seen):
            label.setWordWrap(True)
            words.addWidget(where_reading_starts(label))
        row.setContentsMargins(0, 4, 0, 4)
        row.addLayout(words, 1)
        people = self.state.view.people
        deeds = (
            ("", _("Give a code"), self._actions.give_code, person.may_help, any(one.may_help for one in people)),
            ("plain", _("Remove"), self.ask_about, person.may_remove, any(one.may_remove for one in people)),
        )
        for look, said, act, may, somebody in deeds:
            if not somebody:
                continue
            made = button(look, partial(act, person.login))
            made.setText(said)
            made.setAccessibleName(f"{plain(person.name)}: {plain(said)}")
            row.addWidget(made)
            # Its room stays, so that the columns of all lines stand below each other.
            room = made.sizePolicy()
            room.setRetainSizeWhenHidden(True)
            made.setSizePolicy(room)
            if not may:
                made.hide()
        return row

    def ask_about(self, login: str) -> None:
        """Somebody is to be removed, which cannot be taken back: first say what becomes of what is here."""
        self._asked_about = login
        self.redraw()

    def _ask(self, person: ColleagueRow) -> QVBoxLayout:
        column = QVBoxLayout()
        template = _(
            "{name} will not open this desk any more. What was written stays; forms left open become yours. The database "
            "gets a new key, which may take some minutes."
        )
        column.addWidget(quiet(fill(template, name=person.name)))
        row = Flow()
        really, leave = button("main", partial(self._remove, person.login)), button("", partial(self.ask_about, ""))
        really.setText(fill(_("Remove {name}"), name=person.name))
        leave.setText(_("Leave it"))
        row.addWidget(really)
        row.addWidget(leave)
        column.addLayout(row)
        return column

    def _remove(self, login: str) -> None:
        self._asked_about = ""
        self._actions.remove(login)

    def _seen(self, person: ColleagueRow) -> str:
        if person.waits:
            return _("has a code, no password yet")
        if person.last_signed_in is None:
            return _("never here yet")
        return fill(_("last here {time}"), time=when(person.last_signed_in, self.state.now))

    def take_focus(self) -> None:
        if self.state.view.may_add:
            self.name.setFocus()
        else:
            self.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_Escape), self._actions.back, lambda: _("back"))]
