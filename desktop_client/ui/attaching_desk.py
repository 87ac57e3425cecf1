"""Calls about photos and papers answered by the services."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_client.services import attachments, form_pictures, line
from desktop_client.services.attachments import Attached
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.home import DeskHome
from desktop_client.sync.transport import LineDown
from desktop_client.ui.attaching_port import Framing, PictureRow, Taken
from shared_models.catalogue import ProblemError, problem

if TYPE_CHECKING:  # pictures are read and made by a library that a desk loads when the first one is added
    from desktop_client.capture.pictures import Prepared, Wish


class AttachingDesk:
    """Answers the window; `open_desk` raises when nobody has signed in."""

    def __init__(self, home: DeskHome, open_desk: Callable[[], OpenDesk]) -> None:
        self._home, self._open_desk = home, open_desk
        self._store = FileStore(home.folder)

    def pictures(self, person_id: str) -> tuple[PictureRow, ...]:
        """What is kept of a person, newest first."""
        desk, store = self._open_desk(), self._store
        return self._rows(
            attachments.list_of(desk, store, person_id),
            lambda name: attachments.open_picture(desk, store, name, small=True),
        )

    def face(self, person_id: str) -> bytes:
        """The small picture of the newest photo."""
        return attachments.face_of(self._open_desk(), self._store, person_id) or b""

    def _rows(self, kept: Sequence[Attached], small_of: Callable[[str], bytes | None]) -> tuple[PictureRow, ...]:
        kinds = self._open_desk().catalogue.lists["ATTACH"]
        rows = []
        for one in kept:
            small = small_of(one.id) if one.small_here else None
            english, urdu = (kinds.label(one.kind, lang) if one.kind in kinds else one.kind for lang in ("en", "ur"))
            row = PictureRow(one.id, english, urdu, one.page, one.taken_at, one.size, one.here, one.held, small or b"")
            rows.append(row)
        return tuple(rows)

    def kinds(self) -> tuple[tuple[str, str, str], ...]:
        """Code and words of what a picture can show."""
        return tuple((row.code, row.en, row.ur) for row in self._open_desk().catalogue.lists["ATTACH"].rows)

    def read(self, files: Sequence[Path]) -> tuple[Taken, ...]:
        """The pages in these files."""
        from desktop_client.capture import pictures

        return tuple(Taken(file.name, image) for file in files for image in pictures.pages_of(file))

    def preview(self, taken: Taken, kind: str, framing: Framing) -> bytes:
        """How a page will be kept."""
        from desktop_client.capture import pictures

        return pictures.prepare(taken.image, kind, _wish(framing)).picture

    def keep(self, person_id: str, kind: str, pages: Sequence[Taken], framing: Framing) -> int:
        """Put pages on the disk."""
        return len(attachments.add(self._open_desk(), self._store, person_id, kind, _prepared(kind, pages, framing)))

    def open_picture(self, picture_id: str) -> bytes | None:
        """A kept picture."""
        return attachments.open_picture(self._open_desk(), self._store, picture_id)

    def fetch_picture(self, picture_id: str) -> bytes:
        """The same, fetched from head office."""
        desk = self._open_desk()
        try:
            line.fetch_file(desk, self._home, picture_id)
        except LineDown:
            raise ProblemError(problem("attachment.not_here")) from None
        return attachments.open_picture(desk, self._store, picture_id) or b""


class FormPicturesDesk(AttachingDesk):
    """The same for a form that is open: what is a person's id elsewhere is the form's here."""

    def pictures(self, person_id: str) -> tuple[PictureRow, ...]:
        """What was taken for a form, newest first."""
        desk, store = self._open_desk(), self._store
        return self._rows(
            form_pictures.list_of(desk, store, person_id),
            lambda name: form_pictures.open_picture(desk, store, name, small=True),
        )

    def keep(self, person_id: str, kind: str, pages: Sequence[Taken], framing: Framing) -> int:
        """Put pages on the disk with the form."""
        return len(form_pictures.add(self._open_desk(), self._store, person_id, kind, _prepared(kind, pages, framing)))

    def open_picture(self, picture_id: str) -> bytes | None:
        """A page of an open form; never anywhere but on this disk."""
        found = form_pictures.open_picture(self._open_desk(), self._store, picture_id)
        if found is None:
            raise ProblemError(problem("attachment.not_here"))
        return found


def _prepared(kind: str, pages: Sequence[Taken], framing: Framing) -> list[Prepared]:
    from desktop_client.capture import pictures

    return [pictures.prepare(page.image, kind, _wish(framing)) for page in pages]


def _wish(framing: Framing) -> Wish:
    from desktop_client.capture.pictures import Cut, Wish

    gap = (1 - framing.share) / 2
    left, top = gap + framing.across, gap + framing.down
    return Wish(Cut(left, top, left + framing.share, top + framing.share), framing.turns, framing.grey)
