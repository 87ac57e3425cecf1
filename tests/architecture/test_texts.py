"""Both programs say everything in Urdu too."""

import re
from collections.abc import Iterable

import pytest

from installers.texts import PROGRAMS, Program, translated, untranslated

PLACE = re.compile(r"\{(\w+)[^{}]*\}|%\((\w+)\)[sd]")


def _places(text: str | Iterable[str]) -> set[str]:
    forms = [text] if isinstance(text, str) else list(text)
    return {one or other for form in forms for one, other in PLACE.findall(form)}


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.domain)
def test_every_sentence_has_its_urdu(program: Program) -> None:
    assert untranslated(program) == []


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.domain)
def test_urdu_names_the_same_places_as_the_english(program: Program) -> None:
    different = [
        str(message.id)
        for message in translated(program)
        if message.id and message.string and not _places(message.string) <= _places(message.id)
    ]
    assert different == []
