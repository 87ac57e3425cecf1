"""A form drawn from the catalogue: rows of fields, Enter goes on, every answer is handed to the autosave."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QSizePolicy, QWidget

from desktop_client.ui.forms.answers import Autosave, FormAnswers
from desktop_client.ui.forms.arrangement import Arrangement, death_label, is_after_a_death, quick_label
from desktop_client.ui.forms.choice import ChoiceEditor
from desktop_client.ui.forms.editors import make_editor
from desktop_client.ui.forms.field_row import FieldRow
from desktop_client.ui.forms.name_editor import NameEditor, other_script
from desktop_client.ui.forms.reading import FormContext, say_answer
from desktop_client.ui.notices import Notice
from desktop_client.ui.ports import Answer, FieldQuestion, Missing
from desktop_client.ui.style import heights
from desktop_client.wording.language import _, is_right_to_left, problem_sentence
from shared_models.catalogue.leaves import is_relevant
from shared_models.catalogue.rules import check_record

_NEVER = Qt.FocusPolicy.NoFocus
GRID = 12  # divides by two, three and four
CELL_WIDTH = 120
# A form of such a width holds at most so many fields side by side; a wider one as many as it is arranged with.
NARROW_FORMS = ((420, 1), (640, 2))
ROW_HEIGHT = 77  # seven of them fit without scrolling
LOW_GAP = 4  # between rows whose note stands beside the label


class FieldsForm(QWidget):
    """The fields of one arrangement over shared answers."""

    def __init__(
        self,
        arrangement: Arrangement,
        answers: FormAnswers,
        context: FormContext,
        autosave: Autosave,
        *,
        quick: bool = False,
    ) -> None:
        super().__init__()
        self.moved: Notice[[str]] = Notice()  # the cursor came to this path
        self.answered: Notice[[str]] = Notice()
        self._arrangement = arrangement
        self._answers = answers
        self._context = context
        self._autosave = autosave
        self._quick = quick
        self.rows: dict[str, FieldRow] = {}
        self._side_by_side = GRID
        self._low = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(0)
        for column in range(GRID):
            self._grid.setColumnStretch(column, 1)
        for path in arrangement.paths:
            self._add(path)
        self._place()
        self.show_answers(saved=True)

    # ---- building

    def _add(self, path: str) -> None:
        field = self._context.catalogue.field_of(path)
        if field is None:
            return
        editor = make_editor(field, path, self._context)
        words = death_label if is_after_a_death(self._answers.held) else quick_label
        row = FieldRow(editor, words if self._quick else None)
        row.setMinimumWidth(CELL_WIDTH)
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        editor.answered.connect(self._take)
        editor.entered.connect(partial(self.moved.tell, path))
        self.rows[path] = row

    def _place(self) -> None:
        """Put the rows into the grid; of two scripts the window's own comes first."""
        for row in self.rows.values():
            self._grid.removeWidget(row)
        for line in range(self._grid.rowCount()):
            self._grid.setRowStretch(line, 0)
        before: QWidget | None = None
        for line, paths in enumerate(self._ordered()):
            width = self._width(paths)
            for column, path in enumerate(paths):
                self._grid.addWidget(self.rows[path], line, column * width, 1, width)
                entry = self.rows[path].editor.entry()
                if before is not None:
                    QWidget.setTabOrder(before, entry)
                before = entry
        self._grid.setVerticalSpacing(LOW_GAP if self._low else max(0, ROW_HEIGHT - heights().field_row))
        self._grid.setRowStretch(len(self._ordered()), 1)

    def _ordered(self) -> list[tuple[str, ...]]:
        lines = [tuple(path for path in row if path in self.rows) for row in self._arrangement.rows]
        whole = [self._own_script_first(row) for row in lines if row]
        most = self._side_by_side
        return [part for row in whole for part in self._parts(row, most)]

    def _parts(self, row: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
        """A line in pieces that fit; choices that stand side by side need a whole line of a narrow form."""
        parts: list[tuple[str, ...]] = []
        for path in row:
            alone = self._is_choice(path, most)
            before = parts[-1] if parts else ()
            open_part = before and len(before) < most and not alone and not self._is_choice(before[0], most)
            parts[-1:] = [(*before, path)] if open_part else [*parts[-1:], (path,)]
        return parts

    def _is_choice(self, path: str, most: int) -> bool:
        return most < GRID and isinstance(self.rows[path].editor, ChoiceEditor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        most = next((count for width, count in NARROW_FORMS if self.width() < width), GRID)
        if most != self._side_by_side:
            self._side_by_side = most
            self._place()

    def lie_low(self, low: bool) -> None:
        """In a low window every field does with less height."""
        if low != self._low:
            self._low = low
            for row in self.rows.values():
                row.lie_low(low)
            self._place()

    def _width(self, paths: tuple[str, ...]) -> int:
        """A field alone keeps to its column, unless it holds several lines or several choices."""
        field = self.rows[paths[0]].editor.field
        alone = len(paths) == 1 and not self._quick and not (field.has_lines or field.kind == "codes")
        return GRID // 2 if alone else GRID // len(paths)

    def _own_script_first(self, row: tuple[str, ...]) -> tuple[str, ...]:
        if is_right_to_left() and len(row) == 2 and row[0].endswith("_latin") and row[1].endswith("_urdu"):
            return row[::-1]
        return row

    # ---- showing

    def show_answers(self, *, saved: bool) -> None:
        """Draw every field from the answers; a reason given for a whole section shows where its first field is asked."""
        for path, row in self.rows.items():
            reason = self._answers.held.get(_section_of(path))
            asked_first = bool(row.editor.field.question)
            shown = {path: reason} if isinstance(reason, Missing) and asked_first else self._answers.held
            row.show_answer(shown)
            row.tick.show_saved(saved and self._is_to_tick(path))
            self._draw_before(row)
        self._draw_relevance()

    def speak(self) -> None:
        """Another language: labels, places and grey words change; text, cursor and marks stay."""
        self._place()
        for row in self.rows.values():
            row.speak()
            self._draw_before(row)
        self.draw_warnings()

    def mark_saved(self, path: str) -> None:
        """An answer is on the disk: the tick appears at the field's edge."""
        row = self._row_at(path)
        if row is not None:
            row.tick.show_saved(self._is_to_tick(row.path))

    def show_questions(self, questions: tuple[FieldQuestion, ...]) -> None:
        """Why finishing stopped, each at its own field."""
        for row in self.rows.values():
            row.show_question("", "")
        for question in reversed(questions):
            row_at = self._row_at(question.path) or self._row_below(question.path)
            if row_at is not None:
                row_at.show_question(question.sentence_en, question.sentence_ur)

    def holds(self, path: str) -> bool:
        """Whether a question at `path` can be answered here."""
        return self._row_at(path) is not None or self._row_below(path) is not None

    def answered_count(self) -> tuple[int, int]:
        """How many of the fields that are asked have an answer, and how many are asked."""
        asked = [path for path, row in self.rows.items() if row.isVisibleTo(self)]
        return sum(self._answers.is_answered(path) for path in asked), len(asked)

    # ---- keys

    @property
    def current(self) -> FieldRow | None:
        """The field under the cursor."""
        focused = QApplication.focusWidget()
        return next((row for row in self.rows.values() if focused is not None and row.editor.entry() is focused), None)

    def order(self) -> list[FieldRow]:
        """The fields in the order of the conversation."""
        rows = [self.rows[path] for line in self._ordered() for path in line]
        return [row for row in rows if row.isVisibleTo(self) and row.editor.entry().focusPolicy() != _NEVER]

    def step(self, by: int) -> bool:
        """Go to the next or previous field; False when there is none."""
        order, current = self.order(), self.current
        if current is not None:
            if by > 0 and isinstance(current.editor, NameEditor):
                current.editor.take_proposal()
            current.editor.settle()
        at = order.index(current) + by if current in order else 0
        if not 0 <= at < len(order):
            return False
        order[at].editor.entry().setFocus()
        return True

    def go_to(self, path: str) -> None:
        row = self._row_at(path) or self._row_below(path)
        if row is not None:
            row.editor.entry().setFocus()

    def settle(self) -> None:
        current = self.current
        if current is not None:
            current.editor.settle()
        self._autosave.flush()

    def answer_missing(self, number: int) -> None:
        """Ctrl+1 to Ctrl+4: the nth reason of the field under the cursor; 0 takes the answer back."""
        row = self.current
        if row is None:
            return
        if number == 0:
            self._clear(row)
            return
        reasons = reasons_of(self._context, row.path)
        if number <= len(reasons):
            place, reason = reasons[number - 1]
            self._clear(row, emit=False)
            self._save(place, Missing(reason), settled=True)
            self.show_answers(saved=True)

    def _clear(self, row: FieldRow, *, emit: bool = True) -> None:
        for path in [held for held in self._answers.held if held == row.path or held.startswith(f"{row.path}.")]:
            self._save(path, None, settled=emit)
        section = _section_of(row.path)
        if isinstance(self._answers.held.get(section), Missing):
            self._save(section, None, settled=emit)
        row.show_answer({})

    # ---- answers

    def _take(self, path: str, answer: Answer, settled: bool) -> None:
        row = self._row_at(path)
        if row is None:
            return
        if answer is not None and path != row.path and isinstance(self._answers.held.get(row.path), Missing):
            self._save(row.path, None, settled=False)
        if answer is not None:
            section = _section_of(path)
            if isinstance(self._answers.held.get(section), Missing):
                self._save(section, None, settled=False)
        row.show_question("", "")
        self._save(path, answer, settled=settled)
        if answer is not None:
            row.editor.show_missing("")
        if settled:
            self.draw_warnings()
            self._draw_relevance()
            other = self.rows.get(other_script(path))
            if other is not None and isinstance(other.editor, NameEditor):
                other.editor.hear_other(answer)

    def _save(self, path: str, answer: Answer, *, settled: bool) -> None:
        changed = self._answers.put(path, answer)
        row = self._row_at(path)
        if changed and row is not None:
            row.tick.show_saved(False)
            self._draw_before(row)
        self._autosave.put(changed, settled=settled)
        self.answered.tell(path)

    def _is_to_tick(self, path: str) -> bool:
        """Whether this answer was given in this form: in a correction what the record says needs no tick."""
        if self._context.correcting:
            return self._answers.is_changed(path)
        return self._answers.is_answered(path)

    def _draw_before(self, row: FieldRow) -> None:
        """What the record says, below an answer that is another one now."""
        if self._context.correcting:
            changed = self._answers.is_changed(row.path)
            before = say_answer(row.editor.field, row.path, self._answers.shown, self._context) if changed else ""
            row.show_before(before or (_("empty") if changed else ""))

    def _row_at(self, path: str) -> FieldRow | None:
        """The row of a leaf: itself, or the field a set's member belongs to."""
        return self.rows.get(path) or self.rows.get(path.rpartition(".")[0])

    def _row_below(self, path: str) -> FieldRow | None:
        """The first field of a section that a question names as a whole (`person.documents`)."""
        return next((row for name, row in self.rows.items() if name.startswith(f"{path}.")), None)

    def _draw_relevance(self) -> None:
        values = self._answers.values()
        for path, row in self.rows.items():
            leaf = self._context.catalogue.leaf_of(path)
            row.setVisible(leaf is None or is_relevant(leaf.field, values, leaf.row))

    def draw_warnings(self) -> None:
        """What may be looked at again; never stops typing, never moves the form."""
        warnings = warnings_of(self._context, self._answers.values())
        for path, row in self.rows.items():
            row.show_warning(warnings.get(path, ""))


def _section_of(path: str) -> str:
    """`person.documents` for a field in its rows."""
    return ".".join(path.split(".")[:2]) if path.count(".") > 2 else ""


# These stop finishing; they are said as soon as they are seen, so that nobody meets them only at the end.
SHOWN_AT_ONCE = frozenset({
    "record.card_of_other", "record.card_typed_twice", "record.card_scanned", "record.guardian_needed",
    "record.return_before_leaving",
})  # fmt: skip
USUAL_REASONS = ("DK", "RF", "NA", "NV")  # Ctrl+1 to Ctrl+4 mean the same everywhere
MOST_REASONS = 9


def reasons_of(context: FormContext, path: str) -> list[tuple[str, str]]:
    """Why a value may be missing here, with the leaf that holds the reason: the field's own, or its section's."""
    catalogue = context.catalogue
    field = catalogue.field_of(path)
    if field is None:
        return []
    section = catalogue.sections.get(field.row_section)
    whole = section is not None and bool(field.question) and bool(section.missing_reasons)
    # A reason stands for the whole section only while there is no other row.
    whole = whole and section is not None and len(context.rows_of(section.path)) <= 1
    place, reasons = (section.path, section.missing_reasons) if section and whole else (path, field.missing_reasons)
    return [(place, reason) for reason in in_usual_order(reasons)]


def in_usual_order(reasons: Sequence[str]) -> list[str]:
    """Reasons in the order of their keys: the usual four first."""
    usual = [reason for reason in USUAL_REASONS if reason in reasons]
    return [*usual, *(reason for reason in reasons if reason not in USUAL_REASONS)][:MOST_REASONS]


def warnings_of(context: FormContext, values: Mapping[str, object]) -> dict[str, str]:
    """The sentence per path that the catalogue's rules would like somebody to look at."""
    found: dict[str, str] = {}
    for kind in ("person", "episode"):
        for each in check_record(kind, values, context.for_checks(), context.catalogue):
            if each.level != "block" or each.code in SHOWN_AT_ONCE:
                found.setdefault(each.path, problem_sentence(each))
    # What the desk itself noticed asks before what a rule would like to have looked at.
    return found | {path: say() for path, say in context.looked_up.sentences.items() if path in values}
