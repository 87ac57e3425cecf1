"""Count and sum of the digests of each office's records, kept in step with every write so that no answer has to count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from shared_models.protocol.digest import MODULUS, digest_of_one, heads_of, record_digest
from shared_models.protocol.sealed_entry import KIND as SEALED
from sync_server.storage.engine import commit_order_lock, reading, writing
from sync_server.storage.scope import guest_records
from sync_server.storage.state import read_state, write_state
from sync_server.storage.tables.people import conflict, record, scope_digest
from sync_server.subjects.intake.guests import has_guests
from sync_server.subjects.intake.log import in_pieces

DAY_MS = 24 * 60 * 60 * 1000
ROWS_AT_A_TIME = 5_000

if TYPE_CHECKING:
    from sync_server.subjects.intake.standing import Standing


def of(standing: Standing) -> int:
    """The digest of a record; 0 for one that no desk is shown."""
    if standing.kind == SEALED:
        return 0
    if standing.only_change is not None and standing.folded.writers:
        return digest_of_one(standing.id, str(standing.only_change.id))
    return record_digest(standing.id, heads_of(standing.folded.writers.values(), standing.folded.conflicts))


def note(connection: sa.Connection, touched: Iterable[Standing]) -> None:
    """Let the sums follow records that are about to be written."""
    steps: dict[str, list[int]] = {}
    for standing in touched:
        before, now = standing.counted, of(standing)
        if before is not None and before[1]:
            step = steps.setdefault(before[0], [0, 0])
            step[0], step[1] = step[0] - 1, step[1] - before[1]
        if now:
            step = steps.setdefault(standing.office, [0, 0])
            step[0], step[1] = step[0] + 1, step[1] + now
        standing.counted = (standing.office, now)
    for office, (records, total) in sorted(steps.items()):
        known = connection.execute(sa.select(scope_digest).where(scope_digest.c.office == office)).one_or_none()
        if known is None:
            continue  # nobody has asked yet; who asks first counts
        moved = {"records": known.records + records, "total": (known.total + total) % MODULUS}
        connection.execute(scope_digest.update().where(scope_digest.c.office == office).values(moved))


def of_scope(connection: sa.Connection, office: str) -> tuple[int, int]:
    """(count, sum) of what desks of an office hold: its own records, and those it is shown by other offices."""
    count, total = of_office(connection, office)
    guests = _sum(connection, _shown(office, "", "")) if has_guests(connection, office) else (0, 0)
    return count + guests[0], (total + guests[1]) % MODULUS


def of_office(connection: sa.Connection, office: str) -> tuple[int, int]:
    """(count, sum) of an office's own records."""
    known = connection.execute(sa.select(scope_digest).where(scope_digest.c.office == office)).one_or_none()
    return recount(connection, office) if known is None else (int(known.records), int(known.total))


def recount(connection: sa.Connection, office: str) -> tuple[int, int]:
    """Work the digest of an office out anew from its records."""
    column = record.c
    disputed: dict[str, set[str]] = {}
    open_ = sa.select(conflict.c.record, conflict.c.heads).where(conflict.c.closed_position.is_(None))
    of_office_ = open_.join(record, column.id == conflict.c.record).where(column.office == office)
    for row in connection.execute(of_office_):
        disputed.setdefault(row.record, set()).update(msgspec.json.decode(row.heads))
    count = total = 0
    altered: list[dict[str, object]] = []
    rows = sa.select(column.id, column.writers, column.digest).where(column.office == office, column.kind != SEALED)
    for name, writers, before in connection.execute(rows):
        now = record_digest(name, disputed.get(name, set()) | _writes(writers))
        count, total = count + bool(now), total + now
        if now != before:
            altered.append({"named": name, "now": now})
    if altered:
        statement = record.update().where(column.id == sa.bindparam("named")).values(digest=sa.bindparam("now"))
        connection.execute(statement, altered)
    found = {"records": count, "total": total % MODULUS}
    if not connection.execute(scope_digest.update().where(scope_digest.c.office == office).values(found)).rowcount:
        connection.execute(scope_digest.insert(), {"office": office, **found})
    return count, total % MODULUS


def _writes(packed: str) -> set[str]:
    """Every write named in packed writers."""
    found: set[str] = set()
    for ids in msgspec.json.decode(packed).values():
        found.update([ids] if isinstance(ids, str) else ids)
    return found


def make_ready(engine: sa.Engine, office: str, now: int) -> None:
    """Count an office before anybody is answered about it; afterwards every write keeps the count.

    Once a day the rows themselves are counted, for what is kept beside them cannot see that they were altered: some rows
    with each answer, without a lock, so that nobody waits for it.
    """
    counted, walked = f"scope.counted.{office}", f"scope.walked.{office}"
    with reading(engine) as connection:
        at, after = read_state(connection, counted), read_state(connection, walked) or ""
    if at is None:
        with writing(engine) as connection:
            commit_order_lock(connection)
            recount(connection, office)
            write_state(connection, counted, str(now))
    elif now - int(at) >= DAY_MS:
        with reading(engine) as connection:
            found = _walk(connection, office, after)
        with writing(engine) as connection:
            commit_order_lock(connection)
            if (read_state(connection, walked) or "") != after:
                return  # another answer has walked this part meanwhile
            _put_right(connection, office, found)
            write_state(connection, walked, found.last)
            if not found.last:
                write_state(connection, counted, str(now))


@dataclass(frozen=True, slots=True)
class _Walked:
    """What one part of the walk saw: rows whose digest is not the one that is kept, the last id ("" at the end of all
    rows), and by how much the kept count and sum differ there from the rows'.
    """

    altered: list[str]
    last: str
    records: int = 0
    total: int = 0


def _walk(connection: sa.Connection, office: str, after: str) -> _Walked:
    """Look at the next rows of an office; at the end at the sum of all of them, in the same view of the database."""
    column = record.c
    # Along the ids: the index of offices would have all rows of the office sorted for each part.
    next_ones = sa.select(column.id).where(column.office.concat("") == office, column.id > after).order_by(column.id)
    last = connection.execute(next_ones.offset(ROWS_AT_A_TIME - 1).limit(1)).scalar() or ""
    part = (column.office.concat("") == office) & (column.id > after)
    seen = _digests(connection, part & (column.id <= last if last else sa.true()))
    altered = [name for name, (kept, now) in seen.items() if kept != now]
    if last:
        return _Walked(altered, last)
    records, total = _sum(connection, _owned(office, "", ""))
    kept_records, kept_total = of_office(connection, office)
    return _Walked(altered, "", records - kept_records, total - kept_total)


def _digests(connection: sa.Connection, where: sa.ColumnElement[bool]) -> dict[str, tuple[int, int]]:
    """(kept, worked out anew) of the digests of these records."""
    column = record.c
    disputed: dict[str, set[str]] = {}
    open_ = sa.select(conflict.c.record, conflict.c.heads).where(conflict.c.closed_position.is_(None))
    for row in connection.execute(open_.join(record, column.id == conflict.c.record).where(where)):
        disputed.setdefault(row.record, set()).update(msgspec.json.decode(row.heads))
    rows = sa.select(column.id, column.writers, column.digest).where(where, column.kind != SEALED)
    return {
        name: (int(kept or 0), record_digest(name, disputed.get(name, set()) | _writes(writers)))
        for name, writers, kept in connection.execute(rows)
    }


def _put_right(connection: sa.Connection, office: str, walked: _Walked) -> None:
    """Keep the true digests of rows that were altered, and let count and sum follow by the differences.

    Differences hold whatever was written between the look and this: every write moves both sides by the same.
    """
    records, total = walked.records, walked.total
    for piece in in_pieces(walked.altered):
        mine = record.c.id.in_(piece) & (record.c.office == office)
        for name, (kept, now) in _digests(connection, mine).items():
            connection.execute(record.update().where(record.c.id == name).values(digest=now))
            records, total = records + bool(now) - bool(kept), total + now - kept
    if records or total:
        known = of_office(connection, office)
        moved = {"records": known[0] + records, "total": (known[1] + total) % MODULUS}
        connection.execute(scope_digest.update().where(scope_digest.c.office == office).values(moved))


def between(connection: sa.Connection, office: str, bounds: Sequence[str]) -> list[tuple[int, int]]:
    """(count, sum) of the records from each bound up to the next one; the first and the last may be open ("")."""
    parts = [_owned, _shown] if has_guests(connection, office) else [_owned]
    found: list[tuple[int, int]] = []
    for first, last in pairwise(bounds):
        sums = [_sum(connection, part(office, first, last)) for part in parts]
        found.append((sum(count for count, _ in sums), sum(total for _, total in sums) % MODULUS))
    return found


def _sum(connection: sa.Connection, where: sa.ColumnElement[bool]) -> tuple[int, int]:
    half = 1 << 24  # sums of halves stay within what a database counts with
    column = record.c
    high, low = sa.func.sum(column.digest // half), sa.func.sum(column.digest % half)
    count, highs, lows = connection.execute(sa.select(sa.func.count(), high, low).where(where)).one()
    return int(count), (int(highs or 0) * half + int(lows or 0)) % MODULUS


def rows_between(connection: sa.Connection, office: str, first: str, last: str, most: int) -> list[tuple[str, int]]:
    """Id and digest of the records between two bounds, at most `most`."""
    parts = [_owned, _shown] if has_guests(connection, office) else [_owned]
    found: list[tuple[str, int]] = []
    for part in parts:
        query = sa.select(record.c.id, record.c.digest).where(part(office, first, last)).order_by(record.c.id)
        found += [(name, int(digest)) for name, digest in connection.execute(query.limit(most))]
    return sorted(found)[:most]


def _owned(office: str, first: str, last: str) -> sa.ColumnElement[bool]:
    return (record.c.office == office) & _within(first, last)


def _shown(office: str, first: str, last: str) -> sa.ColumnElement[bool]:
    return record.c.id.in_(guest_records(office)) & (record.c.office != office) & _within(first, last)


def _within(first: str, last: str) -> sa.ColumnElement[bool]:
    column = record.c
    within = (column.digest > 0) & (column.id >= first if first else sa.true())
    return within & (column.id < last if last else sa.true())
