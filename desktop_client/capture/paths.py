"""How a map or a sheet names fields: rows by position (`person.documents.1.number`), reasons by a trailing `!`."""

from __future__ import annotations

import re
from collections.abc import Mapping

from shared_models.catalogue import Catalogue, Field

__all__ = ["ROW_LEAF", "by_position", "field_for", "kind_of", "reasons_at", "value_allowed"]

# Section, position, field name and member (with its dot, else empty) of a leaf in a repeated row.
ROW_LEAF = re.compile(r"^(\w+\.\w+)\.(\d{1,3})\.(\w+)((?:\.[\w-]+)?)$")


def kind_of(path: str) -> str:
    return path.split(".", 1)[0]


def field_for(catalogue: Catalogue, path: str) -> Field | None:
    """The field whose value (or member) stands at `path`; None for a reason, a withdrawal, and what is unknown."""
    leaf = catalogue.leaf_of(path)
    if leaf is None or leaf.part != "value" or (leaf.row and not ROW_LEAF.match(path)):
        return None
    if leaf.member and leaf.member not in catalogue.lists[leaf.field.code_list]:
        return None
    return leaf.field


def reasons_at(catalogue: Catalogue, path: str) -> tuple[str, ...]:
    """The reasons that may stand at `path` (ending in `!`); none when it is no such path."""
    leaf = catalogue.leaf_of(path)
    return leaf.field.missing_reasons if leaf is not None and leaf.part == "reason" else ()


def value_allowed(catalogue: Catalogue, path: str, value: object) -> bool:
    """Whether a constant written in a map can stand at `path`: a reason of that place, a code of that list."""
    if path.endswith("!"):
        return value in reasons_at(catalogue, path)
    field = field_for(catalogue, path)
    if field is None:
        return False
    if field.code_list and field.kind in {"code", "codes"} and not path.endswith(f".{value}"):
        return isinstance(value, str) and (
            value in catalogue.lists[field.code_list] or len(catalogue.lists[field.code_list].candidates(value)) == 1
        )
    return True


def by_position(values: Mapping[str, object], catalogue: Catalogue) -> dict[str, object]:
    """The same values with the row ids of a stored record turned into positions 1..n, in their order of appearance.

    Rows that are named by position keep it.
    """
    positions: dict[tuple[str, str], str] = {}
    counts: dict[str, int] = {}
    result: dict[str, object] = {}
    for path, value in values.items():
        leaf = catalogue.leaf_of(path)
        if leaf is None or not leaf.row or leaf.row.isdecimal():
            result[path] = value
            continue
        section = leaf.field.row_section or f"{leaf.field.kind_of_record}.{leaf.field.section}"
        if (section, leaf.row) not in positions:
            counts[section] = counts.get(section, 0) + 1
            positions[section, leaf.row] = str(counts[section])
        result[path.replace(f".{leaf.row}.", f".{positions[section, leaf.row]}.", 1)] = value
    return result
