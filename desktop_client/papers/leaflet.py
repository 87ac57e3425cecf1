"""The leaflet about a need: what it is about, who helps, what to bring. It names no person and no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import msgspec
import tomli

from desktop_client.papers import typesetting
from shared_models.catalogue.loading import REFERENCE_FOLDER

_TEMPLATE = "leaflet"
_EVERYBODY_BRINGS = ("slip", "card")
_LANGUAGES = ("en", "ur")
AFTER_A_DEATH = "DEATH"
_FEW = 5  # things to bring; more are set smaller, so that the leaflet stays one sheet


class _Said(msgspec.Struct, frozen=True):
    en: str
    ur: str


class _Need(msgspec.Struct, frozen=True):
    about_en: str
    about_ur: str
    who_en: str
    who_ur: str
    bring: tuple[str, ...] = ()
    title_en: str = ""
    title_ur: str = ""


class _Leaflets(msgspec.Struct, frozen=True):
    words: Mapping[str, _Said]
    bring: Mapping[str, _Said]
    needs: Mapping[str, _Need]


@dataclass(frozen=True, slots=True)
class LeafletFacts:
    """Which leaflet: a code of NEED with its two names, the office, and its phone (empty: a line to write it on).

    After a death (AFTER_A_DEATH, which has a title of its own) `papers` are still to be brought, in English and Urdu.
    """

    need: str
    title_en: str
    title_ur: str
    office_en: str
    office_ur: str
    phone: str = ""
    papers: tuple[tuple[str, str], ...] = ()


def has_leaflet(need: str) -> bool:
    """Whether there is a leaflet about this need."""
    return need in _leaflets().needs


def leaflet_pdf(facts: LeafletFacts, form: str) -> bytes:
    """The leaflet as PDF, on half a sheet (`a5`) or for the roll of an 80 mm printer (`roll`)."""
    return typesetting.as_pdf(_TEMPLATE, _said(facts, form))


def leaflet_pictures(facts: LeafletFacts, form: str, dots_per_inch: float) -> list[bytes]:
    """The leaflet as one PNG a page."""
    return typesetting.as_pictures(_TEMPLATE, _said(facts, form), dots_per_inch)


def _said(facts: LeafletFacts, form: str) -> dict[str, str]:
    known = _leaflets()
    need = known.needs[facts.need]
    things = [known.bring[name] for name in (*_EVERYBODY_BRINGS, *need.bring)]
    things += [_Said(english, urdu) for english, urdu in facts.papers]
    said = {f"{name}_{lang}": getattr(word, lang) for name, word in known.words.items() for lang in _LANGUAGES}
    return {
        **said,
        "form": form,
        "much": "yes" if len(things) > _FEW else "",
        "title_en": _begun(facts.title_en or need.title_en),
        "title_ur": facts.title_ur or need.title_ur,
        "office_en": facts.office_en,
        "office_ur": facts.office_ur,
        "phone": facts.phone,
        "about_en": need.about_en,
        "about_ur": need.about_ur,
        "who_en": need.who_en,
        "who_ur": need.who_ur,
        "bring_en": "\n".join(f"• {thing.en}" for thing in things),
        "bring_ur": "\n".join(f"• {thing.ur}" for thing in things),
    }


def _begun(title: str) -> str:
    return title[:1].upper() + title[1:]


@cache
def _leaflets() -> _Leaflets:
    text = (REFERENCE_FOLDER / "papers" / f"{_TEMPLATE}.toml").read_text("utf-8")
    return msgspec.convert(tomli.loads(text), _Leaflets)
