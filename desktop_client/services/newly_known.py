"""What a form says that a person's record does not: rows matched by what they say, reasons beside values, other places whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from desktop_client.capture.defaults import usual_starts
from shared_models.catalogue import Catalogue
from shared_models.catalogue.fields import Leaf, Section
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING
from shared_models.records.reconcile import same_value

# The kinds of field that tell one paper or phone from another.
_NUMBERS = frozenset({"document_number", "phone", "email"})
_PLACES = frozenset({"COUNTRY", "PROVINCE", "DISTRICT"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A known answer that today's form gives differently; rows by their position in the record."""

    path: str
    before: Value
    today: Value


@dataclass(slots=True)
class NewlyKnown:
    """`added` takes nothing away; `instead` is what takes the place of known answers when today's hold (None clears).

    `form_paths` leads from a path of the record back to the form's own, whose rows are counted differently.
    """

    added: dict[str, Value] = field(default_factory=dict)
    instead: dict[str, Value] = field(default_factory=dict)
    differing: list[Difference] = field(default_factory=list)
    form_paths: dict[str, str] = field(default_factory=dict)


def newly_known(shown: Mapping[str, Value], typed: Mapping[str, Value], catalogue: Catalogue) -> NewlyKnown:
    """Hold a form's answers about a person against the record; both with rows by position."""
    found = NewlyKnown()
    starts = usual_starts(catalogue)
    placed = _placed_rows(shown, typed, catalogue)
    for path, value in typed.items():
        leaf = catalogue.leaf_of(path)
        if leaf is None or leaf.part == "void" or value is None:
            continue
        row = f"{leaf.section}.{leaf.row}." if leaf.row else ""
        place = placed[row] + path.removeprefix(row) if row else path
        found.form_paths[place] = path
        usual = leaf.field.default if leaf.row else starts.get(path)
        if leaf.part == "reason":
            _take_reason(found, shown, place, value)
        elif leaf.member:
            _take_member(found, shown, place, leaf, value, usual)
        else:
            _take_value(found, shown, place, value, usual)
    _keep_places_whole(found, shown, typed, catalogue)
    _end_reasons_of_sections(found, shown, catalogue)
    return found


def _take_reason(found: NewlyKnown, shown: Mapping[str, Value], place: str, value: Value) -> None:
    """Why there is no answer today says nothing against one that is known."""
    head = place.removesuffix(MISSING)
    known = any(path == head or path.startswith(head + ".") for path in shown)
    if not known and not same_value(shown.get(place), value):
        found.added[place] = value


def _take_member(
    found: NewlyKnown, shown: Mapping[str, Value], place: str, leaf: Leaf, value: Value, usual: Value
) -> None:
    head = place.removesuffix(leaf.member)
    others = any(path.startswith(head) for path in shown)
    if shown.get(place) is None and not (usual is not None and others):
        found.added[place] = value
        reason = head.removesuffix(".") + MISSING
        if reason in shown:
            found.added[reason] = None


def _take_value(found: NewlyKnown, shown: Mapping[str, Value], place: str, value: Value, usual: Value) -> None:
    known = shown.get(place)
    if known is None:
        found.added[place] = value
    elif not same_value(known, value) and not same_value(usual, value):
        found.differing.append(Difference(place, known, value))
        found.instead[place] = value


def _keep_places_whole(
    found: NewlyKnown, shown: Mapping[str, Value], typed: Mapping[str, Value], catalogue: Catalogue
) -> None:
    """An address in another place comes whole or not at all: no street of one village stands beside another district."""
    for section in catalogue.sections.values():
        stem = section.path + "."
        moved = any(one.path.startswith(stem) and _is_place(one.path, catalogue) for one in found.differing)
        if section.shape != "group" or not moved:
            continue
        for path in [path for path in found.added if path.startswith(stem)]:
            found.instead[path] = found.added.pop(path)
        for path in shown:
            answered = {path, path + MISSING, path.removesuffix(MISSING)} & typed.keys()
            if path.startswith(stem) and not answered:
                found.instead[path] = None


def _is_place(path: str, catalogue: Catalogue) -> bool:
    known = catalogue.field_of(path)
    return known is not None and known.code_list in _PLACES


def _end_reasons_of_sections(found: NewlyKnown, shown: Mapping[str, Value], catalogue: Catalogue) -> None:
    """Where a row comes, the reason why there was none goes."""
    for section in catalogue.sections.values():
        if section.repeated and section.path + MISSING in shown:
            added = any(
                path.startswith(section.path + ".") and value is not None for path, value in found.added.items()
            )
            if added:
                found.added[section.path + MISSING] = None


# ---- rows


def _placed_rows(shown: Mapping[str, Value], typed: Mapping[str, Value], catalogue: Catalogue) -> dict[str, str]:
    """Each row of the form, and the row of the record that says the same; a new one after the others where none does."""
    placed: dict[str, str] = {}
    for section in catalogue.sections.values():
        if not section.repeated:
            continue
        known, given = _rows(section, shown), _rows(section, typed)
        keys = _telling_apart(section, catalogue)
        free = set(known)
        # Those that agree most choose first.
        wishes = sorted(
            ((_alike(row, other, keys), at, place) for at, row in given.items() for place, other in known.items()),
            key=lambda wish: (-wish[0], wish[1], wish[2]),
        )
        for alike, at, place in wishes:
            stem = f"{section.path}.{at}."
            if alike and stem not in placed and place in free:
                placed[stem] = f"{section.path}.{place}."
                free.remove(place)
        fresh = len(known)
        for at in sorted(given):
            if f"{section.path}.{at}." not in placed:
                fresh += 1
                placed[f"{section.path}.{at}."] = f"{section.path}.{fresh}."
    return placed


def _rows(section: Section, values: Mapping[str, Value]) -> dict[int, dict[str, Value]]:
    found: dict[int, dict[str, Value]] = {}
    stem = section.path + "."
    for path, value in values.items():
        row, _, name = path.removeprefix(stem).partition(".")
        if path.startswith(stem) and name and row.isdecimal() and value is not None:
            found.setdefault(int(row), {})[name] = value
    return found


def _telling_apart(section: Section, catalogue: Catalogue) -> tuple[str, ...]:
    """What makes a row this row and no other: its first answer (a kind, a name), and a number where there is one."""
    fields = catalogue.fields_of(section.kind_of_record, section.name)
    return tuple(one.name for at, one in enumerate(fields) if at == 0 or one.kind in _NUMBERS)


def _alike(row: Mapping[str, Value], other: Mapping[str, Value], keys: tuple[str, ...]) -> int:
    """How many of the keys are the same in both; 0 when one of them differs or none is known in both."""
    same = 0
    for key in keys:
        one, another = row.get(key), other.get(key)
        if one is None or another is None:
            continue
        if not same_value(one, another):
            return 0
        same += 1
    return same
