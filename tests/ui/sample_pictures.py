"""The calls about photos and papers answered from memory."""

import threading
from collections.abc import Sequence
from pathlib import Path

from desktop_client.ui import sample_pictures
from desktop_client.ui.attaching_port import Framing, PictureRow, Taken
from shared_models.catalogue.problems import ProblemError, problem


class SamplePictures:
    """Five kept pages; what is added is noted. A file named `locked.pdf` is one."""

    def __init__(self, threads: dict[str, set[int]]) -> None:
        self.threads = threads
        self.kept: list[tuple[str, int, Framing]] = []
        self.kept_of: list[str] = []
        self.previews: list[Framing] = []

    def _called(self, name: str) -> None:
        self.threads.setdefault(name, set()).add(threading.get_ident())

    def pictures(self, person_id: str) -> tuple[PictureRow, ...]:
        del person_id
        return sample_pictures.pictures()

    def face(self, person_id: str) -> bytes:
        del person_id
        return sample_pictures.face()

    def kinds(self) -> tuple[tuple[str, str, str], ...]:
        return (
            ("CNIC_F", "identity card, front", "شناختی کارڈ، سامنے کا رخ"),
            ("PHOTO", "photo of the person", "فرد کی تصویر"),
        )

    def read(self, files: Sequence[Path]) -> tuple[Taken, ...]:
        self._called("read_files")
        if files[0].name == "locked.pdf":
            raise ProblemError(problem("attachment.pdf_locked", file=files[0].name))
        return tuple(Taken(file.name, file) for file in files)

    def preview(self, taken: Taken, kind: str, framing: Framing) -> bytes:
        self._called("preview")
        self.previews.append(framing)
        return sample_pictures.drawn(120, 150, 5, "#56605B")

    def keep(self, person_id: str, kind: str, pages: Sequence[Taken], framing: Framing) -> int:
        self._called("keep")
        if kind == "PHOTO":
            raise ProblemError(problem("attachment.no_permission"))
        self.kept.append((kind, len(pages), framing))
        self.kept_of.append(person_id)
        return len(pages)

    def open_picture(self, picture_id: str) -> bytes | None:
        return None if picture_id == "a5" else sample_pictures.drawn(480, 600, 0, "#7C8781")

    def fetch_picture(self, picture_id: str) -> bytes:
        self._called("fetch_picture")
        return sample_pictures.drawn(620, 877, 12, "#56605B")
