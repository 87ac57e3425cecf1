"""A desk's files from a stick: opened, believed, taken in like what comes by line, and answered with a file for that desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.protocol import bundle as bundles
from shared_models.protocol.attached import MAX_FILE_BYTES
from shared_models.protocol.bundle import Asked
from shared_models.protocol.messages import BatchAnswer
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.trip import Place, place_of
from shared_models.security.sealing import SealError, public_of
from sync_server.events import log
from sync_server.exchange.arrival import apply_now, learn_people, look_behind, take_back, take_in
from sync_server.exchange.bundle_answers import Wish, make_answer
from sync_server.storage.audit import append_audit, audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.intake import batch
from sync_server.subjects.files import take as take_files
from sync_server.subjects.network import PENDING, REVOKED, Contact, Device, find_device

STICK = "usb"
_IMPORTED = "bundle.imported"


@dataclass(frozen=True, slots=True)
class StickFile:
    """A file from a stick: what sentences call it, how it begins (`bundles.START_BYTES`), and how its bytes are read.

    They are not read before their turn: a trip may be large.
    """

    name: str
    start: bytes
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Imported:
    """What a desk's files held and what is answered: `answer` is the file that goes home, `more` when it does not hold all.

    `fresh` batches with `changes` had not been here before. `not_kept` says which batches were not taken and why, `said`
    what is wrong with the files themselves: of the others everything was taken in. `taken` counts those.
    `applied` False leaves something for the worker.
    """

    desk: Device
    taken: int
    batches: int
    fresh: int
    changes: int
    pages: int
    files: int
    more: bool
    applied: bool
    answer: bytes = field(repr=False)
    not_kept: tuple[BatchAnswer, ...] = ()
    said: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Opened:
    """A file of which every part was opened and believed."""

    desk: Device
    place: Place
    parts: Sequence[tuple[Asked, list[bytes]]]


@dataclass(slots=True)
class _Trip:
    """What the files of one desk brought so far."""

    who: str
    desk: Device | None = None
    places: dict[Place, str] = field(default_factory=dict)  # with the name of the file
    asked: list[Asked] = field(default_factory=list)  # the last words of each file
    answers: list[BatchAnswer] = field(default_factory=list)
    wish: Wish = field(default_factory=Wish)
    fresh: int = 0
    changes: int = 0
    files: int = 0
    early: int = 0  # photos and papers of which no record here speaks yet
    applied: bool = True


def import_bundle(office: HeadOffice, raw: bytes, file: str, who: str) -> Imported:
    """`import_bundles` of one file whose bytes are here."""
    return import_bundles(office, [StickFile(file, raw[: bundles.START_BYTES], lambda: raw)], who)


def import_bundles(office: HeadOffice, files: Sequence[StickFile], who: str) -> Imported:
    """Take in the files of one desk, as often as they come and in any order, and make one answer.

    Nothing of a file is stored before every part of it was opened and believed. A file that cannot be read is told and holds
    the others up in nothing. Raises ProblemError when none of them could.
    """
    trip, said = _Trip(who), list[Problem]()
    for one in _in_turn(files):
        try:
            opened = _opened(office, one.read(), one.name, trip.desk)
        except ProblemError as failure:
            said.append(failure.problem)
            continue
        trip.desk = opened.desk
        _take(office, trip, opened, one.name)
    if trip.desk is None:
        raise ProblemError(said[0] if said else Problem("bundle.no_file"))
    said += _not_together(office, trip.desk, trip)
    return _answered(office, trip.desk, trip, tuple(said))


def _in_turn(files: Sequence[StickFile]) -> list[StickFile]:
    """Those of the first one's desk, in their order: what people wrote lies in the first files of a trip, and a photo is only
    taken when a record speaks of it.
    """
    heads = [bundles.begins(one.start) for one in files]
    desk = next((head.device for head in heads if head is not None), "")

    def turn(at: int) -> tuple[bool, int]:
        head = heads[at]
        return (False, 0) if head is None else (head.device != desk, place_of(head.id).number)

    return [files[at] for at in sorted(range(len(files)), key=turn)]


def _opened(office: HeadOffice, raw: bytes, file: str, others: Device | None) -> _Opened:
    """What a file says, when it is of the desk of which the `others` are. Raises ProblemError."""
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
    if others is not None and desk.id != others.id:
        raise ProblemError(problem("bundle.of_other_desk", file=file, desk=desk.code, here=others.code))
    return _Opened(desk, place_of(header.id), parts)


def _take(office: HeadOffice, trip: _Trip, opened: _Opened, file: str) -> None:
    desk, parts = opened.desk, opened.parts
    before = _held(office, desk)
    brought: list[bytes] = []
    for asked, blobs in parts:
        shown, pages = asked.request.shown or 0, asked.request.pages
        look_behind(office, desk, asked.request, blobs[:shown])
        take_back(office, desk, blobs[shown : shown + pages])
        learn_people(office, desk, asked.request, STICK)
        brought += blobs[shown + pages : max(shown + pages, len(blobs) - len(asked.files))]
    trip.answers += [take_in(office, desk, blob, STICK) for blob in brought]
    trip.applied = apply_now(office, desk) and trip.applied
    fresh, changes = (after - earlier for after, earlier in zip(_held(office, desk), before, strict=True))
    trip.fresh, trip.changes = trip.fresh + fresh, trip.changes + changes
    before_these = trip.files, trip.early
    for asked, blobs in parts:
        shown, pages = asked.request.shown or 0, asked.request.pages
        stored = blobs[max(shown + pages, len(blobs) - len(asked.files)) :]
        named = [raw if len(raw) <= MAX_FILE_BYTES else b"" for raw in stored]
        reply = take_files(office, desk.office, asked.files, named)
        trip.files, trip.early = trip.files + len(reply.held), trip.early + len(reply.unknown)
        trip.wish.held += reply.held
        if asked.asks:
            trip.wish.asked = True
            trip.wish.held += take_files(office, desk.office, asked.asks, []).held
        trip.wish.wants += asked.wants
    trip.asked.append(parts[-1][0])
    trip.places[opened.place] = file
    counted: dict[str, str | int | None] = {"batches": len(brought), "fresh": fresh, "changes": changes}
    counted |= {
        "files": trip.files - before_these[0],
        "early": trip.early - before_these[1],
        "trip": opened.place.trip,
        "number": opened.place.number,
    }
    with writing(office.engine) as connection:
        append_audit(connection, office.clock(), trip.who, _IMPORTED, desk.id, counted)
    log(_IMPORTED, device=desk.id, count=len(brought), state=desk.state)


def _answered(office: HeadOffice, desk: Device, trip: _Trip, said: tuple[Problem, ...]) -> Imported:
    with reading(office.engine) as connection:
        epoch = read_epoch(connection).id
    # The words that say most of where the desk stands now; older ones beside them were said on an earlier day.
    newest = max(trip.asked, key=lambda asked: (asked.request.epoch == epoch, asked.request.cursor))
    back = max(asked.handed_back for asked in trip.asked if asked.request.epoch == newest.request.epoch)
    newest = msgspec.structs.replace(newest, handed_back=back)
    # An old file that comes again says nothing of what its desk has not sent; up to its cursor it has read all the same.
    request = newest.request
    contact = Contact(office.clock(), cursor=request.cursor, cursor_epoch=request.epoch)
    if trip.fresh:
        contact = replace(contact, incarnation=request.incarnation, app_version=request.version)
        contact = replace(contact, pending_estimate=request.unsent)
    made = make_answer(office, desk, newest, trip.answers, contact, trip.wish)
    return Imported(
        desk=desk,
        taken=len(trip.asked),
        batches=len(trip.answers),
        fresh=trip.fresh,
        changes=trip.changes,
        pages=made.pages,
        files=trip.files,
        more=made.more,
        applied=trip.applied,
        answer=made.raw,
        not_kept=tuple(one for one in trip.answers if not one.kept),
        said=said,
    )


def _held(office: HeadOffice, desk: Device) -> tuple[int, int]:
    """(batches, changes) of a desk that are here."""
    sums = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(batch.c.count), 0))
    with reading(office.engine) as connection:
        row = connection.execute(sums.where(batch.c.device == desk.id)).one()
    return int(row[0]), int(row[1])


def _not_together(office: HeadOffice, desk: Device, brought: _Trip) -> list[Problem]:
    """Which files of a trip have never come, that photos came before their records, that several trips lie together."""
    said, places, apart = list[Problem](), brought.places, False
    several = {place.trip: (place, file) for place, file in places.items()}
    if len(several) > 1 and any(place.of > 1 for place in places):
        said.append(problem("bundle.two_trips", desk=desk.code))
    for trip, (one, file) in several.items():
        came = {place.number for place in places if place.trip == trip}
        if len(came) < one.of:
            came |= _came_before(office, desk, trip)
            apart = True
        missing = [str(number) for number in range(1, one.of + 1) if number not in came]
        if missing:
            said.append(problem("bundle.parts_missing", file=file, of=one.of, missing=", ".join(missing)))
    if apart and brought.early and desk.state != REVOKED:
        said.append(problem("bundle.photos_early", count=brought.early))
    return said


def _came_before(office: HeadOffice, desk: Device, trip: str) -> set[int]:
    """Numbers of files that were taken in on another day; not those whose photos came before their records."""
    with reading(office.engine) as connection:
        lines = [line.detail for line in audit_lines(connection, desk.id) if line.action == _IMPORTED]
    return {int(one.get("number") or 0) for one in lines if one.get("trip") == trip and not one.get("early")}
