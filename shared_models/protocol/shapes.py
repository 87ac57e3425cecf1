"""Changes as one JSON document of columns: one column a field, one table a repeated section, so that alike stands by alike."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec

from shared_models.protocol.closing import Closing, carried
from shared_models.protocol.columns import LINK, Cells, Column, Filling, Reading, differences, pick, sums, to_columns
from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.protocol.sets import join_set, join_sets
from shared_models.protocol.unreadable import marked, may_be_unreadable
from shared_models.records import ids
from shared_models.records.changes import ACTIONS, Change, ChangeId
from shared_models.records.paths import row_leaf, set_member

VERSION = 1
MAX_CHANGES = 5_000
MAX_COLUMNS = 2_000
MAX_NUMBER = (1 << 53) - 1  # what every JSON reader and both databases keep exactly
_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")
_ORIGIN = re.compile(rf"{_NAME.pattern}\.{_NAME.pattern}")
_MAX_TEXT = 200

Refs: TypeAlias = list[int]
"""[origin, sequence, origin, sequence, …]: writes, whose device and incarnation stand in `origins`."""


class Table(msgspec.Struct, array_like=True, frozen=True):
    """The rows of one repeated section: whose they are (differences of change indices), their ids, their columns."""

    section: str
    owners: list[int]
    rows: list[str]
    columns: list[Column]


class Part(msgspec.Struct, array_like=True, frozen=True):
    """Everything the changes of one kind of record set."""

    kind: int
    columns: list[Column]
    tables: list[Table]


class Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """The whole document; every list but `parts` and the exceptions runs parallel to the changes.

    `closings` is read apart from the rest: whatever stands there makes no change unreadable.
    """

    v: int
    n: int
    runs: list[tuple[int, int, int]]
    origins: list[str]
    sessions: list[tuple[str, str, str]]
    kinds: list[str]
    kind: list[int]
    act: list[int]
    sess: list[int]
    t: list[int]
    rec: list[int | str]
    base: list[Refs | None]
    parts: list[Part]
    bases: list[tuple[int, str, Refs]] = []
    covers: list[tuple[int, Refs]] = []
    closings: Any = None


class _Names:
    """Numbers for names, in the order in which they are first used."""

    def __init__(self) -> None:
        self.numbers: dict[Any, int] = {}

    def of(self, name: Any) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


def encode(changes: Sequence[Change], closings: Sequence[Closing] = ()) -> bytes:
    """The document of these changes, in their order, with the closings that travel along."""
    origins, sessions, kinds = _Names(), _Names(), _Names()

    def refs(writes: Sequence[str]) -> Refs:
        parsed = [ChangeId.parse(write) for write in writes]
        return [number for w in parsed for number in (origins.of(f"{w.device}.{w.incarnation}"), w.seq)]

    runs = _runs(changes, origins)
    first_of: dict[str, int] = {}
    records: list[int | str] = []
    for at, change in enumerate(changes):
        known = first_of.setdefault(change.record, at)
        records.append(_spelled(change) if known == at else known)
    document = Document(
        v=VERSION,
        n=len(changes),
        runs=runs,
        kind=[kinds.of(change.kind) for change in changes],
        act=[ACTIONS.index(change.action) for change in changes],
        sess=[sessions.of((change.session, change.author, change.reference)) for change in changes],
        t=differences([change.at for change in changes]),
        rec=records,
        base=[refs(change.base) or None for change in changes],
        bases=[(at, path, refs(base)) for at, change in enumerate(changes) for path, base in change.bases.items()],
        covers=[(at, refs(change.covers)) for at, change in enumerate(changes) if change.covers],
        parts=[
            _part(number, [(at, c) for at, c in enumerate(changes) if c.kind == kind], first_of)
            for kind, number in kinds.numbers.items()
        ],
        origins=list(origins.numbers),
        sessions=list(sessions.numbers),
        kinds=list(kinds.numbers),
        closings=carried(closings) or None,
    )
    return msgspec.json.encode(document)


def is_title(text: str) -> bool:
    """Whether `text` can be a kind, a session, an author or a version."""
    return len(text) <= _MAX_TEXT and (text or " ").isprintable()


def _runs(changes: Sequence[Change], origins: _Names) -> list[tuple[int, int, int]]:
    runs: list[tuple[int, int, int]] = []
    for change in changes:
        origin = origins.of(f"{change.id.device}.{change.id.incarnation}")
        if runs and runs[-1][0] == origin and runs[-1][1] + runs[-1][2] == change.id.seq:
            runs[-1] = (origin, runs[-1][1], runs[-1][2] + 1)
        else:
            runs.append((origin, change.id.seq, 1))
    return runs


def _spelled(change: Change) -> str:
    random = ids.record_random(change.record, change.at)
    return "#" + change.record if random is None else base64.b64encode(random, b"-_").decode().rstrip("=")


def _part(number: int, changes: Sequence[tuple[int, Change]], first_of: Mapping[str, int]) -> Part:
    """One pass over all values; of most of them only the path is looked at."""
    paths = tuple(changes[0][1].set)
    if all(tuple(change.set) == paths for _, change in changes) and not any(map(_is_of_row_or_set, paths)):
        return Part(number, _alike(paths, changes, first_of), [])
    columns, loose = Filling(), Filling()
    tables: dict[str, dict[tuple[int, str], dict[str, Any]]] = {}
    for at, (index, change) in enumerate(changes):
        sets: dict[str, dict[str, Any]] = {}
        for path, stated in change.set.items():
            is_link = type(stated) is str and len(stated) == ids.RECORD_ID_LETTERS and stated in first_of
            value = {LINK: first_of[stated] - index} if is_link else stated
            if columns.put_again(path, at, value):
                continue
            leaf = row_leaf(path)
            if leaf is not None:
                tables.setdefault(leaf.section, {}).setdefault((at, leaf.row), {})[leaf.name] = value
                continue
            member = set_member(path)
            if member is None:
                columns.put(path, at, value)
            else:
                sets.setdefault(member[0], {})[member[1]] = value
        for name, codes in sets.items():
            joined = join_set(codes)
            if joined is not None:
                columns.put(name + joined[0], at, joined[1])
            else:
                for code, value in codes.items():
                    loose.put(f"{name}.{code}", at, value)
    whole = len(changes)
    found = [*columns.columns(whole), *loose.columns(whole)]
    plain = [(path.partition(".")[2], places, values) for path, places, values in found]
    return Part(number, plain, [_table(section, rows) for section, rows in tables.items()])


def _is_of_row_or_set(path: str) -> bool:
    return row_leaf(path) is not None or set_member(path) is not None


def _alike(paths: Sequence[str], changes: Sequence[tuple[int, Change]], first_of: Mapping[str, int]) -> list[Column]:
    """The columns of changes that all set these leaves, turned over at once."""
    found: list[Column] = []
    for path, values in zip(paths, zip(*(change.set.values() for _, change in changes), strict=True), strict=True):
        cells = list(values)
        types = set(map(type, cells))
        texts = cells if types == {str} else [value for value in cells if type(value) is str]
        if ids.RECORD_ID_LETTERS in set(map(len, texts)):
            cells = [
                {LINK: first_of[value] - index} if type(value) is str and value in first_of else value
                for value, (index, _) in zip(cells, changes, strict=True)
            ]
        found.append((path.partition(".")[2], None, cells))
    return found


def _table(section: str, rows: Mapping[tuple[int, str], dict[str, Any]]) -> Table:
    return Table(
        section,
        differences([owner for owner, _ in rows]),
        [row for _, row in rows],
        to_columns([join_sets(cells) for cells in rows.values()]),
    )


class Decoded(NamedTuple):
    """The changes of a document, and whether none of their values can be one that `is_unreadable`.

    `cells` holds by kind what they set at leaves outside of rows and sets, as it stood in columns: whoever asks something
    about all of it need not gather it from the changes again.
    """

    changes: list[Change]
    readable: bool
    cells: dict[str, Cells]


def decode(raw: bytes) -> list[Change]:
    """The changes of a document. Raises ProtocolError naming the first place that breaks the layout."""
    return decode_telling(raw).changes


def decode_telling(raw: bytes) -> Decoded:
    """The same with what else is known of them."""
    document, whole = _document(raw)
    _check_bounds(document)
    places = _places(document)
    records = _records(document, [time for _, time in places])
    sets, cells = _sets(document, records, whole=whole)
    bases: dict[int, dict[str, tuple[str, ...]]] = {}
    for at, path, refs in document.bases:
        bases.setdefault(at, {})[path] = _writes(document, refs)
    covers = {at: _writes(document, refs) for at, refs in document.covers}
    changes = [
        _change(document, at, place, records[at], sets[at], bases.get(at, {}), covers.get(at, ()))
        for at, place in enumerate(places)
    ]
    return Decoded(changes, whole and not may_be_unreadable(raw), cells)


def _document(raw: bytes) -> tuple[Document, bool]:
    """The document, and whether all of it could be read; otherwise marks stand in the values that could not."""
    try:
        return decode_json(raw, Document, "batch.not_readable"), True
    except ProtocolError:
        readable = marked(raw)
        if readable == raw:
            raise
        return decode_json(readable, Document, "batch.not_readable"), False


def _check_bounds(document: Document) -> None:
    count = document.n
    if document.v != VERSION:
        raise ProtocolError("batch.version_unknown", str(document.v))
    columns = sum(len(part.columns) + sum(len(table.columns) for table in part.tables) for part in document.parts)
    if not 0 <= count <= MAX_CHANGES or columns > MAX_COLUMNS:
        raise ProtocolError("batch.too_large", f"{count} changes, {columns} columns")
    parallel = (document.kind, document.act, document.sess, document.t, document.rec, document.base)
    if any(len(column) != count for column in parallel) or sum(run[2] for run in document.runs) != count:
        raise ProtocolError("batch.column_length", "header columns")
    if any(length < 1 or not 1 <= seq <= MAX_NUMBER - count for _, seq, length in document.runs):
        raise ProtocolError("batch.column_length", "runs")
    _check_names(document)


def _check_names(document: Document) -> None:
    """Refuse names that no desk gives: both databases and every later reader must be able to hold them."""
    origins = next((origin for origin in document.origins if not _ORIGIN.fullmatch(origin)), None)
    texts = [*document.kinds, *(text for session in document.sessions for text in session)]
    if origins is not None or not all(map(is_title, texts)):
        raise ProtocolError("batch.not_readable", "names")
    if any(abs(time) > MAX_NUMBER for time in sums(document.t)):
        raise ProtocolError("batch.not_readable", "t")


def is_name(text: str) -> bool:
    """Whether `text` can be a device or an incarnation in the id of a change."""
    return _NAME.fullmatch(text) is not None


def _sets(document: Document, records: Sequence[str], *, whole: bool) -> tuple[list[dict[str, Any]], dict[str, Cells]]:
    """What each change sets, by full path, and by kind what stood in plain columns."""
    sets: list[dict[str, Any]] = [{} for _ in range(document.n)]
    found: dict[str, Cells] = {}
    for part in document.parts:
        kind = pick(document.kinds, part.kind, "part")
        owners = [at for at, number in enumerate(document.kind) if number == part.kind]
        targets = [sets[at] for at in owners]
        reading = Reading(records, owners, whole=whole)
        reading.fill(targets, part.columns, kind)
        for path, cells in reading.cells.items():
            found.setdefault(kind, {}).setdefault(path, []).extend(cells)
        for table in part.tables:
            where = f"{kind}.{table.section}"
            if len(table.owners) != len(table.rows) or not all(map(ids.ROW_ID.fullmatch, table.rows)):
                raise ProtocolError("batch.column_length", where)
            of = sums(table.owners)
            if of and (min(of) < 0 or max(of) >= len(owners)):
                raise ProtocolError("batch.column_place", where)
            rows = Reading(records, [owners[at] for at in of], whole=whole)
            rows.fill([targets[at] for at in of], table.columns, where, table.rows)
    return sets, found


def _places(document: Document) -> list[tuple[ChangeId, int]]:
    """(id, time) of each change."""
    names: list[ChangeId] = []
    for origin, first, length in document.runs:
        device, _, incarnation = pick(document.origins, origin, "runs").partition(".")
        names.extend(ChangeId(device, incarnation, first + step) for step in range(length))
    return list(zip(names, sums(document.t), strict=True))


def _change(
    document: Document,
    at: int,
    place: tuple[ChangeId, int],
    record: str,
    cells: dict[str, Any],
    bases: dict[str, tuple[str, ...]],
    covers: tuple[str, ...],
) -> Change:
    session, author, reference = pick(document.sessions, document.sess[at], "sess")
    return Change(
        id=place[0],
        record=record,
        kind=pick(document.kinds, document.kind[at], "kind"),
        action=pick(ACTIONS, document.act[at], "act"),
        set=cells,
        at=place[1],
        session=session,
        author=author,
        reference=reference,
        base=_writes(document, document.base[at]),
        bases=bases,
        covers=covers,
    )


def _records(document: Document, times: Sequence[int]) -> list[str]:
    records: list[str] = []
    for at, spelled in enumerate(document.rec):
        if isinstance(spelled, int):
            records.append(pick(records, spelled, "rec"))
        else:
            records.append(_read_record(spelled, times[at]))
    return records


def _read_record(spelled: str, time: int) -> str:
    if spelled.startswith("#"):
        if not ids.is_record_id(spelled[1:]):
            raise ProtocolError("batch.record_unreadable", spelled[:40])
        return spelled[1:]
    try:
        return ids.record_id(time, base64.urlsafe_b64decode(spelled + "=="))
    except ValueError as reason:
        raise ProtocolError("batch.record_unreadable", spelled[:40]) from reason


def _writes(document: Document, refs: Refs | None) -> tuple[str, ...]:
    if not refs:
        return ()
    origins, seqs = refs[::2], refs[1::2]
    if len(origins) != len(seqs) or min(seqs) < 1 or max(seqs) > MAX_NUMBER:
        raise ProtocolError("batch.column_place", "base")
    return tuple(f"{pick(document.origins, o, 'base')}.{seq}" for o, seq in zip(origins, seqs, strict=True))
