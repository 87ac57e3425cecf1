"""What head office says to a desk that has spoken: receipt, next page of its scope, and everything it should know."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.protocol import compression, desk_keys
from shared_models.protocol.digest import statement
from shared_models.protocol.messages import MAX_WAITING, BatchAnswer, SyncReply, SyncRequest
from sync_server.events import log
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.subjects import elsewhere, intake
from sync_server.subjects.intake import digests, waiting
from sync_server.subjects.network import REVOKED, Contact, Device, change_device_code, desk_keys_of, record_contact
from sync_server.subjects.reference import newest_hash
from sync_server.subjects.watching import note_day


@dataclass(frozen=True, slots=True)
class Answer:
    """What a desk is told: the reply, and the receipt and the page that belong to it."""

    reply: SyncReply
    receipt: bytes | None
    page: bytes | None

    @property
    def blobs(self) -> list[bytes]:
        """In the order in which they travel."""
        return [part for part in (self.receipt, self.page) if part is not None]


def answer(
    office: HeadOffice,
    desk: Device,
    asked: SyncRequest,
    answers: list[BatchAnswer],
    contact: Contact,
    *,
    short: bool = False,
) -> Answer:
    """What is said to a desk that `asked` and whose batches had these `answers`; `contact` is written down with it.

    `short`: it speaks protocol 2.
    """
    at, closed = office.clock(), desk.state == REVOKED
    digests.make_ready(office.engine, desk.office, at)
    with writing(office.engine) as connection:
        epoch = read_epoch(connection)
        same_epoch = asked.epoch == epoch.id
        record_contact(connection, desk.id, contact)
        note_day(connection, desk.id, contact.at, desk.last_contact)
        holds = intake.held_hashes(connection, desk.id, asked.offered)
        lacks_head = bool(asked.head) and not intake.held_hashes(connection, desk.id, [asked.head])
        is_news = asked.head != asked.kept or not same_epoch or bool(answers)
        receipt = _receipt(connection, office, desk, asked, is_news=is_news, short=short)
        reference = "" if closed else newest_hash(connection)
        listed = "" if closed else elsewhere.newest_name(connection, desk.office)
        renamed = bool(asked.code) and not closed
        code = change_device_code(connection, desk.id, office.random_bytes, at) if renamed else ""
        page = intake.BuiltPage(None, more=False, held=0)
        if same_epoch and not closed:
            page = intake.page_for(
                connection,
                office,
                device=desk.id,
                office=desk.office,
                cursor=asked.cursor,
                limit=asked.page_changes,
                dictionary=asked.dictionary,
                whole=asked.whole,
                short=short,
            )
        quiet = same_epoch and not closed and not page.more
        scope = statement(*digests.of_scope(connection, desk.office)) if quiet else ""
        keys = [] if closed else desk_keys_of(connection, desk.office)
        waits = waiting.of_desk(connection, desk.id, MAX_WAITING) if page.held else []
    newest = compression.newest_dictionary()
    reply = SyncReply(
        epoch=epoch.id,
        at=at,
        lineage=[] if same_epoch else [(ancestor.id, ancestor.cut) for ancestor in epoch.lineage],
        holds=holds,
        lacks_head=lacks_head,
        batches=answers,
        receipt=receipt is not None,
        page=page.raw is not None,
        more=page.more or not same_epoch,
        held=page.held,
        waiting=waits,
        dictionary="" if asked.dictionary == newest else newest,
        protection=office.protection_statement(asked.protection) if not closed else "",
        bundle=office.bundle_statement() if asked.bundle else "",
        desks=desk_keys.state(keys, office.receipt_key) if desk_keys.name_of(keys) != asked.desks else "",
        reference="" if asked.reference and reference.startswith(asked.reference) else reference,
        elsewhere="" if listed == asked.elsewhere else listed,
        code=code,
        orders=[{"order": "closed"}] if closed else [],
        scope=scope,
    )
    log("sync.answered", device=desk.id, count=len(answers), state=desk.state)
    return Answer(reply, receipt, page.raw)


def _receipt(
    connection: sa.Connection, office: HeadOffice, desk: Device, asked: SyncRequest, *, is_news: bool, short: bool
) -> bytes | None:
    """The receipt up to the desk's head when that `is_news`, else for what every backup holds by now; often none."""
    closed = desk.state == REVOKED
    if asked.head and is_news:
        return intake.receipt_for(connection, office, desk.id, asked.head, quarantined=closed, short=short)
    if asked.head and not closed:
        known = asked.safe, asked.safe_position
        return intake.backed_up_receipt(connection, office, desk.id, asked.head, *known, short=short)
    return None
