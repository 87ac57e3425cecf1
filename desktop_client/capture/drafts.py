"""The values of one row while its columns are read: sets grow, rows are numbered, two columns may not contradict."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from desktop_client.capture.paths import ROW_LEAF, field_for, reasons_at
from shared_models.catalogue import Catalogue

__all__ = ["Draft"]


# What a register says of a paper of which it says no more than that it is lost.
_OF_A_LOST_PAPER = frozenset({"type", "status", "evidence", "number!"})


class Draft:
    """Values of a person and an episode by path, with row positions. What is set first stands."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self.values: dict[str, object] = {}
        self._reasons: dict[str, str] = {}

    def put(self, path: str, value: object) -> bool:
        """Set a value or a reason that was given in words; False when it contradicts what already stands there."""
        if path.endswith("!"):
            return self._put_reason(path, value)
        if path + "!" in self.values:
            return False
        field = field_for(self._catalogue, path)
        if field is not None and field.kind == "codes" and not path.endswith("." + str(value)):
            return self._put_member(path, str(value), ranked=field.ranked, most=field.maximum)
        return self.values.setdefault(path, value) == value

    def reason(self, path: str, reason: str) -> None:
        """Say why `path` has no value, for the case that no other column gives one."""
        if reason in reasons_at(self._catalogue, path + "!"):
            self._reasons.setdefault(path, reason)

    def has(self, path: str) -> bool:
        """Whether something is stored at the field, in a member of the set, or in a row of the section at `path`."""
        return any(key == path or key.startswith(path + ".") for key in self.values)

    def settle(self, defaults: Mapping[str, object]) -> None:
        """Reasons for what stayed empty, defaults beside what is there, sections without rows, positions 1..n."""
        for path, reason in self._reasons.items():
            if not self.has(path):
                self.values.setdefault(path + "!", reason)
        for path, value in defaults.items():
            row = ROW_LEAF.match(path)
            if row is None or any(self._answers_in(f"{row[1]}.{row[2]}.")):
                self.values.setdefault(path, value)
        self._only_lost_papers()
        self._drop_answered_reasons()
        self._number_rows()

    def add_row(self, section: str, line: Draft, taken: set[int], most: int) -> bool:
        """
        Put the row that `line` holds at position 1 into the section; False when there is no room for it.

        It joins the first row that says nothing else and is not `taken` by an earlier line, else it is a row of its own.
        """
        head = f"{section}.1."
        leaves = {key.removeprefix(head): value for key, value in line.values.items() if key.startswith(head)}
        reasons = {key.removeprefix(head): one for key, one in line._reasons.items() if key.startswith(head)}
        for position in range(1, most + 1):
            place = f"{section}.{position}."
            if position in taken or any(
                self.values.get(place + name, value) != value for name, value in leaves.items()
            ):
                continue
            taken.add(position)
            self.values.update((place + name, value) for name, value in leaves.items())
            self._reasons.update((place + name, reason) for name, reason in reasons.items())
            return True
        return False

    # ------------------------------------------------------------------------------------------------

    def _put_reason(self, path: str, value: object) -> bool:
        if value not in reasons_at(self._catalogue, path):
            return False
        if self.has(path.removesuffix("!")):
            return False
        return self.values.setdefault(path, value) == value

    def _put_member(self, path: str, code: str, *, ranked: bool, most: int | None) -> bool:
        rank = sum(key.startswith(path + ".") for key in self.values) + 1
        if f"{path}.{code}" in self.values:
            return True
        if most is not None and rank > most:
            return False
        self.values[f"{path}.{code}"] = rank if ranked else True
        return True

    def _answers_in(self, prefix: str) -> Iterable[str]:
        return (key for key in self.values if key.startswith(prefix) and not key.endswith("!"))

    def _only_lost_papers(self) -> None:
        """A register that names nothing but a lost card tells of a person without papers, and why."""
        rows = {row[2] for key in self.values if (row := ROW_LEAF.match(key)) and row[1] == "person.documents"}
        lost = {row for row in rows if self.values.get(f"person.documents.{row}.status") == "LOST"}
        told = [key for key in self.values if key.startswith("person.documents.")]
        if not rows or rows != lost or any(key.rpartition(".")[2] not in _OF_A_LOST_PAPER for key in told):
            return
        for key in told:
            del self.values[key]
        self.reason_now("person.documents", "LOST")

    def reason_now(self, path: str, reason: str) -> None:
        """The reason at once, replacing a weaker one."""
        if reason in reasons_at(self._catalogue, path + "!"):
            self.values[path + "!"] = reason

    def _drop_answered_reasons(self) -> None:
        """A reason for having no answer does not stand beside an answer, nor one for a section beside its rows."""
        for path in [path for path in self.values if path.endswith("!") and self.has(path.removesuffix("!"))]:
            del self.values[path]

    def _number_rows(self) -> None:
        """Positions without gaps: a register whose card column is empty has its passport in row 1."""
        used: dict[str, list[int]] = {}
        for key in self.values:
            if row := ROW_LEAF.match(key.removesuffix("!")):
                used.setdefault(row[1], []).append(int(row[2]))
        order = {section: {old: new for new, old in enumerate(sorted(set(rows)), 1)} for section, rows in used.items()}
        numbered = {self._renumbered(key, order): value for key, value in self.values.items()}
        # Row 1 before row 2, because rows get their ids in the order in which they are met.
        self.values = dict(sorted(numbered.items(), key=lambda item: _place(item[0])))

    @staticmethod
    def _renumbered(key: str, order: Mapping[str, Mapping[int, int]]) -> str:
        row = ROW_LEAF.match(key.removesuffix("!"))
        if row is None:
            return key
        return f"{row[1]}.{order[row[1]][int(row[2])]}.{row[3]}{row[4]}" + ("!" if key.endswith("!") else "")


def _place(key: str) -> int:
    row = ROW_LEAF.match(key.removesuffix("!"))
    return int(row[2]) if row else 0
