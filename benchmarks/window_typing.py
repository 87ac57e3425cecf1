"""A typist at the real window: counts the keys of a registration and looks at nothing but what a clerk sees."""

# ruff: noqa: SLF001  (what the page shows is known only inside it)
from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from benchmarks.people import whole_registration
from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.desk_window import DeskWindow
from desktop_client.ui.forms.choice import ChoiceEditor
from desktop_client.ui.forms.field_row import FieldRow
from desktop_client.ui.forms.reading import show
from desktop_client.ui.forms.rows_place import RowsPlace
from desktop_client.ui.pages.finished import FinishedPage
from desktop_client.ui.pages.read_back import ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.wording.language import current_language

Kind: TypeAlias = type[object]
NONE, CTRL = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
ENTER = Qt.Key.Key_Return
SHIFT_F8 = (Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
PATIENCE_S = 60
LETTERS_OF_A_LIST = 8  # nobody types a long label to its end
QUICK = {
    "person.name_latin": "Muhammad Aslam", "person.name_urdu": "محمد اسلم", "person.father_name_latin": "Ghulam Rasool",
    "person.father_name_urdu": "غلام رسول", "person.gender": "1", "person.birth": "1984",
    "person.documents.1.number": "036201234567{n}", "person.phones.1.number": "0300123456{n}",
    "episode.return_date": "10 2026",
}  # fmt: skip
LISTS = {
    "en": {
        "person.address_permanent.district": "mult", "episode.trips.1.country": "saudi",
        "episode.return_from_country": "saudi", "episode.return_type": "end of", "episode.needs": "job in pak",
    },
    "ur": {
        "person.address_permanent.district": "ملتان", "episode.trips.1.country": "سعودی",
        "episode.return_from_country": "سعودی", "episode.return_type": "معاہدہ", "episode.needs": "ملازمت",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Typed:
    """What a registration cost: keys, seconds of a window that is never waited for by hands, fields with an answer."""

    keys: int
    seconds: float
    answers: int


def turn_until(holds: Callable[[], bool], patience_s: float) -> bool:
    """Let the window's own loop turn until something holds; whether it came to that.

    Not `QTest.qWait`: it sleeps with the interpreter's lock in its hand, and every other thread stands still meanwhile. The
    program's loop lets go of it.
    """
    loop, look, came = QEventLoop(), QTimer(), [holds()]
    deadline = time.monotonic() + patience_s

    def ask() -> None:
        came[0] = came[0] or holds()
        if came[0] or time.monotonic() > deadline:
            loop.quit()

    look.timeout.connect(ask)
    if not came[0]:
        look.start(1)
        loop.exec()
        look.stop()
    return came[0]


class Typist:
    """Sends keys to whatever has the cursor."""

    def __init__(self, window: DeskWindow, runner: TaskRunner) -> None:
        self.window, self._runner = window, runner
        self.keys = 0

    @property
    def page(self) -> Any:
        """The page in the middle."""
        return self.window.frame.page

    def wait(self) -> None:
        """Until everything asked of the desk was answered."""
        self.until(lambda: self._runner.under_way == 0)

    def until(self, holds: Callable[[], bool]) -> None:
        """Until something holds, while the window goes on."""
        if not turn_until(holds, PATIENCE_S):
            raise RuntimeError(f"the window does not come to it: {type(self.page).__name__}")

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        """A key that types nothing."""
        self._send(key, "", modifiers)

    def type(self, text: str) -> None:
        """A text, key by key."""
        for sign in text:
            self._send(ord(sign.upper()) if sign.isascii() else 0x1000000 + ord(sign), sign, NONE)

    def _send(self, key: int, text: str, modifiers: Qt.KeyboardModifier) -> None:
        self.keys += 1
        for kind in (QKeyEvent.Type.KeyPress, QKeyEvent.Type.KeyRelease):
            target = QApplication.focusWidget() or self.window.frame
            QApplication.sendEvent(target, QKeyEvent(kind, key, modifiers, text))
        QApplication.processEvents()

    # ---- a registration

    def register(self, number: int, *, full: bool) -> Typed:
        """From F2 to the page with the number."""
        self.wait()
        before, began = self.keys, time.perf_counter()
        self.press(Qt.Key.Key_F2)
        self.press(Qt.Key.Key_1)
        self.press(ENTER)
        self.wait()
        self._expect(RegistrationPage)
        page: RegistrationPage = self.page
        answers = {path: text.format(n=2 * number + 1) for path, text in QUICK.items()} | LISTS[current_language()]
        self._fill(page, lambda row: answers.get(row.path, ""))
        if full:
            self._fill_sections(page)
        answered = len(page.answers.held)
        self._finish()
        return Typed(self.keys - before, time.perf_counter() - began, answered)

    def _fill(self, page: RegistrationPage, text_of: Callable[[FieldRow], str]) -> None:
        passed: set[str] = set()
        while (row := page.form.current) is not None and row.path not in passed:
            passed.add(row.path)
            held = page.answers.held
            if row.path not in held and not any(path.startswith(f"{row.path}.") for path in held):
                self.type(text_of(row))
            if row is page.form.order()[-1]:
                page.form.settle()
                return
            self.press(ENTER)
            if page.form.current is row:  # the first Enter took what a list proposed
                self.press(ENTER)

    def _fill_sections(self, page: RegistrationPage) -> None:
        sample = whole_registration(random.Random(3), page.state.today)
        values: Mapping[str, object] = {**sample.person, **sample.episode}
        for _section in page.parts.names[1:]:
            self.press(Qt.Key.Key_PageDown, CTRL)
            if not isinstance(page.parts.in_sight, RowsPlace):
                self._fill(page, lambda row: _typed(row, values))

    def _finish(self) -> None:
        self.wait()
        self.press(ENTER, CTRL)
        self.wait()
        self._expect(ReadBackPage)
        self.press(ENTER, CTRL)
        self.wait()
        self._expect(FinishedPage)

    def _expect(self, kind: Kind) -> None:
        page = self.page
        if type(page) is not kind:
            asked = [row.path for row in page.form.rows.values() if row.question] if hasattr(page, "form") else []
            raise RuntimeError(f"{kind.__name__} expected, {type(page).__name__} is there; asked: {asked}")


def _typed(row: FieldRow, values: Mapping[str, object]) -> str:
    """What hands type for the value of a field; empty where the person has no answer."""
    value = values.get(row.path)
    field, editor = row.editor.field, row.editor
    if field.kind == "codes":
        value = next((path.rpartition(".")[2] for path in values if path.startswith(f"{row.path}.")), None)
    if value is None:
        return ""
    if isinstance(editor, ChoiceEditor):
        return str([one for one, _button in editor._buttons].index(value) + 1)  # type: ignore[arg-type]
    codes = editor.context.catalogue.codes_of(field)
    if codes is not None:
        # A digit takes the line with that number, so letters are typed up to the first one.
        words = re.split(r"\d", codes.label(str(value), current_language()))[0]
        return words[:LETTERS_OF_A_LIST] or "1"
    return show(field, value, editor.context)  # type: ignore[arg-type]
