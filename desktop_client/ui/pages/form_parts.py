"""What stands in the middle of an open form: its parts, each made when it is first looked at, one of them in sight."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QStackedWidget

from desktop_client.ui.forms.arrangement import (
    Arrangement,
    is_after_a_death,
    left_out_of,
    quick_arrangement,
    section_arrangement,
    sections_to_ask,
)
from desktop_client.ui.forms.copying import labels_to_go_to
from desktop_client.ui.forms.field_row import FieldRow
from desktop_client.ui.forms.progress import Progress, fields_progress, quick_progress, rows_progress
from desktop_client.ui.forms.rows_place import RowsPlace
from desktop_client.ui.forms.section_place import FieldsPlace, FormDesk, SectionPlace
from desktop_client.ui.forms.spoken_lines import ReadLine, lines_to_read
from desktop_client.ui.notices import Notice
from desktop_client.ui.pages.registration_state import QUICK
from desktop_client.ui.ports import FieldQuestion
from desktop_client.wording.language import _, current_language
from shared_models.catalogue.completeness import unanswered

ALSO_READ = ("episode.respondent", "episode.respondent_name", "episode.respondent_phone", "episode.guardian_name")


class FormParts(QStackedWidget):
    """The quick form and the sections after it. All show the same answers."""

    def __init__(self, desk: FormDesk) -> None:
        super().__init__()
        self.moved: Notice[[FieldRow]] = Notice()  # the cursor came to this field
        self.answered: Notice[[]] = Notice()
        self.reshaped: Notice[[]] = Notice()  # rows came or went, other keys work
        self._desk, self._catalogue = desk, desk.context.catalogue
        correcting = desk.context.correcting
        self._death = is_after_a_death(desk.answers.held) and not correcting
        left_out = left_out_of(self._catalogue, desk.answers.held, correcting=correcting)
        asked = sections_to_ask(self._catalogue, desk.context.role)
        self.names = (QUICK, *(name for name in asked if name not in left_out))
        self.open = ""
        self._made: dict[str, SectionPlace] = {}
        self._titled, self._low = True, False

    # ---- the parts

    def place(self, name: str) -> SectionPlace:
        """A part of the form, made when it is first looked at."""
        if name not in self._made:
            title = partial(self.title, name)
            made: SectionPlace
            if name != QUICK and self._catalogue.sections[name].repeated:
                made = RowsPlace(title, self._desk, name)
            else:
                made = FieldsPlace(title, self._desk, self._arrangement(name), quick=name == QUICK)
            made.moved.connect(lambda row: self.moved.tell(row))
            made.answered.connect(lambda: self.answered.tell())
            made.reshaped.connect(lambda: self.reshaped.tell())
            made.show_title(self._titled)
            made.lie_low(self._low)
            self._made[name] = made
            self.addWidget(made)
        return self._made[name]

    def _arrangement(self, name: str) -> Arrangement:
        if name == QUICK:
            return quick_arrangement(self._catalogue, death=self._death)
        context = self._desk.context
        return section_arrangement(self._catalogue, name, context.role, shown=context.shown)

    @property
    def in_sight(self) -> SectionPlace:
        """The part that is open."""
        return self.place(self.open)

    def show_part(self, name: str) -> None:
        """Show a part with the answers as they are now."""
        place = self.place(name)
        self.open = name
        place.show_answers()
        self.setCurrentWidget(place)

    def beside(self, by: int) -> str:
        """The part so many further on; empty at either end."""
        at = self.names.index(self.open) + by
        return self.names[at] if 0 <= at < len(self.names) else ""

    def holding(self, path: str) -> str:
        """The part where a question at `path` can be answered, the open one first; empty if none can."""
        return next((name for name in (self.open, *self.names) if self.place(name).holds(path)), "")

    # ---- all of them at once

    def _each(self, act: Callable[[SectionPlace], object]) -> None:
        for place in self._made.values():
            act(place)

    def speak(self) -> None:
        """Say everything again in the window's language."""
        self._each(lambda place: place.speak())

    def show_titles(self, shown: bool) -> None:
        """In a narrow window the list of sections says them."""
        self._titled = shown
        self._each(lambda place: place.show_title(shown))

    def lie_low(self, low: bool) -> None:
        """In a low window every field does with less height."""
        if low != self._low:
            self._low = low
            self._each(lambda place: place.lie_low(low))

    def mark_saved(self, path: str) -> None:
        self._each(lambda place: place.mark_saved(path))

    def show_questions(self, questions: tuple[FieldQuestion, ...]) -> None:
        self._each(lambda place: place.show_questions(questions))

    def draw_warnings(self) -> None:
        """What is to be looked at may be known only now."""
        self._each(lambda place: place.form.draw_warnings())

    # ---- what can be said of them without drawing them

    def title(self, name: str) -> str:
        """What stands above a part."""
        if name == QUICK:
            return _("The first questions")
        return self._catalogue.sections[name].label(current_language())

    def listed(self) -> Iterator[tuple[str, str, Progress]]:
        """Every part's name, its words in the list, how far it is; looks at the whole form."""
        answers = self._desk.answers
        needed = frozenset(unanswered("COMPLETE", answers.values(), self._catalogue))
        for name in self.names:
            if name == QUICK:
                yield name, _("Quick form"), quick_progress(answers, self._catalogue)
            elif self._catalogue.sections[name].repeated:
                yield name, self.title(name), rows_progress(answers, name, needed)
            else:
                yield name, self.title(name), fields_progress(answers, self._arrangement(name), needed)

    def labels(self) -> dict[str, tuple[str, str]]:
        """Every field that is asked: leaf path to its name in both languages, for Ctrl+G."""
        found = labels_to_go_to(self._catalogue, self._arrangement(QUICK).paths, words_in_section=False)
        for name in self.names[1:]:
            for path, labels in labels_to_go_to(self._catalogue, self._arrangement(name).paths).items():
                found.setdefault(path, labels)
        return found

    def lines(self) -> tuple[ReadLine, ...]:
        """What is read back."""
        paths = (*self._arrangement(QUICK).paths, *ALSO_READ)
        return tuple(lines_to_read(self._desk.answers, self._desk.context, paths))
