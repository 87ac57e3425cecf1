"""The short messages say what the long ones say, and bytes of somebody else are refused, not followed."""

import contextlib
import uuid

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.protocol import packed, short_form
from shared_models.protocol.messages import BatchAnswer, SyncReply, SyncRequest
from shared_models.protocol.page import PageHeader
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.receipt import Receipt

HASH, OTHER = "ab" * 32, "0c" * 32
EPOCH = str(uuid.UUID(int=7 << 80))
words = st.one_of(st.text(max_size=20), st.sampled_from([HASH, OTHER, EPOCH, "64e9b85a42a8d7da", "AB" * 8, "abc", ""]))


@given(words, words, words, words, st.lists(words, max_size=3), st.integers(0, 2**53))
def test_a_request_comes_out_as_it_went_in(
    epoch: str, head: str, kept: str, name: str, offered: list[str], number: int
) -> None:
    asked = SyncRequest(
        epoch=epoch, head=head, kept=kept, safe=head, incarnation=name, desks=name, protection=name, offered=offered,
        cursor=number, unsent=number, shown=0, at=1,
    )  # fmt: skip
    assert short_form.read_request(short_form.write_request(asked), 1) == asked


@given(words, words, st.lists(words, max_size=3), st.booleans())
def test_a_reply_comes_out_as_it_went_in(epoch: str, known: str, names: list[str], kept: bool) -> None:
    answers = [BatchAnswer(name, kept=kept, problem="" if kept else "batch.too_large") for name in names]
    reply = SyncReply(
        epoch=epoch, at=5, lineage=[(known, 3)], holds=names, batches=answers, receipt=True, scope="AAAH0AAAI9nHhwWE",
        waiting=[("a1", 2, 3)], orders=[{"order": "closed"}],
    )  # fmt: skip
    assert short_form.read_reply(short_form.write_reply(reply, known), known, names) == reply


def test_every_fact_of_the_long_messages_has_a_letter_of_its_own() -> None:
    for letters, message, elsewhere in (
        (short_form._REQUEST, SyncRequest, {"at"}),
        (short_form._REPLY, SyncReply, {"speaks"}),
    ):
        assert set(letters) | elsewhere == set(message.__struct_fields__)
        assert len(set(letters.values())) == len(letters)


def test_what_is_usual_takes_a_few_bytes() -> None:
    asked = SyncRequest(epoch=EPOCH, cursor=2000, head=HASH, kept=HASH, incarnation="64e9b85a42a8d7da", version="0.1.0")
    assert len(short_form.write_request(asked)) < 90 < len(msgspec.json.encode(asked)) // 2
    assert len(short_form.write_reply(SyncReply(EPOCH, 1_795_541_322_784, scope="AAAH0AAAI9nHhwWE"), EPOCH)) < 30


@given(words, words, st.integers(0, 2**53))
def test_signed_facts_come_out_as_they_went_in(epoch: str, name: str, number: int) -> None:
    receipt = Receipt(1, epoch, "gdemshqf9b", name, number, 3, "backed_up", number)
    assert packed.read(packed.write(receipt), Receipt, "receipt.not_genuine") == receipt
    page = PageHeader(1, epoch, "gdemshqf9b", number, number, number, 5, HASH, name)
    assert packed.read(packed.write(page), PageHeader, "page.not_genuine") == page
    assert packed.read(msgspec.json.encode(page), PageHeader, "page.not_genuine") == page


FOREIGN = [
    b"",
    b"\xc1",
    b"\x91" * 5000 + b"\xc0",
    b"\x81\xa1o\x05",
    b"\x81\xa1o\x91\x05",
    b"\x81\xa1c\xa1x",
    b"\xa3\xff\xfe\xfd",
]


@pytest.mark.parametrize("raw", FOREIGN)
def test_bytes_of_somebody_else_are_refused(raw: bytes) -> None:
    for reading in (
        lambda: short_form.read_request(raw, 1),
        lambda: short_form.read_reply(raw, EPOCH, []),
        lambda: packed.read(raw, Receipt, "receipt.not_genuine"),
    ):
        with pytest.raises(ProtocolError):
            reading()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        assert short_form.read_request(raw, 1).at == 1
