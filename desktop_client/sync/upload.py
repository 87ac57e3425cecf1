"""Bytes that the line did not carry in one piece: sent in parts whose offset belongs to the hash, going on where they stopped."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import tenacity

from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import LineDown, expect, problem_of
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.messages import LENGTH_HEADER, OFFSET_HEADER, BatchAnswer

SMALLEST_PART = 1024
LARGEST_PART = 512 * 1024
TRIES_WITHOUT_PROGRESS = 6
# A line that broke under a part most often carries the next one at once; only one that stays away is waited for.
PAUSE = tenacity.wait_chain(tenacity.wait_none(), tenacity.wait_exponential_jitter(multiplier=0.2, max=5))
_KEPT = 200
_GOES_ON = 202


class Upload:
    """Sends one blob in parts; what head office has of it is asked after each break, never remembered.

    What arrived of a part counts, so a part is as large as it may be; only where nothing of one arrived, because something
    on the way passes whole requests alone, the next one is smaller.
    """

    def __init__(
        self,
        line: SignedLine,
        path: str,
        raw: bytes,
        *,
        wait: tenacity.wait.wait_base | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.sent = False  # whether anything of it had to be sent
        self._line = line
        self._path = path
        self._headers = dict(headers or {})
        self._raw = raw
        self._part = LARGEST_PART
        self._wait = wait or PAUSE
        self._offset: int | None = None  # where head office goes on; None = to be asked
        self._reached = 0
        self._fruitless = 0  # tries since it last had more

    def run(self) -> BatchAnswer:
        """Send what is missing until head office has all of it. Raises LineDown after several tries without progress."""
        trying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(LineDown),
            stop=lambda _state: self._fruitless >= TRIES_WITHOUT_PROGRESS,
            wait=self._pause,
            reraise=True,
        )
        while True:
            answer = trying(self._step)
            if answer is not None:
                return answer

    def _pause(self, state: tenacity.RetryCallState) -> float:
        state.attempt_number = max(1, self._fruitless)  # a try that brought something over is no reason to wait
        return self._wait(state)

    def _step(self) -> BatchAnswer | None:
        """Send one part, after asking where to go on when that is not known. None when head office waits for more."""
        try:
            if self._offset is None and self._is_there():
                return BatchAnswer(hash=self._path.rpartition("/")[2])
            return self._send_part(self._offset or 0)
        except LineDown:
            self._offset = None
            self._fruitless += 1
            raise

    def _is_there(self) -> bool:
        """Ask what head office has of the blob; whether that is all of it."""
        asked = self._line.send("HEAD", self._path, b"", self._place(0), part=True)
        if asked.status not in {_KEPT, _GOES_ON}:
            raise ProblemError(problem_of(asked))
        self._offset = int(asked.headers.get(OFFSET_HEADER, "0"))
        if self._offset > self._reached:
            self._reached, self._fruitless = self._offset, 0
        elif self._fruitless:
            self._part = max(SMALLEST_PART, self._part // 8)
        return asked.status == _KEPT

    def _send_part(self, offset: int) -> BatchAnswer | None:
        self.sent = True
        piece = self._raw[offset : offset + self._part]
        answer = self._line.send("PUT", self._path, piece, self._place(offset), part=True)
        if answer.status != _GOES_ON:
            kept: BatchAnswer = expect(answer, lambda body: msgspec.json.decode(body, type=BatchAnswer))
            return kept
        self._offset = int(answer.headers.get(OFFSET_HEADER, "0"))
        if self._offset <= offset:
            raise LineDown  # an answer that brings nothing on is as good as none
        self._part, self._reached, self._fruitless = min(LARGEST_PART, self._part * 2), self._offset, 0
        return None

    def _place(self, offset: int) -> dict[str, str]:
        return {OFFSET_HEADER: str(offset), LENGTH_HEADER: str(len(self._raw)), **self._headers}
