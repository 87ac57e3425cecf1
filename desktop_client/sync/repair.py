"""Desk and head office count differently after quiet: find the records by halving ranges, and take them as they stand there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import msgspec
import sqlalchemy as sa

from desktop_client.storage import audit, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.view import RecordView
from desktop_client.sync import counting, erasing, pages
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import Answer, expect
from shared_models.catalogue import ProblemError, problem
from shared_models.protocol import compression, framing
from shared_models.protocol.digest import MODULUS, read_statement, statement
from shared_models.protocol.messages import (
    MAX_BOUNDS,
    MAX_REPAIRED,
    PROTOCOL,
    PROTOCOL_HEADER,
    DigestReply,
    DigestRequest,
)
from shared_models.protocol.page import open_page
from shared_models.protocol.problems import ProtocolError

PATH = "/api/v1/digests"
FEW_RECORDS = 100  # a range with so few is compared record by record
MOST_ROUNDS = 12
DAY_MS = 24 * 60 * 60 * 1000
_Range = tuple[str, str]


@dataclass(slots=True)
class Repair:
    """One repair; at most MAX_REPAIRED records, the next run goes on."""

    engine: sa.Engine
    line: SignedLine
    identity: Identity
    public: bytes
    view: RecordView
    clock: Callable[[], int]

    def run(self, told: str) -> int:
        """Compare with what head office told; how many records were put right. Raises LineDown or ProblemError."""
        with writing(self.engine) as connection:
            if not is_quiet(connection):
                return 0
            # Once a day the rows themselves are counted, for what is kept beside them cannot see that they were altered.
            old = self.clock() - settings.get_number(connection, settings.COUNTED_AT) >= DAY_MS
            if not old and statement(*counting.totals(connection)) == told:
                return 0
            settings.put(connection, settings.COUNTED_AT, self.clock())
            if statement(*counting.recount(connection)) == told:
                return 0
        differing = self._differing()
        if not differing:
            return 0
        return self._fetch(differing[:MAX_REPAIRED])

    def _differing(self) -> list[str]:
        """Ids of records that only one side has, or that both have otherwise."""
        ranges: list[_Range] = [("", "")]
        found: set[str] = set()
        for _ in range(MOST_ROUNDS):
            wide: list[_Range] = []
            for one in self._unequal(ranges):
                mine = self._mine(one)
                if len(mine) > FEW_RECORDS:
                    wide.append(one)
                else:
                    found |= {name for name, _ in set(mine) ^ set(self._theirs(one))}
                if len(found) >= MAX_REPAIRED:
                    return sorted(found)
            if not wide:
                break
            ranges = [part for one in wide for part in _parts(one, self._mine(one), (MAX_BOUNDS - 1) // len(wide))]
        return sorted(found)

    def _unequal(self, ranges: list[_Range]) -> list[_Range]:
        unequal: list[_Range] = []
        for first, last in ranges:
            mine = self._mine((first, last))
            total = sum(digest for _, digest in mine) % MODULUS
            (said,) = self._ask(bounds=[first, last]).sums or [""]
            if said and read_statement(said) != (len(mine), total):
                unequal.append((first, last))
        return unequal

    def _mine(self, one: _Range) -> list[tuple[str, int]]:
        with reading(self.engine) as connection:
            return counting.between(connection, *one)

    def _theirs(self, one: _Range) -> list[tuple[str, int]]:
        return self._ask(bounds=list(one), rows=True).rows

    def _fetch(self, records: list[str]) -> int:
        """Take these records as head office has them, and give it its chance to take what fell out of its log."""
        column = tables.change.c
        own = sa.select(column.batch).where(column.record.in_(records), column.batch.is_not(None)).distinct()
        with reading(self.engine) as connection:
            again = list(connection.execute(own.limit(MAX_REPAIRED)).scalars())
        answer, blobs = self._exchange(records=records, again=again)
        if not answer.page or not blobs:
            return 0
        try:
            page = open_page(blobs[0], self.public)
        except ProtocolError as failure:
            raise ProblemError(problem(failure.code, where=failure.where)) from failure
        with writing(self.engine) as connection:
            if not pages.apply_repair(connection, self.view, self.identity, page, records, self.clock()):
                return 0
            audit.append(
                connection,
                at=self.clock(),
                login="head office",
                action="records_repaired",
                subject="",
                detail=str(len(records)),
            )
        return len(records)

    def sign_anew(self) -> None:
        """Have head office sign anew what stood in pages that went with something erased. Raises LineDown or ProblemError."""
        while True:
            with reading(self.engine) as connection:
                some = erasing.to_sign_again(connection)[:MAX_REPAIRED]
            if not some:
                return
            answer, blobs = self._exchange(records=some, anew=True)
            if not answer.page or not blobs:
                return
            try:
                page = open_page(blobs[0], self.public)
            except ProtocolError as failure:
                raise ProblemError(problem(failure.code, where=failure.where)) from failure
            with writing(self.engine) as connection:
                if not pages.keep_anew(connection, self.identity, page, self.clock()):
                    return
                erasing.note_signed(connection, some)

    def _ask(self, *, bounds: list[str], rows: bool = False) -> DigestReply:
        return self._exchange(bounds=bounds, rows=rows)[0]

    def _exchange(self, **asked: object) -> tuple[DigestReply, list[bytes]]:
        with reading(self.engine) as connection:
            epoch = settings.get(connection, settings.EPOCH)
            cursor = settings.get_number(connection, settings.CURSOR)
        request = DigestRequest(epoch, cursor, dictionary=compression.newest_dictionary(), **asked)  # type: ignore[arg-type]
        headers = {"Content-Type": "application/json", PROTOCOL_HEADER: str(PROTOCOL)}
        answer: Answer = self.line.send("POST", PATH, msgspec.json.encode(request), headers)
        told: tuple[DigestReply, list[bytes]] = expect(answer, _read)
        return told


def _read(body: bytes) -> tuple[DigestReply, list[bytes]]:
    try:
        facts, blobs = framing.split(body)
    except ProtocolError as failure:
        raise msgspec.DecodeError(failure.code) from failure
    return msgspec.json.decode(facts, type=DigestReply), blobs


def _parts(one: _Range, mine: list[tuple[str, int]], most: int) -> list[_Range]:
    """A range cut into at most `most` with as many records in each."""
    step = max(1, -(-len(mine) // max(2, most)))
    cuts = [one[0], *(mine[at][0] for at in range(step, len(mine), step)), one[1]]
    return list(pairwise(cuts))


def is_quiet(connection: sa.Connection) -> bool:
    """Whether nothing of this desk waits for its outcome."""
    waits = sa.select(tables.change.c.number).where(tables.change.c.outcome.is_(None)).limit(1)
    return connection.execute(waits).scalar() is None
