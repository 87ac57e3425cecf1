"""Each bug replaces one small part of the product for as long as its block lasts; its name says the promise it takes away."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

import sqlalchemy as sa

from desktop_client.services import intake as desk_intake
from desktop_client.storage import settings, view
from desktop_client.storage.journal import Journal
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal
from desktop_client.storage.view import RecordView
from desktop_client.sync import epochs, pages, receipts
from shared_models.catalogue import Catalogue
from shared_models.protocol import batch as batches
from shared_models.protocol import page as page_statements
from shared_models.protocol import receipt as receipt_statements
from shared_models.protocol.messages import BatchAnswer
from shared_models.protocol.page import Page
from shared_models.protocol.receipt import Receipt
from shared_models.records import reconcile
from shared_models.records.changes import Change, ChangeId
from shared_models.records.reconcile import Applied, Folded
from sync_server.storage import state
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import intake
from sync_server.subjects.intake import apply, judging, log, stretches
from sync_server.subjects.intake import pages as pages_of_head_office
from sync_server.subjects.network import Device
from sync_server.web.desks import sync
from tests.simulation import head_office as mill_office

Bug = Callable[[], AbstractContextManager[None]]


@contextlib.contextmanager
def replaced(*parts: tuple[Any, str, Any]) -> Iterator[None]:
    """The named parts (owner, name, other) are others for as long as the block lasts."""
    with contextlib.ExitStack() as stack:
        for owner, name, other in parts:
            stack.enter_context(mock.patch.object(owner, name, other))
        yield


def last_writer_wins() -> AbstractContextManager[None]:
    """Whoever comes last replaces what stands; nobody is asked."""

    def fold(changes: Sequence[Applied]) -> Folded:
        folded = Folded()
        for applied in changes:
            for path, value in applied.change.set.items() if not applied.refused else ():
                folded.writers[path] = (str(applied.change.id),)
                folded.values[path] = value
        return replace(folded, values={path: value for path, value in folded.values.items() if value is not None})

    return replaced((apply, "fold", fold), (apply, "advance", lambda _now, _change: None), (view, "fold", fold))


def acknowledged_before_commit() -> AbstractContextManager[None]:
    """Head office says "kept" and stores the batch at the next request; a crash in between takes it."""
    promised: list[tuple[HeadOffice, batches.SealedBatch]] = []

    def take_in(office: HeadOffice, desk: Device, raw: bytes) -> BatchAnswer:
        for _, sealed in [one for one in promised if one[0] is office]:
            with writing(office.engine) as connection:
                intake.store_batch(connection, office, sealed, quarantine=False, via="line")
        promised.clear()
        sealed = batches.read(raw)
        batches.verify(sealed, desk.public_key)
        promised.append((office, sealed))
        return BatchAnswer(hash=sealed.hash)

    return replaced((sync, "take_in", take_in))


def outcome_said_once() -> AbstractContextManager[None]:
    """What became of a change is told in one answer only; when that is lost, nobody hears it again."""
    told: set[tuple[Path, ChangeId]] = set()
    content = stretches.content_of

    def once(connection: sa.Connection, office: HeadOffice, device: str, stretch: Any) -> Any:
        built = content(connection, office, device, stretch)
        fresh = [one for one in built.outcomes if (office.configuration.data.parent, one.change) not in told]
        told.update((office.configuration.data.parent, one.change) for one in fresh)
        return replace(built, outcomes=fresh)

    return replaced((pages_of_head_office, "content_of", once))


def number_used_again() -> AbstractContextManager[None]:
    """The incarnation belongs to the machine, not to the opening: a disk that was put back counts on from there."""
    begin = Journal.__init__

    def init(self: Journal, device: str, clock: Callable[[], int], random_bytes: Callable[[int], bytes]) -> None:
        begin(self, device, clock, random_bytes)
        self.incarnation = "00" * 8

    return replaced((Journal, "__init__", init))


def page_over_a_newer_cursor() -> AbstractContextManager[None]:
    """A page is applied whenever it comes, wherever the cursor stands."""
    honest = pages.apply_page

    def apply_page(
        connection: sa.Connection, shown: RecordView, identity: Identity, page: Page, now_ms: int
    ) -> int | None:
        settings.put(connection, settings.CURSOR, page.header.start)
        return honest(connection, shown, identity, page, now_ms)

    return replaced((pages, "apply_page", apply_page))


def void_covers_nothing() -> AbstractContextManager[None]:
    """A withdrawal does not say which writes it saw."""
    return replaced((desk_intake, "covered_by", lambda _writers, _changed: ()))


def void_hides_edits() -> AbstractContextManager[None]:
    """A withdrawal and an edit of the same row touch different leaves, so they merge and nobody is asked."""
    return replaced((reconcile, "_add_void_conflicts", lambda _changes, _heads, _folded: None))


def office_from_the_payload() -> AbstractContextManager[None]:
    """The office is the one of the record that a change speaks of, not the one of the key that signed it."""
    judge = judging.refusal_of

    def trusting(change: Change, office: str, standing: Any, catalogue: Catalogue, *doubted: Any) -> Any:
        return judge(change, standing.office if standing is not None else office, standing, catalogue, *doubted)

    return replaced((apply, "refusal_of", trusting))


def receipt_by_number() -> AbstractContextManager[None]:
    """A receipt for so many changes is believed whatever chain it speaks of."""

    def believe(
        connection: sa.Connection, identity: Identity, public: bytes, statement: bytes, _now: int
    ) -> Receipt | None:
        told = receipt_statements.read(statement, public)
        if told.device != identity.device:
            return None
        covered = max(told.count, settings.get_number(connection, settings.RECEIPTED))
        settings.put(connection, settings.RECEIPTED, covered)
        within = journal.batch.c.last_change <= told.count
        connection.execute(journal.batch.update().where(within).values(held=True))
        return told

    return replaced((receipts, "believe", believe))


def cursor_after_the_whole_order() -> AbstractContextManager[None]:
    """A page that was cut short claims to end where head office's order ends."""
    sign = page_statements.sign

    def claiming(packed: bytes, **facts: Any) -> bytes:
        return sign(packed, **{**facts, "end": facts["built"]})

    return replaced((pages_of_head_office, "sign", claiming))


def every_office_in_one_page() -> AbstractContextManager[None]:
    """A desk is told what happens in all offices."""
    honest = pages_of_head_office.page_for

    def page_for(connection: sa.Connection, head_office: HeadOffice, **facts: Any) -> Any:
        other = {"LHE": "PEW"}.get(facts["office"], "LHE")
        built = honest(connection, head_office, **facts)
        return (
            built
            if built.raw is not None and built.more
            else honest(connection, head_office, **{**facts, "office": other})
        )

    return replaced((intake, "page_for", page_for))


def repeat_is_applied_again() -> AbstractContextManager[None]:
    """A change that comes a second time, in another batch, is not recognised."""
    honest = log.hashes_of

    def hashes_of(connection: sa.Connection, changes: Sequence[Change]) -> dict[str, str]:
        return honest(connection, changes[:1]) if len(changes) == 1 else {}

    return replaced((log, "hashes_of", hashes_of))


def cursor_kept_over_an_epoch() -> AbstractContextManager[None]:
    """A desk that hears of a new life of head office goes on behind the position it had in the old one."""
    return replaced((epochs, "begin", _beginning_with(settings.CURSOR)))


def sent_stays_sent_over_an_epoch() -> AbstractContextManager[None]:
    """What was sent to a life of head office that is gone is not offered to the next one."""
    begin = epochs.begin

    def still_held(connection: sa.Connection, epoch: str, lineage: Sequence[tuple[str, int]]) -> None:
        column = journal.batch.c
        held = list(connection.execute(sa.select(column.hash).where(column.held.is_(True))).scalars())
        begin(connection, epoch, lineage)
        connection.execute(journal.batch.update().where(column.hash.in_(held)).values(held=True))

    return replaced((epochs, "begin", still_held))


def pages_are_not_handed_back() -> AbstractContextManager[None]:
    """What head office decided after its backup stays on the screens of desks and is nowhere else."""
    return replaced((epochs, "to_hand_back", lambda _connection, _most: []))


def _beginning_with(kept: str) -> Callable[[sa.Connection, str, Sequence[tuple[str, int]]], None]:
    begin = epochs.begin

    def keeping(connection: sa.Connection, epoch: str, lineage: Sequence[tuple[str, int]]) -> None:
        before = settings.get_number(connection, kept)
        begin(connection, epoch, lineage)
        settings.put(connection, kept, before)

    return keeping


def number_of_head_office_used_again() -> AbstractContextManager[None]:
    """Decisions are counted on without the epoch in their names: after a restore a number names another decision."""
    begin = state.begin_epoch

    def same_name(connection: sa.Connection, epoch_id: str, cut: int | None = None) -> Any:
        del epoch_id
        return begin(connection, "01999999-0000-7000-8000-000000000001", cut)

    return replaced((mill_office, "begin_epoch", same_name))


def screen_counts_for_nothing() -> AbstractContextManager[None]:
    """A change stands on what stands now, not on what the window showed."""
    amend_in = desk_intake.amend_in

    def blind(connection: sa.Connection, desk: Any, record: str, values: Any, seen: Any = None) -> Any:
        del seen
        return amend_in(connection, desk, record, values)

    return replaced((desk_intake, "amend_in", blind))


def own_save_hidden() -> AbstractContextManager[None]:
    """An own change leaves the screen until its outcome has come."""
    return replaced((view, "_lay_over", lambda _change, _values, _writers: None))
