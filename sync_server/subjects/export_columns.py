"""A record as one line of a table: which columns there are, in the order people are asked, and what stands in each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared_models.catalogue import Catalogue, Field, load_catalogue, show_value
from shared_models.catalogue.leaves import leaf_path

REASON = "!"
BETWEEN_CODES = "; "
NUMBERS = frozenset({"integer", "decimal"})
NEVER_EXPORTED = frozenset({"sealed"})  # kinds of record


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `field` is None for what every line has, and for paths that this version does not know."""

    name: str
    field: Field | None = None
    section: str = ""
    row: int = 0

    @property
    def is_number(self) -> bool:
        """Whether a spreadsheet can count with it."""
        return self.field is not None and self.field.kind in NUMBERS and not self.name.endswith(REASON)


def cells_of(fields: Mapping[str, Any], catalogue: Catalogue | None = None) -> dict[str, Any]:
    """The cells of one record whose rows are named by position.

    A set is one cell of codes, the ranked ones in order; an amount bears its currency: as a sheet is read back.
    """
    catalogue = catalogue or load_catalogue()
    cells: dict[str, Any] = {}
    sets: dict[str, list[tuple[int, str]]] = {}
    for path, value in fields.items():
        leaf = catalogue.leaf_of(path)  # a position is as good as a row's id
        if leaf is not None and leaf.member:
            rank = value if leaf.field.ranked and isinstance(value, int) else 0
            if value:
                sets.setdefault(leaf_path(leaf.field, leaf.row), []).append((rank, leaf.member))
        elif leaf is not None and leaf.field.kind == "money" and isinstance(value, Mapping):
            cells[path] = show_value(leaf.field, value, "en", catalogue).replace(",", "")
        else:
            cells[path] = value
    cells.update((path, BETWEEN_CODES.join(code for _, code in sorted(codes))) for path, codes in sets.items())
    return cells


def columns_of(fixed: Iterable[str], cells: set[str], catalogue: Catalogue | None = None) -> list[Column]:
    """The columns for lines with these cells.

    Those that every line has, then every field of the catalogue whether somebody answered it or not, so that the same
    catalogue gives the same columns; repeated sections as often as somebody needs them, once at least; a reason for no
    answer beside its field where one was given; paths that this version does not know at the end.
    """
    catalogue = catalogue or load_catalogue()
    named = {column.name: column for column in _of_catalogue(cells, catalogue)}
    unknown = sorted(cells - named.keys())
    return [Column(name) for name in fixed] + list(named.values()) + [Column(name) for name in unknown]


def _of_catalogue(cells: set[str], catalogue: Catalogue) -> Iterator[Column]:
    most = _most_rows(cells, catalogue)
    for section in catalogue.sections.values():
        if section.kind_of_record in NEVER_EXPORTED:
            continue
        title = section.label("en")
        if section.path + REASON in cells:
            yield Column(section.path + REASON, catalogue.field_of(section.path + REASON), title)
        for row in range(1, most.get(section.path, 1) + 1) if section.repeated else (0,):
            for field in catalogue.fields_of(section.kind_of_record, section.name):
                path = leaf_path(field, str(row))
                yield Column(path, field, title, row)
                if path + REASON in cells:
                    yield Column(path + REASON, field, title, row)


def _most_rows(cells: set[str], catalogue: Catalogue) -> dict[str, int]:
    """How many rows of each repeated section somebody has."""
    most: dict[str, int] = {}
    for path in cells:
        leaf = catalogue.leaf_of(path)
        if leaf is not None and leaf.row.isdecimal():
            section = leaf.field.row_section
            most[section] = max(most.get(section, 1), int(leaf.row))
    return most
