"""A file of head office fetched in pieces: as large as the line bears, and again from where it broke."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import tenacity

from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import Answer, LineDown, problem_of
from shared_models.catalogue import ProblemError, problem

FIRST_PIECE = 64 * 1024
SMALLEST_PIECE = 1024
LARGEST_PIECE = 512 * 1024
TRIES_WITHOUT_PROGRESS = 6
_WHOLE, _PIECE = 200, 206
_RANGE = re.compile(r"bytes (\d{1,9})-(\d{1,9})/(\d{1,9})")


@dataclass(slots=True)
class Pieces:
    """The file at `path`, of `most` bytes at most. `left()` says how many bytes the line may still carry."""

    line: SignedLine
    path: str
    most: int
    left: Callable[[], int]
    wait: tenacity.wait.wait_base | None = None
    _piece: int = FIRST_PIECE
    _largest: int = LARGEST_PIECE

    def next(self, start: int) -> tuple[bytes, int]:
        """The bytes from `start`, and how long the whole is.

        Raises LineDown after several tries without progress, ProblemError with what head office says instead.
        """
        fruitless = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(LineDown),
            stop=tenacity.stop_after_attempt(TRIES_WITHOUT_PROGRESS),
            wait=self.wait or tenacity.wait_exponential_jitter(initial=0.2, max=5),
            reraise=True,
        )
        return fruitless(self._step, start)

    def _step(self, start: int) -> tuple[bytes, int]:
        asked = {"Range": f"bytes={start}-{start + min(self._piece, max(self.left(), SMALLEST_PIECE)) - 1}"}
        try:
            answer = self.line.send("GET", self.path, b"", asked)
        except LineDown:
            self._piece = self._largest = max(SMALLEST_PIECE, self._piece // 2)
            raise
        self._piece = min(self._largest, self._piece * 2)
        length = _length_of(answer, start)
        if not start + len(answer.body) <= length <= self.most:
            raise ProblemError(problem("line.answer_not_understood", status=answer.status))
        return answer.body, length


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
