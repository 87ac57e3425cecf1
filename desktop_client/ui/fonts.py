"""The program's own fonts: never a system font of the same name, whose Urdu may be drawn wrong."""

import importlib.resources
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog
from PySide6.QtGui import QFont, QFontDatabase, QFontMetrics

_log = structlog.get_logger(__name__)

# The packages that carry the variable originals, used when the prepared files were not made yet.
_FALLBACK_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


@dataclass(frozen=True, slots=True)
class Families:
    """Names under which the fonts were loaded; `nastaliq` equals `urdu` where no Nastaliq is shipped."""

    latin: str
    urdu: str
    nastaliq: str


def _folders() -> Iterable[Path]:
    yield Path(sys.prefix) / "share" / "frc-fonts"
    yield Path(getattr(sys, "_MEIPASS", sys.prefix)) / "frc-fonts"


def _load(paths: Iterable[Path]) -> set[str]:
    families: set[str] = set()
    for path in sorted(paths):
        number = QFontDatabase.addApplicationFont(str(path))
        families.update(QFontDatabase.applicationFontFamilies(number) if number >= 0 else [])
    return families


@cache
def load_fonts() -> Families:
    """Load the fonts once per process; needs a QGuiApplication."""
    loaded: set[str] = set()
    for folder in _folders():
        loaded |= _load(folder.glob("*.ttf"))
    if {"FRC Sans", "FRC Naskh"} <= loaded:
        nastaliq = "FRC Nastaliq" if "FRC Nastaliq" in loaded else "FRC Naskh"
        return Families("FRC Sans", "FRC Naskh", nastaliq)
    _log.warning("fonts.prepared_files_missing", count=len(loaded))
    for package in _FALLBACK_PACKAGES:
        try:
            files = importlib.resources.files(package)
        except ModuleNotFoundError:
            continue
        with importlib.resources.as_file(files) as folder:
            loaded |= _load(path for path in folder.glob("files/*.ttf") if "Italic" not in path.name)
    latin = "Noto Sans" if "Noto Sans" in loaded else "DejaVu Sans"
    urdu = "Noto Sans Arabic" if "Noto Sans Arabic" in loaded else latin
    return Families(latin, urdu, urdu)


def font(pixels: int, *, urdu: bool = False, bold: bool = False) -> QFont:
    """The body font of one script at a size; the other script always stands behind it."""
    families = load_fonts()
    order = [families.urdu, families.latin] if urdu else [families.latin, families.urdu]
    made = QFont()
    made.setFamilies(order)
    made.setPixelSize(pixels)
    # QFont has no numeric 600 beside its names: DemiBold is what the prepared bold instance answers to.
    made.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return made


# Marks of these words rise above a declared ascent or sink below a declared descent; both must fit every field.
_TALL_WORDS = "ایکسیسبیلٹی گنیں Ágjy"


def line_height(made: QFont) -> int:
    """The height one line needs: what the font declares, or its ink where that is taller."""
    metrics = QFontMetrics(made)
    ink = metrics.tightBoundingRect(_TALL_WORDS)
    return max(metrics.height(), ink.height())
