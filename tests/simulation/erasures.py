"""People who asked are erased in the mill; what must hold of them from then on, whatever old copy comes back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.tables import journal
from desktop_client.storage.tables import people as shown
from shared_models.protocol import batch as batches
from shared_models.protocol.batch import Header, SealedBatch
from shared_models.protocol.page import open_page
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.erasures import erasure
from sync_server.storage.tables.intake import batch, change_log
from sync_server.storage.tables.people import record
from sync_server.subjects.intake import log
from sync_server.subjects.intake.erasures import erase_person
from tests.simulation.ledger import hold
from tests.simulation.machines import Machine

if TYPE_CHECKING:
    from tests.simulation.world import World

WHY = "Asked at the desk, card seen"


def erase(world: World, _machine: Machine) -> str:
    """Head office erases a person; it may die between the list and the database."""
    office = world.office.office
    with reading(office.engine) as connection:
        people = sa.select(record.c.id).where(record.c.kind == "person").order_by(record.c.created_position)
        there = [name for name in connection.execute(people).scalars() if name not in world.watch.erased]
    named = int(world.given.get("record", world.chance.randrange(max(1, len(there)))))
    if not there:
        return "nobody"
    world.office.failpoint.arm(int(world.given.get("moment", 0)))
    try:
        with writing(office.engine) as connection:
            made = erase_person(connection, office, there[named % len(there)], reason=WHY, who="mill")
    finally:
        world.office.failpoint.arm(0)
    return f"{len(made.records)} records"


def erased_at(connection: sa.Connection) -> set[str]:
    """The records that head office's database names as erased."""
    return set(connection.execute(sa.select(erasure.c.record)).scalars())


def carriers_of(connection: sa.Connection, records: set[str]) -> set[str]:
    """The batches that brought changes of these records: their payload goes at once."""
    if not records:
        return set()
    named = sa.select(change_log.c.batch).where(change_log.c.record.in_(records), change_log.c.batch.is_not(None))
    return set(connection.execute(named).scalars())


def check_erased(world: World) -> None:
    """At rest nothing is left of who was erased, at head office and at every desk that is told. Raises BrokenPromiseError."""
    gone = world.watch.erased
    if not gone:
        return
    found = gone & set(left_at_head_office(world.office.office))
    hold(not found, "erased: head office still has something of somebody who was erased")
    for machine in world.alive():
        if machine.device not in world.revoked:
            found = gone & set(left_at_desk(machine.desk))
            hold(not found, f"erased: {machine.name} still has something of somebody who was erased")


def left_at_head_office(office: HeadOffice) -> Iterator[str]:
    """The records of which values stand in the log, in batches or among what is shown."""
    with reading(office.engine) as connection:
        for row in connection.execute(sa.select(record)):
            if office.cipher.reveal("record", "field_values", row.id, row.field_values) != "{}":
                yield row.id
        for row in connection.execute(sa.select(change_log).where(change_log.c.device != "0")):
            if log.read_change(office, row).set:
                yield row.record
        for row in connection.execute(sa.select(batch).where(batch.c.payload.is_not(None))):
            payload = office.cipher.reveal_bytes("batch", "payload", row.hash, row.payload)
            header = msgspec.json.decode(row.header, type=Header)
            yield from _in_batch(SealedBatch(b"", row.hash, header, row.header, row.signature, payload))


def _in_batch(sealed: SealedBatch) -> Iterator[str]:
    return (change.record for change in batches.unpack(sealed) if change.set)


def left_at_desk(desk: OpenDesk) -> Iterator[str]:
    """The same at a desk: on the screen, in the journal, in batches and kept pages."""
    with reading_desk(desk.engine) as connection:
        yield from connection.execute(sa.select(shown.record.c.id)).scalars()
        yield from connection.execute(sa.select(journal.pulled_change.c.record)).scalars()
        change, content = journal.change, journal.change_content
        told = sa.select(change.c.record, content.c.document).join(content, content.c.number == change.c.number)
        for row in connection.execute(told):
            if msgspec.json.decode(row.document).get("set"):
                yield row.record
        for raw in connection.execute(sa.select(journal.batch.c.raw)).scalars():
            sealed = batches.read(raw)
            if sealed.payload:
                yield from _in_batch(sealed)
        kept = sa.select(journal.page.c.raw).where(sa.func.length(journal.page.c.raw) > 0)
        for raw in connection.execute(kept).scalars():
            yield from (entry.change.record for entry in open_page(raw, desk.head_office.receipt_key).entries)
