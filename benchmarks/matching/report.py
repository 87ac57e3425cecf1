"""The table of docs/matching.md, written between its two marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.matching.measuring import Figures

__all__ = ["DOCUMENT", "table", "write_part"]

DOCUMENT = Path(__file__).parents[2] / "docs/matching.md"


def table(columns: Mapping[str, Sequence[Figures]]) -> str:
    """One row a figure, one column a kind of set: the mean of its seeds, and how many cases it rests on."""
    names = list(next(iter(columns.values()))[0].shares)
    lines = ["| | " + " | ".join(columns) + " |", "| --- |" + " --- |" * len(columns)]
    for name in names:
        cells = []
        for figures in columns.values():
            each = [one.shares[name] for one in figures if name in one.shares]
            cells.append(
                f"{sum(share for share, _ in each) / len(each):.4f} ({sum(of for _, of in each):,})" if each else ""
            )
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_part(mark: str, text: str) -> None:
    """Put `text` between `<!-- mark -->` and `<!-- /mark -->` of the document."""
    before, _, rest = DOCUMENT.read_text("utf-8").partition(f"<!-- {mark} -->")
    _old, _, after = rest.partition(f"<!-- /{mark} -->")
    DOCUMENT.write_text(f"{before}<!-- {mark} -->\n{text}\n<!-- /{mark} -->{after}", encoding="utf-8")
