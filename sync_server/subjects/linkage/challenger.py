"""A second opinion: Splink finds pairs in its own way, and those on which the two disagree are shown to people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.matching import Comparable, Model, score
from shared_models.matching.comparable import Name
from sync_server.storage.bulk import insert_rows
from sync_server.storage.engine import matching_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_state
from sync_server.storage.tables.linkage import candidate_pair, match_person
from sync_server.subjects.linkage.candidates import LEAST_ROWS, pair_row
from sync_server.subjects.linkage.compared import Compared
from sync_server.subjects.linkage.shares import PEOPLE
from sync_server.subjects.linkage.splink_pairs import Row, splink_pairs

SOURCE = "splink"
MOST_PEOPLE = 200_000  # Splink needed 22 GB for a million and did not come to an end
LEAST_PROBABILITY = 0.95
MOST_ADDED = 500  # pairs of one run, the likeliest: the queue is for people
PEOPLE_A_QUERY = 5_000
AFTER_ALL_OTHERS = 1  # their turn in the queue

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Challenge:
    """How many people were compared, pairs both found, pairs Splink alone found, and how many of those were queued."""

    people: int
    both: int
    splink_alone: int
    queued: int
    ours_alone: int


def splink_opinion(connection: sa.Connection, head_office: HeadOffice, model: Model) -> dict[Pair, float]:
    """
    Pairs of numbers of people with the probability that Splink gives them. It takes minutes and writes nothing.

    Raises ProblemError `duplicates.splink_missing`, `duplicates.splink_too_many` and `duplicates.splink_failed`.
    """
    if find_spec(SOURCE) is None:
        raise ProblemError(Problem("duplicates.splink_missing"))
    people = int(connection.execute(sa.select(sa.func.count()).select_from(match_person)).scalar() or 0)
    if people > MOST_PEOPLE:
        raise ProblemError(Problem("duplicates.splink_too_many", "", {"people": str(people), "most": str(MOST_PEOPLE)}))
    rows = [_row(number, person) for number, person in _everybody(connection, head_office, model)]
    try:
        return splink_pairs(rows, LEAST_PROBABILITY)
    except Exception as failure:  # noqa: BLE001 (whatever another program raises of our data must not reach a log)
        raise ProblemError(Problem("duplicates.splink_failed", "", {"kind": type(failure).__name__})) from None


def queue_disagreements(
    connection: sa.Connection, head_office: HeadOffice, model: Model, opinion: Mapping[Pair, float]
) -> Challenge:
    """Let people look at what Splink is sure of and our model did not find, in the caller's transaction."""
    matching_lock(connection)
    people = Compared(connection, head_office, model)
    people.load_numbers({number for pair in opinion for number in pair})
    column = candidate_pair.c
    ours = {
        (one, other): zone for one, other, zone in connection.execute(sa.select(column.one, column.other, column.zone))
    }
    named = {_in_order(*map(people.name_of, pair)): probability for pair, probability in opinion.items()}
    alone = {pair: probability for pair, probability in named.items() if pair not in ours and all(pair)}
    surest = sorted(alone, key=lambda pair: (-alone[pair], pair))[:MOST_ADDED]
    rows = max(int(read_state(connection, PEOPLE) or 0), LEAST_ROWS)
    frequencies = people.frequencies({name: people.keys_of(name) for pair in surest for name in pair})
    found = []
    for pair in surest:
        one, other = people[pair[0]], people[pair[1]]
        if one is not None and other is not None:
            made = score(model, one, other, frequencies, rows)
            found.append(pair_row(pair, made, head_office.clock()) | {"source": SOURCE, "turn": AFTER_ALL_OTHERS})
    insert_rows(connection, candidate_pair, found)
    both = sum(pair in ours for pair in named)
    accepted = sum(zone == "accept" and pair not in named for pair, zone in ours.items())
    known = int(read_state(connection, PEOPLE) or 0)
    return Challenge(known, both, len(alone), len(found), accepted)


def _everybody(connection: sa.Connection, head_office: HeadOffice, model: Model) -> Iterator[tuple[int, Comparable]]:
    column = match_person.c
    last = 0
    while True:
        query = sa.select(column.number).where(column.number > last).order_by(column.number).limit(PEOPLE_A_QUERY)
        numbers = list(connection.execute(query).scalars())
        if not numbers:
            return
        people = Compared(connection, head_office, model)
        people.load_numbers(numbers)
        for number in numbers:
            person = people[people.name_of(number)]
            if person is not None:
                yield number, person
        last = numbers[-1]


def _row(number: int, person: Comparable) -> Row:
    """The same facts that our model compares, each as one text, names folded by our keys."""
    return {
        "unique_id": number,
        "name": _folded(person.names),
        "father": _folded(person.fathers),
        "birth": None if person.birth is None else "{:04}-{:02}-{:02}".format(*person.birth[:3]),
        "year": None if person.birth is None else str(person.birth.year),
        "card": _first(person.cards),
        "passport": _first(person.passports),
        "phone": _first(person.phones),
        "district": _first(person.districts),
        "sex": person.sex or None,
    }


def _folded(names: tuple[Name, ...]) -> str | None:
    return " ".join(word.keys[0] for word in names[0].words) if names else None


def _first(texts: tuple[str, ...]) -> str | None:
    return texts[0] if texts else None


def _in_order(one: str, other: str) -> tuple[str, str]:
    return min(one, other), max(one, other)
