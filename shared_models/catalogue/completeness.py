"""How finished a registration is: enough for quick mode, complete, or neither, and what is still to ask."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Field, Section
from shared_models.catalogue.leaves import arranged, is_relevant, leaf_path, living_rows, lookup_in, members_of
from shared_models.catalogue.loading import load_catalogue

__all__ = ["LEVELS", "completeness", "unanswered"]

LEVELS = ("QUICK", "COMPLETE", "INCOMPLETE")
REGISTRATION = ("person", "episode")


def completeness(
    values: Mapping[str, object], catalogue: Catalogue | None = None, kinds: tuple[str, ...] = REGISTRATION
) -> str:
    """
    "COMPLETE", "QUICK" or "INCOMPLETE" for the flat values of a registration (person and episode together).

    `kinds` narrows the question to one record. A missing reason is an answer; a field that is not relevant is not
    asked for.
    """
    catalogue = catalogue or load_catalogue()
    if not any(is_asked_for(kind, catalogue) for kind in kinds):
        return "COMPLETE"
    values = arranged(values, catalogue)
    if any(_open_parts(values, catalogue, kinds, quick=True)):
        return "INCOMPLETE"
    return "QUICK" if any(_open_parts(values, catalogue, kinds, quick=False)) else "COMPLETE"


def is_asked_for(kind: str, catalogue: Catalogue) -> bool:
    """Whether any answer has to be there in a record of this kind; otherwise it is complete as it comes."""
    found: bool | None = catalogue.derived.get(("is asked for", kind))
    if found is None:
        asked = _asked(catalogue, kind, quick=True) or _asked(catalogue, kind, quick=False)
        found = catalogue.derived["is asked for", kind] = bool(asked)
    return found


def unanswered(
    level: str,
    values: Mapping[str, object],
    catalogue: Catalogue | None = None,
    kinds: tuple[str, ...] = REGISTRATION,
) -> tuple[str, ...]:
    """The paths still to answer for `level` ("QUICK" or "COMPLETE"), in the order people are asked."""
    catalogue = catalogue or load_catalogue()
    values = arranged(values, catalogue)
    return tuple(dict.fromkeys(_open_parts(values, catalogue, kinds, quick=level == "QUICK")))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a level asks in one section: its required fields in groups, those that stand for each other in one (`word`)."""

    section: Section
    required: bool
    groups: tuple[tuple[str, tuple[Field, ...]], ...]


def _asked(catalogue: Catalogue, kind: str, *, quick: bool) -> tuple[_Asked, ...]:
    """What is asked of a kind of record, worked out once a catalogue."""
    name = ("completeness", kind, "quick" if quick else "complete")
    found: tuple[_Asked, ...] | None = catalogue.derived.get(name)
    if found is None:
        sections = (
            _Asked(
                section,
                _is_required(section, quick=quick),
                _groups(catalogue.fields_of(kind, section.name), quick=quick),
            )
            for section in catalogue.sections_of(kind)
        )
        found = catalogue.derived[name] = tuple(one for one in sections if one.required or one.groups)
    return found


def _groups(fields: tuple[Field, ...], *, quick: bool) -> tuple[tuple[str, tuple[Field, ...]], ...]:
    wanted = sorted((field for field in fields if _is_required(field, quick=quick)), key=lambda one: _word(one, quick))
    return tuple(
        (word, tuple(sorted(group, key=lambda one: one.sort)))
        for word, group in groupby(wanted, key=lambda one: _word(one, quick))
    )


def _open_parts(
    values: Mapping[str, object], catalogue: Catalogue, kinds: tuple[str, ...], *, quick: bool
) -> Iterator[str]:
    for kind in kinds:
        for asked in _asked(catalogue, kind, quick=quick):
            if asked.section.repeated:
                yield from _open_in_rows(asked, values, quick=quick)
            else:
                yield from _open_in(asked, values, "", quick=quick)


def _open_in_rows(asked: _Asked, values: Mapping[str, object], *, quick: bool) -> Iterator[str]:
    path = asked.section.path
    rows = living_rows(path, values)
    if not rows and not values.get(path + "!") and asked.required:
        yield path
    for row in (_newest(asked.section, rows, values),) if rows and asked.section.newest_by else rows:
        yield from _open_in(asked, values, row, quick=quick)


def _newest(section: Section, rows: tuple[str, ...], values: Mapping[str, object]) -> str:
    """The last trip: the first one told, unless another one bears a later date (domain.md §2.10)."""

    def date(row: str) -> str:
        told = values.get(f"{section.path}.{row}.{section.newest_by}")
        return told if isinstance(told, str) else ""

    first = rows[0]
    return max(rows, key=date) if date(first) else first


def _open_in(asked: _Asked, values: Mapping[str, object], row: str, *, quick: bool) -> Iterator[str]:
    """Required fields without an answer. Of fields that stand for each other one answer is enough."""
    for word, fields in asked.groups:
        unanswered = [field for field in fields if not _is_answered(field, values, row)]
        if not unanswered:
            continue
        if word and any(field not in unanswered and is_relevant(field, values, row) for field in fields):
            continue
        for field in unanswered:
            if is_relevant(field, values, row) and not _is_excused(field, values, row, quick=quick):
                yield leaf_path(field, row)


def _word(field: Field, quick: bool) -> str:
    return field.alternatives if quick else field.complete_alternatives


def _is_required(part: Field | Section, *, quick: bool) -> bool:
    """What quick mode needs, a complete registration needs too; alternatives say so themselves."""
    if quick:
        return part.required_quick
    return part.required_complete or (part.required_quick and not getattr(part, "alternatives", ""))


def _is_answered(field: Field, values: Mapping[str, object], row: str) -> bool:
    path = leaf_path(field, row)
    if field.kind == "codes":
        return bool(members_of(field, values, row) or values.get(path + "!"))
    value = values.get(path)
    return (value is not None and value != "") or bool(values.get(path + "!"))


def _is_excused(field: Field, values: Mapping[str, object], row: str, *, quick: bool) -> bool:
    excuse = field.quick_unless if quick else None
    return excuse is not None and excuse.holds(lookup_in(values, field.row_section, row))
