"""Builds the fonts the desk draws with, because Qt draws variable Arabic fonts wrongly and system fonts differ.

Static regular and bold instances are cut from the Noto packages and renamed to private families: an installed system
font of the same family would silently win otherwise. The licence (OFL 1.1) lies beside each font.
"""

import argparse
import shutil
import subprocess
import sys
import tarfile
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

WEIGHTS = {"Regular": 400, "Bold": 700}
URDU_LINE = (1.09, 0.54)  # above and below the base line, in em; the tallest marks of Urdu fit
NASTALIQ_PACKAGE = "@fontsource/noto-nastaliq-urdu@5.3.0"

_FAMILY_NAME, _STYLE_NAME, _UNIQUE_ID, _FULL_NAME, _POSTSCRIPT_NAME = 1, 2, 3, 4, 6
_TYPOGRAPHIC_FAMILY, _TYPOGRAPHIC_STYLE = 16, 17
_VARIATION_NAMES = (21, 22, 25)
_BOLD_SELECTION, _REGULAR_SELECTION, _BOLD_MAC_STYLE = 1 << 5, 1 << 6, 1


@dataclass(frozen=True)
class Family:
    """A private family and the variable font it is cut from."""

    name: str
    package: str
    file_name: str


FAMILIES = (
    Family("FRC Naskh", "fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
    Family("FRC Sans", "fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
)


def font_folder() -> Path:
    """Where the built fonts lie: beside the virtual environment that runs this."""
    return Path(sys.prefix) / "share" / "frc-fonts"


def build(folder: Path) -> None:
    """Write the static instances of every family with their licences into the folder, unless they are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    record = folder / "built-from"
    sources = _sources()
    if record.is_file() and record.read_text("utf-8") == sources:
        return
    for family in FAMILIES:
        licence = resources.files(family.package) / "LICENSE"
        (folder / f"OFL-{_compact(family.name)}.txt").write_text(licence.read_text("utf-8"), "utf-8")
    # Several seconds of pure computation for each font: one process per core.
    with ProcessPoolExecutor() as processes:
        waiting = [processes.submit(_build_one, family, style, folder) for family in FAMILIES for style in WEIGHTS]
        for each in waiting:
            each.result()
    record.write_text(sources, "utf-8")


def _sources() -> str:
    """What the built fonts depend on: the originals, the tool, and this module."""
    packages = [*(family.package.replace("_", "-") for family in FAMILIES), "fonttools"]
    versions = [f"{name} {version(name)}" for name in packages]
    return "\n".join([*versions, sha256(Path(__file__).read_bytes()).hexdigest(), ""])


def build_nastaliq(folder: Path) -> tuple[Path, ...]:
    """Fetch the Nastaliq style with npm and turn it into fonts Qt draws rightly; needs npm and a network."""
    npm = shutil.which("npm")
    if npm is None:
        message = "npm is not installed: the Nastaliq style cannot be fetched. The Naskh style works without it."
        raise SystemExit(message)
    folder.mkdir(parents=True, exist_ok=True)
    built = []
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([npm, "pack", "--silent", NASTALIQ_PACKAGE], cwd=scratch, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(scratch).glob("*.tgz")
        with tarfile.open(archive) as package:
            package.extractall(scratch, filter="data")
        unpacked = Path(scratch) / "package"
        for style, weight in WEIGHTS.items():
            font = _open(unpacked / "files" / f"noto-nastaliq-urdu-arabic-{weight}-normal.woff2")
            font.flavor = None
            built.append(_save(font, "FRC Nastaliq", style, folder))
        shutil.copyfile(unpacked / "LICENSE", folder / "OFL-FRCNastaliq.txt")
    return tuple(built)


def _build_one(family: Family, style: str, folder: Path) -> None:
    with resources.as_file(resources.files(family.package) / "files" / family.file_name) as source:
        font = instantiateVariableFont(_open(source), {"wght": WEIGHTS[style], "wdth": 100}, inplace=True)
        if family.name == "FRC Naskh":
            _set_line(font)
        _save(font, family.name, style, folder)


def _set_line(font: TTFont) -> None:
    """Give the Urdu letters the line the tokens ask for (16 px / line 26); the original leaves room for Quranic marks."""
    ascent, descent = (round(share * font["head"].unitsPerEm) for share in URDU_LINE)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = ascent, -descent, 0
    table = font["OS/2"]
    table.sTypoAscender, table.sTypoDescender, table.sTypoLineGap = ascent, -descent, 0
    table.usWinAscent, table.usWinDescent = ascent, descent


def _open(path: Path) -> TTFont:
    # The font's own date stays: the same input gives the same bytes.
    return TTFont(path, recalcTimestamp=False)


def _save(font: TTFont, family: str, style: str, folder: Path) -> Path:
    _rename(font, family, style)
    path = folder / f"{_compact(family)}-{style}.ttf"
    # Written beside and moved into place: a desk that is just starting never sees half a font.
    unfinished = path.with_suffix(".unfinished")
    font.save(unfinished)
    unfinished.replace(path)
    return path


def _rename(font: TTFont, family: str, style: str) -> None:
    names = font["name"]
    for name_id in (_TYPOGRAPHIC_STYLE, *_VARIATION_NAMES):
        names.removeNames(nameID=name_id)
    for name_id, text in {
        _FAMILY_NAME: family,
        _STYLE_NAME: style,
        _UNIQUE_ID: f"{family} {style} static",
        _FULL_NAME: f"{family} {style}",
        _POSTSCRIPT_NAME: f"{_compact(family)}-{style}",
        _TYPOGRAPHIC_FAMILY: family,
    }.items():
        names.removeNames(nameID=name_id)
        names.setName(text, name_id, 3, 1, 0x409)
    if "STAT" in font:
        del font["STAT"]
    is_bold = style == "Bold"
    weight_table, head = font["OS/2"], font["head"]
    weight_table.usWeightClass = WEIGHTS[style]
    kept = weight_table.fsSelection & ~(_BOLD_SELECTION | _REGULAR_SELECTION)
    weight_table.fsSelection = kept | (_BOLD_SELECTION if is_bold else _REGULAR_SELECTION)
    head.macStyle = (head.macStyle & ~_BOLD_MAC_STYLE) | (_BOLD_MAC_STYLE if is_bold else 0)


def _compact(family: str) -> str:
    return family.replace(" ", "")


def main() -> None:
    """Build the fonts, or with ``--nastaliq`` the Nastaliq style, and say where they lie only when asked by hand."""
    parser = argparse.ArgumentParser(description="Build the fonts of the desk.")
    parser.add_argument("--nastaliq", action="store_true", help="fetch and build the Nastaliq style with npm")
    wanted = parser.parse_args()
    if wanted.nastaliq:
        for path in build_nastaliq(font_folder()):
            print(path.name)
    else:
        build(font_folder())


if __name__ == "__main__":
    main()
