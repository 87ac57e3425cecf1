"""A registration as the window shows it: facts by section, each asked of the access table, with what it said before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from desktop_client.services import people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.two_answers import GivenAnswer as Given
from desktop_client.services.two_answers import two_answers
from desktop_client.ui.ports import EarlierValue, Fact, GivenAnswer, SectionFacts, Source, Visibility
from shared_models.catalogue import Field, access, mask, members_of
from shared_models.catalogue.access import may_reveal
from shared_models.catalogue.validation import show_value
from shared_models.records.changes import HEAD_OFFICE, Change, Value
from shared_models.records.paths import VOID, row_leaf
from shared_models.records.rows import by_position, rows_in

_NOT_SHOWN = frozenset({"link"})
_SOURCES: Mapping[str, Source] = {"E0": "told", "E1": "paper", "E2": "paper", "E3": "scanned", "E4": "paper"}


class RecordReader:
    """One registration under the eyes of the person signed in: what may be seen, in both languages, rows by position."""

    def __init__(self, desk: OpenDesk, registration: Registration) -> None:
        self.desk = desk
        self.values = by_position(registration.values)
        self._rows = rows_in(registration.values)
        records = [record for record in (registration.person, registration.episode) if record is not None]
        self._writes = {record.kind: people.history(desk, record.id) for record in records}
        self.disputed = {
            self.placed(path): tuple(self._given(path, one) for one in answers)
            for record in records
            for path, answers in two_answers(desk, record.id).items()
        }

    def placed(self, path: str) -> str:
        """A leaf path with its row named by position, as it is where the row is not shown any more."""
        leaf = row_leaf(path)
        section = ".".join(path.split(".")[:2])
        if leaf is None or leaf.row not in self._rows.get(section, ()):
            return path
        return f"{section}.{self._rows[section].index(leaf.row) + 1}.{leaf.name}"

    def rows(self, section: str) -> range:
        """The positions of the rows of a section."""
        return range(1, len(self._rows.get(section, ())) + 1)

    def fact(self, field: Field, row: int) -> Fact | None:
        """What stands in a field, None when nothing does or nothing may be seen."""
        path = f"{field.row_section}.{row}.{field.name}" if row else field.path
        right = access(self.desk.person.role, "own", field, self.desk.catalogue)
        answers = self.disputed.pop(path, ())
        if right == "hidden" or field.kind in _NOT_SHOWN:
            return None
        visibility: Visibility = "masked" if right in {"masked", "write-once"} else "read"
        english, urdu = words_of(self.desk, field, path, self.values, visibility)
        if not english and not answers:
            return None
        fact = Fact(path, english, urdu, visibility, self._source(path), self._history(field, path, visibility))
        asked = visibility == "masked" and may_reveal(self.desk.person.role, "own", field, self.desk.catalogue)
        return replace(fact, answers=answers, may_reveal=asked)

    def _source(self, path: str) -> Source:
        if self.values.get("episode.consent_method") == "LEGACY_PAPER":
            return "register"
        evidence = self.values.get(path.rpartition(".")[0] + ".evidence")
        return _SOURCES.get(str(evidence), "")

    def _history(self, field: Field, path: str, visibility: Visibility) -> tuple[EarlierValue, ...]:
        earlier: list[EarlierValue] = []
        for write in reversed(self._writes.get(field.kind_of_record, ())):
            changed = {self.placed(leaf): value for leaf, value in write.change.set.items()}
            touched = path in changed or any(leaf.startswith((path + ".", path + "!")) for leaf in changed)
            if touched and not write.refused:
                shown, urdu = words_of(self.desk, field, path, changed, visibility)
                change = write.change
                source = _SOURCES.get(str(changed.get(path.rpartition(".")[0] + ".evidence")), "")
                desk = desk_name(self.desk, change)
                earlier.append(EarlierValue(shown, change.author, desk, change.at, source, urdu))
        return tuple(earlier)

    def _given(self, path: str, one: Given) -> GivenAnswer:
        change = one.change
        english, urdu = self._given_words(path, one)
        if change is None:
            return GivenAnswer(english, urdu, "", "", 0, one.stands)
        removed = path.endswith("." + VOID) and path in change.set
        desk = desk_name(self.desk, change)
        return GivenAnswer(english, urdu, change.author, desk, change.at, one.stands, removed)

    def _given_words(self, path: str, one: Given) -> tuple[str, str]:
        catalogue = self.desk.catalogue
        leaf = catalogue.leaf_of(path)
        right = access(self.desk.person.role, "own", leaf.field, catalogue) if leaf is not None else "hidden"
        if leaf is None or right == "hidden" or (leaf.member and right not in {"read", "write"}):
            return "•••", "•••"
        said = {self.placed(name): value for name, value in one.change.set.items()} if one.change else {}
        place = self.placed(path)
        if leaf.member:
            rank = f"{one.value} " if isinstance(one.value, int) and one.value is not True else ""
            codes = catalogue.codes_of(leaf.field)
            named = [rank + codes.label(leaf.member, lang) if codes and one.value else "" for lang in ("en", "ur")]
            return named[0], named[1]
        if leaf.part == "void":
            return (str(one.value), str(one.value)) if place in said else self._row_words(place, said)
        visibility: Visibility = "masked" if right in {"masked", "write-once"} else "read"
        return words_of(self.desk, leaf.field, place.removesuffix("!"), {**said, place: one.value}, visibility)

    def _row_words(self, void: str, said: Mapping[str, Value]) -> tuple[str, str]:
        """What a change wrote in a row that somebody else removed."""
        stem = void.removesuffix(VOID)
        words: list[tuple[str, str]] = []
        for path in said:
            field = self.desk.catalogue.field_of(path) if path.startswith(stem) else None
            if field is not None and field.kind != VOID:
                right = access(self.desk.person.role, "own", field, self.desk.catalogue)
                masked: Visibility = "masked" if right in {"masked", "write-once", "hidden"} else "read"
                words.append(words_of(self.desk, field, path, said, masked))
        return ", ".join(english for english, _ in words), "، ".join(urdu for _, urdu in words)


def section_facts(desk: OpenDesk, registration: Registration) -> tuple[SectionFacts, ...]:
    """Every answered field of a person and the newest return, in catalogue order."""
    reader = RecordReader(desk, registration)
    found: list[SectionFacts] = []
    for section in desk.catalogue.sections.values():
        fields = desk.catalogue.fields_of(section.kind_of_record, section.name)
        for row in reader.rows(section.path) if section.repeated else [0]:
            shown = [fact for field in fields if (fact := reader.fact(field, row)) is not None]
            prefix = f"{section.path}.{row}." if row else ""
            shown += _others(desk, reader, section.path, prefix)
            if shown:
                found.append(SectionFacts(section.path, tuple(shown), row))
        # What one desk wrote in a row that another one removed.
        removed = _others(desk, reader, section.path, f"{section.path}.") if section.repeated else []
        if removed:
            found.append(SectionFacts(section.path, tuple(removed)))
    return tuple(found)


def _others(desk: OpenDesk, reader: RecordReader, section: str, prefix: str) -> list[Fact]:
    """Different answers that belong to no field's own leaf: members of a set, reasons, removed rows."""
    found = []
    for path in list(reader.disputed):
        field = desk.catalogue.field_of(path)
        here = field is not None and f"{field.kind_of_record}.{field.section}" == section
        if here and path.startswith(prefix):
            found.append(Fact(path, "", "", answers=reader.disputed.pop(path)))
    return found


def names_of_returns(one: Registration) -> tuple[str, str]:
    """By which id a record is opened with the return that is shown, and with the next older one; empty if there is none."""
    ids = [shown.id for shown in people.newest_first(one)]
    names = [one.person.id, *ids[1:]]
    at = ids.index(one.episode.id) if one.episode is not None else 0
    return names[at], names[(at + 1) % len(names)] if len(names) > 1 else ""


def may_write_something(desk: OpenDesk) -> bool:
    """Whether the person signed in may change any field of a registration of this office."""
    rights = (access(desk.person.role, "own", field, desk.catalogue) for field in desk.catalogue.fields.values())
    return any(right == "write" for right in rights)


def words_of(
    desk: OpenDesk, field: Field, path: str, values: Mapping[str, Value], visibility: Visibility
) -> tuple[str, str]:
    """A field's value among `values` in both languages, masked where the reader may not see it; empty without one."""
    reason = values.get(path + "!")
    if reason is not None:
        reasons = desk.catalogue.lists["MISSING_REASON"]
        return reasons.label(str(reason), "en"), reasons.label(str(reason), "ur")
    value: Value = values.get(path)
    if field.kind == "codes":
        value = members_of(field, values, path.split(".")[2] if field.repeated else "")
    if value is None or value == ():
        return "", ""
    if visibility == "masked":
        return mask(field, value), mask(field, value)
    return show_value(field, value, "en", desk.catalogue), show_value(field, value, "ur", desk.catalogue)


def desk_name(desk: OpenDesk, change: Change) -> str:
    """The letters of this desk; another desk of the office is named by the start of its id until a list of desks comes."""
    device = change.id.device
    if device == HEAD_OFFICE:
        return "OPF"
    return desk.identity.code if device == desk.identity.device else device[:4]
