"""Requests as a desk signs them, and the same with one thing wrong; batches that no honest desk would seal."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence

import msgspec
import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from shared_models.protocol import batch as batches
from shared_models.protocol import framing, http_signature
from shared_models.protocol.messages import PROTOCOL_HEADER, SyncReply, SyncRequest
from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId
from shared_models.security import signing
from tests.head_offices import NOW

PATH = "/api/v1/sync"


def next_counter(desk: OpenDesk) -> int:
    with writing(desk.engine) as connection:
        return settings.add(connection, settings.COUNTER)


def post(
    url: str,
    desk: OpenDesk,
    body: bytes,
    *,
    counter: int | None = None,
    key: Ed25519PrivateKey | None = None,
    signed_body: bytes | None = None,
    protocol: str = "1",
    drop: Sequence[str] = (),
) -> requests.Response:
    """Send a body signed by `desk`; the named differences are what is wrong with it."""
    message = http_signature.Message("POST", url + PATH, {PROTOCOL_HEADER: protocol})
    http_signature.sign_request(
        message,
        key=key or desk.identity.key,
        device=desk.identity.device,
        counter=next_counter(desk) if counter is None else counter,
        now_ms=NOW,
        body=body if signed_body is None else signed_body,
    )
    headers = {name: value for name, value in message.headers.items() if name not in drop}
    with requests.Session() as session:
        session.trust_env = False
        return session.post(url + PATH, data=body, headers=headers, timeout=30)


def message(*blobs: bytes, asked: SyncRequest | None = None) -> bytes:
    """A body with these batches."""
    return framing.join(msgspec.json.encode(asked or SyncRequest()), blobs)


def reply_of(answer: requests.Response) -> tuple[SyncReply, list[bytes]]:
    """What head office said."""
    assert answer.status_code == 200, answer.text
    facts, blobs = framing.split(answer.content)
    return msgspec.json.decode(facts, type=SyncReply), blobs


def code_of(answer: requests.Response) -> tuple[int, str]:
    """(status, code) of a refusal, which always has both sentences."""
    told = answer.json()
    assert told["sentence_en"]
    assert told["sentence_ur"]
    assert told["sentence_en"] != told["code"]
    return answer.status_code, told["code"]


def people(
    desk: OpenDesk, count: int, *, incarnation: str = "a1" * 8, first: int = 1, name: str = "Amina", at: int = NOW
) -> list[Change]:
    """Creates of `count` people in one gapless run."""
    return [
        Change(
            ChangeId(desk.identity.device, incarnation, seq),
            ids.record_id(at, hashlib.sha256(f"{incarnation}{seq}{name}".encode()).digest()[:10]),
            "person",
            "create",
            {"person.name_latin": f"{name} {chr(65 + seq % 26)}", "person.gender": "F"},
            at,
            session="s1",
            author="asma",
            reference="1",
        )
        for seq in range(first, first + count)
    ]


def seal(desk: OpenDesk, changes: Sequence[Change], parent: str = "") -> batches.SealedBatch:
    """A batch of these changes, signed by the desk."""
    return batches.seal(changes, key=desk.identity.key, parent=parent, dictionary="")


def forge(desk: OpenDesk, like: batches.SealedBatch, payload: bytes, **header: object) -> bytes:
    """A batch with another payload or header, signed all the same by the desk that is allowed to."""
    changed = {"sha256": hashlib.sha256(payload).hexdigest(), **header}
    head = msgspec.json.encode({**msgspec.structs.asdict(like.header), **changed})
    signature = signing.sign(desk.identity.key, batches.DOMAIN, head)
    return b"FRCB1" + struct.pack(">I", len(head)) + head + signature + payload
