"""The document of figures, written by the run that measured them."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.figures import Figure, table
from benchmarks.sync.table import put_into

OFFICE_BEGINS, OFFICE_ENDS = "<!-- one office -->", "<!-- end of one office -->"
DOCUMENT = Path(__file__).resolve().parent.parent / "docs" / "performance.md"
HEAD = """# How fast it is

Written by `make bench` (`python -m benchmarks`) in one run of {seconds:.0f} seconds on {where}; do not edit. `--quick`
shows in a minute that everything still runs, `--only save line ingest find import wire validate whole window` measures parts.

How to read it. Everything runs as in the field: desks with their own encrypted database, head office in a process of its
own, signed requests over real HTTP on this machine (no TLS: add about 200 bytes a request and one or two round trips a
connection). **Bytes and requests are exact and repeat. Seconds do not**: the machine runs other work beside, and single
samples move by a factor of two, so times are compared as ratios taken in turns within this run. A limit is held against
the median of a ratio and against the least of other times; all are shown as min, median and max. CPU seconds are those
of the two processes, PostgreSQL's own not among them. Where a limit is only an aim it says so.

The people are invented (`benchmarks/people.py`): half of them in quick mode, 31 answers on average, both scripts. Real
names and notes compress somewhat less: watch the ratios to zstd of the same data, not the bytes. The dictionary was trained
on people of the same generator with other seeds; the last table shows what it brings on registers it never saw.
"""
TAIL = """
## What stands behind the limits

- A save writes a page or more of each table and index it touches (journal, records, numbers, audit, the tail of the search
  terms), each sealed anew; the bare row touches one table. The slower the disk's sync, the smaller the ratio.
- Of the CPU of applying a batch a quarter is SQLCipher's (rows and search terms with their indexes), a quarter goes into
  search terms, a seventh into rules and completeness. Values are judged, read and written column by column: a column is seen
  to be right as a whole, and only what is in doubt is looked at singly (`shared_models/catalogue/plain_columns.py`).
- Nothing in a sync walks what is stored: an empty sync is one request, small edits cost what they change.
- Python's search for garbage stops every thread; while a page of records is in memory it took a tenth of a second. The
  window holds it back until the desk rests (`desktop_client/background/pauses.py`). What is left of the gaps is the turn
  of other threads: a page that is drawn asks for the interpreter once, not once a cell.
"""


def write(figures: Sequence[Figure], seconds: float) -> None:
    """Write docs/performance.md and the same figures for programs in build/."""
    where = f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
    text = HEAD.format(seconds=seconds, where=where) + table(figures) + "\n" + _missed(figures) + TAIL
    text += "\n" + one_office(DOCUMENT.read_text("utf-8"))
    DOCUMENT.write_text(put_into(text), "utf-8")
    write_json(Path("build") / "performance.json", figures, seconds)


def one_office(document: str) -> str:
    """What `benchmarks.scale` wrote into the document, marks and all: runs of the other figures leave it alone."""
    _before, begins, rest = document.partition(OFFICE_BEGINS)
    within, ends, _after = rest.partition(OFFICE_ENDS)
    return f"{begins}{within}{ends}\n" if ends else ""


def write_one_office(figures: Sequence[Figure]) -> None:
    """Put the figures of one office with very many people into the document."""
    document = DOCUMENT.read_text("utf-8")
    head = "\n## One office with very many people\n\n`python -m benchmarks.scale --write`; no part of `make bench`.\n"
    section = f"{OFFICE_BEGINS}{head}{table(figures)}\n{OFFICE_ENDS}\n"
    DOCUMENT.write_text(document.replace(one_office(document), section), "utf-8")


def _missed(figures: Sequence[Figure]) -> str:
    missed = [figure for figure in figures if "missed" in figure.verdict.lower()]
    if not missed:
        return "\nEvery limit and every aim was kept in this run.\n"
    lines = "\n".join(f"- {figure.group}: {figure.name} ({figure.verdict.lower()})" for figure in missed)
    return f"\n## Missed in this run\n\n{lines}\n"


def write_json(file: Path, figures: Sequence[Figure], seconds: float) -> None:
    """Write the figures as one JSON document."""
    file.parent.mkdir(exist_ok=True)
    document = {
        "command": "python -m benchmarks",
        "seconds": round(seconds),
        "figures": [one.as_json() for one in figures],
    }
    file.write_bytes(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")
