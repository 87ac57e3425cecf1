"""A list of pairs that are known to be one person, held against the pairs that were found."""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.storage.bulk import among
from sync_server.storage.tables.linkage import candidate_pair
from sync_server.storage.tables.people import record

MOST_ROWS = 5_000_000
MOST_UNKNOWN_NAMED = 5
PAIR_COLUMNS = 2
PERSON = "person"

NamedPair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a score from some line on is worth: of the pairs found, how many are true; of the true ones, how many found."""

    found: int
    true_found: int
    true: int

    @property
    def precision(self) -> float:
        """Share of the found pairs that are true; 1 where nothing was found."""
        return self.true_found / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of the true pairs that were found; 1 where none is true."""
        return self.true_found / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Found against true pairs: those queued or better, and those that may be accepted at once."""

    queued: Measure
    accepted: Measure
    unknown: tuple[str, ...]


def evaluate(connection: sa.Connection, file: Path) -> Evaluation:
    """Hold the found pairs against the true ones of a file.

    The file is a CSV of two columns. Named `one,other` (or anything else): each row is a pair. Named `record,person`:
    rows with one person are one. Records are named by id, by the number of a registration or by the old number.
    Raises ProblemError `duplicates.truth_unreadable` and `duplicates.truth_unknown` when no name is known.
    """
    names, pairs = _read(file)
    known = _records_of(connection, names)
    unknown = tuple(sorted(names - known.keys()))
    if names and not known:
        raise ProblemError(Problem("duplicates.truth_unknown", "", {"name": unknown[0][:40]}))
    true = {
        (min(one, other), max(one, other))
        for first, second in pairs
        for one in [known.get(first)]
        for other in [known.get(second)]
        if one and other and one != other
    }
    column = candidate_pair.c
    query = sa.select(column.one, column.other, column.zone).where(column.state != "superseded")
    zones = {(row.one, row.other): row.zone for row in connection.execute(query) if row.zone != "none"}
    return Evaluation(
        _measured(zones, true), _measured((pair for pair, zone in zones.items() if zone == "accept"), true), unknown
    )


def _measured(found: Iterable[NamedPair], true: set[NamedPair]) -> Measure:
    kept = set(found)
    return Measure(len(kept), len(kept & true), len(true))


def _read(file: Path) -> tuple[set[str], set[NamedPair]]:
    """All names of records in the file, and the pairs of names that are one person."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as opened:
            rows = csv.reader(opened)
            head = [cell.strip().lower() for cell in next(rows, [])]
            if len(head) < PAIR_COLUMNS:
                raise ProblemError(Problem("duplicates.truth_unreadable", "", {"file": file.name, "line": "1"}))
            cells = list(_cells(file, rows))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise ProblemError(Problem("duplicates.truth_unreadable", "", {"file": file.name, "line": "1"})) from None
    if head[1] != PERSON:
        return {name for pair in cells for name in pair}, set(cells)
    people: dict[str, list[str]] = {}
    for name, person in cells:
        people.setdefault(person, []).append(name)
    pairs = {pair for names in people.values() for pair in itertools.combinations(sorted(set(names)), 2)}
    return {name for name, _ in cells}, pairs


def _cells(file: Path, rows: Iterable[list[str]]) -> Iterator[NamedPair]:
    for line, row in enumerate(rows, start=2):
        if not any(row):
            continue
        if len(row) < PAIR_COLUMNS or not row[0].strip() or not row[1].strip() or line > MOST_ROWS:
            raise ProblemError(Problem("duplicates.truth_unreadable", "", {"file": file.name, "line": str(line)}))
        yield row[0].strip(), row[1].strip()


def _records_of(connection: sa.Connection, names: set[str]) -> dict[str, str]:
    """The person that each name means."""
    column = record.c
    person = sa.func.coalesce(column.person, column.id)
    found: dict[str, str] = {}
    for named in (column.legacy_ref, column.registration_no, column.id):
        query = sa.select(named, person).where(among(connection, named, sorted(names)))
        found.update({str(name): str(of) for name, of in connection.execute(query)})
    return found
