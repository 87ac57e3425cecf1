"""By which field somebody was found, when it is one that the list of people does not show."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import MOST_WORDS, Registration
from shared_models.text.search_terms import query_terms, sound_terms, terms_of

_NAMES = ("name_latin", "name_urdu", "father_name_latin", "father_name_urdu")
SHOWN = frozenset({*(f"person.{name}" for name in _NAMES), "episode.registration_no"})


def found_by(desk: OpenDesk, one: Registration, query: str) -> str:
    """The path of the first field out of sight that a word of the query met; empty when names and number say it all."""
    records = [record for record in (one.person, one.episode) if record is not None]
    terms = [term for record in records for term in terms_of(record.kind, record.values, desk.catalogue)]
    terms.sort(key=lambda term: (term[1] not in SHOWN, term[1]))
    for word in query_terms(query)[:MOST_WORDS]:
        met = next(_fields_of(word, terms), "")
        if met and met not in SHOWN:
            return met
    return ""


def _fields_of(word: str, terms: list[tuple[str, str]]) -> Iterator[str]:
    """The fields a word meets, those in sight first."""
    keys = {key for keys in sound_terms(word) for key in keys}
    return (field for term, field in terms if term.startswith(word) or term in keys)
