"""Fetch a new version of the reference data, in pieces where the line is poor, and take it only if it may follow."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
import tenacity

from desktop_client.storage import audit
from desktop_client.storage import reference as stored
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.reference import Arrived
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import Answer, LineDown, problem_of
from shared_models.catalogue import CatalogueError, Problem, ProblemError, problem, sentence
from shared_models.catalogue.loading import shipped_catalogue
from shared_models.catalogue.version_files import read_reference
from shared_models.catalogue.versions import compare_versions, shape_of, version_order
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.reference import MAX_BYTES, PATH, PublishedVersion, name_of, open_version

FIRST_PIECE = 64 * 1024
SMALLEST_PIECE = 1024
LARGEST_PIECE = 512 * 1024
TRIES_WITHOUT_PROGRESS = 6
AUDITED_AS = "head office"
_WHOLE, _PIECE = 200, 206
_RANGE = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")


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
    _piece: int = FIRST_PIECE
    _largest: int = LARGEST_PIECE

    def run(self, sha256: str) -> str:
        """The version that was taken; "" when it is not whole yet, says nothing new, or was refused.

        Raises LineDown after several tries without progress: what came is kept, and the next run goes on there.
        """
        raw = self._whole(sha256)
        return "" if raw is None else Judge(self.engine, self.public, self.program, self.clock).settle(sha256, raw)

    def _whole(self, sha256: str) -> bytes | None:
        with reading(self.engine) as connection:
            have = stored.arrived(connection, sha256)
        fruitless = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(LineDown),
            stop=tenacity.stop_after_attempt(TRIES_WITHOUT_PROGRESS),
            wait=self.wait or tenacity.wait_exponential_jitter(initial=0.2, max=5),
            reraise=True,
        )
        while not have.length or len(have.raw) < have.length:
            if self.left() <= 0:
                return None
            have = fruitless(self._step, sha256, have)
            with writing(self.engine) as connection:
                stored.keep_piece(connection, sha256, have, self.clock())
        return have.raw

    def _step(self, sha256: str, have: Arrived) -> Arrived:
        start = len(have.raw)
        asked = {"Range": f"bytes={start}-{start + min(self._piece, max(self.left(), SMALLEST_PIECE)) - 1}"}
        try:
            answer = self.line.send("GET", PATH + sha256, b"", asked)
        except LineDown:
            self._piece = self._largest = max(SMALLEST_PIECE, self._piece // 2)
            raise
        self._piece = min(self._largest, self._piece * 2)
        length = _length_of(answer, start)
        if not start + len(answer.body) <= length <= MAX_BYTES:
            raise ProblemError(problem("line.answer_not_understood", status=answer.status))
        return Arrived(have.raw + answer.body, length)


def _length_of(answer: Answer, start: int) -> int:
    """How long the whole is, by an answer that brings what was asked for. Raises ProblemError."""
    if answer.status == _WHOLE and start == 0:
        return len(answer.body)
    if answer.status != _PIECE:
        raise ProblemError(problem_of(answer))
    found = _RANGE.fullmatch(answer.headers.get("Content-Range", ""))
    if found is None or int(found[1]) != start or int(found[2]) - start + 1 != len(answer.body) or not answer.body:
        raise ProblemError(problem("line.answer_not_understood", status=answer.status))
    return int(found[3])
