"""The terms by which people are found: a sorted index, and in front of it a short tail that a save writes in one place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

import sqlalchemy as sa

from desktop_client.storage.bulk import insert_rows, value_of
from desktop_client.storage.tables import people as tables

# In the sorted index the terms of one record lie on as many pages as it has terms, and every page is sealed anew at a
# commit. The tail is read through at each search, so it is kept short: a few milliseconds' worth.
LONGEST_TAIL = 5_000
_TERM_END = "\U0010ffff"
_TAIL_LENGTH = "SELECT count(*) FROM fresh_term"
_BOTH = (tables.fresh_term, tables.search_term)


def add(connection: sa.Connection, terms: Iterable[tuple[int, str, str]]) -> None:
    """Make records findable: (record number, term, field) each; records that are new here."""
    rows = [{"record": number, "term": term, "field": field} for number, term, field in sorted(terms)]
    if len(rows) > LONGEST_TAIL // 10:
        # Many at once, as an import brings them: neighbours in the index are written together, the tail would not help.
        rows.sort(key=lambda row: (row["term"], row["record"]))
        insert_rows(connection, tables.search_term, rows)
        return
    insert_rows(connection, tables.fresh_term, rows)
    if rows and int(value_of(connection, _TAIL_LENGTH)) > LONGEST_TAIL:
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


def records_sounding(keys: Sequence[str]) -> sa.CompoundSelect[tuple[int]]:
    """The numbers of the records with one of these terms, whole."""
    return sa.union_all(*(sa.select(table.c.record).where(table.c.term.in_(keys)) for table in _BOTH))


def records_with(word: str) -> sa.CompoundSelect[tuple[int]]:
    """The numbers of the records with a term that begins with `word`."""
    return sa.union_all(
        *(
            sa.select(table.c.record).where((table.c.term >= word) & (table.c.term < word + _TERM_END))
            for table in _BOTH
        )
    )
