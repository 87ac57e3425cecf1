"""Fetch a new version of the reference data, in pieces where the line is poor, and take it only if it may follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
import tenacity

from desktop_client.storage import audit
from desktop_client.storage import reference as stored
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.reference import Arrived
from desktop_client.sync.pieces import Pieces
from desktop_client.sync.signed_line import SignedLine
from shared_models.catalogue import CatalogueError, Problem, problem, sentence
from shared_models.catalogue.loading import shipped_catalogue
from shared_models.catalogue.version_files import read_reference
from shared_models.catalogue.versions import compare_versions, shape_of, version_order
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.reference import MAX_BYTES, PATH, PublishedVersion, name_of, open_version

AUDITED_AS = "head office"


@dataclass(frozen=True, slots=True)
class Judge:
    """Decides about a version that is here as a whole, on whatever way it came."""

    engine: sa.Engine
    public: bytes
    program: str
    clock: Callable[[], int]

    def take_whole(self, raw: bytes) -> str:
        """As `settle`, of a version that did not come in pieces; one that this desk was told of already changes nothing."""
        sha256 = name_of(raw)
        with writing(self.engine) as connection:
            known = stored.told_of(connection, self.program)
            if len(raw) > MAX_BYTES or (known and sha256.startswith(known)):
                return ""
            stored.keep_piece(connection, sha256, Arrived(raw, len(raw)), self.clock())
        return self.settle(sha256, raw)

    def settle(self, sha256: str, raw: bytes) -> str:
        """Believe, compare and take a whole version, or drop it and remember why."""
        with writing(self.engine) as connection:
            now, found = self._judge(connection, sha256, raw)
            if found is not None:
                stored.refuse(connection, sha256, found, self.program)
                self._note(connection, "reference_refused", sha256, found.code)
                return ""
            if now is None:
                stored.pass_over(connection, sha256)
                return ""
            stored.take(connection, sha256, now.header.version)
            self._note(connection, "reference_taken", sha256, now.header.version)
            return now.header.version

    def _judge(
        self, connection: sa.Connection, sha256: str, raw: bytes
    ) -> tuple[PublishedVersion | None, Problem | None]:
        """(the version, None) to take it, (None, problem) to refuse it, (None, None) when this desk is further already."""
        try:
            if name_of(raw) != sha256:
                return None, problem("reference.not_genuine")
            opened = open_version(raw, self.public)
            fresh = read_reference(opened.files, sha256).catalogue
            used = stored.version_in_use(connection, self.public)
            present = shipped_catalogue() if used is None else used.catalogue
            if version_order(fresh.version) < version_order(present.version):
                return None, None
            wrong = compare_versions(shape_of(present), shape_of(fresh))
        except ProtocolError as failure:
            return None, problem(failure.code)
        except (CatalogueError, ValueError):
            return None, problem("reference.not_readable")
        if wrong:
            return None, problem(
                "reference.does_not_follow", why=sentence(wrong[0], "en"), why_ur=sentence(wrong[0], "ur")
            )
        return opened, None

    def _note(self, connection: sa.Connection, action: str, sha256: str, detail: str) -> None:
        audit.append(
            connection, at=self.clock(), login=AUDITED_AS, action=action, subject=sha256, detail=detail
        )  # fmt: skip


@dataclass(slots=True)
class ReferenceFetch:
    """Brings one version to this desk. `left()` says how many bytes the line may still carry."""

    engine: sa.Engine
    line: SignedLine
    public: bytes
    program: str
    clock: Callable[[], int]
    left: Callable[[], int] = field(default=lambda: MAX_BYTES)
    wait: tenacity.wait.wait_base | None = None

    def run(self, sha256: str) -> str:
        """The version that was taken; "" when it is not whole yet, says nothing new, or was refused.

        Raises LineDown after several tries without progress: what came is kept, and the next run goes on there.
        """
        raw = self._whole(sha256)
        return "" if raw is None else Judge(self.engine, self.public, self.program, self.clock).settle(sha256, raw)

    def _whole(self, sha256: str) -> bytes | None:
        with reading(self.engine) as connection:
            have = stored.arrived(connection, sha256)
        pieces = Pieces(self.line, PATH + sha256, MAX_BYTES, self.left, self.wait)
        while not have.length or len(have.raw) < have.length:
            if self.left() <= 0:
                return None
            piece, length = pieces.next(len(have.raw))
            have = Arrived(have.raw + piece, length)
            with writing(self.engine) as connection:
                stored.keep_piece(connection, sha256, have, self.clock())
        return have.raw
