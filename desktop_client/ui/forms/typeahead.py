"""Choosing from a long list by typing either script; one code, several, or several in order of urgency."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from desktop_client.ui.forms.editor import FieldEditor, direct, ink_placeholder
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.forms.suggestions import NUMBERED, Suggestion, SuggestionList
from desktop_client.ui.keys import digit_of
from desktop_client.ui.ports import Answer, HalfTyped, Missing
from desktop_client.wording.language import _, current_language, fill
from shared_models.catalogue.codes import Code, CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.problems import problem

MOST_SUGGESTIONS = 60


class TypeAheadEditor(FieldEditor):
    """The line, the open list and their keys; what taking a code means is said by the two editors below."""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self.line = QLineEdit()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.line)
        self._list: SuggestionList | None = None
        self._missing = ""
        self.line.textEdited.connect(self._typed)
        self.watch(self.line)

    def entry(self) -> QWidget:
        return self.line

    def codes(self) -> CodeList:
        found = self.context.catalogue.codes_of(self.field)
        if found is None:
            raise LookupError(self.field.path)
        return found

    def take(self, code: str) -> None:
        """A code was chosen."""
        raise NotImplementedError

    def chosen(self) -> Sequence[str]:
        """The codes that stand in the field."""
        raise NotImplementedError

    def speak(self) -> None:
        super().speak()
        direct(self.line, "window")

    def label(self, code: str) -> str:
        return self.codes().label(code, current_language())

    @property
    def suggestions(self) -> SuggestionList:
        if self._list is None:
            self._list = SuggestionList(self.line, self.take)
        return self._list

    def offer(self, text: str) -> None:
        """Open the list for what is typed; nothing typed offers the whole list, favourites first."""
        self.suggestions.open(self._found(text), mark_first=bool(text.strip()))

    def stand_back(self, shown: str) -> None:
        super().stand_back(shown)
        self.close_list()

    def close_list(self) -> None:
        if self._list is not None:
            self._list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._key(event):
            return True
        heard = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.FocusIn and self.offers_at_once():
            self.offer("")
        elif event.type() == QEvent.Type.FocusOut:
            self.close_list()
        return heard

    def offers_at_once(self) -> bool:
        """An empty field shows its list as soon as the cursor comes."""
        return not self.chosen() and not self.line.text() and not self._missing and self.line.hasFocus()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            if not self.suggestions.isVisible():
                self.offer("" if self.chosen() else self.line.text())
            self.suggestions.move_mark(1 if event.key() == Qt.Key.Key_Down else -1)
            return True
        if event.key() == Qt.Key.Key_Escape and self.suggestions.isVisible():
            self.close_list()
            return True
        digit = digit_of(event) if event.modifiers() in (_NO_KEYS, _KEYPAD) else None
        if digit and self.suggestions.isVisible() and digit <= len(self.suggestions.suggestions):
            numbered = [row for row in self.suggestions.suggestions if row.number == digit]
            if numbered:
                self.take(numbered[0].code)
                return True
        return False

    def _typed(self, text: str) -> None:
        raise NotImplementedError

    def _found(self, text: str) -> list[Suggestion]:
        codes, today = self.codes(), self.context.today.isoformat()
        if text.strip():
            found = [row for code in codes.search(text, MOST_SUGGESTIONS) if (row := codes.get(code)) is not None]
        else:
            found = sorted(codes.rows, key=self._far)
        living = [row for row in found if row.is_active(today)]
        chosen = self.chosen()
        return [
            Suggestion(row.code, self._words(row), self._beside(row), _number(index, text), row.code in chosen)
            for index, row in enumerate(living, start=1)
        ]

    def _far(self, row: Code) -> tuple[bool, bool, bool]:
        """Favourites first; of the districts the office's own, then those of its province."""
        near = self.codes().get(self.context.looked_up.district)
        around = near.parent if near is not None else ""
        return not row.favourite, row is not near, not around or row.parent != around

    def _words(self, row: Code) -> str:
        parent = self._parent(row, current_language())
        return (
            fill(_("{place}, {around}"), place=row.label(current_language()), around=parent)
            if parent
            else row.label(current_language())
        )

    def _beside(self, row: Code) -> str:
        return row.label("en" if current_language() == "ur" else "ur")

    def _parent(self, row: Code, language: str) -> str:
        """The province around a place. Other lists name the group they are added up in, which helps nobody to choose."""
        provinces = self.context.catalogue.lists["PROVINCE"]
        return provinces.label(row.parent, language) if row.parent in provinces else ""


def _number(index: int, text: str) -> int:
    return index if index <= NUMBERED and not text.strip() else 0


_NO_KEYS = Qt.KeyboardModifier.NoModifier
_KEYPAD = Qt.KeyboardModifier.KeypadModifier


class ListEditor(TypeAheadEditor):
    """One code of a list."""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self._code = ""
        self._unsettled = False
        self.speak()

    def chosen(self) -> Sequence[str]:
        return (self._code,) if self._code else ()

    def speak(self) -> None:
        super().speak()
        if self._code and not self._unsettled:
            self._write()

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        value = answers.get(self.path)
        if isinstance(value, Missing):
            return
        self._unsettled = False
        self._code = value if isinstance(value, str) else ""
        self.doubt = None
        if isinstance(value, HalfTyped):
            self.line.setText(value.text)
            self.doubt = problem("field.code_unknown", self.path, word=value.text)
        else:
            self._write()

    def show_missing(self, words: str) -> None:
        self._missing = words
        self.line.setPlaceholderText(words)
        if words:
            self._code, self._unsettled, self.doubt = "", False, None
            self.line.clear()
            self.close_list()

    def take(self, code: str) -> None:
        self._code, self._unsettled, self.doubt = code, False, None
        self._write()
        self.close_list()
        self.answered.tell(self.path, code, True)

    def settle(self) -> None:
        marked = self._list.marked if self._list is not None else None
        text = self.line.text().strip()
        if marked is not None and (text or not self._code):
            self.take(marked.code)
        elif self._unsettled:
            exact = self.codes().candidates(text) if text else ()
            if len(exact) == 1:
                self.take(exact[0])
            else:
                self._unsettled = False
                self.doubt = problem("field.code_unknown", self.path, word=text) if text else None
                self.answered.tell(self.path, HalfTyped(text) if text else None, True)
        self.close_list()

    def _typed(self, text: str) -> None:
        self._code, self._unsettled = "", True
        self.offer(text)
        self.answered.tell(self.path, HalfTyped(text) if text.strip() else None, False)

    def _write(self) -> None:
        row = self.codes().get(self._code) if self._code else None
        self.line.setText(self._words(row) if row else self._code)
        self.line.setCursorPosition(0)


class CodesEditor(TypeAheadEditor):
    """Several codes; in a ranked field the first is the most urgent. Each code is a leaf of its own."""

    def __init__(self, field: Field, path: str, context: FormContext) -> None:
        super().__init__(field, path, context)
        self._codes: list[str] = []
        self.speak()

    def chosen(self) -> Sequence[str]:
        return self._codes

    def speak(self) -> None:
        super().speak()
        self._write()

    def show_answer(self, answers: Mapping[str, Answer]) -> None:
        stem = f"{self.path}."
        held = {path.removeprefix(stem): value for path, value in answers.items() if path.startswith(stem)}
        ranks = {code: value for code, value in held.items() if isinstance(value, int) and value}
        self._codes = sorted(ranks, key=lambda code: (int(ranks[code]), code))
        self._write()

    def show_missing(self, words: str) -> None:
        self._missing = words
        if words:
            for code in list(self._codes):
                self.answered.tell(f"{self.path}.{code}", None, True)
            self._codes = []
            self.line.clear()
            self.close_list()
        self._write()

    def take(self, code: str) -> None:
        self._missing = ""
        if code in self._codes:
            self._codes.remove(code)
            self.answered.tell(f"{self.path}.{code}", None, True)
        elif self.field.maximum and len(self._codes) >= self.field.maximum:
            self.doubt = problem("field.too_many", self.path, limit=self.field.maximum)
            self.line.clear()
            self.close_list()
            self.entered.tell()
            return
        else:
            self._codes.append(code)
        self.doubt = None
        self._tell()
        self.line.clear()
        self.close_list()
        self._write()

    def settle(self) -> None:
        marked = self._list.marked if self._list is not None else None
        text = self.line.text().strip()
        self.doubt = None
        if marked is not None and marked.code not in self._codes:
            self.take(marked.code)
        elif text:
            self.doubt = problem("field.code_unknown", self.path, word=text)
        self.close_list()

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self._codes:
            self.take(self._codes[-1])
            return True
        return super()._key(event)

    def _typed(self, text: str) -> None:
        self.offer(text)

    def _tell(self) -> None:
        for rank, code in enumerate(self._codes, start=1):
            self.answered.tell(f"{self.path}.{code}", rank if self.field.ranked else True, True)

    def _write(self) -> None:
        several = len(self._codes) > 1 and self.field.ranked
        words = [
            f"{rank} {self.label(code)}" if several else self.label(code) for rank, code in enumerate(self._codes, 1)
        ]
        ink_placeholder(self.line, chosen=bool(self._codes))
        self.line.setPlaceholderText(" · ".join(words) or self._missing)
        self.line.setAccessibleDescription(" · ".join(words))
