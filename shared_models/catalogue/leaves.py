"""Between the flat leaves of a record and the values people see: sets, ranks, groups and rows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.conditions import Lookup
from shared_models.catalogue.fields import Field, Leaf
from shared_models.catalogue.loading import load_catalogue

__all__ = [
    "Leaves",
    "arranged",
    "collect",
    "expand",
    "is_relevant",
    "leaf_path",
    "living_rows",
    "lookup_in",
    "members_of",
]

ROW_DOTS = 3  # kind.section.row.field
_ABSENT = frozenset({None, ""})


class Leaves(dict[str, object]):
    """
    The flat leaves of a record, looked through once: a check asks for the rows and members of many fields.

    Not changed any more once it is made.
    """

    __slots__ = ("_members", "_rows", "taken")

    def __init__(self, values: Mapping[str, object], catalogue: Catalogue) -> None:
        super().__init__(values)
        members: dict[str, list[tuple[str, object]]] = defaultdict(list)
        sections: dict[str, dict[str, bool]] = defaultdict(dict)
        leaf_of = catalogue.leaf_of
        # Every leaf with its path and value, None for a path that this version does not know.
        self.taken: list[tuple[str, object, Leaf | None]] = [
            (path, value, leaf_of(path)) for path, value in values.items()
        ]
        for path, value, leaf in self.taken:
            if leaf is None:
                if path.count(".") >= ROW_DOTS:  # a field this version does not know makes its row live all the same
                    kind, name, row, below = path.split(".", ROW_DOTS)
                    _count_in(sections[f"{kind}.{name}"], row, below, value)
                continue
            _field, row, member, part, _key, section = leaf
            if member and value:
                members[path[: -len(member) - 1]].append((member, value))
            if not row:
                continue
            if part == "void":
                _count_in(sections[section], row, "void", value)
            elif value is not None:
                sections[section].setdefault(row, True)
        self._members = members
        self._rows = {section: _living(rows) for section, rows in sections.items()}

    def rows(self, section: str) -> tuple[str, ...]:
        """As `living_rows`."""
        return self._rows.get(section, ())

    def members(self, path: str) -> Sequence[tuple[str, object]]:
        """(member, mark) of everything one step below `path` that is marked."""
        return self._members.get(path, ())


def arranged(values: Mapping[str, object], catalogue: Catalogue) -> Leaves:
    """The values as Leaves: the same object when they are, so that they are looked through once."""
    return values if isinstance(values, Leaves) else Leaves(values, catalogue)


def leaf_path(field: Field, row: str = "") -> str:
    """The leaf path of a field, in a given row when it lives in rows."""
    return f"{field.row_section}.{row}.{field.name}" if field.repeated else field.path


def expand(field: Field, value: object, row: str = "") -> dict[str, object]:
    """
    The leaves that hold `value`: one for an ordinary field, one a member for a set or a ranked list.

    A set is given as a sequence of codes (for a ranked one in order of rank) or as code -> True or rank.
    """
    path = leaf_path(field, row)
    if field.kind != "codes" or value is None:
        return {path: value}
    if isinstance(value, Mapping):
        return {f"{path}.{code}": mark for code, mark in value.items()}
    codes = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    return {f"{path}.{code}": rank if field.ranked else True for rank, code in enumerate(codes, start=1)}


def members_of(field: Field, values: Mapping[str, object], row: str = "") -> tuple[str, ...]:
    """The chosen members of a `codes` field, by rank for a ranked one, else in the order of their codes."""
    path = leaf_path(field, row)
    if isinstance(values, Leaves):
        chosen = list(values.members(path))
    else:
        prefix = path + "."
        chosen = [(path[len(prefix) :], mark) for path, mark in values.items() if path.startswith(prefix) and mark]
    if field.ranked:
        chosen.sort(key=lambda pair: (pair[1] if isinstance(pair[1], int) else 0, pair[0]))
    else:
        chosen.sort()
    return tuple(code for code, _ in chosen if code != "!")


def living_rows(section: str, values: Mapping[str, object]) -> tuple[str, ...]:
    """The row ids of a repeated section (`person.documents`) that hold something and are not withdrawn."""
    if isinstance(values, Leaves):
        return values.rows(section)
    prefix = section + "."
    rows: dict[str, bool] = {}
    for path in [path for path in values if path.startswith(prefix)]:
        row, _, name = path[len(prefix) :].partition(".")
        _count_in(rows, row, name, values[path])
    return _living(rows)


def _count_in(rows: dict[str, bool], row: str, name: str, value: object) -> None:
    """Take note of one leaf of a row: a row lives when it holds something, unless it is withdrawn."""
    if name == "void":
        rows[row] = rows.get(row, True) and value in _ABSENT
    elif name and value is not None:
        rows.setdefault(row, True)


def _living(rows: Mapping[str, bool]) -> tuple[str, ...]:
    return tuple(row for row, lives in rows.items() if lives)


def lookup_in(values: Mapping[str, object], section: str = "", row: str = "") -> Lookup:
    """How conditions read `values`: fields of the same row first, then the fields of the record."""

    def lookup(path: str) -> object:
        if row and path.startswith(section + "."):
            return values.get(f"{section}.{row}.{path[len(section) + 1 :]}")
        return values.get(path)

    return lookup


def is_relevant(field: Field, values: Mapping[str, object], row: str = "") -> bool:
    """Whether the field is asked, given the other values (of the same row, when it lives in rows)."""
    return field.relevant_when is None or field.relevant_when.holds(lookup_in(values, field.row_section, row))


def collect(values: Mapping[str, object], catalogue: Catalogue | None = None) -> dict[str, dict[str, object]]:
    """
    The nested view of flat leaves: {kind: {field: value, group: {field: value}, section: [{"row": id, …}]}}.

    Sets become tuples of codes (ranked ones in order), missing reasons stay beside their field as `name!`, withdrawn
    rows are left out, fields this version does not know stand under their own path.
    """
    catalogue = catalogue or load_catalogue()
    view: dict[str, dict[str, object]] = {}
    rows: dict[tuple[str, str], dict[str, object]] = {}
    for path, value in values.items():
        if value is None:
            continue
        leaf = catalogue.leaf_of(path)
        kind = view.setdefault(path.partition(".")[0], {})
        if leaf is None:
            kind[path] = value
            continue
        if leaf.part == "void":
            continue
        field = leaf.field
        name = field.name + ("!" if leaf.part == "reason" else "")
        held = members_of(field, values, leaf.row) if leaf.member else value
        if not field.repeated:
            _home(kind, field)[name] = held
        elif leaf.row in living_rows(field.row_section, values):
            row = rows.get((field.row_section, leaf.row))
            if row is None:
                row = rows[field.row_section, leaf.row] = {"row": leaf.row}
                held_rows = kind.setdefault(field.section, [])
                if isinstance(held_rows, list):
                    held_rows.append(row)
            row[name] = held
    return view


def _home(kind: dict[str, object], field: Field) -> dict[str, object]:
    """The table a field without rows stands in: its kind's, or that of its group."""
    if field.path == f"{field.kind_of_record}.{field.name}":
        return kind
    group = kind.setdefault(field.section, {})
    return group if isinstance(group, dict) else kind
