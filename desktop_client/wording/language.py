"""The window's language: gettext from the .po itself, sentence templates with named places, isolated numbers."""

import gettext
import re
from collections.abc import Callable, Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, TypeAlias

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from shared_models.catalogue.problems import Problem, sentence

LanguageCode: TypeAlias = Literal["en", "ur"]

DOMAIN = "frc_desk"
LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"

_LRI, _RLI, _PDI = "\u2066", "\u2067", "\u2069"
# What already stands between marks or is a named place, and runs of Latin letters and digits outside of them.
_KEPT = re.compile("([\u2066-\u2068][^\u2069]*\u2069|\\{[^}]*\\})")
_LATIN_RUN = re.compile(r"[0-9A-Za-z+](?:[0-9A-Za-z+*.,:/\-–%' ]*[0-9A-Za-z%*])?")
_ARABIC_SCRIPT = range(0x0600, 0x0780)
# A line may break after a hyphen that a letter follows: in the middle of MUX-26-K7Q. A word joiner forbids it.
_BREAKS = re.compile(r"(?<=[0-9A-Z]-)(?=[A-Z])")
_JOINER = "\u2060"


class _Current:
    """The language the window speaks now; one window, one language."""

    code: LanguageCode = "en"


def current_language() -> LanguageCode:
    return _Current.code


def use_language(code: LanguageCode) -> None:
    """Speak `code` from now on; the window asks every page to say its texts again."""
    _Current.code = code


def is_right_to_left() -> bool:
    return _Current.code == "ur"


@cache
def translations(code: LanguageCode) -> gettext.NullTranslations:
    """The program texts of a language; read from the .po when no compiled file lies beside it."""
    if code == "en":
        return gettext.NullTranslations()
    folder = LOCALE_FOLDER / code / "LC_MESSAGES"
    compiled = folder / f"{DOMAIN}.mo"
    source = folder / f"{DOMAIN}.po"
    if compiled.exists() and (not source.exists() or compiled.stat().st_mtime >= source.stat().st_mtime):
        with compiled.open("rb") as stream:
            return gettext.GNUTranslations(stream)
    return _compile_in_memory(source)


def _compile_in_memory(source: Path) -> gettext.NullTranslations:
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale="ur")
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    buffer.seek(0)
    return gettext.GNUTranslations(buffer)


def _(text: str) -> str:
    """`text` in the window's language."""
    return _translated(_Current.code, text)


@cache
def _translated(code: LanguageCode, text: str) -> str:
    found = translations(code).gettext(text)
    return tidy(found) if code == "ur" else found


def _n(one: str, many: str, count: int) -> str:
    """The sentence for `count` things; Urdu keeps one form by its respectful plural."""
    found = translations(_Current.code).ngettext(one, many, count)
    return tidy(found) if is_right_to_left() else found


def isolate(value: object) -> str:
    """A number or a foreign word that keeps its own direction inside a sentence. Never stored."""
    text = str(unbroken(value))
    letters = (letter for letter in text if letter.isalpha())
    opener = _RLI if ord(next(letters, "0")) in _ARABIC_SCRIPT else _LRI
    return f"{opener}{text}{_PDI}"


def unbroken(value: object) -> object:
    """A number that stays on one line of a sentence, also where a letter follows a hyphen. Never stored."""
    return _BREAKS.sub(_JOINER, value) if isinstance(value, str) else value


def tidy(text: str) -> str:
    """An Urdu sentence whose numbers and Latin words keep their own direction; named places are left alone."""
    parts = _KEPT.split(text)
    return "".join(part if index % 2 else _LATIN_RUN.sub(_isolated, part) for index, part in enumerate(parts))


def _isolated(found: re.Match[str]) -> str:
    return isolate(found.group())


def plain(text: str) -> str:
    """`text` without the marks that `isolate` and `unbroken` add."""
    return text.translate(dict.fromkeys(map(ord, (_LRI, _RLI, _PDI, _JOINER))))


def fill(template: str, **places: object) -> str:
    """A sentence with its named places filled; numbers stay whole, and in Urdu every place is isolated."""
    if not is_right_to_left():
        return template.format(**{name: unbroken(value) for name, value in places.items()})
    return template.format(**{name: isolate(value) for name, value in places.items()})


def in_language(english: str, urdu: str) -> str:
    """The one of two given texts that the window speaks."""
    return tidy(urdu) if is_right_to_left() else english


def problem_sentence(problem: Problem) -> str:
    """What a person reads about a problem, in the window's language."""
    return in_language(sentence(problem, "en"), sentence(problem, "ur"))


class Spoken:
    """Texts that can be said again in another language without building a widget anew."""

    def __init__(self) -> None:
        self._said: list[tuple[Callable[[str], object], Callable[[], str]]] = []

    def say(self, setter: Callable[[str], object], text: Callable[[], str]) -> None:
        """Give `setter` its text now and again whenever the language changes."""
        self._said.append((setter, text))
        setter(text())

    def speak(self) -> None:
        """Say everything again."""
        for setter, text in self._said:
            setter(text())


LANGUAGE_NAMES: Mapping[LanguageCode, str] = {"en": "English", "ur": "اردو"}
