"""Where this desk stands with head office: what it says in a request, and the keys it is told, by line and on a stick alike."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.storage import elsewhere, reference, settings
from desktop_client.storage.settings import HeadOffice
from desktop_client.storage.tables import journal as tables
from desktop_client.sync import bundle_keys, desk_keys, outbox, protection, receipts, staff
from shared_models.protocol import compression
from shared_models.protocol.desk_keys import name_of
from shared_models.protocol.messages import SyncReply, SyncRequest


def learn_keys(connection: sa.Connection, head_office: HeadOffice, reply: SyncReply) -> None:
    """Keep the keys that head office told, each proven by its signature, and how it may be spoken to. Raises ProtocolError."""
    if reply.speaks:
        settings.put(connection, settings.SPEAKS, reply.speaks)
    if reply.protection:
        protection.learn(connection, head_office, reply.protection)
    bundle_keys.learn(connection, head_office, reply.bundle)
    desk_keys.learn(connection, head_office, reply.desks)


def request_of(connection: sa.Connection, head_office: HeadOffice, at: int, version: str) -> SyncRequest:
    """What the desk knows and what it lacks; the caller adds what it brings and how much it takes."""
    newest = sa.select(tables.batch.c.hash).order_by(tables.batch.c.number.desc()).limit(1)
    key = protection.known(connection, head_office)
    return SyncRequest(
        epoch=settings.get(connection, settings.EPOCH),
        cursor=settings.get_number(connection, settings.CURSOR),
        head=connection.execute(newest).scalar() or "",
        kept=receipts.newest_head(connection),
        safe=receipts.newest_head(connection, "backed_up"),
        safe_position=settings.get_number(connection, settings.SAFE_POSITION),
        incarnation=outbox.newest_incarnation(connection),
        unsent=outbox.unsent(connection),
        at=at,
        version=version,
        dictionary=compression.newest_dictionary(),
        protection=key.name if key else "",
        desks=name_of(desk_keys.known(connection, head_office).values()),
        people=staff.statement(connection, at),
        bundle=bundle_keys.head_office_key(connection, head_office) is None,
        reference=reference.told_of(connection, version),
        elsewhere=elsewhere.told_of(connection, version),
    )
