"""What the window may know before anybody has signed in: language, office, the desk's letters; no person's data."""

from __future__ import annotations

from typing import Literal

import msgspec

from desktop_client.storage.files import write_whole
from desktop_client.storage.home import DeskHome


class Surface(msgspec.Struct, frozen=True):
    """The facts outside the encrypted database."""

    language: Literal["en", "ur"] = "en"
    office: str = ""
    device_code: str = ""
    strong_look: bool | None = None
    """Colours of high contrast; None: as the system asks for them."""


def read_surface(home: DeskHome) -> Surface:
    """What is known; the defaults when nothing was written or it cannot be read."""
    try:
        return msgspec.json.decode(home.surface.read_bytes(), type=Surface)
    except (OSError, msgspec.MsgspecError):
        return Surface()


def write_surface(home: DeskHome, surface: Surface) -> None:
    """Write it whole."""
    write_whole(home.surface, msgspec.json.encode(surface))
