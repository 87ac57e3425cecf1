"""The keys people are found by: written when somebody changed, and asked who else has them."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from math import isqrt

import sqlalchemy as sa

from sync_server.storage.bulk import insert_rows
from sync_server.storage.tables.linkage import match_key

KeysOf = dict[int, str]  # key -> recipe
Holders = dict[int, list[int]]  # key -> numbers of the people who have it

_WEIGHT = 10**8  # squared, of a key that only one other has
# No more of a block than its cap and one: thousands of one name cost no more than that.
_HOLDERS_ON_POSTGRESQL = sa.text(
    "SELECT asked.key, held.person FROM unnest(CAST(:keys AS bigint[])) AS asked (key) CROSS JOIN LATERAL "
    "(SELECT person FROM match_key WHERE match_key.key = asked.key LIMIT :most) AS held"
)
_HOLDERS_EMBEDDED = sa.text(
    "SELECT asked.value, held.person FROM json_each(:keys) AS asked JOIN match_key AS held ON held.key = asked.value "
    "WHERE (SELECT count(*) FROM (SELECT 1 FROM match_key AS one WHERE one.key = asked.value LIMIT :most)) < :most"
)
_COUNTS_ON_POSTGRESQL = sa.text(
    "SELECT asked.key, (SELECT count(*) FROM (SELECT 1 FROM match_key WHERE match_key.key = asked.key LIMIT :most) AS one) "
    "FROM unnest(CAST(:keys AS bigint[])) AS asked (key)"
)
_COUNTS_EMBEDDED = sa.text(
    "SELECT asked.value, (SELECT count(*) FROM (SELECT 1 FROM match_key AS one WHERE one.key = asked.value LIMIT :most)) "
    "FROM json_each(:keys) AS asked"
)


def keys_packed(keys: Iterable[int]) -> bytes:
    """Keys as they are kept beside a person."""
    return array("q", sorted(keys)).tobytes()


def keys_in(content: bytes) -> tuple[int, ...]:
    """The keys that were packed."""
    found = array("q")
    found.frombytes(content)
    return tuple(found)


def replace_keys(
    connection: sa.Connection, before: Mapping[int, Iterable[int]], now: Mapping[int, Iterable[int]]
) -> None:
    """Let each of these people be found by exactly the keys of `now`; `before` are those they are found by."""
    had = {(key, person) for person, keys in before.items() for key in keys}
    have = {(key, person) for person, keys in now.items() for key in keys}
    gone = [{"k": key, "p": person} for key, person in sorted(had - have)]
    if gone:
        which = (match_key.c.key == sa.bindparam("k")) & (match_key.c.person == sa.bindparam("p"))
        connection.execute(match_key.delete().where(which), gone)
    # In their order, so that neighbouring ones are written into one page after the other.
    insert_rows(connection, match_key, [{"key": key, "person": person} for key, person in sorted(have - had)])


def holders(connection: sa.Connection, caps: Mapping[int, int]) -> Holders:
    """Who has these keys, by number; a key that more people share than its cap is not there."""
    if not caps:
        return {}
    found: Holders = {}
    for key, person in _asked(
        connection, (_HOLDERS_ON_POSTGRESQL, _HOLDERS_EMBEDDED), sorted(caps), max(caps.values()) + 1
    ):
        found.setdefault(key, []).append(person)
    return {key: people for key, people in found.items() if len(people) <= caps[key]}


def counts(connection: sa.Connection, keys: Collection[int], most: int) -> dict[int, int]:
    """How many people have each of these keys; `most` where there are so many or more."""
    if not keys:
        return {}
    return dict(_asked(connection, (_COUNTS_ON_POSTGRESQL, _COUNTS_EMBEDDED), sorted(keys), most))


def _asked(
    connection: sa.Connection, ways: tuple[sa.TextClause, sa.TextClause], keys: Sequence[int], most: int
) -> Iterator[tuple[int, int]]:
    if connection.dialect.name == "postgresql":
        found = connection.execute(ways[0], {"keys": list(keys), "most": most})
    else:
        found = connection.execute(ways[1], {"keys": f"[{','.join(map(str, keys))}]", "most": most})
    yield from ((row[0], row[1]) for row in found)


def likeliest(keys: Iterable[int], of: Holders, beside: int, most: int) -> list[int]:
    """
    At most so many people beside this one who share keys: those who share more of them, and rarer ones, first.

    Among 20,000 people all but one in a thousand true pairs are among the first five, so that few need a look.
    """
    found: defaultdict[int, int] = defaultdict(int)
    for key in keys:
        people = of.get(key, ())
        if len(people) > 1:
            weight = isqrt(_WEIGHT // (len(people) - 1))
            for person in people:
                found[person] += weight
    found.pop(beside, None)
    return [-person for _, person in nlargest(most, ((weight, -person) for person, weight in found.items()))]
