"""One run with head office: seal, send what it lacks, believe its receipt, apply its page, until neither side has more."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa
import tenacity

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.view import RecordView
from desktop_client.sync import (
    epochs,
    erasing,
    leaving,
    outbox,
    pages,
    pruning,
    receipts,
    sealing,
    staff,
    standing,
)
from desktop_client.sync.conversation import exchange
from desktop_client.sync.elsewhere import ElsewhereFetch
from desktop_client.sync.files import FileTraffic
from desktop_client.sync.page_size import PageSize
from desktop_client.sync.reference import ReferenceFetch
from desktop_client.sync.repair import Repair
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import LineDown, Stopped, Transport
from desktop_client.sync.upload import Upload
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import compression
from shared_models.protocol.messages import BatchAnswer, SyncReply, SyncRequest
from shared_models.protocol.page import open_page
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.reference import MAX_BYTES
from shared_models.records import ids

BODY_BUDGET = 512 * 1024
MOST_ROUNDS = 10_000


@dataclass(slots=True)
class RoundResult:
    """What one run did, with the keys that `frc-desk sync --json` prints."""

    sent_changes: int = 0
    accepted: int = 0
    held: int = 0
    conflicts: int = 0
    refused: int = 0
    received: int = 0
    bytes_up: int = 0
    bytes_down: int = 0
    round_trips: int = 0
    more: bool = False
    closed: bool = False
    repaired: int = 0  # records that head office showed otherwise
    files: int = 0  # photos, papers and their small pictures that head office took
    reference: str = ""  # the version of the reference data that came, when one came


@dataclass(frozen=True, slots=True)
class _Outgoing:
    request: SyncRequest
    batches: list[tuple[str, bytes]]
    pages: list[tuple[int, bytes]]  # of earlier lives of head office, handed back
    shown: list[bytes] = field(default_factory=list)  # what head office said of what it does not hold


@dataclass(slots=True)
class SyncRun:
    """A run of requests; `progress(done, of)` counts changes, `stop()` ends it between two requests."""

    engine: sa.Engine
    identity: Identity
    head_office: HeadOffice
    view: RecordView
    transport: Transport
    clock: Callable[[], int]
    version: str = ""
    most_bytes: int | None = None
    level: int = compression.LEVEL  # of what is sealed now, and how many changes at once; the line's speed decides
    batch_changes: int = sealing.BATCH_CHANGES
    progress: Callable[[int, int], None] = field(default=lambda done, of: None)  # noqa: ARG005
    stop: Callable[[], bool] = field(default=lambda: False)
    wait: tenacity.wait.wait_base | None = None
    sign: sealing.Sign | None = None
    files: FileStore | None = None  # where photos and papers lie; None where none are sent
    _offer: bool = False
    _whole: bool = False  # pages bring the contents of this desk's own changes, too: some are not on this disk
    _not_kept: BatchAnswer | None = None
    _page_size: PageSize = field(default_factory=PageSize)
    _scope: str = ""  # count and sum of the records of this office, as head office has them
    _version_told: str = ""  # the reference version that head office named
    _list_told: str = ""  # the list of other offices that head office named
    _budget: int = BODY_BUDGET  # bytes of batches a request; at least one batch goes
    _anew: bool = False  # a new epoch was told of, and head office has not said yet what it still holds
    _asked: set[str] = field(default_factory=set)  # hashes about which it has been asked
    _asked_for_code: bool = False
    _to_show: bool = False  # head office asked what this desk was told
    _has_shown: bool = False
    _postpone_pages: bool = False  # the line broke under them: work goes first, they go with the next run
    _result: RoundResult = field(default_factory=RoundResult)

    def run(self) -> RoundResult:
        """Go on until nothing is left on either side. Raises LineDown or ProblemError; what was done until then stays."""
        at, most = self.clock(), self.batch_changes
        sealing.seal_pending(self.engine, self.identity, at, changes=most, level=self._level(), sign=self.sign)
        line = SignedLine(self.engine, self.identity, self.transport, self.clock)
        self._result.more = True  # unless it comes to its end
        with contextlib.suppress(Stopped):
            self._result.more = self._rounds(line)
            if self._scope and not self.stop():
                self._compare(line)
            if self._version_told and not self.stop():
                self._fetch_reference(line)
            if self._list_told and not self.stop():
                self._fetch_list(line)
            if self.files is not None and not self.stop():
                self._send_files(line, self.files)
        erasing.clear(self.engine, self.head_office.receipt_key, self.files)
        with contextlib.suppress(Stopped, LineDown, ProblemError):
            self._repair(line).sign_anew()
        pruning.prune(self.engine, self.clock())
        leaving.drop_copies(self.engine, self.view)
        self._count_traffic()
        if self._not_kept is not None:
            raise ProblemError(problem(self._not_kept.problem, "", where=self._not_kept.where))
        return self._result

    def _level(self) -> int:
        """The hardest compression also for a day's work on any line: it is one batch, and done in a tenth of a second."""
        with reading(self.engine) as connection:
            is_little = outbox.unsealed(connection, sealing.BATCH_CHANGES + 1) <= sealing.BATCH_CHANGES
        return compression.SLOW_LINE_LEVEL if is_little else self.level

    def _rounds(self, line: SignedLine) -> bool:
        """Request after request; whether one side still had something when they ended."""
        for _ in range(MOST_ROUNDS):
            outgoing = self._outgoing()
            try:
                reply, blobs = self._exchange(line, outgoing)
            except LineDown as down:
                self._smaller(line, outgoing, down)
                if self._not_kept is not None:
                    return False
                continue
            self._page_size.came()
            self._budget = min(BODY_BUDGET, max(1, self._budget) * 2)
            showed, self._to_show = self._to_show, reply.show and not self._has_shown
            self._has_shown = self._has_shown or self._to_show
            # What it says counts once it has seen what this desk was told.
            again = self._to_show or self._take_in(outgoing, reply, blobs) or showed
            if not again or self.stop() or self._left() <= 0 or self._not_kept is not None:
                return again
        return False

    def _smaller(self, line: SignedLine, outgoing: _Outgoing, down: LineDown) -> None:
        """The line broke under a request: carry less at once. Raises LineDown when it broke under the least."""
        self._budget //= 8
        if outgoing.batches:
            self._send_in_parts(line, outgoing)
        elif outgoing.pages:
            self._postpone_pages = True
        else:
            self._page_size.broke(down)

    def _compare(self, line: SignedLine) -> None:
        """After quiet both sides count the same; otherwise the difference is found and put right."""
        with contextlib.suppress(LineDown, ProblemError):
            self._result.repaired = self._repair(line).run(self._scope)

    def _repair(self, line: SignedLine) -> Repair:
        return Repair(self.engine, line, self.identity, self.head_office.receipt_key, self.view, self.clock)

    def _fetch_reference(self, line: SignedLine) -> None:
        """After the work: the new reference version. A line that breaks now costs nothing; the next run goes on there."""
        fetch = ReferenceFetch(
            self.engine, line, self.head_office.receipt_key, self.version, self.clock, self._allowance, self.wait
        )
        with contextlib.suppress(LineDown, ProblemError):
            self._result.reference = fetch.run(self._version_told)

    def _fetch_list(self, line: SignedLine) -> None:
        """By what people of other offices are recognised. It gives way to what is saved meanwhile."""
        fetch = ElsewhereFetch(
            self.engine, line, self.identity, self.head_office.receipt_key, self.version, self._allowance, self._work_waits,
            self.wait,
        )  # fmt: skip
        with contextlib.suppress(ProblemError):
            try:
                self._result.more = not fetch.run(self._list_told) or self._result.more
            except LineDown:
                self._result.more = True

    def _work_waits(self) -> bool:
        if self.stop():
            return True
        with reading(self.engine) as connection:
            return outbox.unsealed(connection, 1) > 0

    def _send_files(self, line: SignedLine, store: FileStore) -> None:
        """Last of all photos and papers: no record waits for them, and a line that breaks under them has done its work."""
        files = FileTraffic(self.engine, line, store, self._allowance, self.stop, self.wait)
        try:
            self._result.more = files.send() or self._result.more
        except LineDown:
            self._result.more = True
        finally:
            self._result.files = files.sent

    def _allowance(self) -> int:
        """How many bytes this run may still carry."""
        traffic = self.transport.traffic
        spent = traffic.bytes_up + traffic.bytes_down
        return MAX_BYTES if self.most_bytes is None else self.most_bytes - spent

    def _left(self) -> int:
        """How many bytes of batches the next request may carry."""
        return self._budget if self.most_bytes is None else min(self._budget, self._allowance())

    def _outgoing(self) -> _Outgoing:
        with reading(self.engine) as connection:
            shown = receipts.to_show(connection) if self._to_show else []
            alone = self._postpone_pages or self._to_show
            pages = [] if alone else epochs.to_hand_back(connection, self._left())
            offered = self._to_offer(connection) if not pages and not self._to_show else []
            request = msgspec.structs.replace(
                standing.request_of(connection, self.head_office, self.clock(), self.version),
                offered=offered,
                pages=len(pages),
                shown=len(shown) if self._to_show else None,
                whole=self._whole,
                code=self._code_to_change(connection),
                page_changes=self._page_size.changes,
            )
            batches = [] if offered or pages or self._to_show else outbox.to_send(connection, self._left())
        return _Outgoing(request, batches, pages, shown)

    def _code_to_change(self, connection: sa.Connection) -> str:
        """The letters for which this desk asks others, once a run."""
        if self._asked_for_code or not settings.get_number(connection, settings.ASKS_FOR_CODE):
            return ""
        return settings.get(connection, settings.CODE)

    def _to_offer(self, connection: sa.Connection) -> list[str]:
        """What to ask head office about in this request; ends the asking when nothing is left."""
        offered = outbox.to_offer(connection, self._asked, uncertain=self._anew) if self._offer else []
        if not offered:
            self._offer = self._anew = False
        return offered

    def _exchange(self, line: SignedLine, outgoing: _Outgoing) -> tuple[SyncReply, list[bytes]]:
        blobs = [*outgoing.shown, *(raw for _, raw in [*outgoing.pages, *outgoing.batches])]
        return exchange(line, outgoing.request, blobs, [name for name, _ in outgoing.batches])

    def _send_in_parts(self, line: SignedLine, outgoing: _Outgoing) -> None:
        """The line broke under whole batches: go on within the first one of which head office has no more than a part."""
        for name, raw in outgoing.batches:
            upload = Upload(line, f"/api/v1/blobs/{name}", raw, wait=self.wait)
            answer = upload.run()
            with writing(self.engine) as connection:
                self._note_sent(connection, [answer])
            if upload.sent or self.stop() or self._not_kept is not None:
                return

    def _take_in(self, outgoing: _Outgoing, reply: SyncReply, blobs: list[bytes]) -> bool:
        """Believe and apply an answer in one transaction; whether another request is worth while."""
        public = self.head_office.receipt_key
        receipt_blob = blobs[0] if reply.receipt else None
        page_blob = blobs[-1] if reply.page else None
        was_whole = self._whole
        with writing(self.engine) as connection:
            renewed = reply.epoch != settings.get(connection, settings.EPOCH)
            if renewed:
                epochs.begin(connection, reply.epoch, reply.lineage)
            elif outgoing.pages:
                epochs.note_handed_back(connection, outgoing.pages[-1][0])
            before = outbox.unsent(connection)
            outbox.note_offered(connection, outgoing.request.offered, reply.holds)
            if not renewed and not self._anew:  # what is still held in a new epoch was not sent now
                self._result.sent_changes += max(0, before - outbox.unsent(connection))
            self._note_sent(connection, reply.batches)
            try:
                if receipt_blob is not None:
                    receipts.believe(connection, self.identity, public, receipt_blob, self.clock())
                applied = page_blob is not None and self._apply(connection, page_blob, public)
                standing.learn_keys(connection, self.head_office, reply)
            except ProtocolError as failure:
                raise ProblemError(problem(failure.code, where=failure.where)) from failure
            staff.note_told(connection, outgoing.request, reply)
            lacks_code = self._take_code(connection, outgoing.request, reply)
            settings.put(connection, settings.LAST_CONTACT, self.clock())
            settings.put(connection, settings.CLOCK_OFFSET, reply.at - self.clock())
            settings.put(connection, settings.HELD, reply.held)
            settings.put(connection, settings.WAITING, msgspec.json.encode(reply.waiting).decode())
            settings.put(connection, settings.DICTIONARY, reply.dictionary or outgoing.request.dictionary)
            waiting = outbox.unsent(connection)
            pages_left = not self._postpone_pages and bool(epochs.to_hand_back(connection, 0))
            asked = bool(outgoing.request.offered)
            self._asked.update(outgoing.request.offered)
            if renewed:  # head office says first what it still holds; only the rest goes over the line again
                self._anew, self._asked = True, set()
            self._anew = self._anew and bool(outbox.to_offer(connection, self._asked, uncertain=True))
        self._result.held = reply.held
        self._version_told = reply.reference or self._version_told
        self._list_told = reply.elsewhere or self._list_told
        self._scope = "" if reply.more else reply.scope
        self._result.closed = any(order.get("order") == "closed" for order in reply.orders)
        self.progress(self._result.sent_changes, self._result.sent_changes + waiting)
        self._offer = self._anew or (reply.lacks_head and not asked and waiting == 0)
        asks_whole = self._whole and not was_whole
        return (
            renewed
            or lacks_code
            or self._offer
            or pages_left
            or asks_whole
            or (waiting > 0 and (asked or bool(reply.batches)))
            or (reply.more and applied)
        )

    def _take_code(self, connection: sa.Connection, request: SyncRequest, reply: SyncReply) -> bool:
        """Bear other letters from now on when this desk asked for them; whether it is still to ask in this run."""
        self._asked_for_code = self._asked_for_code or bool(request.code)
        if request.code and ids.is_device_code(reply.code):
            settings.put(connection, settings.CODE, reply.code)
            settings.put(connection, settings.ASKS_FOR_CODE, 0)
        return bool(self._code_to_change(connection))

    def _note_sent(self, connection: sa.Connection, answers: Sequence[BatchAnswer]) -> None:
        """Mark what is kept there. A batch that was not kept holds nothing up; the person hears of it after the run."""
        before = outbox.unsent(connection)
        for answer in answers:
            if not answer.kept:
                self._not_kept = self._not_kept or answer
            else:
                mine = (tables.batch.c.hash == answer.hash) & tables.batch.c.held.is_(False)
                connection.execute(tables.batch.update().where(mine).values(held=True))
        self._result.sent_changes += before - outbox.unsent(connection)

    def _apply(self, connection: sa.Connection, raw: bytes, public: bytes) -> bool:
        page = open_page(raw, public)
        if not self._whole and pages.lacks_contents(connection, page):
            self._whole = True
            return False
        news = pages.apply_page(connection, self.view, self.identity, page, self.clock())
        if news is None:
            return False
        self._result.received += news
        for run in page.runs:
            self._result.accepted += run.length * (run.outcome in {"accepted", "kept"})
            self._result.conflicts += run.length * (run.outcome == "conflict")
            self._result.refused += run.length * (run.outcome == "refused")
        return True

    def _count_traffic(self) -> None:
        traffic = self.transport.traffic
        self._result.bytes_up, self._result.bytes_down = traffic.bytes_up, traffic.bytes_down
        self._result.round_trips = traffic.round_trips
