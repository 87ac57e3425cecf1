"""The keys of one screen as a sheet, to be kept beside the keyboard."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from desktop_client.papers import typesetting
from shared_models.catalogue.loading import REFERENCE_FOLDER

_TEMPLATE = "keys"


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as it is printed on its cap, and what it does, in English and Urdu."""

    cap: str
    english: str
    urdu: str


def keys_pdf(lines: Sequence[KeyLine]) -> bytes:
    """The sheet as PDF, A4."""
    return typesetting.as_pdf(_TEMPLATE, _said(lines))


def keys_pictures(lines: Sequence[KeyLine], dots_per_inch: float) -> list[bytes]:
    """The sheet as one PNG a page."""
    return typesetting.as_pictures(_TEMPLATE, _said(lines), dots_per_inch)


def _said(lines: Sequence[KeyLine]) -> dict[str, str]:
    text = (REFERENCE_FOLDER / "papers" / f"{_TEMPLATE}.toml").read_text("utf-8")
    words = {f"{name}_{lang}": said[lang] for name, said in tomllib.loads(text).items() for lang in ("en", "ur")}
    return {**words, "keys": "\n".join(f"{one.cap}\t{one.english}\t{one.urdu}" for one in lines)}
