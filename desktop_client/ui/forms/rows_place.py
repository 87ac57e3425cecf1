"""A part of the form with as many rows as there are: one open under the hands, the others as one line each."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_client.ui.forms.arrangement import Arrangement, section_arrangement
from desktop_client.ui.forms.form import FieldsForm, in_usual_order
from desktop_client.ui.forms.no_rows import NoRows
from desktop_client.ui.forms.row_line import RowLine, row_words
from desktop_client.ui.forms.row_removal import RowRemoval
from desktop_client.ui.forms.section_place import FormDesk, SectionPlace
from desktop_client.ui.keys import CTRL, Command, key
from desktop_client.ui.pieces import button, card, clear_layout, small
from desktop_client.ui.ports import Answer, FieldQuestion, Missing
from desktop_client.ui.style import label_font
from desktop_client.wording.language import _, current_language, fill, is_right_to_left, isolate
from shared_models.records.paths import VOID


class RowsPlace(SectionPlace):
    """Adds, opens, removes and takes back rows. What is typed goes the same way as in every other part."""

    def __init__(self, title: Callable[[], str], desk: FormDesk, section: str) -> None:
        super().__init__(title, desk)
        self.section = section
        self._known = desk.context.catalogue.sections[section]
        fields = desk.context.catalogue.fields_of(self._known.kind_of_record, self._known.name)
        self._asked_first = any(field.question for field in fields) or not self._known.missing_reasons
        self._open = ""
        self._form = self.make_form(Arrangement(()))
        self._texts: list[Callable[[], object]] = []
        self._lines: list[RowLine] = []
        self.removal: RowRemoval | None = None
        self._asks_why = False
        self._drawn: tuple[object, ...] = ()
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._keep_off_the_scroll_bar()
        self._column.setSpacing(6)
        self.area.setWidget(inside)
        rows = self.rows()
        self.open_row((rows or ("1",))[0] if len(rows) == 1 or (not rows and self._asked_first) else "", focus=False)

    @property
    def form(self) -> FieldsForm:
        return self._form

    # ---- rows

    def rows(self) -> tuple[str, ...]:
        """The rows that hold something, removed ones too, and the one that is open."""
        held = self.desk.answers.rows_of(self.section)
        return tuple(sorted({*held, *([self._open] if self._open else [])}, key=int))

    def living(self) -> list[str]:
        """The rows that were not removed."""
        return [row for row in self.rows() if not self._why_removed(row)]

    def _why_removed(self, row: str) -> str:
        reason = self.desk.answers.held.get(f"{self.section}.{row}.{VOID}")
        return reason if isinstance(reason, str) else ""

    def open_row(self, row: str, *, focus: bool = True) -> None:
        """Open a row under the hands ("" = none); the one before becomes a line."""
        self._form.settle()
        self._open = row
        desk = self.desk
        leaves = (
            section_arrangement(desk.context.catalogue, self.section, desk.context.role, row, desk.context.shown)
            if row
            else Arrangement(())
        )
        self._form = self.make_form(leaves)
        self._draw()
        if focus and row:
            self.take_focus()
        elif focus:
            self._add_button.setFocus()

    def add(self) -> None:
        """Open one more row."""
        rows = self.rows()
        if self._has_room():
            self.open_row(str(max((int(row) for row in rows), default=0) + 1))

    def _has_room(self) -> bool:
        return not self._known.max_rows or len(self.living()) < self._known.max_rows

    def remove(self) -> None:
        """Take the open row away: at once when it was never saved, with a reason when it stands in the record."""
        row = self._open
        if row and self.desk.answers.is_stored(self.section, row):
            if self.removal is not None:
                self._asks_why = True
                self.removal.show()
                self.area.ensureWidgetVisible(self.removal, 0, 8)
                self.removal.line.setFocus()
                self.reshaped.tell()
        elif row:
            self._form.settle()
            for leaf in self.desk.answers.leaves_of(self.section, row):
                self._put(leaf, None)
            self._leave_row()

    def _remove_stored(self, reason: str) -> None:
        row, shown = self._open, self.desk.answers.shown
        self._form.settle()
        for leaf in self.desk.answers.leaves_of(self.section, row):
            self._put(leaf, shown.get(leaf))
        self._put(f"{self.section}.{row}.{VOID}", reason)
        self._leave_row()

    def _leave_row(self) -> None:
        self._form = self.make_form(Arrangement(()))
        self.open_row("")
        self.answered.tell()

    def _keep(self) -> None:
        if self.removal is not None:
            self.removal.hide()
        self._asks_why = False
        self.reshaped.tell()
        self.take_focus()

    def _take_back(self, row: str) -> None:
        self._put(f"{self.section}.{row}.{VOID}", None)
        self.open_row(row)
        self.answered.tell()

    def _put(self, path: str, answer: Answer) -> None:
        self.desk.autosave.put(self.desk.answers.put(path, answer), settled=True)

    # ---- drawing

    def _draw(self) -> None:
        clear_layout(self._column)
        self._texts, self._lines, self.removal, self._asks_why = [], [], None, False
        number = 0
        for row in self.rows():
            removed = self._why_removed(row)
            number += not removed
            if row == self._open and not removed:
                self._column.addWidget(self._card(number))
            else:
                act = partial(self._take_back if removed else self.open_row, row)
                words = partial(row_words, self.desk.answers, self.desk.context, self.section, row)
                line = RowLine(0 if removed else number, words, removed, act)
                self._lines.append(line)
                self._column.addWidget(line)
        if not self.living():
            self._draw_nobody()
        self._column.addLayout(self._foot())
        self._column.addStretch()
        self._drawn = self._shape()
        self._speak_texts()
        self.reshaped.tell()

    def _card(self, number: int) -> QWidget:
        frame, column = card(4)
        top = QHBoxLayout()
        name = small()
        remove = button("plain", self.remove)
        remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        top.addWidget(name)
        top.addStretch()
        top.addWidget(remove)
        column.addLayout(top)
        column.addWidget(self._form)
        self.removal = RowRemoval(self._remove_stored, self._keep)
        self.removal.hide()
        column.addWidget(self.removal)

        def speak() -> None:
            name.setText(f"{self._known.label(current_language())} {isolate(number)}")
            name.setFont(label_font(bold=True))
            remove.setText(fill(_("Remove ({key})"), key="Ctrl+F10"))

        self._texts.append(speak)
        return frame

    def _draw_nobody(self) -> None:
        held = self.desk.answers.held.get(self.section)
        chosen = held.reason if isinstance(held, Missing) else ""
        reasons = [] if self._open else self._reasons()
        shown = NoRows(self.desk.context.catalogue, self._known, reasons, chosen, self.answer_missing)
        self._texts.append(shown.speak)
        self._column.addWidget(shown)

    def _reasons(self) -> list[tuple[int, str]]:
        return list(enumerate(in_usual_order(self._known.missing_reasons), start=1))

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        self._add_button = made = button("", self.add)
        foot.addWidget(made)
        foot.addStretch()

        def speak() -> None:
            room = self._has_room()
            full = fill(_("No more than {count} fit here."), count=self._known.max_rows)
            made.setText(fill(_("Add one ({key})"), key="F10") if room else full)
            made.setEnabled(room)

        self._texts.append(speak)
        return foot

    def _shape(self) -> tuple[object, ...]:
        """What is drawn besides the open fields; when it is another one, it is drawn anew."""
        held = self.desk.answers.held.get(self.section)
        return (self._open, held, *((row, self._why_removed(row)) for row in self.rows()))

    def _speak_texts(self) -> None:
        for say in self._texts:
            say()
        for line in self._lines:
            line.speak()
        if self.removal is not None:
            self.removal.speak()

    def speak(self) -> None:
        super().speak()
        self._speak_texts()
        self._keep_off_the_scroll_bar()

    def _keep_off_the_scroll_bar(self) -> None:
        start, end = (12, 0) if is_right_to_left() else (0, 12)
        self._column.setContentsMargins(start, 0, end, 8)

    def show_answers(self) -> None:
        if self._shape() != self._drawn:
            self.open_row(self._open, focus=False)
        super().show_answers()

    # ---- questions and keys

    def holds(self, path: str) -> bool:
        return path == self.section or path.startswith(f"{self.section}.")

    def show_questions(self, questions: tuple[FieldQuestion, ...]) -> None:
        mine = [question.path for question in questions if self.holds(question.path)]
        if mine and not any(self._form.holds(path) for path in mine):
            parts = mine[0].split(".")
            self.open_row(parts[2] if len(parts) > 3 else "1", focus=False)
        super().show_questions(questions)

    def go_to(self, path: str) -> None:
        parts = path.split(".")
        if len(parts) > 3 and parts[2] != self._open and parts[2] in self.rows():
            self.open_row(parts[2], focus=False)
        super().go_to(path)

    def step(self, by: int) -> bool:
        if self._asks_why and self.removal is not None:
            self.removal.answer()
            return True
        if self._form.step(by):
            return True
        living = self.living()
        at = living.index(self._open) + by if self._open in living else -1
        if 0 <= at < len(living):
            self.open_row(living[at])
            return True
        if by > 0 and not self._add_button.hasFocus() and self._add_button.isEnabled():
            self._add_button.setFocus()
            self.area.ensureWidgetVisible(self._add_button)
            return True
        return False

    def step_row(self, by: int) -> None:
        """Open the next or previous row."""
        living = self.living()
        at = living.index(self._open) + by if self._open in living else (0 if by > 0 else len(living) - 1)
        if 0 <= at < len(living):
            self.open_row(living[at])

    def answer_missing(self, number: int) -> None:
        if self._form.current is not None or self._open:
            super().answer_missing(number)
            return
        reason = dict(self._reasons()).get(number)
        held = self.desk.answers.held.get(self.section)
        if reason is None and number:
            return
        same = isinstance(held, Missing) and held.reason == reason
        self._put(self.section, None if same or reason is None else Missing(reason))
        self._draw()
        self.answered.tell()

    def take_focus(self) -> None:
        if self._open:
            super().take_focus()
        else:
            self._add_button.setFocus()

    def commands(self) -> list[Command]:
        several = len(self.living()) > 1
        if self._asks_why:
            return [Command(key(Qt.Key.Key_Escape), self._keep, lambda: _("keep it"))]
        found = [Command(key(Qt.Key.Key_F10), self.add, lambda: _("add one"))] if self._has_room() else []
        if self._open:
            found.append(Command(key(Qt.Key.Key_F10, CTRL), self.remove, lambda: _("remove this one")))
        down = (lambda: _("next one")) if several else None
        found.append(Command(key(Qt.Key.Key_Down, CTRL), lambda: self.step_row(1), down))
        found.append(Command(key(Qt.Key.Key_Up, CTRL), lambda: self.step_row(-1)))
        return found
