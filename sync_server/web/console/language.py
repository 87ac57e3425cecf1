"""The language of a console page: remembered for the session, read from the catalogue of sentences itself."""

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import request, session

Language: TypeAlias = Literal["en", "ur"]

DOMAIN = "frc_console"
LOCALE_FOLDER = Path(__file__).resolve().parents[2] / "locale"
NAMES: dict[Language, str] = {"en": "English", "ur": "اردو"}
_REMEMBERED = "language"


def language() -> Language:
    """What the person chose in this session, else what the browser prefers."""
    chosen = session.get(_REMEMBERED) or request.accept_languages.best_match(list(NAMES), "en")
    return "ur" if chosen == "ur" else "en"


def remember_language(chosen: str) -> None:
    """Speak this language until the session ends; anything but a language of ours is English."""
    session[_REMEMBERED] = "ur" if chosen == "ur" else "en"


def _(text: str) -> str:
    """`text` in the language of the page."""
    return translations(language()).gettext(text)


def _n(one: str, many: str, count: int) -> str:
    """The sentence for `count` things."""
    return translations(language()).ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 (the customary name of a mark for texts translated later)
    """Mark a text that is translated where it is shown."""
    return text


@cache
def translations(code: Language) -> gettext.NullTranslations:
    """The sentences of a language; a clone without compiled files reads the catalogue that translators edit."""
    if code == "en":
        return gettext.NullTranslations()
    source = LOCALE_FOLDER / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    compiled = source.with_suffix(".mo")
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    written = BytesIO()
    with source.open("rb") as stream:
        write_mo(written, read_po(stream, locale=code))
    written.seek(0)
    return gettext.GNUTranslations(written)
