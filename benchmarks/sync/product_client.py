"""A desk that keeps flat records, for the run beside other programs: it writes its journal as the window does, many at once."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from benchmarks.stage import LOGIN, PASSWORD, ROWS_A_TRANSACTION, now_ms
from benchmarks.sync.flat import KIND
from benchmarks.sync.lines import read_rows, serve, write_rows
from desktop_client.services import line, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import people
from desktop_client.storage.view import read_record
from shared_models.records.reconcile import shown_base


class Desk:
    """The commands of a client."""

    def __init__(self) -> None:
        self._home: DeskHome | None = None
        self._desk: OpenDesk | None = None

    @property
    def desk(self) -> OpenDesk:
        if self._desk is None:
            raise RuntimeError("the desk is not open")
        return self._desk

    def open(self, folder: str, url: str) -> None:  # noqa: ARG002 (the desk was enrolled at this address)
        """Sign in, and fetch the version of the reference data that knows the kind."""
        self._home = DeskHome(Path(folder))
        self._desk = opening.sign_in(self._home, LOGIN, PASSWORD, now_ms)
        self.sync()
        opening.close(self._desk)
        self._home.release()
        self._home = DeskHome(Path(folder))
        self._desk = opening.sign_in(self._home, LOGIN, PASSWORD, now_ms)
        if KIND not in self._desk.catalogue.kinds:
            raise RuntimeError("the kind did not arrive")

    def load(self, file: str) -> None:
        rows = read_rows(file)
        while some := list(islice(rows, ROWS_A_TRANSACTION)):
            self._write([Edit(row["id"], KIND, "create", _paths(row["fields"])) for row in some])

    def edit(self, file: str) -> None:
        edits: list[Edit] = []
        with reading(self.desk.engine) as connection:
            for row in read_rows(file):
                shown = self.desk.view.get(connection, row["id"])
                if shown is None:
                    raise RuntimeError("an edited record is not here")
                wanted = _paths(row["set"])
                edits.append(Edit(row["id"], KIND, "edit", wanted, *shown_base(shown.writers, wanted)))
        self._write(edits)

    def _write(self, edits: list[Edit]) -> None:
        desk = self.desk
        with writing(desk.engine) as connection:
            changes = desk.journal.append(
                connection, edits, desk.typist, at=desk.clock(), reference=desk.catalogue.version
            )
            desk.view.apply_own(connection, changes)

    def sync(self) -> dict[str, Any]:
        if self._home is None:
            raise RuntimeError("the desk is not open")
        result = line.run_sync(self.desk, self._home)
        if result.refused or result.conflicts or result.held or result.more:
            raise RuntimeError(f"not all was taken: {result}")
        return {}

    def dump(self, file: str) -> None:
        write_rows(file, self._rows())

    def _rows(self) -> Iterator[dict[str, Any]]:
        with reading(self.desk.engine) as connection:
            for row in connection.execute(sa.select(people.record).where(people.record.c.kind == KIND)):
                yield {path.removeprefix(f"{KIND}."): value for path, value in read_record(row).values.items()}


def _paths(fields: dict[str, Any]) -> dict[str, Any]:
    return {f"{KIND}.{name}": value for name, value in fields.items()}


if __name__ == "__main__":
    one = Desk()
    serve({"open": one.open, "load": one.load, "edit": one.edit, "sync": one.sync, "push": one.sync, "dump": one.dump})
