"""Two people side by side, as somebody who has to say whether they are one reads them: row by row, differences marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Leaf, ProblemError, living_rows, load_catalogue, problem
from shared_models.records.changes import HEAD_OFFICE
from shared_models.records.reconcile import unpack_writers
from shared_models.text.differences import Part, differences
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record
from sync_server.subjects.people.reader import Reader, Words

PERSON = "person"
DOCUMENTS, PHONES = "person.documents", "person.phones"
# The comparison of the score that speaks of each row; rows without one are shown all the same.
COMPARED = (
    ("person.name_latin", "call"),
    ("person.name_urdu", ""),
    ("person.father_name_latin", "father"),
    ("person.father_name_urdu", ""),
    ("person.husband_name_latin", "husband"),
    ("person.husband_name_urdu", ""),
    ("person.mother_name", "mother"),
    ("person.gender", "sex"),
    ("person.birth", "birth"),
)
PLACES = (
    ("person.address_permanent.district", "place"),
    ("person.address_current.district", ""),
    ("person.email", "email"),
)
RETURN = ("episode.return_date", "episode.return_from_country")


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: names, number, and where, when and by whom registered. `desk` is empty for head office."""

    id: str
    number: str
    legacy_ref: str
    name_latin: str
    name_urdu: str
    office: str
    desk: str
    author: str
    at: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What one of them says: `parts` where both may be read, else `words`; by whom it was written when that was later.

    `number` is that of a return.
    """

    words: Words | None
    parts: tuple[Part, ...] = ()
    number: str = ""
    author: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class BesideRow:
    """One question and both answers. `comparison` names the part of the score that speaks of it."""

    label: str
    comparison: str
    one: Cell
    other: Cell

    @property
    def equal(self) -> bool:
        """Whether both say the very same."""
        return bool(self.one.parts) and self.one.parts == self.other.parts


@dataclass(frozen=True, slots=True)
class Beside:
    """Both people and the rows between them."""

    one: Side
    other: Side
    rows: tuple[BesideRow, ...]


def side_by_side(connection: sa.Connection, head_office: HeadOffice, reader: Reader, one: str, other: str) -> Beside:
    """Two people as this reader may see them. Raises ProblemError `server.not_found`."""
    mine, theirs = (_Person.read(connection, head_office, reader, name) for name in (one, other))
    return Beside(mine.side, theirs.side, tuple(_rows(mine, theirs)))


def sides_of(
    connection: sa.Connection, head_office: HeadOffice, reader: Reader, names: Iterable[str]
) -> dict[str, Side]:
    """Who these people are, in short; those who are not here are left out."""
    found: dict[str, Side] = {}
    for name in names:
        try:
            found[name] = _Person.read(connection, head_office, reader, name).side
        except ProblemError:
            continue
    return found


def _rows(mine: _Person, theirs: _Person) -> Iterator[BesideRow]:
    for path, comparison in COMPARED:
        yield from _row(path, comparison, mine.cell(path), theirs.cell(path), mine.reader)
    kinds = dict.fromkeys([*mine.papers, *theirs.papers])
    for kind in kinds:
        comparison = {"PASSPORT": "passport"}.get(kind, "card" if kind else "")
        for ours, others in zip_longest(mine.papers.get(kind, ()), theirs.papers.get(kind, ())):
            label = load_catalogue().lists["DOC_TYPE"].label(kind, mine.reader.language)
            yield from _pair(label, comparison, mine.cell(ours), theirs.cell(others))
    for ours, others in zip_longest(mine.numbers(PHONES), theirs.numbers(PHONES)):
        yield from _row(ours or others, "phone", mine.cell(ours), theirs.cell(others), mine.reader)
    for path, comparison in PLACES:
        yield from _row(path, comparison, mine.cell(path), theirs.cell(path), mine.reader)
    for ours, others in zip_longest(mine.returns, theirs.returns):
        kind = load_catalogue().kinds["episode"].label(mine.reader.language)
        yield BesideRow(kind, "", ours or Cell(None), others or Cell(None))


def _row(path: str, comparison: str, one: Cell, other: Cell, reader: Reader) -> Iterator[BesideRow]:
    leaf = load_catalogue().leaf_of(path)
    if leaf is not None:
        yield from _pair(leaf.field.label(reader.language), comparison, one, other)


def _pair(label: str, comparison: str, one: Cell, other: Cell) -> Iterator[BesideRow]:
    """The row, with marks where both were said and may be read; nothing where neither said anything."""
    mine, theirs = one.words, other.words
    if mine is None and theirs is None:
        return
    if mine is not None and theirs is not None and not (mine.masked or theirs.masked):
        ours, others = differences(mine.text, theirs.text)
        one = replace(one, parts=ours)
        other = replace(other, parts=others)
    yield BesideRow(label, comparison, one, other)


@dataclass(frozen=True, slots=True)
class _Write:
    """Who wrote a change, where and when."""

    author: str
    desk: str
    at: int
    created: bool


@dataclass(frozen=True, slots=True)
class _Person:
    reader: Reader
    side: Side
    values: Mapping[str, Any]
    writers: Mapping[str, tuple[str, ...]]
    writes: Mapping[str, _Write]
    papers: Mapping[str, tuple[str, ...]]  # kind of paper -> paths of its numbers
    returns: tuple[Cell, ...]

    @classmethod
    def read(cls, connection: sa.Connection, head_office: HeadOffice, reader: Reader, name: str) -> _Person:
        row = connection.execute(sa.select(record).where(record.c.id == name, record.c.kind == PERSON)).first()
        if row is None:
            raise ProblemError(problem("server.not_found"))
        values = _values(head_office, row)
        writes = _writes(connection, name)
        first = min(writes.values(), key=lambda write: (not write.created, write.at))
        named = reader.named(msgspec.json.encode(values).decode())
        papers: dict[str, list[str]] = {}
        for paper in living_rows(DOCUMENTS, values):
            kind = str(values.get(f"{DOCUMENTS}.{paper}.type") or "")
            if values.get(f"{DOCUMENTS}.{paper}.number"):
                papers.setdefault(kind, []).append(f"{DOCUMENTS}.{paper}.number")
        number, returns = _returns(connection, head_office, reader, name)
        side = Side(
            name, number, named["person.legacy_ref"], named["person.name_latin"], named["person.name_urdu"], row.office,
            first.desk, first.author, first.at,
        )  # fmt: skip
        writers = unpack_writers(msgspec.json.decode(row.writers), values)
        return cls(
            reader, side, values, writers, writes, {kind: tuple(paths) for kind, paths in papers.items()}, returns
        )

    def cell(self, path: str | None) -> Cell:
        """What this person says at a path, as the reader may see it."""
        leaf = load_catalogue().leaf_of(path) if path else None
        if path is None or leaf is None or self.values.get(path) is None:
            return Cell(None)
        written = [self.writes[name] for name in self.writers.get(path, ()) if name in self.writes]
        later = next((write for write in written if not write.created), None)
        words = self.reader.words(leaf, self.values[path])
        return Cell(words, author=later.author, at=later.at) if later and words else Cell(words)

    def numbers(self, section: str) -> list[str]:
        """The paths of the numbers of a repeated section that stand."""
        paths = (f"{section}.{row}.number" for row in living_rows(section, self.values))
        return [path for path in paths if self.values.get(path)]


def _values(head_office: HeadOffice, row: sa.Row[Any]) -> dict[str, Any]:
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    return msgspec.json.decode(text, type=dict[str, Any])


def _writes(connection: sa.Connection, name: str) -> dict[str, _Write]:
    column = change_log.c
    query = sa.select(column.change_id, column.author, column.at, column.action, column.device, device.c.code)
    query = query.outerjoin(device, device.c.id == column.device).where(column.record == name)
    return {
        row.change_id: _Write(
            row.author, "" if row.device == HEAD_OFFICE else row.code or "", row.at, row.action == "create"
        )
        for row in connection.execute(query)
    }


def _returns(
    connection: sa.Connection, head_office: HeadOffice, reader: Reader, name: str
) -> tuple[str, tuple[Cell, ...]]:
    """The first registration number of a person, and each return in words."""
    hanging = sa.select(record).where(record.c.person == name, record.c.kind == "episode")
    numbers: list[str] = []
    cells: list[Cell] = []
    for row in connection.execute(hanging.order_by(record.c.created_position)):
        values = _values(head_office, row)
        said = [words.text for path in RETURN if (words := _said(reader, values, path))]
        numbers.append(row.registration_no or "")
        cells.append(Cell(Words(" · ".join(said)), number=numbers[-1]))
    return next(filter(None, numbers), ""), tuple(cells)


def _said(reader: Reader, values: Mapping[str, Any], path: str) -> Words | None:
    leaf: Leaf | None = load_catalogue().leaf_of(path)
    words = reader.words(leaf, values.get(path)) if leaf else None
    return words if words and words.text and not words.masked else None
