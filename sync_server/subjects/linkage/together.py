"""Who belongs together by what reviewers decided, and what stands between two who are to be joined or parted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from shared_models.matching.clusters import Clusters
from sync_server.storage.bulk import among
from sync_server.storage.tables.linkage import judgement

MOST_TOGETHER = 200  # people: one person has not been registered more often


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people whom head office judged different: by whom, when and why."""

    one: str
    other: str
    who: str
    at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Between:
    """
    What stands against an answer: the people on the way from the first to the last, each step a "same" (or the one that
    was to be said now); `apart` is the judgement about its two ends, None where they are joined and were to be parted.
    """

    chain: tuple[str, ...]
    apart: Apart | None


def members(connection: sa.Connection, person: str) -> tuple[str, ...]:
    """Everybody who is joined with a person, the person first."""
    return tuple(_reach(connection, [person]))


def against_same(connection: sa.Connection, one: str, other: str) -> Between | None:
    """What stands against joining these two: somebody of one side and somebody of the other were judged different."""
    edges = _reach(connection, [one, other])
    apart = _apart(connection, edges.keys())
    apart.pop((min(one, other), max(one, other)), None)  # of these two themselves it is decided anew
    clusters: Clusters[str] = Clusters(apart)
    for person, neighbours in edges.items():
        for neighbour in neighbours:
            clusters.join(person, neighbour)
    refused = clusters.join(one, other)
    if refused is None:
        return None
    edges[one].add(other)
    edges[other].add(one)
    first, last = refused.one, refused.other
    return Between(_way(edges, first, last), apart[min(first, last), max(first, last)])


def against_different(connection: sa.Connection, one: str, other: str) -> Between | None:
    """What stands against parting these two: they are joined through somebody else."""
    edges = _reach(connection, [one])
    edges[one].discard(other)
    edges.get(other, set()).discard(one)
    chain = _way(edges, one, other)
    return Between(chain, None) if chain else None


def _reach(connection: sa.Connection, start: Iterable[str]) -> dict[str, set[str]]:
    """The people joined with any of these, each with those it was called the same as."""
    found: dict[str, set[str]] = {person: set() for person in start}
    front = set(found)
    while front and len(found) <= MOST_TOGETHER:
        front = {name for pair in _same(connection, front) for name in _meet(found, *pair)}
    return found


def _meet(found: dict[str, set[str]], one: str, other: str) -> list[str]:
    fresh = [name for name in (one, other) if name not in found]
    found.setdefault(one, set()).add(other)
    found.setdefault(other, set()).add(one)
    return fresh


def _same(connection: sa.Connection, people: set[str]) -> list[tuple[str, str]]:
    column = judgement.c
    touched = among(connection, column.one, people) | among(connection, column.other, people)
    query = sa.select(column.one, column.other).where(touched, column.desk == "", column.answer == "SAME")
    return [(row.one, row.other) for row in connection.execute(query)]


def _apart(connection: sa.Connection, people: Iterable[str]) -> dict[tuple[str, str], Apart]:
    column, names = judgement.c, set(people)
    within = among(connection, column.one, names) & among(connection, column.other, names)
    rows = connection.execute(sa.select(judgement).where(within, column.desk == "", column.answer == "DIFFERENT"))
    return {(row.one, row.other): _told(row) for row in rows}


def _told(row: sa.Row[Any]) -> Apart:
    return Apart(row.one, row.other, row.who, row.at, row.reason)


def _way(edges: Mapping[str, set[str]], first: str, last: str) -> tuple[str, ...]:
    """The shortest way from one to the other, empty where there is none."""
    came_from: dict[str, str] = {first: ""}
    front = [first]
    while front and last not in came_from:
        reached = [
            (person, name) for person in front for name in sorted(edges.get(person, ())) if name not in came_from
        ]
        for person, name in reached:
            came_from.setdefault(name, person)
        front = [name for _, name in reached]
    if last not in came_from:
        return ()
    way = [last]
    while way[-1] != first:
        way.append(came_from[way[-1]])
    return tuple(reversed(way))
