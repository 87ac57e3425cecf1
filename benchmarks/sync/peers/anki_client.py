"""A client of Anki: each record is a note of 45 fields in Anki's own collection, sent by Anki's own sync."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from anki.collection import AddNoteRequest, Collection
from anki.sync import SyncOutput

from benchmarks.sync.lines import read_rows, serve, write_rows

NOTE, PASSWORD = "record", "pw"
_AT_ONCE = 1_000
_JSON = "json:"


class Anki:
    """The commands of a client."""

    def open(self, folder: str, url: str, user: str, fields: list[str], first: bool) -> None:
        """The first client of a user makes the note type and brings it over, so that notes then go row by row."""
        self._fields = fields
        self._store = Collection(str(Path(folder) / "collection.anki2"))
        self._who = self._store.sync_login(user, PASSWORD, f"{url}/")
        self._who.endpoint = f"{url}/"
        if first:
            kind = self._store.models.new(NOTE)
            for name in fields:
                self._store.models.add_field(kind, self._store.models.new_field(name))
            template = self._store.models.new_template("card")
            template["qfmt"], template["afmt"] = (f"{{{{{name}}}}}" for name in fields[:2])
            self._store.models.add_template(kind, template)
            self._store.models.add(kind)
            self.sync()

    def load(self, file: str) -> None:
        kind = self._store.models.by_name(NOTE)
        waiting = []
        for row in read_rows(file):
            note = self._store.new_note(kind)
            note.guid = row["id"]
            note.fields = [_written(row["fields"][name]) for name in self._fields]
            waiting.append(AddNoteRequest(note, 1))
        for start in range(0, len(waiting), _AT_ONCE):
            self._store.add_notes(waiting[start : start + _AT_ONCE])

    def edit(self, file: str) -> None:
        altered = []
        for row in read_rows(file):
            note = self._store.get_note(self._store.db.scalar("select id from notes where guid = ?", row["id"]))
            for name, value in row["set"].items():
                note.fields[self._fields.index(name)] = _written(value)
            altered.append(note)
        self._store.update_notes(altered)

    def sync(self) -> None:
        asked = self._store.sync_collection(self._who, sync_media=False).required
        if asked in (SyncOutput.NO_CHANGES, SyncOutput.NORMAL_SYNC):
            return
        self._store.close_for_full_sync()
        try:
            upload = asked != SyncOutput.FULL_DOWNLOAD
            self._store.full_upload_or_download(auth=self._who, server_usn=None, upload=upload)
        finally:
            self._store.reopen(after_full_sync=True)

    def dump(self, file: str) -> None:
        write_rows(file, self._rows())

    def _rows(self) -> Iterator[dict[str, Any]]:
        for (joined,) in self._store.db.execute("select flds from notes"):
            yield dict(zip(self._fields, map(_read, joined.split("\x1f")), strict=True))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else _JSON + json.dumps(value)


def _read(text: str) -> Any:
    return json.loads(text[len(_JSON) :]) if text.startswith(_JSON) else text


if __name__ == "__main__":
    one = Anki()
    serve({"open": one.open, "load": one.load, "edit": one.edit, "sync": one.sync, "push": one.sync, "dump": one.dump})
