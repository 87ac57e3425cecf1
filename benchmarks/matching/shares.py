"""How common call names are in the two old registers: what a desk weighs names by until head office has counted."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shared_models.matching import comparable_of

__all__ = ["name_shares"]

REGISTERS = Path(__file__).parents[2] / "examples/registers"
MILLION = 1_000_000
UNSEEN = 2_000  # people more, among whom nobody had the name: one register is no country
FEWEST = 2  # people


def name_shares() -> dict[str, int]:
    """Call names of the registers' people and fathers, in parts of a million, the commonest first."""
    found: Counter[str] = Counter()
    names = 0
    for text in _names():
        person = comparable_of({"person.name_latin": text})
        if person.names:
            names += 1
            found[person.names[0].call.keys[0]] += 1
    return {
        key: people * MILLION // (names + UNSEEN)
        for key, people in sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))
        if people >= FEWEST and not key.startswith("*")
    }


def _names() -> Iterator[str]:
    for file in sorted(REGISTERS.rglob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines, delimiter=";"):
                yield from _of(row)
    for file in sorted(REGISTERS.rglob("*.xlsx")):
        from python_calamine import CalamineWorkbook

        for sheet in CalamineWorkbook.from_path(str(file)).sheet_names:
            rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_name(sheet).to_python()
            head = next((row for row in rows if any("name" in str(cell).lower() for cell in row)), None)
            for cells in rows if head else []:
                yield from _of({str(name): str(cell) for name, cell in zip(head or [], cells, strict=False)})


def _of(row: dict[str, str]) -> Iterator[str]:
    for column, value in row.items():
        if "name" in str(column).lower() and value and "name" not in str(value).lower():
            yield str(value)
