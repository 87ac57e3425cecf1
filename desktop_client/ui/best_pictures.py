"""Which pictures of the window are kept with the documents, and what was seen in each: the index stands beside them."""

import shutil
from dataclasses import dataclass
from pathlib import Path

KEPT = Path(__file__).resolve().parents[2] / "docs" / "pictures"


@dataclass(frozen=True, slots=True)
class Best:
    """A picture worth keeping: what it shows, and one sentence of verdict by somebody who looked at it."""

    name: str
    shows: str
    verdict: str


BEST: tuple[Best, ...] = ()


def publish(folder: Path) -> None:
    """Put the best of `folder` beside the documents and write their index."""
    lines = []
    for one in BEST:
        shutil.copyfile(folder / f"{one.name}.png", KEPT / f"{one.name}.png")
        lines.append(f"| ![{one.shows}]({one.name}.png) | {one.shows}. {one.verdict} |\n")
