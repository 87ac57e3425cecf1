"""Photos and papers over the line: small pictures first, then photos, then papers; what does not fit in one piece in parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
import sqlalchemy as sa
import tenacity

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import LineDown, expect
from desktop_client.sync.upload import Upload
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import framing
from shared_models.protocol.attached import MAX_NAMED, RECORD_HEADER, FilesReply, FilesRequest, NamedFile

PATH = "/api/v1/files"
FIRST_BUDGET = 32 * 1024
MOST_BUDGET = 512 * 1024
LEAST_PIECE = 1024
SOME_MORE = 8 * 1024
_WHOLE, _PIECE = 200, 206


@dataclass(slots=True)
class FileTraffic:
    """Sends what head office does not hold; `allowance` says how many bytes may still go."""

    engine: sa.Engine
    line: SignedLine
    store: FileStore
    allowance: Callable[[], int]
    stop: Callable[[], bool] = field(default=lambda: False)
    wait: tenacity.wait.wait_base | None = None
    sent: int = 0
    _budget: int = FIRST_BUDGET
    _broke: bool = False
    _later: set[str] = field(
        default_factory=set
    )  # head office knows no record of them yet, or they are not on this disk

    def send(self) -> bool:
        """Send until nothing is left; whether something still is. Raises LineDown; what arrived until then counts."""
        with reading(self.engine) as connection:
            asks = settings.get_number(connection, settings.ASK_FILES)
        if asks:
            self._ask()
        while rows := self._next():
            if self.stop() or self.allowance() <= 0:
                return True
            self._send_some(rows)
        return False

    def _next(self) -> list[sa.Row[Any]]:
        """The next files that fit the budget together, at least one."""
        column = stored_file.c
        waiting = sa.select(stored_file).where(column.held.is_(False), column.name.not_in(self._later))
        with reading(self.engine) as connection:
            rows = connection.execute(waiting.order_by(column.turn, column.made_at).limit(framing.MAX_BLOBS)).all()
        chosen: list[sa.Row[Any]] = []
        size = 0
        for row in rows:
            size += row.size
            if chosen and size > self._budget:
                break
            chosen.append(row)
        return chosen

    def _send_some(self, rows: Sequence[sa.Row[Any]]) -> None:
        found = [(row, stored) for row in rows if (stored := self.store.get(row.name)) is not None]
        self._later.update({row.name for row in rows} - {row.name for row, _ in found})
        if not found:
            return
        if len(found) == 1 and len(found[0][1]) > self._budget and self._broke:
            self._send_in_parts(*found[0])
            return
        try:
            named = [NamedFile(row.name, row.record, here=True) for row, _ in found]
            self._note(self._exchange(named, [stored for _, stored in found]))
        except LineDown:
            self._broke, self._budget = True, max(LEAST_PIECE, self._budget // 2)
            if len(found) == 1:
                self._send_in_parts(*found[0])
            return
        self._budget = min(MOST_BUDGET, self._budget + SOME_MORE if self._broke else self._budget * 2)

    def _send_in_parts(self, row: sa.Row[Any], stored: bytes) -> None:
        headers = {RECORD_HEADER: row.record}
        try:
            answer = Upload(self.line, f"{PATH}/{row.name}", stored, wait=self.wait, headers=headers).run()
        except ProblemError:
            self._later.add(row.name)
            return
        self._note(FilesReply(held=[row.name] if answer.kept else [], unknown=[] if answer.kept else [row.name]))

    def _ask(self) -> None:
        """A new epoch: which of the files does head office still hold?"""
        column = stored_file.c
        last = ""
        while True:
            some = sa.select(stored_file).where(column.name > last).order_by(column.name).limit(MAX_NAMED)
            with reading(self.engine) as connection:
                rows = connection.execute(some).all()
            if not rows:
                break
            last = rows[-1].name
            reply = self._exchange([NamedFile(row.name, row.record) for row in rows], [])
            with writing(self.engine) as connection:
                connection.execute(stored_file.update().where(column.name.in_(reply.held)).values(held=True))
        with writing(self.engine) as connection:
            settings.put(connection, settings.ASK_FILES, 0)

    def _exchange(self, named: list[NamedFile], stored: Sequence[bytes]) -> FilesReply:
        body = framing.join(msgspec.json.encode(FilesRequest(named)), stored)
        answer = self.line.send("POST", PATH, body, {"Content-Type": framing.MEDIA_TYPE})
        reply: FilesReply = expect(answer, lambda raw: msgspec.json.decode(raw, type=FilesReply))
        return reply

    def _note(self, reply: FilesReply) -> None:
        self._later.update(reply.unknown)
        held = stored_file.c.name.in_(reply.held) & stored_file.c.held.is_(False)
        with writing(self.engine) as connection:
            self.sent += connection.execute(stored_file.update().where(held).values(held=True)).rowcount


def fetch(line: SignedLine, store: FileStore, name: str, record: str, size: int) -> None:
    """Bring one file that head office holds onto this disk, going on where an earlier try stopped.

    Raises LineDown after a try without progress, ProblemError `attachment.not_there`, `attachment.damaged`.
    """
    piece = FIRST_BUDGET
    while (began := store.began(name)) < size:
        headers = {RECORD_HEADER: record, "Range": f"bytes={began}-{min(size, began + piece) - 1}"}
        try:
            answer = line.send("GET", f"{PATH}/{name}", b"", headers)
        except LineDown:
            if piece <= LEAST_PIECE:
                raise
            piece //= 4
            continue
        status = _WHOLE if answer.status == _WHOLE else _PIECE
        store.go_on(name, expect(answer, lambda body: body, status)[: size - began])
        piece = min(MOST_BUDGET, piece * 2)
    if not store.finish(name):
        raise ProblemError(problem("attachment.damaged"))
