"""A desk that registers people, for the run beside other programs: as an import does, some hundred a transaction."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.stage import LOGIN, PASSWORD, ROWS_A_TRANSACTION, now_ms
from benchmarks.sync.lines import read_rows, serve, write_rows
from desktop_client.services import intake, line, opening, people
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import writing
from desktop_client.storage.home import DeskHome
from shared_models.catalogue import load_catalogue

_GIVEN = ("episode.person", "episode.registration_no")  # written by the desk itself


class Desk:
    """The commands of a client."""

    def __init__(self) -> None:
        self._home: DeskHome | None = None
        self._desk: OpenDesk | None = None

    def open(self, folder: str, url: str) -> None:  # noqa: ARG002 (the desk was enrolled at this address)
        self._home = DeskHome(Path(folder))
        self._desk = opening.sign_in(self._home, LOGIN, PASSWORD, now_ms)
        self.sync()

    @property
    def desk(self) -> OpenDesk:
        if self._desk is None:
            raise RuntimeError("the desk is not open")
        return self._desk

    def load(self, file: str) -> None:
        """Each person stands before the return."""
        rows = (row["fields"]["answers"] for row in read_rows(file))
        pairs = zip(rows, rows, strict=True)
        while some := list(islice(pairs, ROWS_A_TRANSACTION)):
            with writing(self.desk.engine) as connection:
                for person, episode in some:
                    intake.register_in(connection, self.desk, person, episode, origin="form")

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
        computed = {field.path for field in load_catalogue().fields.values() if field.kind == "computed"}
        for row in people.export(self.desk):
            if row["kind"] in ("person", "episode"):
                told = {path: row["fields"][path] for path in row["fields"].keys() - computed - set(_GIVEN)}
                yield {"kind": row["kind"], "answers": told}


if __name__ == "__main__":
    one = Desk()
    serve({"open": one.open, "load": one.load, "sync": one.sync, "push": one.sync, "dump": one.dump})
