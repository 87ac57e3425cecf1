"""Put a page of head office's order into the desk's view, with its cursor, in one transaction."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import sqlalchemy as sa

from desktop_client.storage import moved, settings
from desktop_client.storage.bulk import among, insert_tuples
from desktop_client.storage.settings import Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables import people
from desktop_client.storage.view import RecordView
from desktop_client.sync import counting, erasing
from shared_models.protocol.page import Entry, OutcomeRun, Page
from shared_models.records.changes import Change, ChangeId, document
from shared_models.records.refusals import is_refusal, reason_of, refused_change

_PULLED = [column.name for column in tables.pulled_change.columns]


def lacks_contents(connection: sa.Connection, page: Page) -> bool:
    """Whether the page tells what became of changes under this desk's name that this disk does not hold.

    So it is after a restore and on a copied disk: outcomes alone would leave them out of everything that is shown.
    """
    device, incarnation_of = page.header.device, {run.incarnation for run in page.runs}
    brought = {entry.change.id for entry in page.entries if entry.change.id.incarnation in incarnation_of}
    for run in page.runs:
        if run.outcome == "kept" or _count(connection, run) == run.length:
            continue
        here = set(connection.execute(sa.select(tables.change.c.seq).where(_of_run(run))).scalars())
        lacking = (seq for seq in range(run.seq, run.last + 1) if seq not in here)
        names = (ChangeId(device, run.incarnation, seq) for seq in lacking)
        if any(name not in brought and not _is_pulled(connection, name) for name in names):
            return True
    return False


def _count(connection: sa.Connection, run: OutcomeRun) -> int:
    return int(connection.execute(sa.select(sa.func.count()).where(_of_run(run))).scalar_one())


def _of_run(run: OutcomeRun) -> sa.ColumnElement[bool]:
    """Which own changes these outcomes are of."""
    column = tables.change.c
    return (column.incarnation == run.incarnation) & column.seq.between(run.seq, run.last)


def _is_pulled(connection: sa.Connection, name: ChangeId) -> bool:
    column = tables.pulled_change.c
    known = sa.select(column.position).where(column.change_id == str(name))
    return connection.execute(known).scalar() is not None


def apply_page(connection: sa.Connection, view: RecordView, identity: Identity, page: Page, now_ms: int) -> int | None:
    """Apply a verified page if it starts exactly at this desk's cursor in its epoch: how many changes it brought, or None.

    A page of another cursor (a repeated answer, a late stick) is left alone: what it says will come again.
    """
    header = page.header
    cursor = settings.get_number(connection, settings.CURSOR)
    epoch = settings.get(connection, settings.EPOCH)
    if (header.device, header.epoch, header.start) != (identity.device, epoch, cursor) or header.end < cursor:
        return None
    erased = erasing.heed(connection, view, [one.record for one in page.erased], now_ms)
    page = _without_erased(connection, page)
    news = [entry for entry in page.entries if not _is_own(connection, identity, entry.change.id)]
    made = _made_here(connection, page)
    stated = _keep_entries(connection, news, {change.record for change in made})
    _keep_outcomes(connection, page.runs)
    placed = _place_pulled(connection, identity, page)
    _heed_refusals(connection, identity, [entry.change for entry in news if is_refusal(entry.change)])
    moved.note_here(connection, (entry.change.record for entry in page.entries))
    created = [change for change in _show(connection, view, page, made, stated) if change.record not in placed]
    for record in placed:
        view.refold(connection, record)
    gone = moved.note_left(connection, page.left, header.at)
    touched = (
        {entry.change.record for entry in page.entries} | _records_of(connection, page.runs) | set(gone) | set(erased)
    ) | placed
    counting.note(connection, touched, [change for change in created if change.record not in gone])
    if page.people:
        settings.put(connection, settings.PEOPLE, msgspec.json.encode(page.people).decode())
    settings.put(connection, settings.CURSOR, header.end)
    if page.entries or page.runs or page.people or page.left or page.erased:
        _keep_page(connection, page, now_ms)
    return sum(not is_refusal(entry.change) for entry in news)


def apply_repair(
    connection: sa.Connection, view: RecordView, identity: Identity, page: Page, records: Sequence[str], now_ms: int
) -> bool:
    """Put these records into the place of what stood here, if the page was made at this desk's cursor.

    What head office does not know of them is offered again when it is this desk's own, and goes when it is not.
    """
    header = page.header
    here = (identity.device, settings.get(connection, settings.EPOCH), settings.get_number(connection, settings.CURSOR))
    if (header.device, header.epoch, header.start) != here or header.end != header.start:
        return False
    page = _without_erased(connection, page)
    pulled, column = tables.pulled_change, tables.change.c
    connection.execute(pulled.delete().where(pulled.c.record.in_(records)))
    news = [entry for entry in page.entries if not _is_own(connection, identity, entry.change.id)]
    _keep_entries(connection, news, set())
    _keep_outcomes(connection, page.runs)
    _place_pulled(connection, identity, page)
    told = {(outcome.change.incarnation, outcome.change.seq) for outcome in page.outcomes}
    own = sa.select(tables.change).where(column.record.in_(records), column.position.is_not(None))
    for row in connection.execute(own).all():
        if (row.incarnation, row.seq) not in told and row.outcome not in {"refused", "kept"}:
            unknown = tables.change.update().where(column.number == row.number)
            connection.execute(unknown.values(outcome=None, position=None, reason=None))
            connection.execute(tables.batch.update().where(tables.batch.c.hash == row.batch).values(held=False))
    moved.note_here(connection, (entry.change.record for entry in page.entries))
    for record in records:
        view.refold(connection, record)
    counting.note(connection, records)
    _keep_page(connection, page, now_ms)
    return True


def keep_anew(connection: sa.Connection, identity: Identity, page: Page, now_ms: int) -> bool:
    """Keep a page of records that are here already, for the one that held them is gone."""
    header = page.header
    if (header.device, header.epoch) != (identity.device, settings.get(connection, settings.EPOCH)):
        return False
    _keep_page(connection, page, now_ms)
    return True


def _without_erased(connection: sa.Connection, page: Page) -> Page:
    """The page without what it says of records that were erased here, in whatever order the two came."""
    gone = erasing.among(connection, (entry.change.record for entry in page.entries))
    return replace(page, entries=tuple(one for one in page.entries if one.change.record not in gone)) if gone else page


def _keep_page(connection: sa.Connection, page: Page, now_ms: int) -> None:
    header = page.header
    row = {
        "epoch": header.epoch,
        "start_position": header.start,
        "end_position": header.end,
        "built": header.built,
        "raw": page.raw,
        "received_at": now_ms,
    }
    connection.execute(tables.page.insert(), row)


def _keep_entries(connection: sa.Connection, entries: Sequence[Entry], made: Collection[str]) -> dict[str, bytes]:
    """Keep these changes; what those set that stand on nothing, as JSON, by record.

    Of the records `made` here each is shown as its one change says it: what that sets is written with the record alone.
    """
    stated: dict[str, bytes] = {}
    rows: list[tuple[Any, ...]] = []
    for position, change, refused in ((entry.position, entry.change, entry.refused) for entry in entries):
        if change.base or change.bases or change.covers:
            text = msgspec.json.encode(document(change)).decode()
        else:
            stated[change.record] = said = msgspec.json.encode(change.set)
            is_shown = change.record in made and None not in change.set.values()
            text = "" if is_shown else f'{{"set":{said.decode()}}}'
        rows.append(
            (
                str(change.id), position, change.record, change.kind, change.action, change.at, change.session,
                change.author, change.reference, text, refused,
            )
        )  # fmt: skip
    insert_tuples(connection, tables.pulled_change, _PULLED, rows, "INSERT OR REPLACE")
    return stated


def _is_own(connection: sa.Connection, identity: Identity, name: ChangeId) -> bool:
    """Whether the change stands in this desk's own journal (one of a copy of this desk does not)."""
    if name.device != identity.device:
        return False
    column = tables.change.c
    mine = sa.select(column.number).where((column.incarnation == name.incarnation) & (column.seq == name.seq))
    return connection.execute(mine).scalar() is not None


def _keep_outcomes(connection: sa.Connection, runs: Sequence[OutcomeRun]) -> None:
    """Write down what became of own changes, a run at a time: nearly always it is the same for all of a batch."""
    column = tables.change.c
    for run in runs:
        reason = msgspec.json.encode(run.reason).decode() if run.reason else None
        place = column.seq + (run.position - run.seq)
        told = tables.change.update().where(_of_run(run))
        connection.execute(told.values(outcome=run.outcome, position=place, reason=reason))


def _place_pulled(connection: sa.Connection, identity: Identity, page: Page) -> set[str]:
    """Give their place in the order to changes under this desk's name that came in pages; the records they are of.

    A disk that was put back, or a copy, got them whole once. After head office was put back it is told of them as of its own.
    """
    column = tables.pulled_change.c
    mine = column.change_id.between(f"{identity.device}.", f"{identity.device}/")
    if not page.runs or connection.execute(sa.select(column.record).where(mine).limit(1)).scalar() is None:
        return set()
    found: set[str] = set()
    for outcome in page.outcomes:
        place = {"position": outcome.position, "refused": outcome.outcome == "refused"}
        here = tables.pulled_change.update().where(column.change_id == str(outcome.change)).values(place)
        found.update(connection.execute(here.returning(column.record)).scalars())
    return found


def _heed_refusals(connection: sa.Connection, identity: Identity, refusals: Sequence[Change]) -> None:
    """A refusal of an earlier life of head office also holds for what this desk was told is taken."""
    column, pulled = tables.change.c, tables.pulled_change
    for said in refusals:
        name = ChangeId.parse(refused_change(said))
        connection.execute(pulled.update().where(pulled.c.change_id == str(name)).values(refused=True))
        if name.device == identity.device:
            mine = (column.incarnation == name.incarnation) & (column.seq == name.seq) & (column.outcome != "refused")
            reason = msgspec.json.encode(reason_of(said)).decode()
            connection.execute(tables.change.update().where(mine).values(outcome="refused", reason=reason))


def _made_here(connection: sa.Connection, page: Page) -> list[Change]:
    """The changes that make records nobody here knew, each of which is all that the page tells of its record."""
    entries_of = _by_record(page)
    known = _known(connection, list(entries_of))
    return [
        entries[0].change
        for record, entries in entries_of.items()
        if record not in known and len(entries) == 1 and entries[0].change.action == "create" and not entries[0].refused
    ]


def _by_record(page: Page) -> dict[str, list[Entry]]:
    entries_of: dict[str, list[Entry]] = {}
    for entry in page.entries:
        entries_of.setdefault(entry.change.record, []).append(entry)
    return entries_of


def _show(
    connection: sa.Connection, view: RecordView, page: Page, created: Sequence[Change], stated: Mapping[str, bytes]
) -> list[Change]:
    """Fold the records whose picture may have changed; those that are `created` here need no fold.

    What comes back are the changes that made such records, all of which they are made of.
    """
    made = {change.record for change in created}
    folded = [record for record in _by_record(page) if record not in made]
    for record in folded:
        view.refold(connection, record)
    view.apply_created(connection, created, stated)
    disputed = [run for run in page.runs if run.outcome != "accepted"]
    shared = _shared_records(connection, page.runs)
    again = (_records_of(connection, disputed) | shared) - set(folded)
    for record in again:
        view.refold(connection, record)
    return [change for change in created if change.record not in again]


def _known(connection: sa.Connection, records: Sequence[str]) -> set[str]:
    asked = sa.select(people.record.c.id).where(among(people.record.c.id, records))
    return set(connection.execute(asked).scalars())


def _shared_records(connection: sa.Connection, runs: Sequence[OutcomeRun]) -> set[str]:
    """Records with a settled change of this desk on which something else may stand than what was typed last.

    Others have written to them as well, head office took this desk's own changes in another order than they were made, or
    two screens of this desk gave one answer twice without seeing each other: both stand then.
    """
    column, own = tables.change.c, tables.change.alias().c
    others = sa.select(tables.pulled_change.c.record).where(tables.pulled_change.c.record == column.record)
    before = (own.number < column.number) & (own.position.is_(None) | (own.position > column.position))
    after = (own.number > column.number) & (own.position < column.position)
    overtaken = sa.select(own.number).where(own.record == column.record, before | after)
    twice = sa.select(own.number).where(
        own.record == column.record, own.action != "create", column.action != "create", own.number != column.number
    )
    moved = others.exists() | overtaken.exists() | twice.exists()
    found: set[str] = set()
    for run in runs:
        settled = _of_run(run) & moved
        found.update(connection.execute(sa.select(column.record).where(settled).distinct()).scalars())
    return found


def _records_of(connection: sa.Connection, runs: Sequence[OutcomeRun]) -> set[str]:
    """The records of own changes of whose outcome a page tells."""
    found: set[str] = set()
    for run in runs:
        found.update(connection.execute(sa.select(tables.change.c.record).where(_of_run(run))).scalars())
    return found
