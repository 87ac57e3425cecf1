"""Bytes that the line did not carry in one piece: sent in parts whose offset belongs to the hash, going on where they stopped."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import tenacity

from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import LineDown, expect, problem_of
from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.messages import LENGTH_HEADER, OFFSET_HEADER, BatchAnswer

FIRST_PART = 32 * 1024
SMALLEST_PART = 1024
LARGEST_PART = 512 * 1024
TRIES_WITHOUT_PROGRESS = 6
# A line that broke under a part most often carries the next one at once; only one that stays away is waited for.
PAUSE = tenacity.wait_chain(tenacity.wait_none(), tenacity.wait_exponential_jitter(multiplier=0.2, max=5))
_KEPT = 200
_GOES_ON = 202


class Upload:
    """Sends one blob in parts; what head office has of it is asked, never remembered."""

    def __init__(
        self,
        line: SignedLine,
        path: str,
        raw: bytes,
        *,
        wait: tenacity.wait.wait_base | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self._line = line
        self._path = path
        self._headers = dict(headers or {})
        self._raw = raw
        self._part = FIRST_PART
        self._wait = wait or PAUSE

    def run(self) -> BatchAnswer:
        """Send what is missing until head office has all of it. Raises LineDown after several tries without progress."""
        fruitless = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(LineDown),
            stop=tenacity.stop_after_attempt(TRIES_WITHOUT_PROGRESS),
            wait=self._wait,
            reraise=True,
        )
        while True:
            answer = fruitless(self._step)
            if answer is not None:
                return answer

    def _step(self) -> BatchAnswer | None:
        """Ask where to go on, send one part. None when head office waits for more."""
        asked = self._line.send("HEAD", self._path, b"", self._place(0), part=True)
        if asked.status not in {_KEPT, _GOES_ON}:
            raise ProblemError(problem_of(asked))
        offset = int(asked.headers.get(OFFSET_HEADER, "0"))
        piece = self._raw[offset : offset + self._part]
        try:
            answer = self._line.send("PUT", self._path, piece, self._place(offset), part=True)
        except LineDown:
            self._part = max(SMALLEST_PART, self._part // 2)
            raise
        self._part = min(LARGEST_PART, self._part * 2)
        if answer.status == _GOES_ON:
            return None
        kept: BatchAnswer = expect(answer, lambda body: msgspec.json.decode(body, type=BatchAnswer))
        return kept

    def _place(self, offset: int) -> dict[str, str]:
        return {OFFSET_HEADER: str(offset), LENGTH_HEADER: str(len(self._raw)), **self._headers}
