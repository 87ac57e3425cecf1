"""Photos and papers of a person: encrypted as they are taken, listed, opened, and fetched from head office when asked for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.capture.pictures import PHOTO, Prepared
from desktop_client.services import intake, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.transferring import ask_is_here
from desktop_client.storage import audit
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables.files import stored_file
from desktop_client.storage.tables.people import record
from desktop_client.storage.view import ShownRecord, read_record
from shared_models.catalogue import ProblemError, access, problem
from shared_models.catalogue.access import READABLE, refused_write
from shared_models.protocol import attached
from shared_models.protocol.attached import KIND, PICTURE, SMALL
from shared_models.protocol.problems import ProtocolError
from shared_models.records import ids
from shared_models.records.changes import Value

FIRST_TURN, PHOTO_TURN, PAPER_TURN = 0, 1, 2
MAY_KEEP_PHOTO = "episode.c_photo"
_SENSITIVE = "S2"


@dataclass(frozen=True, slots=True)
class Attached:
    """One page: what it shows, when it was taken (UTC ms), bytes; whether picture and small picture are on this disk."""

    id: str
    kind: str
    page: int
    taken_at: int
    size: int
    here: bool
    small_here: bool
    held: bool  # head office has said that it holds the picture


def add(desk: OpenDesk, store: FileStore, person: str, kind: str, pages: Sequence[Prepared]) -> list[str]:
    """Keep the pages of one paper, or a photo, on the disk; the ids of their records.

    Raises ProblemError `record.unknown`, `attachment.no_permission` (a photo without a yes), `attachment.kind_unknown`,
    `access.may_not_write` and those of a record that is not here any more; `desk.disk` when the disk does not take it.
    """
    found = _of_here(desk, person)
    ask_may_add(desk, kind, permitted=found.values.get(MAY_KEEP_PHOTO) is True)
    made = [MadePage.of(desk, store, kind, number, page) for number, page in enumerate(pages, start=1)]
    with writing(desk.engine) as connection:
        ask_is_here(connection, desk, found.person)
        write_in(connection, desk, found.person.id, made)
    return [one.id for one in made]


def ask_may_add(desk: OpenDesk, kind: str, *, permitted: bool) -> None:
    """Raises ProblemError when the kind is not known, whoever signed in adds none, or a photo was not `permitted`."""
    if kind not in desk.catalogue.lists["ATTACH"]:
        raise ProblemError(problem("attachment.kind_unknown", kind=kind[:40]))
    refused = refused_write(desk.person.role, f"{KIND}.{PICTURE}", {}, desk.catalogue)
    if refused is not None:
        raise ProblemError(refused)
    if kind == PHOTO and not permitted:
        raise ProblemError(problem("attachment.no_permission"))


def write_in(connection: sa.Connection, desk: OpenDesk, person: str, made: Sequence[MadePage]) -> None:
    """Journal pages that are on the disk, in the caller's transaction; the person's record shows the newest photo."""
    edits = [Edit(one.id, KIND, "create", {**one.values, f"{KIND}.person": person}) for one in made]
    at = desk.clock()
    changes = desk.journal.append(connection, edits, desk.typist, at=at, reference=desk.catalogue.version)
    desk.view.apply_own(connection, changes)
    connection.execute(stored_file.insert(), [row for one in made for row in one.rows])
    audit.append(connection, at=at, login=desk.person.login, action="attached", subject=person)
    photos = [one for one in made if one.values[f"{KIND}.kind"] == PHOTO]
    if photos:
        intake.amend_in(connection, desk, person, {"person.photo": photos[-1].values[f"{KIND}.{PICTURE}"]})


@dataclass(frozen=True, slots=True)
class MadePage:
    """A page on the disk whose record is not written yet: stopped here, only bytes that nobody can read are left."""

    id: str
    at: int
    values: dict[str, Value]
    rows: list[dict[str, object]]

    @classmethod
    def of(cls, desk: OpenDesk, store: FileStore, kind: str, number: int, page: Prepared) -> MadePage:
        """Encrypt a page and put it on the disk. Raises ProblemError `desk.disk`."""
        key, at = desk.random_bytes(attached.KEY_BYTES), desk.clock()
        name = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
        picture, small = attached.lock(key, page.picture, PICTURE), attached.lock(key, page.small, SMALL)
        try:
            stored = [(store.put(small), FIRST_TURN, small)]
            stored.append((store.put(picture), PHOTO_TURN if kind == PHOTO else PAPER_TURN, picture))
        except OSError as failure:
            raise ProblemError(problem("desk.disk", reason=failure.strerror or "")) from None
        values: dict[str, Value] = {
            f"{KIND}.kind": kind,
            f"{KIND}.page": number,
            f"{KIND}.pages": 1,
            f"{KIND}.media_type": "JPEG",
            f"{KIND}.class": _SENSITIVE,
            f"{KIND}.size": len(picture),
            f"{KIND}.{PICTURE}": stored[1][0],
            f"{KIND}.{SMALL}": stored[0][0],
            f"{KIND}.thumbnail_size": len(small),
            f"{KIND}.key": key.hex(),
        }
        rows: list[dict[str, object]] = [
            {"name": at_name, "record": name, "turn": turn, "size": len(raw), "made_at": at, "held": False}
            for at_name, turn, raw in stored
        ]
        return cls(name, at, values, rows)


def list_of(desk: OpenDesk, store: FileStore, person: str) -> tuple[Attached, ...]:
    """The photos and papers of a person that whoever signed in may see, newest first. Raises ProblemError."""
    found = _of_here(desk, person)
    with reading(desk.engine) as connection:
        mine = (record.c.person == found.person.id) & (record.c.kind == KIND) & record.c.voided.is_(False)
        shown = [read_record(row) for row in connection.execute(sa.select(record).where(mine))]
        named = [one.values.get(f"{KIND}.{PICTURE}") for one in shown]
        held = set(
            connection.execute(
                sa.select(stored_file.c.name).where(stored_file.c.held, stored_file.c.name.in_(named))
            ).scalars()
        )
    shown = [one for one in shown if _may_see(desk, one)]
    shown.sort(key=lambda one: (-one.created_at, one.values.get(f"{KIND}.page", 1)))
    return tuple(_attached(store, one, held) for one in shown)


def face_of(desk: OpenDesk, store: FileStore, person: str) -> bytes | None:
    """The small picture (JPEG) of a person's newest photo; None without one on this disk, or without a yes to photos."""
    found = _of_here(desk, person)
    if found.values.get(MAY_KEEP_PHOTO) is not True:
        return None
    photo = next((one for one in list_of(desk, store, person) if one.kind == PHOTO and one.small_here), None)
    return open_picture(desk, store, photo.id, small=True) if photo is not None else None


def open_picture(desk: OpenDesk, store: FileStore, attachment: str, *, small: bool = False) -> bytes | None:
    """A picture as JPEG; None when its bytes are not on this disk. Raises ProblemError; that somebody looked is kept."""
    one, which = _read(desk, attachment), SMALL if small else PICTURE
    stored = store.get(str(one.values[f"{KIND}.{which}"]))
    if stored is None:
        return None
    if not small:
        with writing(desk.engine) as connection:
            audit.append(connection, at=desk.clock(), login=desk.person.login, action="picture_opened", subject=one.id)
    try:
        return attached.unlock(bytes.fromhex(str(one.values[f"{KIND}.key"])), stored, which)
    except ProtocolError as failure:
        raise ProblemError(problem(failure.code)) from None


def file_wanted(desk: OpenDesk, attachment: str, *, small: bool = False) -> tuple[str, int]:
    """(name, bytes) of the stored file that head office is to be asked for. Raises ProblemError."""
    one = _read(desk, attachment)
    size = one.values.get(f"{KIND}.{'thumbnail_size' if small else 'size'}", 0)
    return str(one.values[f"{KIND}.{SMALL if small else PICTURE}"]), int(str(size))


def may_see(desk: OpenDesk, person: ShownRecord) -> bool:
    """Whether whoever signed in sees photos and papers of this person."""
    return _may_see(desk, person)


def may_add(desk: OpenDesk) -> bool:
    """Whether whoever signed in adds photos and papers."""
    return refused_write(desk.person.role, f"{KIND}.{PICTURE}", {}, desk.catalogue) is None


def _of_here(desk: OpenDesk, person: str) -> Registration:
    found = people.find(desk, person)
    if found is None:
        raise ProblemError(problem("record.unknown", record=person[:60]))
    return found


def _read(desk: OpenDesk, attachment: str) -> ShownRecord:
    with reading(desk.engine) as connection:
        one = desk.view.get(connection, attachment)
    if one is None or one.kind != KIND or not _may_see(desk, one) or f"{KIND}.{PICTURE}" not in one.values:
        raise ProblemError(problem("record.unknown", record=attachment[:60]))
    return one


def _may_see(desk: OpenDesk, one: ShownRecord) -> bool:
    relation = "own" if one.office == desk.identity.office else "other"
    field = desk.catalogue.fields[f"{KIND}.{PICTURE}"]
    return access(desk.person.role, relation, field, desk.catalogue) in READABLE


def _attached(store: FileStore, one: ShownRecord, held: Collection[str]) -> Attached:
    picture, small = str(one.values.get(f"{KIND}.{PICTURE}", "")), str(one.values.get(f"{KIND}.{SMALL}", ""))
    return Attached(
        id=one.id,
        kind=str(one.values.get(f"{KIND}.kind", "OTHER")),
        page=int(str(one.values.get(f"{KIND}.page", 1))),
        taken_at=one.created_at,
        size=int(str(one.values.get(f"{KIND}.size", 0))),
        here=store.has(picture),
        small_here=store.has(small),
        held=picture in held,
    )
