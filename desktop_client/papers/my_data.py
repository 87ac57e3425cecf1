"""Papers about a person's own data, in Urdu: everything that is held, the proof of a withdrawal, a complaint."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import msgspec

from desktop_client.papers import typesetting
from shared_models.catalogue.loading import REFERENCE_FOLDER

DATA, WITHDRAWAL, COMPLAINT = "DATA", "WITHDRAWAL", "COMPLAINT"
_TEMPLATE = "my_data"
_TITLES = {DATA: "title_data", WITHDRAWAL: "title_withdrawn", COMPLAINT: "title_complaint"}


@dataclass(frozen=True, slots=True)
class Part:
    """A group of facts under one title; each fact is its label and its value."""

    title: str
    facts: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MyDataFacts:
    """What stands on the paper. `paper` is its own number, `number` the person's; `sentence` stands large in the middle."""

    kind: str
    paper: str
    date: str
    number: str
    name_latin: str
    name_urdu: str
    office_ur: str
    sentence: str = ""
    parts: Sequence[Part] = ()


def my_data_pdf(facts: MyDataFacts) -> bytes:
    """The paper as PDF, on as many A4 pages as it needs."""
    return typesetting.as_pdf(_TEMPLATE, _said(facts))


def my_data_pictures(facts: MyDataFacts, dots_per_inch: float = 200.0) -> list[bytes]:
    """The paper as one PNG a page, for the printer."""
    return typesetting.as_pictures(_TEMPLATE, _said(facts), dots_per_inch)


def words(name: str, language: str, **places: str) -> str:
    """A sentence or label of my_data.toml."""
    return _words()[name][language].format_map(places)


def _said(facts: MyDataFacts) -> dict[str, str]:
    parts = [{"title": part.title, "facts": [list(fact) for fact in part.facts]} for part in facts.parts]
    return {
        "title": words(_TITLES[facts.kind], "ur"),
        "office": words("office", "ur", office=facts.office_ur),
        "paper": facts.paper,
        "number": facts.number,
        "number_label": words("number", "ur"),
        "date": facts.date,
        "date_label": words("date", "ur"),
        "name_latin": facts.name_latin,
        "name_urdu": facts.name_urdu,
        "sentence": facts.sentence,
        "parts": msgspec.json.encode(parts).decode(),
        "notes": "\n".join(words(name, "ur") for name in ("note_holds", "note_rights")),
    }


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads((REFERENCE_FOLDER / "papers" / f"{_TEMPLATE}.toml").read_text("utf-8"))
