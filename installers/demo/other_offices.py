"""Somebody of Lahore is typed in Karachi, where no line is: which keys met, and whom to ask."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from desktop_client.services import elsewhere
from desktop_client.services.desk import OpenDesk
from desktop_client.services.likeness import ElsewhereHit
from installers.demo.programs import Desk, HeadOffice, ProgramError
from installers.demo.whole import signed_in

CARD_DIGITS = 13
LANGUAGES = ("en", "ur")


def told(head_office: HeadOffice, desk: Desk) -> Iterator[str]:
    """Head office tells the list by which other offices' people are recognised, and the desk fetches it."""
    for file in head_office.ask("duplicates", "publish")["files"]:
        yield (
            f"For {file['office']}: {file['entries']} keys of {file['people']} people elsewhere in {file['bytes']} bytes, "
            "without a name or a number."
        )
    before = desk.ask("sync")
    yield f"{desk.office} fetched it with its usual contact: {before['bytes_down']} bytes down."


def typed(theirs: Desk, desk: Desk, folder: Path) -> Iterator[str]:
    """One of their people, with two digits of the card swapped, as the panel beside the form shows it."""
    file = folder / "people.jsonl"
    theirs.run("records", "export", str(file))
    people = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    with signed_in(desk) as working:
        for person in people:
            slipped = _with_a_slip(person["fields"]) if person["kind"] == "person" else None
            hits = elsewhere.hits(working, slipped) if slipped is not None else ()
            if slipped is not None and hits:
                name = slipped.get("person.name_latin") or slipped.get("person.name_urdu")
                yield from _shown(working, hits, str(name))
                return
    raise ProgramError(f"{desk.office} recognised nobody of {theirs.office}")


def _with_a_slip(values: dict[str, object]) -> dict[str, object] | None:
    """The answers with the last two digits of the card swapped; None for who has no such card."""
    for path, number in values.items():
        if not path.startswith("person.documents.") or not path.endswith(".number") or not isinstance(number, str):
            continue
        digits = number.replace("-", "")
        if len(digits) == CARD_DIGITS and digits.isdecimal() and digits[-1] != digits[-2]:
            return values | {path: digits[:-2] + digits[-1] + digits[-2]}
    return None


def _shown(desk: OpenDesk, hits: Sequence[ElsewhereHit], name: str) -> Iterator[str]:
    known = elsewhere.known(desk)
    if known is None:
        return
    yield (
        f"{name} of Lahore is typed in {desk.identity.office}, two digits of the card swapped. Compared with "
        f"{known.people} people elsewhere (list of {known.day}):"
    )
    for hit in hits:
        for language in LANGUAGES:
            yield f"   {_words(desk, hit, language)}"


def _words(desk: OpenDesk, hit: ElsewhereHit, language: str) -> str:
    lists = desk.catalogue.lists
    office = lists["OFFICE"].label(hit.office, language)
    agrees = [lists[elsewhere.SHOWN].label(recipe.upper(), language) for recipe in hit.recipes]
    if language == "ur":
        return f"{office} میں {hit.year} میں درج: {'؛ '.join(agrees)}۔ صدر دفتر سے پوچھیں۔"
    return f"registered in {office} in {hit.year}: {'; '.join(agrees)}. Ask head office."
