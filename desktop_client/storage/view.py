"""What the desk shows: records as their changes make them, kept in step with the journal in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop_client.storage import match_index, search_index
from desktop_client.storage.bulk import insert_tuples, run, value_of
from desktop_client.storage.journal import own_changes, read_change
from desktop_client.storage.tables import journal as journal_tables
from desktop_client.storage.tables import people as tables
from shared_models.catalogue import Catalogue
from shared_models.records.changes import Change, ChangeId, Value
from shared_models.records.erasing import is_without_contents
from shared_models.records.paths import RECORD_VOID
from shared_models.records.reconcile import Applied, Folded, Head, fold, pack_only_write, pack_writers, unpack_writers
from shared_models.records.refusals import is_refusal, refused_among
from shared_models.text.search_terms import terms_of

_NEWEST = "SELECT max(number) FROM record"
# A change that is all there is of a record: it is written down before something else is made of the record.
_WRITE_OUT = """
    UPDATE pulled_change SET document = '{"set":' || (SELECT "values" FROM record WHERE id = ?1) || '}'
    WHERE record = ?1 AND document = '' AND EXISTS (SELECT 1 FROM record WHERE id = ?1)
"""
_VALUES = 'SELECT "values" FROM record WHERE id = ?'
_GET = sa.select(tables.record).where(tables.record.c.id == sa.bindparam("named"))
_ROW = (
    "id", "kind", "office", "created_at", "person", "registration_no", "legacy_ref", "name", "voided", "values", "writers",
)  # fmt: skip
_NONE: Mapping[str, bytes] = {}
_PROMOTED = ("person", "registration_no", "legacy_ref", "name", "voided", "values", "writers")
_row = insert(tables.record)
_STORE = _row.on_conflict_do_update(
    index_elements=["id"], set_={name: _row.excluded[name] for name in _PROMOTED}
).returning(tables.record.c.number)


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record as the desk shows it: standing values under the desk's own pending ones, and who wrote each leaf."""

    number: int
    id: str
    kind: str
    office: str
    values: Mapping[str, Value]
    writers: Mapping[str, tuple[str, ...]]
    created_at: int


class RecordView:
    """Keeps the shown records; every method works in the caller's transaction."""

    def __init__(self, catalogue: Catalogue, device: str, office: str) -> None:
        self._catalogue = catalogue
        self._device = device
        self._office = office

    def get(self, connection: sa.Connection, record: str) -> ShownRecord | None:
        """The record with this id."""
        row = connection.execute(_GET, {"named": record}).one_or_none()
        return None if row is None else read_record(row)

    def apply_own(self, connection: sa.Connection, changes: Sequence[Change]) -> None:
        """Show this desk's own new changes: they stay on top until their outcome has come."""
        self.apply_created(connection, [change for change in changes if change.action == "create"])
        for change in changes:
            if change.action == "create":
                continue
            shown = self.get(connection, change.record)
            values = {} if shown is None else dict(shown.values)
            writers = {} if shown is None else dict(shown.writers)
            _lay_over(change, values, writers)
            self._put(connection, change, values, writers)

    def apply_created(
        self, connection: sa.Connection, changes: Sequence[Change], stated: Mapping[str, bytes] = _NONE
    ) -> None:
        """Show records that are created here or that this desk has not seen: all of them in two statements.

        `stated` is what these changes set as JSON, by record, where it was made already.
        """
        if not changes:
            return
        rows: list[tuple[Any, ...]] = []
        terms: list[tuple[int, str, str]] = []
        newest = value_of(connection, _NEWEST) or 0
        for number, change in enumerate(changes, start=newest + 1):
            values, text = change.set, stated.get(change.record)
            if None in values.values():
                values, text = {path: value for path, value in values.items() if value is not None}, None
            if text is None:
                text = msgspec.json.encode(values)
            writers = msgspec.json.encode(pack_only_write(str(change.id), change.set))
            rows.append((number, *self._row(change, values, text, writers)))
            terms += [(number, term, field) for term, field in terms_of(change.kind, values, self._catalogue)]
        insert_tuples(connection, tables.record, ("number", *_ROW), rows)
        search_index.add(connection, terms)

    def refold(self, connection: sa.Connection, record: str) -> Folded:
        """Put all known changes of a record together again, this desk's pending ones on top; store what stands.

        Of a record on which nothing stands only this desk's own work is shown: others never see an empty one.
        """
        known = self._history(connection, record)
        settled = [applied for _, applied, pending in known if not pending]
        pending = [applied for _, applied, pending in known if pending]
        folded = fold(settled or pending)
        values, writers = dict(folded.values), dict(folded.writers)
        for applied in pending:
            _lay_over(applied.change, values, writers)
        if any(not applied.refused or applied.change.id.device == self._device for _, applied, _ in known):
            first = known[0][1].change
            # An own answer that waits for its outcome already stands beside the others.
            every = fold([*settled, *pending]) if settled and pending else folded
            withdrawal = f"{first.kind}.{RECORD_VOID}"
            self._put(connection, first, values, writers, asked=withdrawal in every.conflicts)
            self._put_conflicts(connection, record, every.conflicts)
            if first.kind == match_index.PERSON:
                match_index.note(connection, record)
        else:
            self.take_away(connection, record)
        return folded

    def history(self, connection: sa.Connection, record: str) -> list[tuple[Change, bool, bool]]:
        """(change, refused, pending) of a record, in head office's order, pending ones last."""
        return [(applied.change, applied.refused, pending) for _, applied, pending in self._history(connection, record)]

    def _history(self, connection: sa.Connection, record: str) -> list[tuple[tuple[int, int], Applied, bool]]:
        known: list[tuple[tuple[int, int], Applied, bool]] = []
        pulled = journal_tables.pulled_change
        for row in connection.execute(sa.select(pulled).where(pulled.c.record == record)):
            text = row.document
            if not text:
                values = value_of(connection, _VALUES, [record])
                if values is None:
                    continue  # both count, find that it is missing, and it comes anew
                text = f'{{"set":{values}}}'
            change = read_change(row, ChangeId.parse(row.change_id), text)
            known.append(((row.position, 0), Applied(change, row.refused), False))
        for own in own_changes(connection, self._device, journal_tables.change.c.record == record):
            if is_without_contents(own.change):
                continue
            pending = own.position is None
            place = (1 << 62, own.number) if own.position is None else (own.position, own.number)
            known.append((place, Applied(own.change, own.outcome == "refused"), pending))
        known.sort(key=lambda entry: entry[0])
        refused = refused_among(applied.change for _, applied, _ in known)
        return [
            (place, replace(applied, refused=applied.refused or str(applied.change.id) in refused), pending)
            for place, applied, pending in known
            if not is_refusal(applied.change)
        ]

    def _row(
        self, change: Change, values: Mapping[str, Value], text: str | bytes, writers: str | bytes
    ) -> tuple[Any, ...]:
        """The row of a record that `change` was the first to write, in the order of _ROW; _PROMOTED moves later.

        `text` is `values` as JSON, `writers` the packed ones, both perhaps as UTF-8 for `insert_tuples`.
        """
        kind, stated = change.kind, change.set
        return (
            change.record,
            kind,
            self._office,
            change.at,
            # Of a record that head office did not take nothing stands, yet it must be found with its person.
            values.get(f"{kind}.person") or stated.get(f"{kind}.person"),
            values.get(f"{kind}.registration_no") or stated.get(f"{kind}.registration_no"),
            values.get(f"{kind}.legacy_ref"),
            str(values.get(f"{kind}.name_latin") or values.get(f"{kind}.name_urdu") or ""),
            f"{kind}.{RECORD_VOID}" in values,
            text,
            writers,
        )

    def _put(
        self,
        connection: sa.Connection,
        change: Change,
        values: dict[str, Value],
        writers: dict[str, tuple[str, ...]],
        *,
        asked: bool = False,
    ) -> None:
        """Store what stands; while it is `asked` whether a withdrawal holds, the record stays in the lists."""
        text = msgspec.json.encode(values).decode()
        packed = msgspec.json.encode(pack_writers(writers, values)).decode()
        row = dict(zip(_ROW, self._row(change, values, text, packed), strict=True))
        run(connection, _WRITE_OUT, [change.record])
        number = connection.execute(_STORE, {**row, "voided": row["voided"] and not asked}).scalar_one()
        search_index.replace(connection, number, terms_of(change.kind, values, self._catalogue))

    def take_away(self, connection: sa.Connection, record: str) -> None:
        """Show this record no longer."""
        number = connection.execute(sa.select(tables.record.c.number).where(tables.record.c.id == record)).scalar()
        if number is not None:
            run(connection, _WRITE_OUT, [record])
            search_index.replace(connection, number, frozenset())
            match_index.take_away(connection, number)
            connection.execute(tables.record.delete().where(tables.record.c.id == record))
            self._put_conflicts(connection, record, {})

    @staticmethod
    def _put_conflicts(connection: sa.Connection, record: str, found: Mapping[str, tuple[Head, ...]]) -> None:
        connection.execute(tables.conflict.delete().where(tables.conflict.c.record == record))
        for path, heads in found.items():
            packed = msgspec.json.encode([(head.write, head.value) for head in heads]).decode()
            connection.execute(tables.conflict.insert().values(record=record, path=path, heads=packed))


def _lay_over(change: Change, values: dict[str, Value], writers: dict[str, tuple[str, ...]]) -> None:
    written = (str(change.id),)
    for path, value in change.set.items():
        writers[path] = written
        if value is None:
            values.pop(path, None)
        else:
            values[path] = value


def read_record(row: sa.Row[Any]) -> ShownRecord:
    """The record in a row of `record`."""
    values = msgspec.json.decode(row.values)
    writers = unpack_writers(msgspec.json.decode(row.writers), values)
    return ShownRecord(row.number, row.id, row.kind, row.office, values, writers, row.created_at)
