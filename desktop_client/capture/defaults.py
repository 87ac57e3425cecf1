"""Takes the catalogue's usual answers where a file is silent: those that a form would show already filled in."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_client.capture.admission import IMPORTED_KINDS, may_come_from_a_file
from desktop_client.capture.paths import ROW_LEAF
from shared_models.catalogue import Catalogue, Field, check_leaf, expand
from shared_models.catalogue.conditions import fields_of
from shared_models.catalogue.leaves import is_relevant

__all__ = ["usual_answers", "usual_in_rows", "usual_starts"]

_NAME = ("usual answers",)


def usual_answers(values: Mapping[str, object], catalogue: Catalogue) -> dict[str, object]:
    """
    The leaves to add to `values` for fields outside rows: a nationality, a country beside an address, the way of coming.

    None for permission, for what has an answer or a reason, for what is not asked, for a group without any answer, and
    none that would make another answer meaningless (a respondent's name says that somebody else spoke).
    """
    found: dict[str, object] = {}
    for field in _with_a_default(catalogue):
        if field.repeated or _is_settled(field.path, values) or not is_relevant(field, values):
            continue
        in_group = field.path != f"{field.kind_of_record}.{field.name}"
        if in_group and not _answers_below(f"{field.kind_of_record}.{field.section}.", values):
            continue
        leaves = expand(field, (field.default,) if field.kind == "codes" else field.default)
        if not _spoils(field, leaves, values, catalogue):
            found |= leaves
    return found


def usual_starts(catalogue: Catalogue) -> dict[str, object]:
    """The leaves that a new form shows already filled in: what is usual outside rows, never permission."""
    found: dict[str, object] = {}
    for field in _with_a_default(catalogue):
        if not field.repeated:
            found |= expand(field, (field.default,) if field.kind == "codes" else field.default)
    return found


def usual_in_rows(values: Mapping[str, object], catalogue: Catalogue) -> dict[str, object]:
    """
    What a row cannot do without and usually is: a number alone is that of an identity card, if it can be one.

    It gives another answer its meaning, so the report names it.
    """
    needed = [field for field in _with_a_default(catalogue) if field.repeated and field.required_quick]
    found: dict[str, object] = {}
    for field in needed:
        leaves = (ROW_LEAF.match(path) for path in values)
        rows = {leaf[2] for leaf in leaves if leaf and leaf[1] == field.row_section}
        for row in sorted(rows, key=int):
            prefix = f"{field.row_section}.{row}."
            path, beside = prefix + field.name, {field.name: field.default}
            if _is_settled(path, values) or not _answers_below(prefix, values):
                continue
            others = {one: value for one, value in values.items() if one.startswith(prefix) and not one.endswith("!")}
            if not any(check_leaf(one, value, catalogue, row=beside) for one, value in others.items()):
                found[path] = field.default
    return found


def _with_a_default(catalogue: Catalogue) -> tuple[Field, ...]:
    found: tuple[Field, ...] | None = catalogue.derived.get(_NAME)
    if found is None:
        found = catalogue.derived[_NAME] = tuple(
            field
            for field in catalogue.fields.values()
            if field.default is not None
            and field.kind_of_record in IMPORTED_KINDS
            and may_come_from_a_file(field.path, catalogue)
        )
    return found


def _is_settled(path: str, values: Mapping[str, object]) -> bool:
    return any(key in {path, path + "!"} or key.startswith(path + ".") for key in values)


def _answers_below(prefix: str, values: Mapping[str, object]) -> bool:
    return any(path.startswith(prefix) and not path.endswith("!") for path in values)


def _spoils(usual: Field, leaves: Mapping[str, object], values: Mapping[str, object], catalogue: Catalogue) -> bool:
    """Whether an answer that is there hangs on the field, and would not have been asked beside its usual answer."""
    with_it = {**values, **leaves}
    given = (field for path in values if not path.endswith("!") and (field := catalogue.fields.get(path)))
    return any(
        field.relevant_when is not None
        and usual.path in fields_of(field.relevant_when)
        and not is_relevant(field, with_it)
        for field in given
    )
