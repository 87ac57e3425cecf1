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


BEST = (
    Best(
        "home-full-ur-100",
        "Home of the day, Urdu",
        "What waits, what is left and today's squares at a glance; a very long list scrolls by itself.",
    ),
    Best(
        "form-half-en-100",
        "Quick form, half filled",
        "Fifteen questions without scrolling; ticks say what is on the disk, the chosen answer has an edge.",
    ),
    Best(
        "form-failing-ur-100",
        "Quick form with questions, Urdu",
        "Each sentence stands below its field; a narrow field cuts it, the side says it whole.",
    ),
    Best(
        "alt-form-ur-100",
        "A part of the form while Alt is held, Urdu",
        "Every button and part bears its key; the longest names of parts lose their end.",
    ),
    Best("form-death-en-100", "A death abroad", "Other words, other questions; the section list needs its scroll bar."),
    Best("read-back-ur-100", "Reading back, Urdu", "Large and in both scripts; nothing else on the page."),
    Best("finished-ur-150", "The number, Urdu, letters half as large again", "Number, place and slip keep their room."),
    Best("line-came-back-ur-100", "Line and delivery, Urdu", "What is still to go and what came back, in words."),
    Best(
        "office-full-en-100",
        "The supervisor's page",
        "The day by number, what to check beside it; forms left behind begin at the lower edge.",
    ),
)
_HEAD = """# Pictures of the window

The best of `make pictures`, which draws every page in every state, in English and Urdu, at 100, 150 and 200 % into
`build/pictures` (`cut-*.tsv` there lists what does not fit). The people are invented.

| picture | what it shows, and the verdict |
| --- | --- |
"""


def publish(folder: Path) -> None:
    """Put the best of `folder` beside the documents and write their index."""
    lines = []
    for one in BEST:
        shutil.copyfile(folder / f"{one.name}.png", KEPT / f"{one.name}.png")
        lines.append(f"| [{one.name}]({one.name}.png) | {one.shows}. {one.verdict} |\n")
    (KEPT / "README.md").write_text(_HEAD + "".join(lines), "utf-8")
