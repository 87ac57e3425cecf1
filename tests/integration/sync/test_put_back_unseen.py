"""A database that was put back while nobody looked is found by what the desks were told, in the request that shows it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from shared_models.protocol import page as pages
from shared_models.protocol import receipt as receipts
from shared_models.security import signing
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Worker
from sync_server.storage.audit import AuditLine, audit_lines, verify_audit
from sync_server.storage.engine import reading, writing
from sync_server.storage.fence import FILE
from sync_server.storage.head_office import open_head_office
from sync_server.storage.tables import metadata
from sync_server.subjects import intake
from sync_server.subjects.intake import HeadOfficeEdit, append_change
from tests.networks import TrialDesk, TrialNetwork, assert_settled, serving

Rows = dict[str, list[dict[str, Any]]]


def _dump(net: TrialNetwork) -> Rows:
    with reading(net.trial.head_office.engine) as connection:
        tables = metadata.sorted_tables
        return {table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()] for table in tables}


def _load(net: TrialNetwork, dump: Rows, *, watched: bool) -> None:
    """Put it back under the running server, and where nobody `watched` the file that tells how far it had got is gone."""
    if watched:
        office = net.trial.head_office
        Worker(office.engine, duties_of(office, intake.apply_batch)).run_round()
    with writing(net.trial.head_office.engine) as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
        for table in metadata.sorted_tables:
            if dump[table.name]:
                connection.execute(table.insert(), dump[table.name])
        if not watched:
            (net.trial.head_office.configuration.data / FILE).unlink()


def _found(net: TrialNetwork) -> list[AuditLine]:
    with reading(net.trial.head_office.engine) as connection:
        assert verify_audit(connection) is None
        return [line for line in audit_lines(connection) if line.action == "server.found_put_back"]


@contextmanager
def _another_process(net: TrialNetwork) -> Iterator[str]:
    office = open_head_office(net.trial.head_office.configuration, net.trial.clock)
    with serving(replace(net.trial, head_office=office)) as server:
        yield server.url
    office.close()


@pytest.mark.parametrize("watched", [True, False], ids=["the fence tells", "a desk tells"])
def test_desks_refill_a_database_that_was_put_back_under_a_running_server_exactly_once(
    any_net: TrialNetwork, watched: bool
) -> None:
    net = any_net
    first, second, newcomer = net.desk(), net.desk(), net.desk()
    early = first.register("Amina Bibi")
    assert_settled(net, first, second)
    life, old = net.trial.head_office.epoch, _dump(net)
    shared = len(net.log())
    late = first.register("Bano Bibi")
    assert_settled(net, first, second)
    second.amend(late.person, father_name_latin="Bashir")
    edit = HeadOfficeEdit(early.person, "edit", {"person.father_name_latin": "Akbar"}, (), "reviewer")
    with writing(net.trial.head_office.engine) as connection:
        append_change(connection, net.trial.head_office, edit)
    assert_settled(net, first, second)
    shown = first.picture()

    with _another_process(net) as elsewhere:
        _load(net, old, watched=watched)
        newcomer.register("Chanda Bibi")  # takes the places in the order that were given to others before
        newcomer.sync()
        assert (net.trial.head_office.epoch == life) is not watched
        first.sync()
        begun = net.trial.head_office.epoch
        assert [(one.id, one.cut) for one in begun.lineage] == [(life.id, shared)]
        second.sync(url=elsewhere)
        assert_settled(net, first, second, newcomer)
    assert net.trial.head_office.epoch == begun
    assert {name: first.picture()[name] for name in shown} == shown
    assert sorted(name for name in net.log() if not name.startswith("0.")) == sorted(
        one for desk in (first, second, newcomer) for one in desk.own_ids()
    )
    (line,) = _found(net)
    assert line.subject == begun.id
    assert line.detail.get("shown_by") == (None if watched else first.desk.identity.device)
    assert first.sync().round_trips == 1


def test_a_desk_that_only_reads_shows_the_page_it_was_given(net: TrialNetwork) -> None:
    writer, reader = net.desk(), net.desk()
    writer.register("Amina Bibi")
    assert_settled(net, writer, reader)
    life, old = net.trial.head_office.epoch, _dump(net)
    writer.register("Bano Bibi")
    assert_settled(net, writer, reader)
    _load(net, old, watched=False)
    reader.sync()
    assert [one.id for one in net.trial.head_office.epoch.lineage] == [life.id]
    assert len(reader.picture()) == 4
    assert_settled(net, writer, reader)
    assert len(_found(net)) == 1


def _claim(desk: TrialDesk, statement: bytes, raw: bytes = b"") -> None:
    """Let the desk say that it was told more than there is, with these as its newest receipt and page."""
    with writing_desk(desk.desk.engine) as connection:
        settings.put(connection, settings.CURSOR, 10_000)
        connection.execute(journal.receipt.update().values(statement=statement))
        connection.execute(journal.page.update().values(raw=raw))


def test_nothing_but_head_offices_own_word_to_this_desk_begins_an_epoch(net: TrialNetwork) -> None:
    liar, honest = net.desk(), net.desk()
    for desk in (liar, honest):
        desk.register("Amina Bibi")
        desk.sync()
    office, stranger = net.trial.head_office, signing.new_signing_key()
    life, mine = office.epoch, liar.desk.identity.device
    with reading_desk(liar.desk.engine) as connection:
        genuine = bytes(connection.execute(sa.select(journal.receipt.c.statement)).scalars().first() or b"")
    true = receipts.read(genuine, office.receipt_public_key)
    ahead = {"head": "f" * 64, "ledger": 900}

    def made(**other: Any) -> receipts.Receipt:
        facts = {name: getattr(true, name) for name in true.__struct_fields__}
        return receipts.Receipt(**{**facts, **other})

    page: dict[str, Any] = {"device": mine, "start": 0, "end": 900, "built": 900, "at": 0, "dictionary": ""}
    nothing = pages.pack(pages.PageContent(), "")
    lies = [
        (genuine, b""),  # true, and nothing that is not here
        (receipts.issue(made(**ahead), stranger), b""),
        (genuine[:-9] + b"9" + genuine[-8:], b""),
        (receipts.issue(made(device=honest.desk.identity.device, **ahead), office.receipt_key), b""),
        (receipts.issue(made(epoch="00000000-of-long-ago", **ahead), office.receipt_key), b""),
        (b"", pages.sign(nothing, key=stranger, epoch=life.id, **page)),
        (b"", pages.sign(nothing, key=office.receipt_key, epoch=life.id, **{**page, "device": "another"})),
    ]
    for statement, raw in lies:
        _claim(liar, statement, raw)
        liar.sync()
        assert office.epoch == life
    assert _found(net) == []
    _claim(liar, receipts.issue(made(**ahead), office.receipt_key))
    liar.sync()
    assert [one.id for one in office.epoch.lineage] == [life.id]
    assert_settled(net, liar, honest)
