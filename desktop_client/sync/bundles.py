"""What goes to head office on a stick and what comes home on one: the messages of the line, without a line.

A stick may be lost, so that writing one counts as nothing; an answer may be read late, twice or beside the line, so that
each part of it is believed only where this desk still stands as it did when it asked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables.files import stored_file
from desktop_client.storage.view import RecordView
from desktop_client.sync import (
    bundle_keys,
    epochs,
    erasing,
    leaving,
    outbox,
    pages,
    pruning,
    receipts,
    sealing,
    standing,
)
from desktop_client.sync.round import RoundResult
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import bundle as bundles
from shared_models.protocol.attached import NamedFile
from shared_models.protocol.bundle import Answered, Asked
from shared_models.protocol.messages import BatchAnswer
from shared_models.protocol.page import open_page
from shared_models.protocol.problems import ProtocolError
from shared_models.security.sealing import SealError, public_of

MOST_BATCHES = 2_000  # of one file
MOST_BLOB_BYTES = 48 * 1024 * 1024  # of one file; padding and seals come on top
_ID_BYTES = 8
_T = TypeVar("_T")
_MOST_IN_PART = bundles.MOST_BLOBS - 2  # a receipt and the head of a page stand before the first of them


@dataclass(frozen=True, slots=True)
class Composed:
    """A file for head office: its bytes, what is in it (`files` are photos and papers), whether more waits than it holds."""

    raw: bytes
    id: str
    batches: int
    changes: int
    pages: int
    files: int
    more: bool


@dataclass(slots=True)
class Taken:
    """What an answer brought. `result` counts as a run does; `late` parts say what this desk knows already or from elsewhere."""

    result: RoundResult = field(default_factory=RoundResult)
    receipts: int = 0
    pages: int = 0
    late: int = 0
    not_kept: BatchAnswer | None = None

    @property
    def news(self) -> bool:
        """Whether anything in it was new here."""
        return bool(self.receipts or self.pages or self.result.sent_changes or self.result.files or self.result.closed)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one part of a file carries: so many kept pages, or batches, or photos and papers with their names."""

    blobs: list[bytes]
    pages: int = 0
    files: list[NamedFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Writes and reads the files of one desk."""

    engine: sa.Engine
    identity: Identity
    head_office: HeadOffice
    view: RecordView
    clock: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    store: FileStore
    version: str = ""

    def compose(self) -> Composed:
        """Seal what is pending and pack what head office has not receipted. Raises ProblemError `bundle.no_key`."""
        sealing.seal_pending(self.engine, self.identity, self.clock())
        with writing(self.engine) as connection:
            public = bundle_keys.head_office_key(connection, self.head_office)
            if public is None:
                raise ProblemError(problem("bundle.no_key"))
            mine = public_of(bundle_keys.make_answer_key(connection)).hex()
            shown, back = receipts.to_show(connection), _pages_to_hand_back(connection)
            room = MOST_BLOB_BYTES - sum(len(raw) for _, raw in back)
            batches, changes, more = _to_carry(connection, room)
            room -= sum(map(len, batches))
            files, left = ([], True) if more else self._files(connection, room)
            request = msgspec.structs.replace(
                standing.request_of(connection, self.head_office, self.clock(), self.version),
                unsent=max(0, outbox.unsent(connection) - changes),  # what is not in this file
                whole=bool(settings.get_number(connection, settings.BUNDLE_WHOLE)),
            )
        name = self.random_bytes(_ID_BYTES).hex()
        parts = [_Part(group, pages=len(group)) for group in _groups([raw for _, raw in back], len)]
        parts += [_Part(group) for group in _groups(batches, len)]
        for some in _groups(files, lambda file: len(file[1])):
            parts.append(_Part([raw for _, raw in some], files=[named for named, _ in some]))
        parts = parts or [_Part([])]
        messages = [
            (
                Asked(
                    id=name,
                    device=self.identity.device,
                    part=number,
                    of=len(parts),
                    answer_key=mine,
                    request=msgspec.structs.replace(request, shown=len(shown) if number == 1 else 0, pages=part.pages),
                    handed_back=back[-1][0] if back else 0,
                    files=part.files,
                ),
                [*shown, *part.blobs] if number == 1 else part.blobs,
            )
            for number, part in enumerate(parts, 1)
        ]
        address = bundles.Address(bundles.UP, public, self.identity.device, self.identity.code, name)
        raw = bundles.pack(address, self.identity.key, messages)
        return Composed(raw, name, len(batches), changes, len(back), len(files), more or left)

    def _files(self, connection: sa.Connection, room: int) -> tuple[list[tuple[NamedFile, bytes]], bool]:
        """(files with their bytes, whether more are left): photos and papers in their turn, as long as there is room."""
        column = stored_file.c
        waiting = sa.select(column.name, column.record).where(column.held.is_(False))
        chosen: list[tuple[NamedFile, bytes]] = []
        for row in connection.execute(waiting.order_by(column.turn, column.made_at)):
            stored = self.store.get(row.name)
            if stored is None:
                continue
            room -= len(stored)
            if room < 0:
                return chosen, True
            chosen.append((NamedFile(row.name, row.record, here=True), stored))
        return chosen, False

    def take(self, raw: bytes, file: str) -> Taken:
        """Believe and apply an answer, a part in a transaction of its own; `file` is what sentences call it.

        Raises ProblemError; what was taken until then stays, and the same file goes on from there.
        """
        taken = Taken()
        for facts, blobs in self._opened(raw, file):
            self._take_part(taken, facts, blobs, file)
        erasing.clear(self.engine, self.head_office.receipt_key, self.store)
        pruning.prune(self.engine, self.clock())
        leaving.drop_copies(self.engine, self.view)
        taken.result.bytes_down = len(raw)
        return taken

    def _opened(self, raw: bytes, file: str) -> list[tuple[Answered, list[bytes]]]:
        bundle = bundles.whole(raw, bundles.DOWN, file)
        header, mine = bundle.header, self.identity
        if header.device != mine.device:
            raise ProblemError(problem("bundle.other_desk", file=file, desk=header.desk, here=mine.code))
        with writing(self.engine) as connection:
            private = bundle_keys.make_answer_key(connection)
        if header.key != bundles.key_name(public_of(private)):
            raise ProblemError(problem("bundle.other_key", file=file))
        try:
            return bundles.read(bundle, bundles.unseal(bundle, private), self.head_office.receipt_key, Answered)
        except SealError:
            raise ProblemError(problem("bundle.mixed", file=file)) from None
        except ProtocolError:
            raise ProblemError(problem("bundle.not_head_office", file=file)) from None

    def _take_part(self, taken: Taken, facts: Answered, blobs: list[bytes], file: str) -> None:
        reply, result = facts.reply, taken.result
        if len(blobs) != reply.receipt + reply.page:
            raise ProblemError(problem("bundle.not_head_office", file=file))
        with writing(self.engine) as connection:
            here = settings.get(connection, settings.EPOCH)
            renewed = reply.epoch != here
            if renewed:
                if here != facts.asked_epoch and here not in dict(reply.lineage):
                    raise ProblemError(problem("bundle.old_life", file=file))
                epochs.begin(connection, reply.epoch, reply.lineage)
            elif facts.handed_back > settings.get_number(connection, settings.HAND_BACK) and facts.asked_epoch == here:
                epochs.note_handed_back(connection, facts.handed_back)
            current = renewed or settings.get_number(connection, settings.CURSOR) == facts.asked_cursor
            before = outbox.unsent(connection)
            try:
                if reply.receipt:
                    taken.receipts += self._believe(connection, blobs[0])
                if current:
                    self._note(connection, taken, facts)
                if reply.page:
                    self._apply(connection, taken, blobs[-1], whole=facts.whole)
                if current:
                    standing.learn_keys(connection, self.head_office, reply)
            except ProtocolError as failure:
                raise ProblemError(problem(failure.code, where=failure.where)) from failure
            named = stored_file.c.name.in_(facts.files) & stored_file.c.held.is_(False)
            result.files += connection.execute(stored_file.update().where(named).values(held=True)).rowcount
            result.sent_changes += max(0, before - outbox.unsent(connection))
            heard = min(self.clock(), reply.at - settings.get_number(connection, settings.CLOCK_OFFSET))
            heard = max(heard, settings.get_number(connection, settings.LAST_CONTACT))
            settings.put(connection, settings.LAST_CONTACT, heard)
            to_come = bool(epochs.to_hand_back(connection, 0)) or bool(outbox.unsent(connection))
            to_come = to_come or bool(settings.get_number(connection, settings.BUNDLE_WHOLE))
            unheld = connection.execute(sa.select(stored_file.c.name).where(stored_file.c.held.is_(False))).scalars()
            to_come = to_come or any(self.store.has(one) for one in unheld)
        taken.late += not current
        result.closed = result.closed or any(order.get("order") == "closed" for order in reply.orders)
        result.more = renewed or to_come or (reply.more and current)

    def _believe(self, connection: sa.Connection, statement: bytes) -> bool:
        """Whether a receipt says something that this desk did not know."""
        public = self.head_office.receipt_key
        if not receipts.is_news(connection, public, statement):
            return False
        return receipts.believe(connection, self.identity, public, statement, self.clock()) is not None

    def _note(self, connection: sa.Connection, taken: Taken, facts: Answered) -> None:
        """What only counts while this desk stands where it asked: later the line, or another answer, knows better."""
        reply = facts.reply
        for answer in reply.batches:
            if not answer.kept:
                taken.not_kept = taken.not_kept or answer
            else:
                mine = (tables.batch.c.hash == answer.hash) & tables.batch.c.held.is_(False)
                connection.execute(tables.batch.update().where(mine).values(held=True))
        taken.result.held = reply.held
        settings.put(connection, settings.HELD, reply.held)
        settings.put(connection, settings.WAITING, msgspec.json.encode(reply.waiting).decode())
        if reply.dictionary:
            settings.put(connection, settings.DICTIONARY, reply.dictionary)

    def _apply(self, connection: sa.Connection, taken: Taken, raw: bytes, *, whole: bool) -> None:
        page = open_page(raw, self.head_office.receipt_key)
        if not whole and pages.lacks_contents(connection, page):
            settings.put(connection, settings.BUNDLE_WHOLE, 1)  # the next file asks for them
            return
        news = pages.apply_page(connection, self.view, self.identity, page, self.clock())
        if news is None:
            return
        if whole:
            settings.put(connection, settings.BUNDLE_WHOLE, 0)
        taken.pages += 1
        taken.result.received += news
        for outcome in page.outcomes:
            taken.result.accepted += outcome.outcome in {"accepted", "kept"}
            taken.result.conflicts += outcome.outcome == "conflict"
            taken.result.refused += outcome.outcome == "refused"


def _to_carry(connection: sa.Connection, most_bytes: int) -> tuple[list[bytes], int, bool]:
    """(batches, changes in them, whether more is left): all without a receipt, for what was said to be held may be lost."""
    column = tables.batch.c
    receipted = settings.get_number(connection, settings.RECEIPTED)
    waiting = sa.select(column.raw, column.count.label("changes")).where(
        column.number > settings.get_number(connection, settings.PRUNED),
        column.held.is_(False) | (column.last_change > receipted),
    )
    chosen: list[bytes] = []
    changes = size = 0
    for row in connection.execute(waiting.order_by(column.number)):
        size += len(row.raw)
        if chosen and (size > most_bytes or len(chosen) >= MOST_BATCHES):
            return chosen, changes, True
        chosen.append(row.raw)
        changes += row.changes
    return chosen, changes, False


def _pages_to_hand_back(connection: sa.Connection) -> list[tuple[int, bytes]]:
    """(number, bytes) of the next pages of earlier lives of head office; what one file does not hold goes with the next."""
    return epochs.to_hand_back(connection, MOST_BLOB_BYTES // 2)


def _groups(things: Sequence[_T], size_of: Callable[[_T], int]) -> list[list[_T]]:
    """Things in their order, as many in a group as one part of a file takes."""
    groups: list[list[_T]] = []
    size = 0
    for one in things:
        size += size_of(one)
        if not groups or size > bundles.PART_BYTES or len(groups[-1]) >= _MOST_IN_PART:
            groups.append([])
            size = size_of(one)
        groups[-1].append(one)
    return groups
