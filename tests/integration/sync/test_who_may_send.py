"""Only an approved desk changes anything, each request counts once, and every refusal has a sentence."""

from collections.abc import Callable

import pytest
import requests
import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.services.line import line_facts
from desktop_client.storage import settings
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.sync import pages
from desktop_client.sync.transport import LineDown
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.messages import SyncRequest
from shared_models.protocol.page import open_page
from shared_models.protocol.receipt import read
from shared_models.security import signing
from sync_server.storage.engine import writing
from sync_server.storage.tables.intake import batch, change_log
from sync_server.subjects import intake
from sync_server.subjects.intake.releasing import release_put_aside
from tests.networks import TrialNetwork, assert_settled
from tests.signed_requests import code_of, message, people, post, reply_of, seal

Wrong = Callable[[str, OpenDesk], requests.Response]

WRONG_REQUESTS: dict[str, tuple[Wrong, tuple[int, str]]] = {
    "another key": (
        lambda url, desk: post(url, desk, message(), key=signing.new_signing_key()),
        (401, "sync.signature_wrong"),
    ),
    "another body": (
        lambda url, desk: post(url, desk, message(), signed_body=b"else"),
        (401, "sync.signature_wrong"),
    ),
    "no signature": (lambda url, desk: post(url, desk, message(), drop=["Signature"]), (401, "sync.signature_wrong")),
    "no input": (lambda url, desk: post(url, desk, message(), drop=["Signature-Input"]), (401, "sync.signature_wrong")),
    "no digest": (lambda url, desk: post(url, desk, message(), drop=["Content-Digest"]), (401, "sync.signature_wrong")),
    "no protocol": (
        lambda url, desk: post(url, desk, message(), drop=["FRC-Protocol"]),
        (426, "sync.protocol_unknown"),
    ),
    "protocol 3": (lambda url, desk: post(url, desk, message(), protocol="3"), (426, "sync.protocol_unknown")),
    "no frames": (lambda url, desk: post(url, desk, b""), (400, "message.frames_wrong")),
    "half a length": (lambda url, desk: post(url, desk, b"\0\0"), (400, "message.frames_wrong")),
    "a length too long": (lambda url, desk: post(url, desk, b"\0\0\0\x09{}"), (400, "message.frames_wrong")),
    "facts that are none": (lambda url, desk: post(url, desk, b"\0\0\0\x02[]"), (400, "message.frames_wrong")),
    "ten thousand brackets": (
        lambda url, desk: post(url, desk, (10_000).to_bytes(4, "big") + b"[" * 10_000),
        (400, "message.frames_wrong"),
    ),
    "too many blobs": (lambda url, desk: post(url, desk, message(*[b""] * 100)), (400, "message.frames_wrong")),
    "more than ten megabytes": (
        lambda url, desk: post(url, desk, bytes(11 * 1024 * 1024)),
        (413, "server.too_large"),
    ),
}


def test_a_request_with_one_thing_wrong_is_refused_with_a_sentence_and_changes_nothing(net: TrialNetwork) -> None:
    desk = net.desk()
    for name, (send, expected) in WRONG_REQUESTS.items():
        assert (name, code_of(send(net.server.url, desk.desk))) == (name, expected)
    assert net.rows(sa.select(batch.c.hash)) == []
    desk.register()
    assert_settled(net, desk)


@pytest.mark.parametrize(
    ("known", "approved", "code"),
    [(False, False, "sync.signature_wrong"), (True, False, "enrolment.device_not_approved")],
)
def test_a_desk_nobody_approved_is_told_so_and_keeps_its_work(
    net: TrialNetwork, known: bool, approved: bool, code: str
) -> None:
    desk = net.desk(known=known, approved=approved)
    desk.register()
    with pytest.raises(ProblemError, match=code):
        desk.sync()
    assert desk.status().unsent == 2
    assert net.rows(sa.select(batch.c.hash)) == []


def test_a_closed_desk_hands_over_its_work_which_is_kept_aside_and_receipted_as_such(any_net: TrialNetwork) -> None:
    desk, other = any_net.desk(), any_net.desk()
    desk.register("Before")
    assert_settled(any_net, desk, other)
    late = desk.register("After")
    any_net.revoke(desk)
    desk.sync()
    assert (desk.receipt()["durability"], desk.receipt()["verified"]) == ("quarantined", True)
    statement = any_net.device(desk).receipt
    assert statement is not None
    told = read(statement, any_net.trial.head_office.receipt_public_key)
    assert (told.durability, told.count) == ("quarantined", 4)
    states = any_net.rows(sa.select(batch.c.state, batch.c.problem).order_by(batch.c.ledger))
    assert [tuple(row) for row in states] == [("applied", None), ("quarantined", "device.revoked")]
    assert len(any_net.log()) == 2
    # It is not "in Islamabad", and nobody else sees it.
    assert desk.status().unsent == 2
    other.sync()
    assert other.values(late.person) == {}
    # What it sends in parts is kept aside as well, and asking again changes nothing.
    assert desk.sync().sent_changes == 0
    assert len(any_net.log()) == 2
    # Somebody answers for it: it counts under its own ids, and the desk stays closed.
    office = any_net.trial.head_office
    with pytest.raises(ProblemError, match=r"enrolment\.release_reason"), writing(office.engine) as connection:
        release_put_aside(connection, desk.desk.identity.device, "noor", 1, " ")
    with writing(office.engine) as connection:
        assert release_put_aside(connection, desk.desk.identity.device, "noor", 1, "the office called") == 1
    with writing(office.engine) as connection:
        for name in intake.stored_batches(connection, desk.desk.identity.device):
            intake.apply_batch(connection, office, name)
    assert list(any_net.log().values()) == ["accepted"] * 4
    other.sync()
    assert late.person in other.picture()
    assert any_net.device(desk).state == "revoked"
    with pytest.raises(ProblemError, match=r"enrolment\.nothing_put_aside"), writing(office.engine) as connection:
        release_put_aside(connection, desk.desk.identity.device, "noor", 1, "the office called")


def test_the_same_request_again_is_answered_with_the_highest_counter(net: TrialNetwork) -> None:
    desk = net.desk()
    body = message(seal(desk.desk, people(desk.desk, 1)).raw)
    reply_of(post(net.server.url, desk.desk, body, counter=7))
    again = post(net.server.url, desk.desk, body, counter=7)
    assert code_of(again) == (409, "sync.counter_seen")
    assert again.json()["highest"] == 7
    assert len(net.log()) == 1


def test_a_desk_whose_counter_fell_back_goes_on_by_itself(net: TrialNetwork) -> None:
    desk = net.desk()
    reply_of(post(net.server.url, desk.desk, message(), counter=500))
    with writing_desk(desk.desk.engine) as connection:
        settings.put(connection, settings.COUNTER, 3)
    desk.register()
    assert_settled(net, desk)
    assert net.device(desk).counter > 500


def test_a_batch_of_another_desk_is_not_taken_from_this_one(net: TrialNetwork) -> None:
    mine, other = net.desk(), net.desk()
    foreign = seal(other.desk, people(other.desk, 1))
    altered = bytearray(seal(mine.desk, people(mine.desk, 1)).raw)
    altered[-1] ^= 1
    reply, _ = reply_of(post(net.server.url, mine.desk, message(foreign.raw, bytes(altered), b"nonsense")))
    assert [(answer.kept, answer.problem) for answer in reply.batches] == [
        (False, "batch.signature_wrong"),
        (False, "batch.payload_altered"),
        (False, "batch.not_readable"),
    ]
    assert net.log() == {}


def test_the_page_of_one_desk_is_not_believed_by_another(net: TrialNetwork) -> None:
    first, second = net.desk(), net.desk()
    first.register()
    first.sync()
    epoch = net.trial.head_office.epoch.id
    _, blobs = reply_of(post(net.server.url, first.desk, message(asked=SyncRequest(epoch=epoch))))
    page = open_page(blobs[-1], net.trial.head_office.receipt_public_key)
    with writing_desk(second.desk.engine) as connection:
        assert pages.apply_page(connection, second.desk.view, second.desk.identity, page, 0) is None
    assert second.picture() == {}


def test_a_line_that_is_not_there_leaves_everything_and_says_so(net: TrialNetwork) -> None:
    desk = net.desk()
    desk.register()
    with pytest.raises(LineDown):
        desk.sync(url="http://127.0.0.1:9")
    assert line_facts(desk.desk).still_to_go == 1
    assert_settled(net, desk)
    assert net.rows(sa.select(sa.func.count()).select_from(change_log))[0][0] == 2
