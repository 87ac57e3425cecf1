"""Desk and head office of different ages understand each other: each says no more than the other has said it knows."""

import msgspec
import pytest

from desktop_client.storage import settings
from desktop_client.storage.engine import reading
from desktop_client.sync.transport import HttpTransport
from shared_models.protocol import framing
from shared_models.protocol.messages import SyncReply, SyncRequest
from shared_models.protocol.page import open_page
from shared_models.protocol.receipt import read
from sync_server.web.desks import signed
from sync_server.web.desks import sync as route
from tests.networks import TrialDesk, TrialNetwork, assert_settled
from tests.signed_requests import post


def _speaks(desk: TrialDesk) -> int:
    with reading(desk.desk.engine) as connection:
        return settings.get_number(connection, settings.SPEAKS)


def test_a_desk_learns_with_the_first_answer_that_few_bytes_will_do(net: TrialNetwork) -> None:
    desk, other = net.desk(), net.desk()
    first = desk.sync()
    assert _speaks(desk) == 2
    desk.register()
    desk.sync()
    nothing = desk.sync()
    assert first.bytes_up > nothing.bytes_up
    assert nothing.round_trips == 1
    assert nothing.bytes_up + nothing.bytes_down < 900
    assert_settled(net, desk, other)


def test_an_old_desk_is_answered_in_its_own_words(net: TrialNetwork) -> None:
    writer, old = net.desk(), net.desk()
    writer.sync()
    writer.register()
    writer.sync()
    office = net.trial.head_office
    asked = SyncRequest(epoch=office.epoch.id, head=net.device(writer).head_hash or "")
    answer = post(net.server.url, writer.desk, framing.join(msgspec.json.encode(asked)), protocol="1")
    facts, (receipt, page) = framing.split(answer.content)
    assert msgspec.json.decode(facts, type=SyncReply).speaks == 2
    public = old.desk.head_office.receipt_key
    assert b'"head":' in receipt
    assert b'"built":' in page
    assert (read(receipt, public).count, open_page(page, public).header.start) == (2, 0)


def test_a_head_office_that_became_older_is_spoken_to_as_before(
    net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, other = net.desk(), net.desk()
    desk.sync()
    desk.register()
    with monkeypatch.context() as older:
        older.setattr(signed, "SUPPORTED", (1,))
        older.setattr(route, "SUPPORTED", (1,))
        transport = HttpTransport(net.server.url)
        desk.sync(transport=transport)
        assert (transport.traffic.round_trips, desk.status().unsent, _speaks(desk)) == (2, 0, 1)
        assert desk.sync().round_trips == 1
    desk.sync()
    assert _speaks(desk) == 2
    assert_settled(net, desk, other)
