"""How often a wrong password was typed, kept on the disk: starting the program again is no way round the pause."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop_client.storage.files import write_whole
from shared_models.catalogue.problems import ProblemError, problem

TRIES = 5
PAUSE_MS = 5 * 60 * 1000


class _Tries(msgspec.Struct, frozen=True):
    failed: int = 0
    paused_until: int = 0


class SignInTries:
    """Counts wrong passwords of this desk; five, then a pause of five minutes."""

    def __init__(self, file: Path, clock: Callable[[], int]) -> None:
        self._file = file
        self._clock = clock

    def _read(self) -> _Tries:
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=_Tries)
        except (OSError, msgspec.MsgspecError):
            return _Tries()

    def check(self) -> None:
        """Raise ProblemError `sign_in.pause` while the pause lasts; a clock set back does not lengthen it."""
        left = self._read().paused_until - self._clock()
        if 0 < left <= PAUSE_MS:
            raise ProblemError(problem("sign_in.pause", minutes=-(-left // 60_000)))

    def failed(self) -> ProblemError:
        """Count one wrong password; what to tell the person."""
        failed = self._read().failed + 1
        if failed >= TRIES:
            write_whole(self._file, msgspec.json.encode(_Tries(0, self._clock() + PAUSE_MS)))
            return ProblemError(problem("sign_in.pause", minutes=PAUSE_MS // 60_000))
        write_whole(self._file, msgspec.json.encode(_Tries(failed)))
        return ProblemError(problem("sign_in.wrong_password", tries=TRIES - failed, minutes=PAUSE_MS // 60_000))

    def succeeded(self) -> None:
        """Forget the wrong ones."""
        self._file.unlink(missing_ok=True)
