"""The newest answer for each desk that came by stick, kept as a file: sealed to that desk, so that nobody else reads it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.bundle import ENDING
from shared_models.protocol.bundle_file import read_file, write_file

FOLDER = "answers"


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer that can be saved again: for which desk, how long, when it was made (UTC ms)."""

    device: str
    bytes: int
    made_at: int


def keep_answer(data: Path, device: str, answer: bytes) -> None:
    """Keep this answer in the place of the one before. Raises ProblemError as `write_file`."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    write_file(folder / f"{device}{ENDING}", answer)


def read_answer(data: Path, device: str) -> bytes:
    """The answer kept for a desk of head office. Raises ProblemError `bundle.no_answer`."""
    file = data / FOLDER / f"{device}{ENDING}"
    if not file.exists():
        raise ProblemError(Problem("bundle.no_answer"))
    return read_file(file)


def kept_answers(data: Path) -> list[KeptAnswer]:
    """Which answers there are, the newest first."""
    found = []
    for file in (data / FOLDER).glob(f"*{ENDING}"):
        known = file.stat()
        found.append(KeptAnswer(file.name.removesuffix(ENDING), known.st_size, int(known.st_mtime * 1000)))
    return sorted(found, key=lambda kept: kept.made_at, reverse=True)
