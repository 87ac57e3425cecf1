"""The sheet that closes a day at a desk: three counts that should agree, differences by number, no names."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from desktop_client.papers import typesetting
from shared_models.catalogue.loading import REFERENCE_FOLDER

_TEMPLATE = "day_close"


@dataclass(frozen=True, slots=True)
class DaySheet:
    """What stands on the sheet; `day` as 24-11-2026, everything else by registration number."""

    office_en: str
    office_ur: str
    desk: str
    day: str
    registered: Sequence[str]
    without_slip: Sequence[str] = ()
    not_there: Sequence[str] = ()
    came_back: Sequence[str] = ()


def day_sheet_pdf(sheet: DaySheet) -> bytes:
    """The sheet as PDF, A4."""
    return typesetting.as_pdf(_TEMPLATE, _said(sheet))


def day_sheet_picture(sheet: DaySheet, dots_per_inch: float) -> bytes:
    """The first page as PNG, for the screen and for printers."""
    return typesetting.as_picture(_TEMPLATE, _said(sheet), dots_per_inch)


def _said(sheet: DaySheet) -> dict[str, str]:
    words = {f"{name}_{lang}": said[lang] for name, said in _words().items() for lang in ("en", "ur")}
    there = len(sheet.registered) - len(set(sheet.not_there) | set(sheet.came_back))
    balanced = not (sheet.without_slip or sheet.not_there or sheet.came_back)
    return {
        **words,
        "office_en": sheet.office_en,
        "office_ur": sheet.office_ur,
        "desk": sheet.desk,
        "day": sheet.day,
        "registered_count": str(len(sheet.registered)),
        "printed_count": str(len(sheet.registered) - len(sheet.without_slip)),
        "there_count": str(there),
        "balanced": "yes" if balanced else "no",
        "without_slip_numbers": "\n".join(sheet.without_slip),
        "not_there_numbers": "\n".join(sheet.not_there),
        "came_back_numbers": "\n".join(sheet.came_back),
    }


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((REFERENCE_FOLDER / "papers" / f"{_TEMPLATE}.toml").read_text("utf-8"))
