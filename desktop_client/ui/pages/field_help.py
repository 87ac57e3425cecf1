"""The quiet column beside the form: what is being asked, in both languages, and which keys answer it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_client.ui import fonts
from desktop_client.ui.forms.field_row import FieldRow, missing_words
from desktop_client.ui.forms.form import reasons_of
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.pieces import Band, clear_layout, heading, quiet, small
from desktop_client.ui.style import label_font, tokens
from desktop_client.wording.language import LanguageCode, _, current_language, is_right_to_left, isolate


class FieldHelp(QWidget):
    """Follows the cursor; never moves it."""

    def __init__(self, context: FormContext) -> None:
        super().__init__()
        self._context = context
        self._row: FieldRow | None = None
        self._section = ""
        self.told: Callable[[], object] = lambda: None  # somebody else says it too, where the column is folded away
        self._asked = ""
        self._is_brief = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(24, 12, 24, 12)
        self._column.setSpacing(8)
        self._summary = Band("wait")
        self._title, self._other, self._hint, self._note = heading(), QLabel(), quiet(), Band("wait")
        self._title.setWordWrap(True)
        self._other.setWordWrap(True)
        self._other.setProperty("look", "muted")
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(2)
        for part in (self._summary, self._title, self._other, self._hint, self._note):
            self._column.addWidget(part)
        self._column.addSpacing(8)
        self._column.addLayout(self._reasons)
        self._column.addStretch()

    def be_brief(self, brief: bool) -> None:
        """Where people like this one stand above it: what is said in the other language and each reason's line are left out."""
        if brief != self._is_brief:
            self._is_brief = brief
            self._other.setVisible(not brief)
            space = (16, 4, 16, 4) if brief else (24, 12, 24, 12)
            self._column.setContentsMargins(*space)
            self._column.setSpacing(4 if brief else 8)
            self.speak()

    def show_summary(self, text: str) -> None:
        """One sentence above everything, until it is empty."""
        self._asked = text
        self._summary.show_sentence(text, "wait")
        self.told()

    @property
    def brief(self) -> str:
        """The one sentence that matters most here."""
        if self._row is not None and isValid(self._row):
            said = self._row.alert or self._asked or self._row.editor.field.help(current_language())
            return said or self._row.label
        known = self._context.catalogue.sections.get(self._section)
        return self._asked or (known.help(current_language()) if known is not None else "")

    def show_field(self, row: FieldRow) -> None:
        self._row = row
        self.speak()

    def show_section(self, section: str) -> None:
        """Say what a part of the form is about, while no field of it is under the cursor."""
        self._row, self._section = None, section
        self.speak()

    def _speak_section(self) -> None:
        known = self._context.catalogue.sections.get(self._section)
        here = current_language()
        self._title.setText(known.label(here) if known is not None else "")
        self._other.setText(known.label("en" if here == "ur" else "ur") if known is not None else "")
        self._hint.setText(known.help(here) if known is not None else "")
        self._note.show_sentence("", "wait")
        clear_layout(self._reasons)
        self.told()

    def speak(self) -> None:
        """Say everything about the field under the cursor."""
        if self._row is None or not isValid(self._row):
            self._speak_section()
            return
        field = self._row.editor.field
        here = current_language()
        other: LanguageCode = "en" if here == "ur" else "ur"
        self._title.setText(self._row.label)
        self._other.setText(self._row.label_in(other))
        self._other.setFont(fonts.font(tokens().type["body"] + 1, urdu=other == "ur"))
        self._hint.setText(field.help(here))
        note = self._row.alert
        self._note.show_sentence(note, "act" if self._row.question else "wait")
        clear_layout(self._reasons)
        reasons = reasons_of(self._context, self._row.path)
        if reasons and self._is_brief:
            listed = " · ".join(
                f"{isolate(f'Ctrl+{number}')} {missing_words(self._context.catalogue, reason)}"
                for number, (_place, reason) in enumerate(reasons, start=1)
            )
            line = quiet(f"{_('No answer? Keep the reason:')} {listed}")
            line.setFont(label_font())
            self._reasons.addWidget(line)
        elif reasons:
            self._reasons.addWidget(small(_("No answer? Keep the reason:")))
        for number, (_place, reason) in enumerate([] if self._is_brief else reasons, start=1):
            words = missing_words(self._context.catalogue, reason)
            line = QLabel(f"{isolate(f'Ctrl+{number}')}  {words}")
            line.setFont(label_font())
            side = Qt.AlignmentFlag.AlignRight if is_right_to_left() else Qt.AlignmentFlag.AlignLeft
            line.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
            self._reasons.addWidget(line)
        self.told()
