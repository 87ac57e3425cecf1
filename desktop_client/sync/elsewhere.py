"""Fetch the list of other offices: what changed since the last one, in pieces, as long as nothing more urgent waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa
import tenacity

from desktop_client.storage import elsewhere as stored
from desktop_client.storage.elsewhere import Known
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.settings import Identity
from desktop_client.sync.bundle_keys import make_answer_key
from desktop_client.sync.pieces import Pieces
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import expect
from shared_models.catalogue import ProblemError
from shared_models.protocol.elsewhere import (
    MAX_BYTES,
    PATH,
    Asked,
    ListFile,
    Said,
    name_of,
    open_list,
    open_said,
)
from shared_models.protocol.problems import ProtocolError
from shared_models.security import sealing

UNKNOWN = "elsewhere.unknown"


@dataclass(slots=True)
class ElsewhereFetch:
    """Brings this desk the list in which its own office is left out.

    `left()` says how many bytes the line may still carry, `yields()` whether something waits that goes first.
    """

    engine: sa.Engine
    line: SignedLine
    identity: Identity
    public: bytes
    program: str
    left: Callable[[], int] = field(default=lambda: MAX_BYTES)
    yields: Callable[[], bool] = field(default=lambda: False)
    wait: tenacity.wait.wait_base | None = None

    def run(self, told: str) -> bool:
        """Whether the list that head office told of is here, or cannot be taken by this program; False to go on later.

        Raises LineDown and ProblemError: what came is kept, and the next run goes on there.
        """
        try:
            said = self._ask()
            return all(self._take(said, name, length) for name, length in said.files)
        except ProtocolError:  # not believed, or not understood
            with writing(self.engine) as connection:
                stored.drop_pieces(connection)
                stored.pass_over(connection, told, self.program)
            return True

    def _ask(self) -> Said:
        with writing(self.engine) as connection:
            private = make_answer_key(connection)
            have = stored.known(connection)
        asked = Asked("" if have is None else have.name, sealing.public_of(private).hex())
        sealed = expect(self.line.send("POST", PATH, msgspec.json.encode(asked)), bytes)
        return open_said(sealed, device=self.identity.device, private=private, public=self.public)

    def _take(self, said: Said, name: str, length: int) -> bool:
        """Fetch a file and put it into the list; False when it is not whole yet."""
        raw = self._whole(name, length)
        if raw is None:
            return False
        file = open_list(raw, self.public) if name_of(raw) == name else None
        with reading(self.engine) as connection:
            before = stored.known(connection)
        if file is None or not self._fits(said, file, before):
            raise ProtocolError("elsewhere.not_genuine")
        header = file.header
        fresh = Known(name, header.generation, said.secret, header.offices, header.people, header.at)
        if header.follows and before is not None:
            stored.change(self.engine, file, fresh, before)
        else:
            stored.lay(self.engine, file, fresh, before)
        return True

    def _fits(self, said: Said, file: ListFile, before: Known | None) -> bool:
        """Whether the file is made for this office, under the secret that was told, and changes the list that is here."""
        header = file.header
        mine = header.office == said.office == self.identity.office and header.generation == said.generation
        return mine and (not header.follows or (before is not None and before.name == header.follows))

    def _whole(self, name: str, length: int) -> bytes | None:
        with reading(self.engine) as connection:
            have = stored.arrived(connection, name)
        pieces = Pieces(self.line, f"{PATH}/{name}", MAX_BYTES, self.left, self.wait)
        while have < length:
            if self.left() <= 0 or self.yields():
                return None
            piece, whole = self._piece(pieces, have)
            if whole != length:
                raise ProtocolError("elsewhere.not_genuine")
            with writing(self.engine) as connection:
                stored.keep_piece(connection, name, have, piece)
            have += len(piece)
        with reading(self.engine) as connection:
            return stored.whole(connection, name)

    def _piece(self, pieces: Pieces, start: int) -> tuple[bytes, int]:
        try:
            return pieces.next(start)
        except ProblemError as refused:
            if refused.problem.code == UNKNOWN:  # another list was told meanwhile
                with writing(self.engine) as connection:
                    stored.drop_pieces(connection)
            raise
