"""Makes a photo or a page small enough for a thin line: turned upright, cut, grey where colour says nothing, within its bytes.

Nothing of the camera's own notes (place, time, owner) is kept: every picture is written anew.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from shared_models.catalogue.problems import ProblemError, problem

PHOTO: Final = "PHOTO"
PHOTO_SIZE: Final = (480, 600)  # domain.md 2.5: at most 60 KB
PHOTO_BYTES: Final = 60_000
PAGE_SIZE: Final = (1240, 1754)  # A4 at 150 dots an inch
PAGE_BYTES: Final = 250_000
SMALL_SIZE: Final = (120, 150)
SMALL_BYTES: Final = 4_000
MOST_PAGES: Final = 20
MOST_FILE_BYTES: Final = 200 * 1024 * 1024
MOST_PIXELS: Final = 150_000_000
QUALITIES: Final = (85, 75, 65, 55, 45, 35, 25)
SHRINKING: Final = 0.8
_PDF: Final = b"%PDF-"


@dataclass(frozen=True, slots=True)
class Cut:
    """What of the picture stays, in shares of its width and height; the whole unless somebody cut it."""

    left: float = 0.0
    top: float = 0.0
    right: float = 1.0
    bottom: float = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a picture: cut, turned by quarter turns clockwise, grey (None = as its kind usually is)."""

    cut: Cut = Cut()
    quarter_turns: int = 0
    grey: bool | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be kept: JPEG, and its small picture."""

    picture: bytes
    small: bytes


def pages_of(file: Path) -> Iterator[Image.Image]:
    """The pictures in a file: one of a photo, one a page of a PDF.

    Raises ProblemError `attachment.file_missing`, `attachment.file_too_large`, `attachment.not_a_picture`,
    `attachment.picture_too_large`, `attachment.pdf_locked`, `attachment.too_many_pages`.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            beginning = opened.read(len(_PDF))
    except OSError:
        raise ProblemError(problem("attachment.file_missing", file=file.name)) from None
    if size > MOST_FILE_BYTES:
        raise ProblemError(problem("attachment.file_too_large", file=file.name, megabytes=MOST_FILE_BYTES >> 20))
    if beginning == _PDF:
        yield from _pages_of_pdf(file)
    else:
        yield _picture(file)


def prepare(image: Image.Image, kind: str, wish: Wish | None = None) -> Prepared:
    """A picture as it is kept, within the bytes of its kind."""
    wish = wish or Wish()
    photo = kind == PHOTO
    made = image.convert("L" if (not photo if wish.grey is None else wish.grey) else "RGB")
    if wish.quarter_turns % 4:
        made = made.rotate(-90 * wish.quarter_turns, expand=True)
    made = made.crop(_box(wish.cut, made.width, made.height))
    if photo:
        made = ImageOps.fit(made, PHOTO_SIZE, centering=(0.5, 0.4))
    else:
        made.thumbnail(PAGE_SIZE if made.height >= made.width else PAGE_SIZE[::-1])
    small = made.copy()
    small.thumbnail(SMALL_SIZE)
    return Prepared(_within(made, PHOTO_BYTES if photo else PAGE_BYTES), _within(small, SMALL_BYTES))


def _picture(file: Path) -> Image.Image:
    too_large = ProblemError(problem("attachment.picture_too_large", file=file.name, pixels=MOST_PIXELS // 10**6))
    try:
        with Image.open(file) as opened:
            fits = opened.width * opened.height <= MOST_PIXELS
            if fits:
                # A camera's JPEG is decoded at a fraction of its size where that is enough: 50 MB cost what 5 do.
                opened.draft("RGB", (PAGE_SIZE[1], PAGE_SIZE[1]))
                opened.load()
                return ImageOps.exif_transpose(opened)
    except Image.DecompressionBombError:
        raise too_large from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise ProblemError(problem("attachment.not_a_picture", file=file.name)) from None
    raise too_large


def _pages_of_pdf(file: Path) -> Iterator[Image.Image]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as failure:
        code = "attachment.pdf_locked" if "assword" in str(failure) else "attachment.not_a_picture"
        raise ProblemError(problem(code, file=file.name)) from None
    try:
        if len(document) > MOST_PAGES:
            raise ProblemError(problem("attachment.too_many_pages", file=file.name, most=MOST_PAGES))
        for page in document:
            width, height = page.get_size()
            scale = min(3.0, max(PAGE_SIZE) / max(width, height, 1))
            yield page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    finally:
        document.close()


def _box(cut: Cut, width: int, height: int) -> tuple[int, int, int, int]:
    left, top = round(cut.left * width), round(cut.top * height)
    return left, top, max(left + 1, round(cut.right * width)), max(top + 1, round(cut.bottom * height))


def _within(image: Image.Image, most: int) -> bytes:
    """The best JPEG within so many bytes: first less detail, then less size."""
    while True:
        for quality in QUALITIES:
            written = io.BytesIO()
            image.save(written, "JPEG", quality=quality, optimize=True, progressive=image.width > PHOTO_SIZE[0])
            if written.tell() <= most:
                return written.getvalue()
        image = image.resize((max(1, round(image.width * SHRINKING)), max(1, round(image.height * SHRINKING))))
