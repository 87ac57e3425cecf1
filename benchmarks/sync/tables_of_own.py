"""Tables of runs of their own, which stand beside those of the run of all programs: growth, and registrations in their shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]


def growth(rows: Sequence[Row]) -> str:
    """What a hundred edits cost with few and with many records stored; empty before it was measured."""
    found = sorted((row["steps"] for row in rows if row["work"].startswith("growth")), key=lambda one: one["stored"])
    if not found:
        return ""
    lines = [
        (
            "| W2: 100 edits with so many records stored | bytes | / the first | trips | client CPU, ms | server CPU, ms | "
            "both / the first |"
        ),
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        "| *limit* | *9,500* | *0.97 to 1.03* | *1* | | | *0.80 to 1.20* |",
    ]
    first = found[0]
    for one in found:
        each = [1000 * one[side] / one["turns"] for side in ("client_cpu", "server_cpu")]
        bytes_, cpu = one["wire"] / first["wire"], sum(each) * first["turns"] / 1000
        lines.append(
            f"| {one['stored']:,} | {one['wire'] / one['turns']:,.0f} | {bytes_:.3f} | {one['trips'] / one['turns']:.1f} | "
            f"{each[0]:.0f} | {each[1]:.0f} | {cpu / (first['client_cpu'] + first['server_cpu']):.2f} |"
        )
    note = (
        f"\n- `python -m benchmarks.sync.growth`: FRC; the mean of {first['turns']} turns of 100 other edits and their sync, one "
        "after the other, after head office had come to rest. Both ends then hold the same. Other work ran beside, so that the "
        "CPU of a row may stand a fifth off: what is asked is whether the rows rise."
    )
    return "\n".join(lines) + "\n" + note + "\n"


def shape(rows: Sequence[Row], facts: Row | None) -> str:
    """What registrations take as desks make them; empty before it was measured."""
    found = [row for row in rows if row["work"] == "shape"]
    if not found or not facts:
        return ""
    count = facts["registrations"]
    plain, packed, answers = (facts[name] / count for name in ("json", "zstd", "answers"))
    lines = [
        (
            "| registrations: a person and a return | up, bytes a registration | / zstd-3 | trips | CPU both, s / 1,000 | "
            "an empty client, bytes a registration | / zstd-3 | trips | CPU both, s / 1,000 |"
        ),
        "| --- |" + " ---: |" * 8,
    ]
    for row in found:
        steps = row.get("steps")
        if steps is None:
            lines.append(f"| {row['contestant']} | not done: {row['error'][:90]} |" + " |" * 7)
            continue
        cells = [_of_registrations(steps[way], count, packed) for way in ("up", "down")]
        lines.append(f"| {row['contestant']} | " + " | ".join(cells) + " |")
    note = (
        f"\n- `python -m benchmarks.sync.shape`: {count:,} registrations of {answers:.0f} answers in rows, {plain:,.0f} bytes as "
        f"JSON and {packed:,.0f} as zstd-3 of all. FRC judges them by its rules, finds them by name and says whether they are "
        "complete; the others keep two documents each."
    )
    return "\n".join(lines) + "\n" + note + "\n"


def photos(facts: Row | None) -> str:
    """What a photo of everybody takes over a line that breaks, and by stick; empty before it was measured."""
    if not facts:
        return ""
    lines = [
        (
            f"| {facts['people']:,} people with a photo each (FRC) | pictures, MB | carried / pictures | how | there in the end "
            "| still to go | receipt for |"
        ),
        "| --- | ---: | ---: | --- | ---: | ---: | ---: |",
    ]
    for way, name in (("line", "over a line that breaks"), ("stick", "by stick, without a line")):
        one = facts.get(way)
        if one is None:
            continue
        how = (
            f"breaks every {one['breaks_every'] // 1024} KB: {one['cuts']:,} cuts in {one['seconds'] / 60:.0f} minutes, alone"
            if way == "line"
            else f"{one['trips']} trip with {one['files']} files: written in {one['writing']:.0f} s, taken in in "
            f"{one['taking']:.0f} s, the answer read in {one['reading']:.0f} s"
        )
        lines.append(
            f"| {name} | {one['pictures'] / 1e6:,.0f} | {one['carried'] / one['pictures']:.2f} | {how} | {one['there']:,} of "
            f"{one['every']:,} | {one['left']} | {one['receipt']:,} changes |"
        )
    note = (
        "\n- `python -m benchmarks.photos`: photos and small pictures, each encrypted once; other work ran beside, so "
        "that the minutes are those of this machine on that day. A stick's bytes are those of both ways, padded and sealed."
    )
    return "\n".join(lines) + "\n" + note + "\n"


def _of_registrations(step: Row, count: int, packed: float) -> str:
    wire, cpu = (step["up"] + step["down"]) / count, (step["client_cpu"] + step["server_cpu"]) * 1000 / count
    return f"{wire:,.0f} | {wire / packed:.2f} | {step['trips']} | {cpu:.2f}"
