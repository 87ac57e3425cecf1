"""Photos and papers taken while a form is open: on the disk at once, with the form, and journaled when it is finished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.capture.pictures import PHOTO, Prepared
from desktop_client.services import drafts
from desktop_client.services.attachments import MAY_KEEP_PHOTO, Attached, MadePage, ask_may_add, write_in
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.storage.file_store import FileStore
from shared_models.catalogue import ProblemError, problem
from shared_models.protocol import attached
from shared_models.protocol.attached import KIND, PICTURE, SMALL
from shared_models.protocol.problems import ProtocolError

PLACE = "$picture."  # beside the form's answers: what begins so is no answer


def add(desk: OpenDesk, store: FileStore, draft: str, kind: str, pages: Sequence[Prepared]) -> list[str]:
    """Keep pages with an open form; the ids that their records will have.

    The bytes lie encrypted in the desk's folder, their keys in the form. Raises ProblemError like `attachments.add`, and
    `draft.unknown`. Whether a photo is permitted is what the form says, now and again when it is finished.
    """
    stored = drafts.load(desk, draft)
    ask_may_add(desk, kind, permitted=_says_yes(stored))
    made = [MadePage.of(desk, store, kind, number, page) for number, page in enumerate(pages, start=1)]
    for one in made:
        drafts.save_answer(desk, draft, PLACE + one.id, {"value": msgspec.to_builtins(one)})
    return [one.id for one in made]


def list_of(desk: OpenDesk, store: FileStore, draft: str) -> tuple[Attached, ...]:
    """What was taken for an open form, newest first. Raises ProblemError `draft.unknown`."""
    pages = sorted(_pages(drafts.load(desk, draft)), key=lambda one: (-one.at, str(one.values[f"{KIND}.page"])))
    return tuple(
        Attached(
            id=one.id,
            kind=str(one.values[f"{KIND}.kind"]),
            page=int(str(one.values[f"{KIND}.page"])),
            taken_at=one.at,
            size=int(str(one.values[f"{KIND}.size"])),
            here=store.has(str(one.values[f"{KIND}.{PICTURE}"])),
            small_here=store.has(str(one.values[f"{KIND}.{SMALL}"])),
            held=False,
        )
        for one in pages
    )


def open_picture(desk: OpenDesk, store: FileStore, picture: str, *, small: bool = False) -> bytes | None:
    """A page of one's own open forms as JPEG; None when its bytes are gone. Raises ProblemError `record.unknown`."""
    mine = (one for stored in drafts.left_open(desk) for one in _pages(stored) if one.id == picture)
    one, which = next(mine, None), SMALL if small else PICTURE
    if one is None:
        raise ProblemError(problem("record.unknown", record=picture[:60]))
    kept = store.get(str(one.values[f"{KIND}.{which}"]))
    try:
        return attached.unlock(bytes.fromhex(str(one.values[f"{KIND}.key"])), kept, which) if kept is not None else None
    except ProtocolError as failure:
        raise ProblemError(problem(failure.code)) from None


def journal(connection: sa.Connection, desk: OpenDesk, stored: StoredDraft, person: str) -> None:
    """Write the records of what was taken for a form that is being finished, in the caller's transaction.

    A photo whose permission was taken back meanwhile is left out: its key goes with the form, and nobody reads it.
    """
    permitted = _says_yes(stored)
    made = [one for one in _pages(stored) if permitted or one.values[f"{KIND}.kind"] != PHOTO]
    if made:
        write_in(connection, desk, person, made)


def _says_yes(stored: StoredDraft) -> bool:
    return stored.answers.get(MAY_KEEP_PHOTO, {}).get("value") is True


def _pages(stored: StoredDraft) -> Iterator[MadePage]:
    """In the order in which they were taken: their ids begin with the time."""
    for path in sorted(path for path in stored.answers if path.startswith(PLACE)):
        held: Any = stored.answers[path]["value"]
        yield msgspec.convert(held, MadePage)
