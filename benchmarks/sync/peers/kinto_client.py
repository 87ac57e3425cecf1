"""A client of Kinto: its own library over a thin local table, for the library itself keeps nothing on the disk.

It is kind to Kinto: after a push it does not ask a second time for what others wrote, as a shared collection would need.
"""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import kinto_http
from kinto_http.patch_type import MergePatch

from benchmarks.sync.lines import read_rows, serve, write_rows

BATCH = 25  # requests in one batch, the server's default
_NEW, _EDITED = 1, 2
_TABLES = """
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
CREATE TABLE record(id TEXT PRIMARY KEY, fields TEXT, dirty INTEGER, altered TEXT);
CREATE INDEX waiting ON record(dirty) WHERE dirty > 0;
CREATE TABLE mark(etag TEXT)
"""


class Kinto:
    """The commands of a client."""

    def open(self, folder: str, url: str) -> None:
        self._store = sqlite3.connect(Path(folder) / "local.db")
        self._store.executescript(_TABLES)
        self._server = kinto_http.Client(
            server_url=f"{url}/v1", auth=("bench", "bench"), bucket="b", collection="records"
        )
        self._server.create_bucket(if_not_exists=True)
        self._server.create_collection(if_not_exists=True)

    def load(self, file: str) -> None:
        rows = ((row["id"], json.dumps(row["fields"]), _NEW) for row in read_rows(file))
        with self._store:
            self._store.executemany("INSERT INTO record VALUES (?, ?, ?, NULL)", rows)

    def edit(self, file: str) -> None:
        with self._store:
            for row in read_rows(file):
                (before,) = self._store.execute("SELECT fields FROM record WHERE id = ?", (row["id"],)).fetchone()
                after = json.dumps({**json.loads(before), **row["set"]})
                facts = (after, _EDITED, json.dumps(row["set"]), row["id"])
                self._store.execute("UPDATE record SET fields = ?, dirty = ?, altered = ? WHERE id = ?", facts)

    def sync(self) -> None:
        self._pull()
        self.push()

    def push(self) -> None:
        while self._push():
            pass

    def _pull(self) -> None:
        mark = self._store.execute("SELECT etag FROM mark").fetchone()
        since = {"_since": mark[0], "if_none_match": mark[0]} if mark else {}
        try:
            found = self._server.get_records(**since) or []
        except kinto_http.KintoException as answer:
            if getattr(answer.response, "status_code", 0) == 304:
                return
            raise
        with self._store:
            for row in found:
                newest = int(row.pop("last_modified"))
                self._move_mark(newest)
                name = row.pop("id")
                row.pop("schema", None)
                self._store.execute(
                    "INSERT INTO record VALUES (?, ?, 0, NULL) ON CONFLICT(id) DO UPDATE SET fields = excluded.fields"
                    " WHERE dirty = 0",
                    (name, json.dumps(row)),
                )

    def _move_mark(self, newest: int) -> None:
        mark = self._store.execute("SELECT etag FROM mark").fetchone()
        if mark is None or int(mark[0].strip('"')) < newest:
            self._store.execute("DELETE FROM mark")
            self._store.execute("INSERT INTO mark VALUES (?)", (f'"{newest}"',))

    def _push(self) -> bool:
        """Send one batch of what waits; whether there was any."""
        asked = "SELECT id, fields, dirty, altered FROM record WHERE dirty > 0 LIMIT ?"
        waiting = self._store.execute(asked, (BATCH,)).fetchall()
        if not waiting:
            return False
        with self._server.batch() as batch:
            for name, fields, dirty, altered in waiting:
                if dirty == _NEW:
                    batch.update_record(id=name, data=json.loads(fields))
                else:
                    batch.patch_record(id=name, changes=MergePatch(json.loads(altered)))
        newest = max(answer["data"]["last_modified"] for answer in batch.results())
        sent: list[tuple[Any]] = [(row[0],) for row in waiting]
        with self._store:
            self._store.executemany("UPDATE record SET dirty = 0, altered = NULL WHERE id = ?", sent)
            self._move_mark(newest)
        return True

    def dump(self, file: str) -> None:
        write_rows(file, (json.loads(fields) for (fields,) in self._store.execute("SELECT fields FROM record")))


if __name__ == "__main__":
    one = Kinto()
    serve({"open": one.open, "load": one.load, "edit": one.edit, "sync": one.sync, "push": one.push, "dump": one.dump})
