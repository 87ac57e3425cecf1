"""By which field somebody was found, when it is one that the list of people does not show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import MOST_WORDS, Registration
from desktop_client.storage.view import ShownRecord
from shared_models.catalogue import Catalogue
from shared_models.text.search_terms import query_terms, sound_terms, terms_of

_NAMES = ("name_latin", "name_urdu", "father_name_latin", "father_name_urdu")
SHOWN = frozenset({*(f"person.{name}" for name in _NAMES), "episode.registration_no"})


@dataclass(frozen=True, slots=True)
class AskedWord:
    """A word of a query, and the keys by which it sounds."""

    word: str
    keys: frozenset[str]

    def meets(self, term: str) -> bool:
        """Whether a term is found by this word."""
        return term.startswith(self.word) or term in self.keys


def asked_words(query: str) -> list[AskedWord]:
    """The words of a query; taken apart once for all people of a list."""
    return [
        AskedWord(word, frozenset(key for keys in sound_terms(word) for key in keys))
        for word in query_terms(query)[:MOST_WORDS]
    ]


def found_by(desk: OpenDesk, one: Registration, query: str) -> str:
    """The path of the first field out of sight that a word of the query met; empty when names and number say it all."""
    return field_out_of_sight(desk.catalogue, one, asked_words(query))


def field_out_of_sight(catalogue: Catalogue, one: Registration, words: Sequence[AskedWord]) -> str:
    """As `found_by`, for a query that is taken apart already."""
    in_list = [record for record in (one.person, one.episode) if record is not None]
    in_sight = {term for record in in_list for term, _field in _terms_in_sight(record, catalogue)}
    unmet = [asked for asked in words if not any(map(asked.meets, in_sight))]
    # The terms of everything else are only made where names and number did not say it: seldom.
    terms = sorted(_terms_out_of_sight(one, catalogue)) if unmet else []
    for asked in unmet:
        met = next((field for field, term in terms if asked.meets(term)), "")
        if met:
            return met
    return ""


def _terms_in_sight(record: ShownRecord, catalogue: Catalogue) -> set[tuple[str, str]]:
    values = {path: record.values[path] for path in SHOWN if path in record.values}
    return terms_of(record.kind, values, catalogue)


def _terms_out_of_sight(one: Registration, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for record in one.records:
        for term, field in terms_of(record.kind, record.values, catalogue):
            if field not in SHOWN or record in one.other_returns:
                yield field, term
