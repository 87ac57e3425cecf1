"""What a page tells at the moment at which it is built: nothing of a record that is not its receiver's (protocol.md, I5)."""

from __future__ import annotations

import sqlalchemy as sa

from shared_models.protocol.page import Page, open_page
from shared_models.protocol.problems import ProtocolError
from shared_models.records.refusals import is_refusal
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.network import device
from sync_server.storage.tables.people import record
from tests.simulation.ledger import hold
from tests.simulation.shown import Pair, shown_now


def look_at_answer(office: HeadOffice, blobs: list[bytes]) -> None:
    """Hold the page among these parts of an answer, if there is one, against where records are now."""
    for raw in blobs:
        try:
            page = open_page(raw, office.receipt_public_key)
        except ProtocolError:
            continue  # a receipt
        with reading(office.engine) as connection:
            _look_at_page(connection, page, shown_now(connection, office))


def _look_at_page(connection: sa.Connection, page: Page, shown: set[Pair]) -> None:
    mine = connection.execute(sa.select(device.c.office).where(device.c.id == page.header.device)).scalar_one()
    names = [str(outcome.change) for outcome in page.outcomes]
    of_changes = sa.select(change_log.c.change_id, change_log.c.record).where(change_log.c.change_id.in_(names))
    record_of = {row.change_id: row.record for row in connection.execute(of_changes)}
    wanted = {entry.change.record for entry in page.entries} | {one.record for one in page.left} | {*record_of.values()}
    rows = connection.execute(sa.select(record.c.id, record.c.office).where(record.c.id.in_(wanted)))
    # Where each record is for this desk: with its own office also when that is only shown it.
    home = {row.id: mine if (row.id, mine) in shown else row.office for row in rows}
    for entry in page.entries:
        bears_nothing = is_refusal(entry.change) or (entry.refused and set(entry.change.set.values()) == {None})
        hold(
            home.get(entry.change.record, mine) == mine or bears_nothing,
            "page: it tells of a record of another office",
        )
    for outcome in page.outcomes:
        at = home.get(record_of[str(outcome.change)], mine)
        if at != mine and outcome.outcome != "refused":
            told = (outcome.outcome, dict(outcome.reason))
            hold(told == ("kept", {"office": at}), "page: an outcome tells what another office's record shows")
    for leave in page.left:
        hold(home.get(leave.record) != mine, "page: it takes leave of a record that is here")
