"""Changes come out of a document as they went in, and a hostile document ends in a named problem and nothing else."""

import random
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared_models.protocol import batch, compression, framing, page, receipt, shapes
from shared_models.protocol.carrying import can_carry
from shared_models.protocol.problems import ProtocolError
from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId, content_bytes
from shared_models.security import signing

KEY = signing.new_signing_key()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
MONEY = st.fixed_dictionaries({"minor": st.integers(0, 10**12), "currency": st.sampled_from(["SAR", "PKR"])})
VALUES = st.one_of(st.none(), st.booleans(), st.integers(-(2**53), 2**53), TEXTS, MONEY)
ROW = "person.documents.0AAa1-{}.{}"
PATHS = st.one_of(
    st.sampled_from(["person.name_latin", "person.name_latin!", "person.address.district", "person.$void"]),
    st.builds(ROW.format, st.integers(1, 3), st.sampled_from(["number", "type", "void", "number!"])),
)
SETS = st.one_of(
    st.sets(st.sampled_from(["R01", "R02", "R03"])).map(
        lambda codes: {f"person.reasons.{code}": True for code in codes}
    ),
    st.permutations(["N01", "N02", "N03"]).map(
        lambda codes: {f"person.needs.{code}": at for at, code in enumerate(codes, 1)}
    ),
    st.just({"person.needs.N01": 2, "person.needs.N02": None}),
)
WRITES = st.lists(
    st.builds("{}.{}.{}".format, st.sampled_from(["d", "0"]), st.just("ab12"), st.integers(1, 99)), max_size=3
)


@st.composite
def runs(draw: st.DrawFn) -> list[Change]:
    records = [ids.record_id(5, bytes([n]) * 10) for n in range(3)]
    return [
        Change(
            ChangeId("desk", "a1b2", seq),
            draw(st.sampled_from(records)),
            "person",
            draw(st.sampled_from(["create", "edit", "void", "resolve"])),
            {
                **draw(st.dictionaries(PATHS, VALUES, max_size=4)),
                **draw(SETS),
                "person.link": draw(st.sampled_from(records)),
            },
            draw(st.integers(0, 2**45)),
            session="s",
            author="عاصمہ",
            reference="1",
            base=tuple(draw(WRITES)),
            bases={"person.name_latin": tuple(draw(WRITES))} if draw(st.booleans()) else {},
            covers=tuple(draw(WRITES)),
        )
        for seq in range(1, draw(st.integers(1, 5)) + 1)
    ]


@settings(max_examples=60)
@given(runs())
def test_any_change_comes_back_byte_for_byte_through_a_sealed_batch(changes: list[Change]) -> None:
    assert can_carry(changes)
    sealed = batch.read(batch.seal(changes, key=KEY, parent="", dictionary="").raw)
    batch.verify(sealed, signing.public_bytes(KEY))
    assert [content_bytes(change) for change in batch.unpack(sealed)] == [content_bytes(change) for change in changes]


_EXAMPLE = [
    Change(
        ChangeId("desk", "a1b2", seq), ids.record_id(5, bytes([seq]) * 10), "person", "create",
        {"person.name_latin": "Amina", ROW.format(1, "number"): "1", "person.needs.N01": 1}, 5, base=("d.ab.1",),
    )
    for seq in (1, 2)
]  # fmt: skip


def test_a_mutated_document_or_message_raises_nothing_but_a_protocol_error(random_source: random.Random) -> None:
    sealed = batch.seal(_EXAMPLE, key=KEY, parent="", dictionary="")
    public = signing.public_bytes(KEY)
    readers: list[tuple[bytes, Callable[[bytes], object]]] = [
        (shapes.encode(_EXAMPLE), shapes.decode),
        (sealed.raw, lambda raw: batch.unpack(batch.read(raw))),
        (sealed.payload, lambda raw: compression.decompress(raw, "")),
        (framing.join(b"{}", [b"x" * 30]), framing.split),
        (bytes(200), lambda raw: page.open_page(raw, public)),
        (bytes(200), lambda raw: receipt.read(raw, public)),
    ]
    for example, read in readers:
        for _ in range(400):
            mutated = bytearray(example)
            for _ in range(random_source.randrange(1, 4)):
                at = random_source.randrange(len(mutated))
                mutated[at : at + random_source.randrange(3)] = random_source.randbytes(random_source.randrange(3))
                mutated = mutated or bytearray(1)
            try:
                read(bytes(mutated))
            except ProtocolError:
                continue


_WRONG: list[object] = [None, -1, 10**30, "", "x.y", [], {}, [[]], [-1, -1], [[0, 1, 10**9]], [0, 10**30], True, "\x00"]


def test_a_document_with_one_value_exchanged_raises_nothing_but_a_protocol_error(random_source: random.Random) -> None:
    whole = msgspec.json.decode(shapes.encode(_EXAMPLE))
    for name in whole:
        for wrong in _WRONG:
            for inside in (False, True):
                altered = msgspec.json.decode(msgspec.json.encode(whole))
                if inside and isinstance(altered[name], list) and altered[name]:
                    altered[name][0] = wrong
                else:
                    altered[name] = wrong
                try:
                    shapes.decode(msgspec.json.encode(altered))
                except ProtocolError:
                    continue


@pytest.mark.parametrize("bomb", [compression.compress(bytes(49 << 20), ""), compression.compress(bytes(60 << 20), "")])
def test_a_frame_that_bursts_is_refused_before_it_is_unpacked(bomb: bytes) -> None:
    with pytest.raises(ProtocolError, match="too_large"):
        compression.decompress(bomb, "")
