"""What a run beside other programs found: kept in a file, and shown as one section of docs/performance.md."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.sync.tables_of_own import growth, photos, shape

MEASURED = Path(__file__).resolve().parent / "measured.json"
BEGIN, END = "<!-- beside other programs -->", "<!-- end -->"
BESIDE = ("growth", "shape", "photos")  # works that are measured by commands of their own
Row = dict[str, Any]  # one contestant's outcome of one workload in one run
Column = tuple[str, str, Callable[[Row], str]]  # heading, limit, how it is read

_HEAD = """{begin}
## Beside other programs

Written by `python -m benchmarks.sync` (`make bench-beside`) in a run of its own ({where}), which is long and no part of `make
bench`; what it measured stands in `benchmarks/sync/measured.json`. Kinto and Anki come from PyPI, PouchDB from npm, pinned with
hashes. The contestants take turns; medians where there are several runs (W1 to W4 and W6: {runs}; Kinto's W1 to W4 and all of W5:
one). Bytes and trips are counted at a line of this machine that every client talks through. CPU is that of the processes by the
operating system, PostgreSQL's own among them. Other work ran beside (load {least:.0f} to {most:.0f} on these cores): CPU
seconds may be somewhat high for everybody, times by the clock mean nothing but in W5. After each run a second client must hold
exactly the records that were written, edits included; a run that does not is no result.

The records are flat: 45 fields in both scripts (`benchmarks/sync/flat.py`), {json:.0f} bytes of JSON, {zstd:.0f} as zstd-3 of all
of them. The product keeps them as a kind of its own, which head office publishes in a version of the reference data: codes of the
shipped lists, names, dates, telephone numbers, texts. Head office checks each value by its kind. No field is promoted, so there
are no search terms and no match keys, as no other contestant has any. What a person with a return costs, with rows, search terms,
rules and completeness, stands above.
"""


_AGAIN = """{named}: measured again later by `python -m benchmarks.sync --again FRC`, alone ({runs} run, load {least:.0f} to
{most:.0f}); the others are those of the run before.
"""


_SHORT = """What stays short of its limit, and where it goes:

- W1 CPU: a desk passes over each value four times (it is read from the journal, made canonical for signature and proof, turned
  into a column, compressed); what a change sets lies apart from what moves, so sealing and outcomes no longer write it anew.
  On a line that is faster than the CPU 1,024 changes together are pressed lightly, to as few bytes as 512 hard. Head office
  judges columns as they came and counts outcomes that are all alike. What is left there is SQLCipher to the half: it encrypts
  and hashes each page as it is written, so its part follows the bytes (a row of the log 35 microseconds, 19 without what the
  change sets), and a value is written three times, in the batch, in the log and as it stands. The rest is three hashes over
  each change, objects for it and its record, and some twenty statements a batch.
- W4 server: what other desks may be told of an office is packed once, from the log, when head office had half a minute's rest; a
  desk that wrote nothing in such a stretch gets these bytes behind a head that is signed for it. What is left is the request
  itself: signature, counter, two commits, for each page of at most 250,000 bytes. Where a desk wrote itself, or a record moved
  or is a guest, the page is made for it from the log, which costs a seventh of a second a 1,000 records.
- W4 client: a change is written with its contents only when its record is no longer exactly what it made; until then the
  record has them, and beside it lies the signed page. Half is SQLCipher all the same, for the record with its indexes and the
  row of the change. A quarter is reading columns into changes.
- W6: the same work as W1, on PostgreSQL, with what names people encrypted before it gets there; a third of it is PostgreSQL's
  own, where a row lies in one piece and only what is stated has its place in an index.
"""


def keep(rows: Sequence[Row], facts: Row, file: Path = MEASURED) -> None:
    """Write what was measured, by itself beside the code that measured it; runs of their own stay what they were."""
    file.parent.mkdir(exist_ok=True)
    if file.exists():
        measured = msgspec.json.decode(file.read_bytes())
        done = {(row["contestant"], row["work"]) for row in rows}
        beside = (row for row in measured["rows"] if row["work"].startswith(BESIDE))
        rows = [*rows, *(row for row in beside if (row["contestant"], row["work"]) not in done)]
        facts = {name: measured["facts"].get(name) for name in BESIDE} | facts
    document = msgspec.json.encode({"facts": facts, "rows": list(rows)})
    file.write_bytes(msgspec.json.format(document, indent=1) + b"\n")


def keep_again(rows: Sequence[Row], facts: Row, file: Path = MEASURED) -> None:
    """Put what was measured of some contestants alone in the place of what was kept of them; the others stay."""
    measured = msgspec.json.decode(file.read_bytes())
    done = {(row["contestant"], row["work"]) for row in rows}
    others = [row for row in measured["rows"] if (row["contestant"], row["work"]) not in done]
    names = sorted({row["contestant"] for row in rows})
    again = {"names": names, "least": min(facts["load"]), "most": max(facts["load"]), "runs": facts["runs"]}
    keep([*rows, *others], {**measured["facts"], "again": again}, file)


def keep_beside(rows: Sequence[Row], file: Path = MEASURED, **facts: Row) -> None:
    """Put the outcome of a run of its own (of which a whole run is no part) into what was measured."""
    measured = msgspec.json.decode(file.read_bytes())
    done = {(row["contestant"], row["work"]) for row in rows}
    others = [row for row in measured["rows"] if (row["contestant"], row["work"]) not in done]
    keep([*others, *rows], {**measured["facts"], **facts}, file)


def keep_photos(outcome: Row, file: Path = MEASURED) -> None:
    """Put what photos took on one way or on both into what was measured."""
    known = msgspec.json.decode(file.read_bytes())["facts"].get("photos") or {}
    keep_beside([], file, photos={**known, **outcome})


def section(file: Path = MEASURED) -> str:
    """The section of docs/performance.md; empty before the first run."""
    if not file.exists():
        return ""
    measured = msgspec.json.decode(file.read_bytes())
    facts, rows = measured["facts"], measured["rows"]
    count = facts["records"]
    floors = facts["floors"]
    each = {kind: size / count for kind, size in floors["records"].items()}
    head = _HEAD.format(
        begin=BEGIN, where=facts["where"], runs=facts["runs"], least=min(facts["load"]), most=max(facts["load"]), **each
    )
    again = facts.get("again")
    parts = [
        head,
        _AGAIN.format(named=" and ".join(again["names"]), **again) if again else "",
        _life(rows, count, floors),
        _crowd(rows, facts),
        _thin(rows, facts),
        growth(rows),
        shape(rows, facts.get("shape")),
        photos(facts.get("photos")),
        _SHORT,
    ]
    return "\n".join(part for part in parts if part) + f"\n{END}\n"


def put_into(text: str) -> str:
    """The document with the section of the last run in it, in the place of an older one or at the end."""
    before, found, rest = text.partition(BEGIN)
    after = rest.partition(END)[2].lstrip("\n") if found else ""
    return before.rstrip("\n") + "\n\n" + section() + ("\n" + after if after else "")


def _median(rows: Sequence[Row], reading: Callable[[Row], float]) -> float:
    return statistics.median(map(reading, rows))


def _at_rest(one: Row, count: int) -> str:
    """What the server did by itself before W4; a contestant of an earlier run was not watched then."""
    return _cpu(one["rest"]["server_cpu"], count) if "rest" in one else ""


def _by_contestant(rows: Sequence[Row], work: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        if row["work"] == work:
            found.setdefault(row["contestant"], []).append(row)
    return found


def _life(rows: Sequence[Row], count: int, floors: dict[str, Row]) -> str:
    """Two tables, one of what went over the line and one of CPU."""
    found = _by_contestant(rows, "life")
    zstd, trips = floors["records"]["zstd"], f"{count / 500 + 2:.0f}"
    line: list[Column] = [
        ("W1 bytes a record", "250", lambda one: f"{_wire(one['W1']) / count:,.0f}"),
        ("/ zstd-3", "0.75", lambda one: f"{_wire(one['W1']) / zstd:.2f}"),
        ("trips", trips, lambda one: f"{one['W1']['trips']:,.0f}"),
        ("W2 bytes", "9,500", lambda one: f"{_wire(one['W2']):,.0f}"),
        ("trips", "1", lambda one: f"{one['W2']['trips']:,.0f}"),
        ("W3 bytes", "900", lambda one: f"{_wire(one['W3']):,.0f}"),
        ("right after W1", "900", lambda one: f"{_wire(one['W3 after the upload']):,.0f}"),
        ("W4 bytes a record", "250", lambda one: f"{_wire(one['W4']) / count:,.0f}"),
        ("trips", "", lambda one: f"{one['W4']['trips']:,.0f}"),
    ]
    cpu: list[Column] = [
        ("W1 client", "", lambda one: _cpu(one["W1"]["client_cpu"], count)),
        ("W1 server", "", lambda one: _cpu(one["W1"]["server_cpu"], count)),
        ("W1 both", "0.20", lambda one: _cpu(one["W1"]["client_cpu"] + one["W1"]["server_cpu"], count)),
        ("W4 client", "0.10", lambda one: _cpu(one["W4"]["client_cpu"], count)),
        ("W4 server", "0.01", lambda one: _cpu(one["W4"]["server_cpu"], count)),
    ]
    rested = any("rest" in row.get("steps", ()) for runs in found.values() for row in runs)
    if rested:
        cpu.append(("server at rest before W4", "", lambda one: _at_rest(one, count)))
    note = (
        f"- W1: {count:,} records go up. W2: 100 edits of two fields ({floors['edits']['zstd']:,} bytes as zstd-3). "
        f"W3: nothing to say. W4: a second client begins empty{', after the server has come to rest' if rested else ''}. "
        "CPU in seconds a 1,000 records."
    )
    return f"{_table('over the line', line, found)}\n\n{_table('CPU', cpu, found)}\n\n{note}\n"


def _table(name: str, columns: Sequence[Column], found: dict[str, list[Row]]) -> str:
    lines = [
        f"| {name} | " + " | ".join(head for head, _, _ in columns) + " |",
        "| --- |" + " ---: |" * len(columns),
        "| *limit* | " + " | ".join(f"*{limit}*" if limit else "" for _, limit, _ in columns) + " |",
    ]
    for contestant, runs in found.items():
        whole = [row["steps"] for row in runs if "steps" in row]
        middle = _middle(whole)
        cells = [reading(middle) for _, _, reading in columns] if whole else [f"not done: {runs[0]['error'][:90]}"]
        lines.append(f"| {contestant} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _middle(whole: Sequence[Row]) -> Row:
    """The median of each figure over several runs."""
    if not whole:
        return {}
    return {
        step: {part: statistics.median(one[step][part] for one in whole) for part in facts if part != "error"}
        for step, facts in whole[0].items()
    }


def _wire(step: Row) -> float:
    return float(step["up"] + step["down"])


def _cpu(seconds: float, count: int) -> str:
    return f"{seconds * 1000 / count:.3f}"


def _crowd(rows: Sequence[Row], facts: Row) -> str:
    found = _by_contestant(rows, "crowd")
    if not found:
        return ""  # not a part of this run
    total = facts["clients"] * facts["each"]
    lines = [
        f"| W6: {facts['clients']} clients x {facts['each']:,} at once | records a server CPU second | records/s | |",
        "| --- | ---: | ---: | --- |",
        "| *limit* | *10,000* | | nobody fails |",
    ]
    for name, runs in found.items():
        whole = [row["steps"] for row in runs if "steps" in row and not row["steps"]["error"]]
        if not whole:
            said = runs[0].get("error") or runs[0]["steps"]["error"]
            lines.append(f"| {name} | | | failed: {(said.partition(' - ')[2] or said)[:100]} |")
            continue
        per_cpu = _median(whole, lambda one: total / one["server_cpu"])
        lines.append(f"| {name} | {per_cpu:,.0f} | {_median(whole, lambda one: total / one['seconds']):,.0f} | |")
    return "\n".join(lines) + "\n\n- Anki keeps one collection a user, so its clients share nothing.\n"


def _thin(rows: Sequence[Row], facts: Row) -> str:
    cuts = [cut for cut in facts["cuts"] if any(row["work"] == f"thin {cut}" for row in rows)]
    if not cuts:
        return ""
    ideal = facts["thin_zstd"] * 8 / 64_000
    named = [f"cut every {cut // 1000} KB" if cut else "slow" for cut in cuts]
    limits = {0: "0.95", 100_000: "1.10", 30_000: "1.30", 8_000: "2"}
    lines = [
        f"| W5: N = {facts['thin']}, 64 kbit/s, 300 ms: time / ideal | " + " | ".join(named) + " |",
        "| --- |" + " ---: |" * len(cuts),
        "| *limit* | " + " | ".join(f"*{limits.get(cut, '')}*" for cut in cuts) + " |",
    ]
    names = dict.fromkeys(row["contestant"] for row in rows if str(row["work"]).startswith("thin"))
    for name in names:
        cells = []
        for cut in cuts:
            mine = [row for row in rows if row["contestant"] == name and row["work"] == f"thin {cut}"]
            cells.append(_thin_cell(mine, ideal))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    note = (
        f"\n- Ideal: {facts['thin_zstd']:,} bytes (zstd-3 of all records) at the line's speed, {ideal:.1f} s. A client is asked "
        f"again half a second after a failure; after {facts['thin_seconds']:.0f} s it counts as not done."
    )
    return "\n".join(lines) + "\n" + note + "\n"


def _thin_cell(found: Sequence[Row], ideal: float) -> str:
    steps = [row["steps"] for row in found if "steps" in row and not row["steps"]["error"]]
    if steps:
        return f"{_median(steps, lambda one: one['seconds'] / ideal):.2f}"
    return "not done" if found else ""
