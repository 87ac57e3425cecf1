"""The terms by which people are found: a sorted index, and in front of it a short tail that a save writes in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop_client.storage.bulk import insert_rows, value_of
from desktop_client.storage.tables import people as tables

# In the sorted index the terms of one record lie on as many pages as it has terms, and every page is sealed anew at a
# commit. The tail is read through at each search, so it is kept short: a few milliseconds' worth.
LONGEST_TAIL = 5_000
_ASKED_EVERY = 16  # records, of which the tail's length is asked at one
_TERM_END = "\U0010ffff"
_TAIL_LENGTH = "SELECT count(*) FROM fresh_term"
_BOTH = (tables.fresh_term, tables.search_term)
# From so many terms on, a word alone is so common that the newest people are asked one by one; beside other words it
# must be ten times as common, for together they may meet hardly anybody.
_COMMON = 2_000
_MANY = 20_000
_AT_ONCE = 500
_MEETS = (
    "EXISTS (SELECT 1 FROM {table} WHERE {table}.record = record.number AND {table}.term >= ? AND {table}.term < ?)"
)
_MEETS_A_RETURN = (
    "EXISTS (SELECT 1 FROM record AS held JOIN {table} ON {table}.record = held.number"
    " WHERE held.person = record.id AND {table}.term >= ? AND {table}.term < ?)"
)


def add(connection: sa.Connection, terms: Iterable[tuple[int, str, str]]) -> None:
    """Make records findable: (record number, term, field) each; records that are new here."""
    ordered = sorted(terms)
    rows = [{"record": number, "term": term, "field": field} for number, term, field in ordered]
    if len(rows) > LONGEST_TAIL // 10:
        # Many at once, as an import brings them: neighbours in the index are written together, the tail would not help.
        rows.sort(key=lambda row: (row["term"], row["record"]))
        insert_rows(connection, tables.search_term, rows)
        return
    insert_rows(connection, tables.fresh_term, rows)
    # Counting reads the whole tail, so not every save does it.
    asked = any(number % _ASKED_EVERY == 0 for number, _, _ in ordered)
    if asked and int(value_of(connection, _TAIL_LENGTH)) > LONGEST_TAIL:
        settle(connection)


def replace(connection: sa.Connection, number: int, wanted: AbstractSet[tuple[str, str]]) -> None:
    """Let a record be found by exactly these (term, field) pairs."""
    stored: set[tuple[str, str]] = set()
    for table in _BOTH:
        column = table.c
        found = {
            (row.term, row.field)
            for row in connection.execute(sa.select(column.term, column.field).where(column.record == number))
        }
        gone = [{"of": number, "said": term, "in_field": field} for term, field in found - wanted]
        if gone:
            connection.execute(_forget(table), gone)
        stored |= found
    add(connection, ((number, term, field) for term, field in wanted - stored))


def _forget(table: sa.Table) -> sa.Delete:
    column = table.c
    return table.delete().where(
        (column.record == sa.bindparam("of"))
        & (column.term == sa.bindparam("said"))
        & (column.field == sa.bindparam("in_field"))
    )


def settle(connection: sa.Connection) -> None:
    """Move the tail into the sorted index, in the caller's writing transaction; nothing is found otherwise than before."""
    fresh, sorted_terms = tables.fresh_term.c, tables.search_term
    moved = sa.select(fresh.term, fresh.record, fresh.field).order_by(fresh.term, fresh.record)
    connection.execute(sorted_terms.insert().from_select(["term", "record", "field"], moved))
    connection.execute(tables.fresh_term.delete())


@dataclass(frozen=True, slots=True)
class Wanted:
    """One word of a query: any of these terms, by their beginning or whole."""

    beginnings: tuple[str, ...] = ()
    whole: tuple[str, ...] = ()

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """From this term on, up to before that one."""
        begun = [(word, word + _TERM_END) for word in self.beginnings]
        return begun + [(word, word + "\0") for word in self.whole]


def newest_people(
    connection: sa.Connection, words: Sequence[Wanted], before: int, limit: int, *, in_numbers: bool
) -> list[int]:
    """The newest people numbered below `before` whom every word meets, as row numbers from the newest down.

    `in_numbers` looks into the terms of their returns as well. Rare words are looked up, of common ones the newest
    people are asked one by one until there are enough: neither way reads all that a common word meets.
    """
    sizes = [_size(connection, word) for word in words]
    smallest = min(range(len(words)), key=sizes.__getitem__)
    dense = sizes[smallest] >= (_COMMON if len(words) == 1 else _MANY)
    if dense or (in_numbers and sizes[smallest] >= _COMMON):
        return _people(connection, words, f"number < {before}", limit, in_numbers)
    meant = sorted((one for one in _owners(connection, words[smallest], in_numbers) if one < before), reverse=True)
    # The rarer one is asked first, for most people fail at it.
    others = [words[place] for place in sorted(range(len(words)), key=sizes.__getitem__) if place != smallest]
    found: list[int] = []
    for start in range(0, len(meant), _AT_ONCE):
        among = ",".join(map(str, meant[start : start + _AT_ONCE]))
        found += _people(connection, others, f"number IN ({among})", limit - len(found), in_numbers)
        if len(found) >= limit:
            break
    return found


def _size(connection: sa.Connection, word: Wanted) -> int:
    """How many terms a word meets, counted no further than it matters."""
    counted = "SELECT count(*) FROM (SELECT 1 FROM search_term WHERE term >= ? AND term < ? LIMIT ?)"
    return sum(int(value_of(connection, counted, (*limits, _MANY))) for limits in word.ranges)


def _owners(connection: sa.Connection, word: Wanted, in_numbers: bool) -> set[int]:
    """Numbers of the people whom a rare word meets, in their own terms or in those of a return."""
    driver: Any = connection.connection.driver_connection
    own: set[int] = set()
    returns: set[int] = set()
    for table in _BOTH:
        for limits in word.ranges:
            statement = f"SELECT record, field < 'person.' FROM {table.name} WHERE term >= ? AND term < ?"  # noqa: S608
            for number, of_return in driver.execute(statement, limits):
                (returns if of_return else own).add(number)
    if in_numbers and returns:
        among = ",".join(map(str, returns))
        owners = f"SELECT person FROM record WHERE number IN ({among})"  # noqa: S608
        own.update(number for (number,) in driver.execute(f"SELECT number FROM record WHERE id IN ({owners})"))  # noqa: S608
    return own


def _people(connection: sa.Connection, words: Sequence[Wanted], which: str, limit: int, in_numbers: bool) -> list[int]:
    """The newest people among `which` whom every word meets."""
    driver: Any = connection.connection.driver_connection
    asked, limits = [f"kind = 'person' AND voided = 0 AND {which}"], list[str]()
    for word in words:
        either = []
        for table in _BOTH:
            for low_high in word.ranges:
                either.append(_MEETS.format(table=table.name))
                limits += low_high
                if in_numbers:
                    either.append(_MEETS_A_RETURN.format(table=table.name))
                    limits += low_high
        asked.append(f"({' OR '.join(either)})")
    statement = f"SELECT number FROM record WHERE {' AND '.join(asked)} ORDER BY number DESC LIMIT {limit}"  # noqa: S608
    return [number for (number,) in driver.execute(statement, limits)]
