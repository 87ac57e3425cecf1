"""What an open form knows, and how each answer gets to the disk: at once when settled, after 300 ms while typing."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer

from desktop_client.ui.ports import Answer, HalfTyped, Missing
from shared_models.catalogue.catalogue import Catalogue

WHILE_TYPING_MS = 300
MOST_STEPS = 200  # that can be taken back
_NOTHING: Mapping[str, Answer] = {}


class FormAnswers:
    """The answers of one form by leaf path, and what one answer brings with it.

    In a correction `shown` is what the record says; elsewhere it is empty.
    """

    def __init__(
        self, catalogue: Catalogue, answers: Mapping[str, Answer], shown: Mapping[str, Answer] = _NOTHING
    ) -> None:
        self.catalogue = catalogue
        self.held: dict[str, Answer] = dict(answers)
        self.shown = shown
        self._steps: list[dict[str, Answer]] = []  # what stood before each answer, the newest last

    def put(self, path: str, answer: Answer) -> dict[str, Answer]:
        """Take an answer; returns every leaf that changed with it, this one first."""
        if path in self.held and self.held[path] == answer:
            return {}
        changed: dict[str, Answer] = {path: answer, **self._followers(path, answer)}
        self._remember(path, {name: self.held.get(name) for name in changed})
        self._take(changed)
        return changed

    def take_back(self) -> dict[str, Answer]:
        """Undo the last answer with all it brought; the leaves that changed, empty when there is none."""
        before = self._steps.pop() if self._steps else {}
        self._take(before)
        return before

    def _take(self, changed: Mapping[str, Answer]) -> None:
        for name, value in changed.items():
            if value is None:
                self.held.pop(name, None)
            else:
                self.held[name] = value

    def _remember(self, path: str, before: dict[str, Answer]) -> None:
        """One step an answer, not one a letter: what is typed on in the same field belongs together."""
        last = self._steps[-1] if self._steps else {}
        if path == next(iter(last), ""):
            self._steps[-1] = {**last, **{name: value for name, value in before.items() if name not in last}}
            return
        self._steps = [*self._steps[-MOST_STEPS:], before]

    def values(self) -> dict[str, object]:
        """The flat values as the catalogue's rules read them: a missing reason at path + `!`, half-typed text absent."""
        flat: dict[str, object] = {}
        for path, answer in self.held.items():
            if isinstance(answer, Missing):
                flat[f"{path}!"] = answer.reason
            elif isinstance(answer, str | int | float | bool | list | dict):
                flat[path] = answer
        return flat

    def is_answered(self, path: str) -> bool:
        """Whether a field has an answer: a value, a chosen member, a reason, or one given for its whole section."""
        if self.held.get(path) is not None:
            return True
        field = self.catalogue.field_of(path)
        if field is None:
            return False
        whole = bool(field.question) and isinstance(self.held.get(field.row_section), Missing)
        members = field.kind == "codes" and any(name.startswith(f"{path}.") and self.held[name] for name in self.held)
        return whole or members

    def is_changed(self, path: str) -> bool:
        """Whether the answer to a field is another one than the record gives."""
        leaves = {name for name in (*self.held, *self.shown) if name == path or name.startswith(f"{path}.")}
        return any(self.held.get(name) != self.shown.get(name) for name in leaves)

    def count_changed(self) -> int:
        """How many leaves differ from what the record says."""
        return sum(self.held.get(name) != self.shown.get(name) for name in {*self.held, *self.shown})

    def rows_of(self, section: str) -> tuple[str, ...]:
        """The rows of a repeated section that hold something, in their order; removed ones too."""
        prefix = section + "."
        rows = {name[len(prefix) :].split(".", 1)[0] for name in self.held if name.startswith(prefix)}
        return tuple(sorted((row for row in rows if row.isdecimal()), key=int))

    def is_stored(self, section: str, row: str) -> bool:
        """Whether a row stands in the record already: it can be withdrawn, not simply dropped."""
        return any(name.startswith(f"{section}.{row}.") for name in self.shown)

    def leaves_of(self, section: str, row: str) -> list[str]:
        """The answered leaves of a row."""
        return [name for name in self.held if name.startswith(f"{section}.{row}.")]

    def row_of(self, path: str, text: str = "") -> dict[str, object]:
        """The other fields of the row `path` lies in; a paper's type is guessed from the look of its number."""
        stem = path.rpartition(".")[0] + "."
        row = {name.removeprefix(stem): value for name, value in self.values().items() if name.startswith(stem)}
        if path.startswith("person.documents.") and "type" not in row:
            row["type"] = _paper_of(text)
        return row

    def _followers(self, path: str, answer: Answer) -> dict[str, Answer]:
        """Answers that need no question of their own: the rest of a row, the district's province, the country left."""
        if answer is None or isinstance(answer, HalfTyped):
            return {}
        if isinstance(answer, Missing):
            beside = _ANSWERED_TOGETHER.get(path)
            emptied: dict[str, Answer] = {name: None for name in self.held if name.startswith(f"{path}.")}
            return emptied | ({beside: answer} if beside is not None and self._is_free(beside) else {})
        return self._rest_of_row(path, answer) | self._around(path, answer)

    def _rest_of_row(self, path: str, answer: Answer) -> dict[str, Answer]:
        """What the catalogue takes for granted in a row that has its first answer."""
        leaf = self.catalogue.leaf_of(path)
        if leaf is None or not leaf.row or not leaf.field.question:
            return {}
        found: dict[str, Answer] = {}
        for field in self.catalogue.fields_of(leaf.field.kind_of_record, leaf.field.section):
            name = f"{leaf.field.row_section}.{leaf.row}.{field.name}"
            if field.kind == "code" and isinstance(field.default, str) and name not in self.held:
                found[name] = _paper_of(str(answer)) if field.name == "type" else field.default
        return found

    def _around(self, path: str, answer: Answer) -> dict[str, Answer]:
        beside = _ANSWERED_TOGETHER.get(_country_section(path))
        if beside is None or not isinstance(answer, str):
            return {}
        if path.endswith(".district"):
            field = self.catalogue.field_of(path)
            codes = self.catalogue.codes_of(field) if field is not None else None
            row = codes.get(answer) if codes is not None else None
            return {beside: row.parent} if row is not None and row.parent else {}
        # The country left stays what somebody said of it, when that is another one.
        return {beside: answer} if self._is_free(beside) or self.held.get(beside) == self.held.get(path) else {}

    def _is_free(self, path: str) -> bool:
        return self.held.get(path) is None or isinstance(self.held[path], Missing)


_ANSWERED_TOGETHER = {
    "person.address_permanent.district": "person.address_permanent.province",
    "person.address_current.district": "person.address_current.province",
    "episode.trips": "episode.return_from_country",
}


def _country_section(path: str) -> str:
    """The last trip answers for its whole section."""
    return "episode.trips" if path == "episode.trips.1.country" else path


def _paper_of(text: str) -> str:
    return "PASSPORT" if text[:1].isalpha() else "CNIC"


class Autosave(QObject):
    """Hands answers on: settled ones at once, those being typed after a breath, the latest of each path only."""

    def __init__(self, change: Callable[[str, Answer], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._change = change
        self._waiting: dict[str, Answer] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(WHILE_TYPING_MS)
        self._timer.timeout.connect(self.flush)

    def put(self, changed: Mapping[str, Answer], *, settled: bool) -> None:
        self._waiting.update(changed)
        if settled:
            self.flush()
        elif not self._timer.isActive():
            # Not restarted by every key: who types without a pause is saved three times a second too.
            self._timer.start()

    def flush(self) -> None:
        """Hand on everything that waits."""
        self._timer.stop()
        waiting, self._waiting = self._waiting, {}
        for path, answer in waiting.items():
            self._change(path, answer)
