"""What pages load besides themselves: stylesheet, fonts, one small script, a mark; named by content, kept for a year."""

import hashlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sync_server.web.console.stylesheet import stylesheet

FOLDER = Path(__file__).parent / "assets"
ADDRESS = "/static/"
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
}
FONTS = ("FRCSans-Regular.ttf", "FRCSans-Bold.ttf", "FRCNaskh-Regular.ttf", "FRCNaskh-Bold.ttf")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; `address` changes whenever its bytes do."""

    address: str
    kind: str
    content: bytes


def font_folder() -> Path:
    """Where the set-up built our fonts; pages do without them where nobody did."""
    return Path(sys.prefix) / "share" / "frc-fonts"


@cache
def assets() -> Mapping[str, Asset]:
    """Every asset by its plain name."""
    found = {name: _asset(name, (FOLDER / name).read_bytes()) for name in ("keys.js", "mark.svg")}
    for name in FONTS:
        file = font_folder() / name
        if file.is_file():
            found[name] = _asset(name, file.read_bytes())
    fonts = {name: asset.address for name, asset in found.items() if name in FONTS}
    found["console.css"] = _asset("console.css", stylesheet(fonts).encode())
    return found


@cache
def assets_by_address() -> Mapping[str, Asset]:
    """The same by the last part of their address."""
    return {asset.address.removeprefix(ADDRESS): asset for asset in assets().values()}


def asset_address(name: str) -> str:
    """Where a page finds an asset."""
    return assets()[name].address


def _asset(name: str, content: bytes) -> Asset:
    file = Path(name)
    mark = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"{ADDRESS}{file.stem}.{mark}{file.suffix}", TYPES[file.suffix], content)
