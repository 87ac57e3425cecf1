"""What comes home from head office on a stick: the messages of the line, without a line.

An answer may be read late, twice or beside the line, so that each part of it is believed only where this desk still stands
as it did when it asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.bulk import among
from desktop_client.storage.engine import writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables.files import stored_file
from desktop_client.storage.view import RecordView
from desktop_client.sync import bundle_keys, epochs, erasing, leaving, outbox, pages, pruning, receipts, standing
from desktop_client.sync.counted_by_hand import CountedByHand
from desktop_client.sync.packing import Composed, Packer
from desktop_client.sync.reference import Judge
from desktop_client.sync.round import RoundResult
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import bundle as bundles
from shared_models.protocol.attached import MAX_FILE_BYTES, name_of
from shared_models.protocol.bundle import Answered
from shared_models.protocol.messages import BatchAnswer
from shared_models.protocol.page import open_page
from shared_models.protocol.problems import ProtocolError
from shared_models.security.sealing import SealError, public_of


@dataclass(slots=True)
class Taken:
    """What an answer brought. `result` counts as a run does; `late` parts say what this desk knows already or from elsewhere."""

    result: RoundResult = field(default_factory=RoundResult)
    receipts: int = 0
    pages: int = 0
    late: int = 0
    pictures: int = 0
    not_kept: BatchAnswer | None = None

    @property
    def news(self) -> bool:
        """Whether anything in it was new here."""
        result = self.result
        heard = self.receipts or self.pages or self.pictures or result.sent_changes or result.files or result.repaired
        return bool(heard or result.reference or result.closed)


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

    def compose(self, *, pictures: bool = False) -> Composed:
        """What goes to head office in one trip. Raises ProblemError `bundle.no_key`."""
        packer = Packer(
            self.engine, self.identity, self.head_office, self.clock, self.random_bytes, self.store, self.version
        )
        return packer.compose(pictures=pictures)

    def take(self, raw: bytes, file: str) -> Taken:
        """Believe and apply an answer, a part in a transaction of its own; `file` is what sentences call it.

        Raises ProblemError; what was taken until then stays, and the same file goes on from there.
        """
        taken = Taken()
        for facts, blobs in self._opened(raw, file):
            if facts.brings:
                self._take_brought(taken, facts, blobs, file)
            else:
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
            result.files += self._note_files(connection, facts, renewed=renewed)
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

    def _note_files(self, connection: sa.Connection, facts: Answered, *, renewed: bool) -> int:
        """How many photos and papers are known to be in Islamabad now; what was asked about needs no question any more."""
        named = among(stored_file.c.name, facts.files) & stored_file.c.held.is_(False)
        noted = connection.execute(stored_file.update().where(named).values(held=True)).rowcount
        if facts.asked and not renewed and facts.asked_epoch == settings.get(connection, settings.EPOCH):
            settings.put(connection, settings.ASK_FILES, 0)
        return int(noted)

    def _take_brought(self, taken: Taken, facts: Answered, blobs: list[bytes], file: str) -> None:
        """What goes along with the answer: small pictures that were asked for, or a version of the reference data."""
        if facts.brings == "pictures":
            fresh = [one for one in blobs if len(one) <= MAX_FILE_BYTES and not self.store.has(name_of(one))]
            try:
                for stored in fresh:
                    self.store.put(stored)
            except OSError as failure:
                raise ProblemError(problem("desk.disk", reason=failure.strerror or "")) from None
            taken.pictures += len(fresh)
        elif facts.brings == "reference" and len(blobs) == 1:
            judge = Judge(self.engine, self.head_office.receipt_key, self.version, self.clock)
            taken.result.reference = judge.take_whole(blobs[0]) or taken.result.reference
        elif facts.brings == "counts" and len(blobs) == 1:
            differs = self._counted().compare(blobs[0], facts.asked_cursor, facts.reply.epoch, file)
            taken.result.more = taken.result.more or differs
        elif facts.brings == "repair" and len(blobs) == 1:
            taken.result.repaired += self._counted().repair(blobs[0], facts.records, file)
        else:
            raise ProblemError(problem("bundle.not_head_office", file=file))

    def _counted(self) -> CountedByHand:
        return CountedByHand(self.engine, self.identity, self.head_office, self.view, self.clock)

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
