"""A desk's file from a stick: opened, believed, taken in like what comes by line, and answered with a file for that desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.protocol import bundle as bundles
from shared_models.protocol.attached import MAX_FILE_BYTES, NamedFile
from shared_models.protocol.bundle import Answered, Asked
from shared_models.protocol.messages import BatchAnswer
from shared_models.protocol.page import read_head
from shared_models.protocol.problems import ProtocolError
from shared_models.security.sealing import SealError, public_of
from sync_server.events import log
from sync_server.exchange.answering import Answer, answer
from sync_server.exchange.arrival import apply_now, learn_people, look_behind, take_back, take_in
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import batch
from sync_server.subjects.files import take as take_files
from sync_server.subjects.network import PENDING, Contact, Device, find_device

STICK = "usb"
MOST_ANSWER_BYTES = 32 * 1024 * 1024  # of receipts and pages in one file; the next file brings the rest
_ID_BYTES = 8


@dataclass(frozen=True, slots=True)
class Imported:
    """What a file held and what is answered: `answer` is the file that goes home, `more` when not everything fits in it.

    `fresh` batches with `changes` had not been here before. `not_kept` says which batches were not taken and why.
    `applied` False leaves something for the worker.
    """

    desk: Device
    batches: int
    fresh: int
    changes: int
    pages: int
    files: int
    more: bool
    applied: bool
    answer: bytes = field(repr=False)
    not_kept: tuple[BatchAnswer, ...] = ()


def import_bundle(office: HeadOffice, raw: bytes, file: str, who: str) -> Imported:
    """Take in a desk's file, as often as it comes, and make the answer. `file` is what sentences call it.

    Nothing is stored before every part of it was opened and believed. Raises ProblemError.
    """
    bundle = bundles.whole(raw, bundles.UP, file)
    header = bundle.header
    private = office.bundle_key
    if header.key != bundles.key_name(public_of(private)):
        raise ProblemError(problem("bundle.other_head_office", file=file, desk=header.desk))
    with reading(office.engine) as connection:
        desk = find_device(connection, header.device)
    if desk is None:
        raise ProblemError(problem("bundle.desk_unknown", file=file, desk=header.desk))
    try:
        parts = bundles.read(bundle, bundles.unseal(bundle, private), desk.public_key, Asked)
        bundles.check_key(parts[-1][0].answer_key)
    except SealError:
        raise ProblemError(problem("bundle.mixed", file=file)) from None
    except ProtocolError:
        raise ProblemError(problem("bundle.signature_wrong", file=file)) from None
    if desk.state == PENDING:
        raise ProblemError(Problem("enrolment.device_not_approved"))
    return _take(office, desk, parts, who)


def _take(office: HeadOffice, desk: Device, parts: Sequence[tuple[Asked, list[bytes]]], who: str) -> Imported:
    before = _held(office, desk)
    brought: list[bytes] = []
    photos: list[tuple[list[NamedFile], list[bytes]]] = []
    for asked, blobs in parts:
        shown, pages = asked.request.shown or 0, asked.request.pages
        look_behind(office, desk, asked.request, blobs[:shown])
        take_back(office, desk, blobs[shown : shown + pages])
        learn_people(office, desk, asked.request, STICK)
        batches_to = max(shown + pages, len(blobs) - len(asked.files))
        brought += blobs[shown + pages : batches_to]
        photos.append((asked.files, [raw if len(raw) <= MAX_FILE_BYTES else b"" for raw in blobs[batches_to:]]))
    answers = [take_in(office, desk, blob, STICK) for blob in brought]
    applied = apply_now(office, desk)
    batches, changes = (after - earlier for after, earlier in zip(_held(office, desk), before, strict=True))
    asked = parts[-1][0]
    files = [name for named, stored in photos for name in take_files(office, desk.office, named, stored).held]
    # An old file that comes again says nothing of what its desk has not sent; up to its cursor it has read all the same.
    request = asked.request
    contact = Contact(office.clock(), cursor=request.cursor, cursor_epoch=request.epoch)
    if batches:
        contact = replace(contact, incarnation=request.incarnation, app_version=request.version)
        contact = replace(contact, pending_estimate=request.unsent)
    said, more = _answers(office, desk, asked, answers, contact)
    said[0] = msgspec.structs.replace(said[0][0], files=files), said[0][1]
    with writing(office.engine) as connection:
        counted: dict[str, str | int | None] = {"batches": len(brought), "fresh": batches, "changes": changes}
        counted["files"] = len(files)
        append_audit(connection, office.clock(), who, "bundle.imported", desk.id, counted)
    log("bundle.imported", device=desk.id, count=len(brought), state=desk.state)
    return Imported(
        desk=desk,
        batches=len(brought),
        fresh=batches,
        changes=changes,
        pages=sum(facts.reply.page for facts, _ in said),
        files=len(files),
        more=more,
        applied=applied,
        answer=_packed(office, desk, asked, said),
        not_kept=tuple(one for one in answers if not one.kept),
    )


def _held(office: HeadOffice, desk: Device) -> tuple[int, int]:
    """(batches, changes) of a desk that are here."""
    sums = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(batch.c.count), 0))
    with reading(office.engine) as connection:
        row = connection.execute(sums.where(batch.c.device == desk.id)).one()
    return int(row[0]), int(row[1])


def _answers(
    office: HeadOffice, desk: Device, asked: Asked, answers: list[BatchAnswer], contact: Contact
) -> tuple[list[tuple[Answered, list[bytes]]], bool]:
    """One reply after the other as the desk would ask for them by line, and whether more is left than one file takes."""
    request, size = asked.request, 0
    said: list[tuple[Answered, list[bytes]]] = []
    while True:
        made = answer(office, desk, request, answers, contact)
        said.append((_answered(asked, desk, request.cursor, made), made.blobs))
        size += sum(len(blob) for blob in made.blobs)
        if made.page is None or not made.reply.more:
            return said, made.reply.more
        if size >= MOST_ANSWER_BYTES or len(said) == bundles.MOST_PARTS:
            return said, True
        # The receipt is in the first part; the others only bring pages.
        end = read_head(made.page, office.receipt_public_key).end
        request = msgspec.structs.replace(request, cursor=end, head="", protection="")
        answers = []


def _answered(asked: Asked, desk: Device, cursor: int, made: Answer) -> Answered:
    request = asked.request
    return Answered("", desk.id, 0, 0, request.epoch, cursor, made.reply, asked.handed_back, request.whole)


def _packed(office: HeadOffice, desk: Device, asked: Asked, said: Sequence[tuple[Answered, list[bytes]]]) -> bytes:
    name = office.random_bytes(_ID_BYTES).hex()
    messages = [
        (msgspec.structs.replace(facts, id=name, part=number, of=len(said)), blobs)
        for number, (facts, blobs) in enumerate(said, 1)
    ]
    address = bundles.Address(bundles.DOWN, bytes.fromhex(asked.answer_key), desk.id, desk.code, name)
    return bundles.pack(address, office.receipt_key, messages)
