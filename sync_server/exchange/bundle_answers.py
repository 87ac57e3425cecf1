"""The file that goes home to a desk without a line: one reply after the other, and what such a desk could not fetch itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import msgspec

from shared_models.protocol import bundle as bundles
from shared_models.protocol.attached import NamedFile
from shared_models.protocol.bundle import Answered, Asked
from shared_models.protocol.messages import BatchAnswer, SyncReply
from shared_models.protocol.page import read_head
from shared_models.protocol.reference import MAX_BYTES
from sync_server.exchange.answering import Answer, answer
from sync_server.exchange.counts import repair_page, rows_at
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.files import given, store_of
from sync_server.subjects.network import REVOKED, Contact, Device
from sync_server.subjects.reference import piece_of

MOST_ANSWER_BYTES = 32 * 1024 * 1024  # of receipts and pages in one file; the next file brings the rest
MOST_BROUGHT_BYTES = 12 * 1024 * 1024  # of small pictures
_MOST_REPLIES = bundles.MOST_PARTS - 8  # so that what is brought has its parts
_ID_BYTES = 8

Message = tuple[Answered, list[bytes]]


@dataclass(slots=True)
class Wish:
    """What is to be said of photos and papers: which are here, whether the desk asked, which small pictures it wants."""

    held: list[str] = field(default_factory=list)
    asked: bool = False
    wants: list[NamedFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """The bytes of the file, how many pages are in it, whether more is left than it takes."""

    raw: bytes
    pages: int
    more: bool


def make_answer(
    office: HeadOffice, desk: Device, asked: Asked, answers: list[BatchAnswer], contact: Contact, wish: Wish
) -> MadeAnswer:
    """Answer a desk that `asked` and whose batches had these `answers`; `contact` is written down with it."""
    said, more = _replies(office, desk, asked, answers, contact)
    said[0] = msgspec.structs.replace(said[0][0], files=wish.held, asked=wish.asked), said[0][1]
    pages = sum(facts.reply.page for facts, _ in said)
    if asked.takes >= bundles.TAKES_BROUGHT and desk.state != REVOKED:
        brought = list(_brought(office, desk, asked, said[0][0].reply, wish.wants))
        if not more and asked.request.epoch == said[0][0].reply.epoch:
            brought += _counted(office, desk, asked, said)
        said += brought
    return MadeAnswer(_packed(office, desk, asked, said), pages, more)


def _replies(
    office: HeadOffice, desk: Device, asked: Asked, answers: list[BatchAnswer], contact: Contact
) -> tuple[list[Message], bool]:
    """One reply after the other as the desk would ask for them by line, and whether more is left than one file takes."""
    request, size = asked.request, 0
    said: list[Message] = []
    while True:
        made = answer(office, desk, request, answers, contact)
        said.append((_answered(asked, desk, request.cursor, made), made.blobs))
        size += sum(len(blob) for blob in made.blobs)
        if made.page is None or not made.reply.more:
            return said, made.reply.more
        if size >= MOST_ANSWER_BYTES or len(said) == _MOST_REPLIES:
            return said, True
        # The receipt is in the first part; the others only bring pages.
        end = read_head(made.page, office.receipt_public_key).end
        request = msgspec.structs.replace(request, cursor=end, head="", protection="")
        answers = []


def _answered(asked: Asked, desk: Device, cursor: int, made: Answer) -> Answered:
    request = asked.request
    return Answered("", desk.id, 0, 0, request.epoch, cursor, made.reply, asked.handed_back, request.whole)


def _brought(
    office: HeadOffice, desk: Device, asked: Asked, first: SyncReply, wants: Sequence[NamedFile]
) -> Iterator[Message]:
    """What a desk with a line fetches by requests of its own: a version it was told of, small pictures it asked for."""
    bare = Answered("", desk.id, 0, 0, asked.request.epoch, asked.request.cursor, SyncReply(first.epoch, first.at))
    if first.reference:
        with reading(office.engine) as connection:
            found = piece_of(connection, first.reference, 0, MAX_BYTES)
        if found is not None:
            yield msgspec.structs.replace(bare, brings="reference"), [found[0]]
    pictures = msgspec.structs.replace(bare, brings="pictures")
    group: list[bytes] = []
    size, room = 0, MOST_BROUGHT_BYTES
    for name in given(office, desk.office, wants):
        stored = store_of(office).get(name) or b""
        room -= len(stored)
        if room < 0:
            break
        if group and (size + len(stored) > bundles.PART_BYTES or len(group) == bundles.MOST_BLOBS):
            yield pictures, group
            group, size = [], 0
        group += [stored] if stored else []
        size += len(stored)
    if group:
        yield pictures, group


def _counted(office: HeadOffice, desk: Device, asked: Asked, said: Sequence[Message]) -> Iterator[Message]:
    """The records of which the desk said that they differ, and how head office counts where these replies end."""
    last, blobs = said[-1]
    here = read_head(blobs[-1], office.receipt_public_key).end if last.reply.page else last.asked_cursor
    epoch, dictionary = last.reply.epoch, asked.request.dictionary
    bare = Answered("", desk.id, 0, 0, epoch, here, SyncReply(epoch, last.reply.at))
    if asked.records:
        page = repair_page(office, desk, epoch, here, asked.records, asked.again, dictionary)
        if page is not None:
            yield msgspec.structs.replace(bare, brings="repair", records=asked.records), [page]
    rows = rows_at(office, desk, here)
    if rows is not None:
        yield msgspec.structs.replace(bare, brings="counts"), [rows]


def _packed(office: HeadOffice, desk: Device, asked: Asked, said: Sequence[Message]) -> bytes:
    name = office.random_bytes(_ID_BYTES).hex()
    messages = [
        (msgspec.structs.replace(facts, id=name, part=number, of=len(said)), blobs)
        for number, (facts, blobs) in enumerate(said, 1)
    ]
    address = bundles.Address(bundles.DOWN, bytes.fromhex(asked.answer_key), desk.id, desk.code, name)
    return bundles.pack(address, office.receipt_key, messages)
