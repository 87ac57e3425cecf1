"""A batch of which something was erased still proves, with what its desk signed, everything else that stands in it."""

import msgspec
import pytest

from shared_models.protocol import batch, compression
from shared_models.protocol.problems import ProtocolError
from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId
from shared_models.records.erasing import is_without_contents
from shared_models.security import signing

KEY = signing.new_signing_key()
PUBLIC = signing.public_bytes(KEY)
RECORDS = [ids.record_id(1_700_000_000_000 + at, bytes(range(at, at + ids.RANDOM_BYTES))) for at in range(4)]


def _sealed() -> tuple[batch.SealedBatch, list[Change]]:
    changes = [
        Change(ChangeId("d", "ab12", at + 1), RECORDS[at % 4], "person", "edit" if at > 3 else "create", _set(at), 9)
        for at in range(8)
    ]
    return batch.seal(changes, key=KEY, parent="", dictionary=compression.NO_DICTIONARY), changes


def _set(at: int) -> dict[str, object]:
    return {"person.name_latin": f"Amina {at}", "person.documents.0AAa1-1.number": "0000"}


def test_what_stays_is_proven_and_what_is_gone_is_gone() -> None:
    sealed, changes = _sealed()
    raw = batch.thinned(batch.thinned(sealed.raw, {RECORDS[1]}), {RECORDS[2]})
    left = batch.read(raw)
    batch.verify(left, PUBLIC)
    assert (left.hash, left.header_bytes, left.signature) == (sealed.hash, sealed.header_bytes, sealed.signature)
    found = batch.unpack(left)
    assert [one.id for one in found] == [one.id for one in changes]
    for before, now in zip(changes, found, strict=True):
        if before.record in RECORDS[1:3]:
            assert is_without_contents(now)
            assert (now.set, now.record) == ({}, before.record)
        else:
            assert now == before
    assert batch.thinned(raw, {RECORDS[1], "another"}) == raw
    assert batch.thinned(batch.without_payload(raw), {RECORDS[0]}) == batch.without_payload(raw)


def test_nothing_can_be_altered_under_the_signature_of_the_desk() -> None:
    sealed, changes = _sealed()
    thinned = batch.read(batch.thinned(sealed.raw, {RECORDS[1]}))
    start = len(thinned.raw) - len(thinned.payload)
    inside = msgspec.json.decode(compression.decompress(thinned.payload[5:], compression.NO_DICTIONARY))

    def with_(**altered: object) -> batch.SealedBatch:
        packed = compression.compress(msgspec.json.encode({**inside, **altered}), compression.NO_DICTIONARY)
        return batch.read(thinned.raw[:start] + thinned.payload[:5] + packed)

    batch.verify(with_(), PUBLIC)
    (first, salted), *others = inside["hashes"]
    document = msgspec.json.encode(inside["changes"]).replace(b"Amina 3", b"Bano 33")
    for altered in (
        {"hashes": [[first, "00" * 32], *others]},
        {"hashes": [[first + 1, salted], *others]},
        {"hashes": others},
        {"hashes": [[first, "no number"], *others]},
        {"changes": msgspec.json.decode(document)},
    ):
        with pytest.raises(ProtocolError):
            batch.verify(with_(**altered), PUBLIC)
    assert len(changes) == len(batch.unpack(thinned))
