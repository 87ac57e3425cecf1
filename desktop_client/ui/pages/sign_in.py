"""Signing in: choose who you are, type the password; the forms you left open wait behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout

from desktop_client.ui.forms.editor import direct
from desktop_client.ui.keys import Command, key
from desktop_client.ui.page import Page
from desktop_client.ui.pieces import Band, button, card, clear_layout, heading, in_the_middle, quiet, small
from desktop_client.ui.ports import PIN_DIGITS, SAFE, DeskUser
from desktop_client.ui.style import label_font
from desktop_client.wording.language import _, in_language, isolate, plain

WIDTH = 460


@dataclass(frozen=True, slots=True)
class SignInState:
    """Who may open this desk; the office's name; why the last try did not work."""

    users: tuple[DeskUser, ...]
    office_en: str = ""
    office_ur: str = ""
    problem_en: str = ""
    problem_ur: str = ""
    working: bool = False
    login: str = ""


@dataclass(frozen=True, slots=True)
class SignInActions:
    """Open the desk."""

    sign_in: Callable[[str, str, str], object]


def role_words(role: str) -> str:
    """What somebody does at the desk."""
    words = {
        "clerk": _("registers people"),
        "caseworker": _("follows cases"),
        "supervisor": _("leads the office"),
        "focal_point": _("focal point"),
    }
    return words.get(role, "")


class SignInPage(Page):
    """A list of names and one line."""

    def __init__(self, state: SignInState, actions: SignInActions) -> None:
        super().__init__()
        self.state = state
        self._actions = actions
        self._chosen = state.login or (state.users[0].login if state.users else "")
        self._buttons: dict[str, QPushButton] = {}
        self._build_lines()
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        frame, column = card(6)
        column.setContentsMargins(32, 24, 32, 24)
        self._title = heading()
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column.addWidget(self._title)
        column.addLayout(self._list)
        column.addSpacing(8)
        column.addWidget(self._label)
        column.addWidget(self.password)
        column.addWidget(self._pin_label)
        column.addWidget(self.pin)
        column.addWidget(self._band)
        self._forgotten = quiet()
        column.addWidget(self._forgotten)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(self.go)
        column.addLayout(row)
        outer.addLayout(in_the_middle(frame, WIDTH))
        outer.addStretch(3)
        self.redraw()

    def _build_lines(self) -> None:
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.installEventFilter(self)
        label = self._label = QLabel()
        label.setBuddy(self.password)
        label.setProperty("spoken_font", "label")
        label.setFont(label_font())
        self.say(self.password.setAccessibleName, lambda: plain(_("Password")))
        self._band = Band("wait")
        self.go = button("main", self.send)
        self.pin, self._pin_label = QLineEdit(), small()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(PIN_DIGITS)
        self._pin_label.setBuddy(self.pin)
        self.say(self._pin_label.setText, lambda: _("Six digits for short breaks today, if you like"))
        self.say(self.pin.setAccessibleName, lambda: plain(_("Six digits for short breaks today, if you like")))

    def show_state(self, state: SignInState) -> None:
        self.state = state
        if state.problem_en:
            self.password.clear()
        self.redraw()
        self.take_focus()

    def send(self) -> None:
        if self._chosen and self.password.text() and not self.state.working:
            self._actions.sign_in(self._chosen, self.password.text(), self.pin.text())

    def redraw(self) -> None:
        state = self.state
        self._title.setText(in_language(state.office_en, state.office_ur) or _("Who are you?"))
        clear_layout(self._list)
        self._buttons = {}
        safe = (DeskUser(SAFE, _("The code from the safe"), ""),) if state.users else ()
        for user in (*state.users, *safe):
            made = button("section", partial(self.choose, user.login))
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            role = role_words(user.role)
            made.setText(f"{isolate(user.name)}  ·  {role}" if role else isolate(user.name))
            made.setMinimumHeight(36)
            self._buttons[user.login] = made
            self._list.addWidget(made)
        if not state.users:
            self._list.addWidget(
                quiet(_("Nobody can open this desk yet. The supervisor adds the people who work here."))
            )
        for part in (self._label, self.password, self.go):
            part.setVisible(bool(state.users))
        for line in (self.password, self.pin):
            direct(line, "number")
        self._band.show_sentence(in_language(state.problem_en, state.problem_ur), "wait")
        self.go.setText(_("One moment…") if state.working else _("Open the desk"))
        self.go.setEnabled(not state.working)
        self._mark()

    def choose(self, login: str) -> None:
        """Somebody else sits here now."""
        self._chosen = login
        self.password.clear()
        self.pin.clear()
        self._mark()
        self.password.setFocus()

    def _mark(self) -> None:
        for login, made in self._buttons.items():
            made.setChecked(login == self._chosen)
        by_code = self._chosen == SAFE
        for part in (self._pin_label, self.pin):
            part.setVisible(bool(self.state.users) and not by_code)
        self._label.setText(_("Code") if by_code else _("Password"))
        self._forgotten.setVisible(by_code)
        self._forgotten.setText(_("This code gives somebody a new password. It works once; then you get a new one."))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            logins = list(self._buttons)
            if step is not None and self._chosen in logins:
                self.choose(logins[(logins.index(self._chosen) + step) % len(logins)])
                return True
        return False

    def take_focus(self) -> None:
        self.password.setFocus()

    def commands(self) -> list[Command]:
        return [Command(key(Qt.Key.Key_Return), self.send, lambda: _("open the desk"))]
