"""What the window asks of the desk about photos and papers of one person."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

KEPT_SHARE = 1.0
LEAST_SHARE = 0.3
STEP = 0.05


@dataclass(frozen=True, slots=True)
class PictureRow:
    """A page that is kept. `small` is its small picture (JPEG; empty when it is not on this disk); `taken_at` UTC ms.

    `here` = the picture is on this disk; `held` = head office has it.
    """

    id: str
    kind_en: str
    kind_ur: str
    page: int
    taken_at: int
    size: int
    here: bool
    held: bool
    small: bytes = b""


@dataclass(frozen=True, slots=True)
class Taken:
    """A page that was read from a file or a camera and is not kept yet; only the desk looks into `image`."""

    name: str
    image: Any


@dataclass(frozen=True, slots=True)
class Framing:
    """What of a page stays (`share` of its width and height, shifted from the middle), its quarter turns, grey or not."""

    share: float = KEPT_SHARE
    across: float = 0.0
    down: float = 0.0
    turns: int = 0
    grey: bool | None = None

    def closer(self, by: int) -> "Framing":
        """Cut away more or less all round."""
        share = min(KEPT_SHARE, max(LEAST_SHARE, self.share - by * STEP))
        return replace(self, share=share).shifted(0, 0)

    def shifted(self, across: int, down: int) -> "Framing":
        """Move what stays; it never leaves the page."""
        room = (1 - self.share) / 2
        moved = [min(room, max(-room, at + by * STEP)) for at, by in ((self.across, across), (self.down, down))]
        return replace(self, across=moved[0], down=moved[1])


class AttachingPort(Protocol):
    """Calls about photos and papers; they block and raise `ProblemError`."""

    def pictures(self, person_id: str) -> tuple[PictureRow, ...]:
        """What is kept of a person, newest first."""

    def face(self, person_id: str) -> bytes:
        """The small picture (JPEG) of a person's newest photo; empty when there is none here or none is permitted."""

    def kinds(self) -> tuple[tuple[str, str, str], ...]:
        """Code and words (English, Urdu) of what a picture can show."""

    def read(self, files: Sequence[Path]) -> tuple[Taken, ...]:
        """The pages in these files."""

    def preview(self, taken: Taken, kind: str, framing: Framing) -> bytes:
        """How a page will be kept (JPEG)."""

    def keep(self, person_id: str, kind: str, pages: Sequence[Taken], framing: Framing) -> int:
        """Put pages on the disk; how many."""

    def open_picture(self, picture_id: str) -> bytes | None:
        """A kept picture (JPEG); None when it is not on this disk."""

    def fetch_picture(self, picture_id: str) -> bytes:
        """The same, fetched from head office; on the network's thread."""
