"""Desk and head office count differently and there is no line: the answer says how it counts, and the next one puts it right.

By line a desk finds the records by halving ranges; a file holds the digests of all of them as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from desktop_client.storage import audit, settings
from desktop_client.storage.bulk import among
from desktop_client.storage.engine import writing
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.view import RecordView
from desktop_client.sync import counting, pages
from desktop_client.sync.repair import is_quiet
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol.messages import MAX_REPAIRED
from shared_models.protocol.page import open_page
from shared_models.protocol.problems import ProtocolError, decode_json

_Rows = list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class CountedByHand:
    """What one desk does with the counts in an answer, and with the records that it asked for because of them."""

    engine: sa.Engine
    identity: Identity
    head_office: HeadOffice
    view: RecordView
    clock: Callable[[], int]

    def compare(self, raw: bytes, cursor: int, epoch: str, file: str) -> bool:
        """Whether this desk shows other records than head office at the place in the order for which these rows were written.

        Which they are is remembered for the next file. Nothing is said while own work waits for its outcome.
        """
        rows = _rows(raw, file)
        with writing(self.engine) as connection:
            here = settings.get(connection, settings.EPOCH), settings.get_number(connection, settings.CURSOR)
            if here != (epoch, cursor) or not is_quiet(connection):
                return False
            counting.recount(connection)
            differing = sorted({name for name, _ in set(rows) ^ set(counting.between(connection, "", ""))})
            settings.put(connection, settings.BUNDLE_DIFFERS, msgspec.json.encode(differing[:MAX_REPAIRED]).decode())
        return bool(differing)

    def repair(self, raw: bytes, records: Sequence[str], file: str) -> int:
        """Put these records into the place of what stood here; how many, 0 when the page was made for another moment."""
        try:
            page = open_page(raw, self.head_office.receipt_key)
        except ProtocolError:
            raise ProblemError(problem("bundle.not_head_office", file=file)) from None
        with writing(self.engine) as connection:
            if not records or not pages.apply_repair(connection, self.view, self.identity, page, records, self.clock()):
                return 0
            settings.put(connection, settings.BUNDLE_DIFFERS, "")
            audit.append(
                connection,
                at=self.clock(),
                login="head office",
                action="records_repaired",
                subject="",
                detail=str(len(records)),
            )
        return len(records)


def to_repair(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """(records that the last answer showed otherwise, own batches that speak of them) for the next file."""
    noted = settings.get(connection, settings.BUNDLE_DIFFERS)
    records = msgspec.json.decode(noted, type=list[str]) if noted else []
    if not records:
        return [], []
    column = tables.change.c
    own = sa.select(column.batch).where(among(column.record, records), column.batch.is_not(None)).distinct()
    return records, list(connection.execute(own.limit(MAX_REPAIRED)).scalars())


def _rows(raw: bytes, file: str) -> _Rows:
    try:
        return decode_json(raw, _Rows, "bundle.not_head_office")
    except ProtocolError:
        raise ProblemError(problem("bundle.not_head_office", file=file)) from None
