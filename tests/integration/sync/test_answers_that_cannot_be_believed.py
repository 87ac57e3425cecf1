"""Whatever answers a desk, nothing is shown as received that head office did not sign for it, and all arrives later."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import msgspec
import pytest

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.sync import receipts
from desktop_client.sync.transport import Answer, HttpTransport, LineDown, Traffic
from shared_models.catalogue.problems import Problem, ProblemError, sentence
from shared_models.protocol import batch as batches
from shared_models.protocol import framing
from shared_models.protocol import receipt as receipt_statements
from shared_models.protocol.messages import BatchAnswer, SyncReply
from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing
from tests.networks import TrialDesk, TrialNetwork, assert_settled

Lie = Callable[[Answer], Answer]
EPOCH = "an epoch that nobody began"


@dataclass
class LyingLine:
    """A line at whose end somebody else changes what head office answers."""

    honest: HttpTransport
    lie: Lie
    traffic: Traffic = field(default_factory=Traffic)

    def url(self, path: str) -> str:
        return self.honest.url(path)

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        return self.lie(self.honest.send(method, path, headers, body))


def _body(content: bytes) -> Lie:
    return lambda answer: replace(answer, body=content)


def _facts(change: Callable[[SyncReply], SyncReply], *, blobs: bool = True) -> Lie:
    def lie(answer: Answer) -> Answer:
        facts, carried = framing.split(answer.body)
        told = change(msgspec.json.decode(facts, type=SyncReply))
        return replace(answer, body=framing.join(msgspec.json.encode(told), carried if blobs else []))

    return lie


def _blobs_by(key: str) -> Lie:
    """Receipt and page are signed by somebody else, or altered."""

    def lie(answer: Answer) -> Answer:
        facts, blobs = framing.split(answer.body)
        changed = [bytes([*blob[:-1], blob[-1] ^ 1]) if key == "altered" else blob[: len(blob) // 2] for blob in blobs]
        return replace(answer, body=framing.join(facts, changed))

    return lie


LIES: dict[str, Lie] = {
    "nothing": _body(b""),
    "a page of a hotel": _body(b"<html>Please log in</html>"),
    "half a frame": lambda answer: replace(answer, body=answer.body[: len(answer.body) // 2]),
    "other facts": _body(framing.join(b'{"epoch": 7}', [])),
    "no text": _body(framing.join(b"\xff\xfe{}", [])),
    "a receipt that is not there": _facts(lambda told: told, blobs=False),
    "a page that is not there": _facts(
        lambda told: msgspec.structs.replace(told, page=True, receipt=False), blobs=False
    ),
    "a time beyond all": _body(framing.join(b'{"epoch": "x", "at": 1e400}', [])),
    "altered statements": _blobs_by("altered"),
    "halved statements": _blobs_by("halved"),
    "an error without words": lambda answer: replace(answer, status=500, body=b"\x00"),
    "a way to elsewhere": lambda answer: replace(answer, status=302, body=b""),
}


def _try(desk: TrialDesk, net: TrialNetwork, lie: Lie) -> str:
    """One run over a lying line; the code of what the person was told."""
    problem: Problem | None = None
    try:
        desk.sync(transport=LyingLine(HttpTransport(net.server.url), lie))
    except ProblemError as told:
        problem = told.problem
    except LineDown:
        return "line.down"
    if problem is None:
        return ""
    assert "{" not in sentence(problem, "en")
    assert sentence(problem, "ur") != sentence(problem, "en")
    return problem.code


@pytest.mark.parametrize("name", LIES)
def test_an_answer_that_makes_no_sense_is_told_believed_in_nothing_and_stops_nothing(
    net: TrialNetwork, name: str
) -> None:
    desk = net.desk()
    desk.register()
    assert _try(desk, net, LIES[name])
    assert (desk.status().unsent, desk.status().receipt_seq) == (2, 0)
    assert_settled(net, desk)
    assert list(net.log().values()) == ["accepted", "accepted"]


def test_bytes_by_chance_never_end_a_run_without_a_sentence(net: TrialNetwork, random_source: random.Random) -> None:
    desk = net.desk()
    desk.register()
    for _ in range(40):

        def spoilt(answer: Answer) -> Answer:
            body = bytearray(answer.body)
            for _ in range(random_source.randint(1, 6)):
                body[random_source.randrange(len(body))] = random_source.randrange(256)
            return replace(
                answer, body=bytes(body[: random_source.choice((len(body), random_source.randrange(len(body))))])
            )

        _try(desk, net, spoilt)
    assert_settled(net, desk)


def test_a_batch_called_kept_without_a_receipt_is_not_shown_as_received_and_is_asked_for_again(
    net: TrialNetwork,
) -> None:
    desk = net.desk()
    desk.register()

    class NobodyThere:
        traffic = Traffic()

        def url(self, path: str) -> str:
            return net.server.url + path

        def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
            del method, path, headers
            _, sent = framing.split(body)
            kept = [BatchAnswer(hash=batches.read(raw).hash) for raw in sent]
            told = SyncReply(epoch=net.trial.head_office.epoch.id, at=desk.clock(), batches=kept)
            return Answer(200, {}, framing.join(msgspec.json.encode(told), []))

    desk.sync(transport=NobodyThere())
    assert desk.status().receipt_seq == 0
    assert net.log() == {}
    assert_settled(net, desk)
    assert len(net.log()) == 2


def test_a_forged_a_foreign_and_an_old_receipt_prove_nothing(net: TrialNetwork) -> None:
    mine, other = net.desk(), net.desk()
    mine.register()
    other.register()
    other.sync()
    office = net.trial.head_office
    theirs = net.device(other).receipt
    mine.sync()
    genuine = net.device(mine).receipt
    assert theirs is not None
    assert genuine is not None
    told = receipt_statements.read(genuine, office.receipt_public_key)
    mine.register("Not Sent")
    before = mine.status().receipt_seq

    def signed(**other: object) -> bytes:
        return receipt_statements.issue(msgspec.structs.replace(told, **other), office.receipt_key)

    doubtful = {
        "of another desk": theirs,
        "of another epoch": signed(epoch=EPOCH),
        "for more than the chain holds": signed(count=told.count + 2),
        "for fewer": signed(count=told.count - 1),
        "for a chain of somebody else": signed(head="0" * 64),
        "for this chain in another's name": signed(device=other.desk.identity.device),
    }
    forger = signing.new_signing_key()
    with writing(mine.desk.engine) as connection:
        for name, statement in doubtful.items():
            found = receipts.believe(connection, mine.desk.identity, office.receipt_public_key, statement, 0)
            assert (name, found) == (name, None)
        for raw in (receipt_statements.issue(told, forger), genuine[:-1], b"", b"\x00" * 200):
            with pytest.raises(ProtocolError):
                receipts.believe(connection, mine.desk.identity, office.receipt_public_key, raw, 0)
    assert mine.status().receipt_seq == before
    with reading(mine.desk.engine) as connection:
        assert settings.get_number(connection, settings.RECEIPTED) == before
