"""Turns a template of the reference data into a PDF or pictures, with the program's own fonts and nothing of the machine's."""

from __future__ import annotations

import importlib.resources
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import typst

from shared_models.catalogue.loading import REFERENCE_FOLDER
from shared_models.catalogue.tokens import load_tokens

_FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")


def as_pdf(template: str, said: Mapping[str, str]) -> bytes:
    """The paper as one PDF. `said` fills the template's places; a name in it can never become markup."""
    return _compile(template, said, "pdf", None)


def as_picture(template: str, said: Mapping[str, str], dots_per_inch: float) -> bytes:
    """The paper's first page as PNG, for the screen and for printers."""
    return _compile(template, said, "png", dots_per_inch)


def as_pictures(template: str, said: Mapping[str, str], dots_per_inch: float) -> list[bytes]:
    """Every page of the paper as PNG."""
    pages = _compiled(template, said, "png", dots_per_inch)
    return pages if isinstance(pages, list) else [pages]


def _compile(template: str, said: Mapping[str, str], form: Literal["pdf", "png"], dots: float | None) -> bytes:
    pages = _compiled(template, said, form, dots)
    return pages[0] if isinstance(pages, list) else pages


def _compiled(
    template: str, said: Mapping[str, str], form: Literal["pdf", "png"], dots: float | None
) -> bytes | list[bytes]:
    folders, families = _fonts()
    compiled: bytes | list[bytes] = typst.compile(  # type: ignore[misc]  # its stub cannot tell bytes from a path
        (REFERENCE_FOLDER / "papers" / f"{template}.typ").read_bytes(),
        format=form,
        ppi=dots,
        font_paths=[str(folder) for folder in folders],
        ignore_system_fonts=True,
        sys_inputs={**_looks(), **families, **said},
    )
    return compiled


@cache
def _looks() -> Mapping[str, str]:
    colour = load_tokens()["colour"]
    if not isinstance(colour, Mapping):
        raise TypeError("tokens.toml has no table of colours")
    return {name: str(colour[name]) for name in ("ink", "accent", "muted")}


@cache
def _fonts() -> tuple[tuple[Path, ...], Mapping[str, str]]:
    """The folders with our fonts, and the family of each script."""
    for folder in (Path(sys.prefix) / "share" / "frc-fonts", Path(getattr(sys, "_MEIPASS", sys.prefix)) / "frc-fonts"):
        names = {file.name for file in folder.glob("*.ttf")}
        if any("Naskh" in name for name in names):
            nastaliq = "FRC Nastaliq" if any("Nastaliq" in name for name in names) else "FRC Naskh"
            return (folder,), {"latin": "FRC Sans", "naskh": "FRC Naskh", "nastaliq": nastaliq}
    found = tuple(_package_folders())
    return found, {"latin": "Noto Sans", "naskh": "Noto Sans Arabic", "nastaliq": "Noto Sans Arabic"}


def _package_folders() -> Iterator[Path]:
    for package in _FONT_PACKAGES:
        yield Path(str(importlib.resources.files(package))) / "files"
