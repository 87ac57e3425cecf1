"""How finished a registration is: enough for quick mode, complete, or neither, and what is still to ask."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Field, Section
from shared_models.catalogue.leaves import is_relevant, leaf_path, living_rows, lookup_in, members_of
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
    if any(_open_parts(values, catalogue, kinds, quick=True)):
        return "INCOMPLETE"
    return "QUICK" if any(_open_parts(values, catalogue, kinds, quick=False)) else "COMPLETE"


def unanswered(
    level: str,
    values: Mapping[str, object],
    catalogue: Catalogue | None = None,
    kinds: tuple[str, ...] = REGISTRATION,
) -> tuple[str, ...]:
    """The paths still to answer for `level` ("QUICK" or "COMPLETE"), in the order people are asked."""
    catalogue = catalogue or load_catalogue()
    return tuple(dict.fromkeys(_open_parts(values, catalogue, kinds, quick=level == "QUICK")))


def _open_parts(
    values: Mapping[str, object], catalogue: Catalogue, kinds: tuple[str, ...], *, quick: bool
) -> Iterator[str]:
    for kind in kinds:
        for section in catalogue.sections_of(kind):
            fields = catalogue.fields_of(kind, section.name)
            if section.repeated:
                yield from _open_in_rows(section, fields, values, quick=quick)
            else:
                yield from _open_in(fields, values, "", quick=quick)


def _open_in_rows(
    section: Section, fields: tuple[Field, ...], values: Mapping[str, object], *, quick: bool
) -> Iterator[str]:
    rows = living_rows(section.path, values)
    if not rows and not values.get(section.path + "!") and _is_required(section, quick=quick):
        yield section.path
    for row in rows:
        yield from _open_in(fields, values, row, quick=quick)


def _open_in(fields: tuple[Field, ...], values: Mapping[str, object], row: str, *, quick: bool) -> Iterator[str]:
    """Required fields without an answer. Of fields that stand for each other one answer is enough."""
    wanted = [field for field in fields if _is_required(field, quick=quick)]
    for word, group in groupby(sorted(wanted, key=lambda one: _word(one, quick)), key=lambda one: _word(one, quick)):
        alternatives = [field for field in group if is_relevant(field, values, row)]
        if word and any(_is_answered(field, values, row) for field in alternatives):
            continue
        for field in sorted(alternatives, key=lambda one: one.sort):
            if not _is_answered(field, values, row) and not _is_excused(field, values, row, quick=quick):
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
    if values.get(path + "!"):
        return True
    if field.kind == "codes":
        return bool(members_of(field, values, row))
    return values.get(path) not in {None, ""} if not isinstance(values.get(path), dict) else True


def _is_excused(field: Field, values: Mapping[str, object], row: str, *, quick: bool) -> bool:
    excuse = field.quick_unless if quick else None
    return excuse is not None and excuse.holds(lookup_in(values, field.row_section, row))
