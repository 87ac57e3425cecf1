"""`python -m benchmarks.matching learn|evaluate`: weights for the model file, and the table of docs/matching.md."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.matching.labelled import Labelled, labelled
from benchmarks.matching.learning import Lesson, learnt
from benchmarks.matching.measuring import Figures, alone_rows, measured
from benchmarks.matching.rates import USUAL, drawn
from benchmarks.matching.register import register_of
from shared_models.matching import Model, Zone, load_model, read_model
from shared_models.matching.model import MODEL_FILE
from shared_models.matching.scoring import decades_of

LEARNING_SEEDS = tuple(range(1_000, 1_010))
LEARNING_ROWS = (2_500, 5_000, 10_000)
MOST_PAIRS = 25_000  # of one register: chosen by chance and weighing for the rest
CHECKING_SEEDS = tuple(range(2_000, 2_004))  # only the thresholds are set on these
CHECKING_ROWS = 8_000
ACCEPT_WRONG = 0.0002  # of the pairs that may be accepted unseen, at most
SHOWN_PER_MATCH = 1.16
FALSE_WARNINGS = 0.01
STEP = 100  # thousandths of a bit


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("learn", help="write new weights and thresholds into the model file")
    evaluate = commands.add_parser("evaluate", help="measure the model on unseen invented registers")
    evaluate.add_argument("--rows", type=int, nargs="+", default=[10_000])
    evaluate.add_argument("--seeds", type=int, nargs="+", default=[31, 32, 33])
    evaluate.add_argument("--other-rates", action="store_true", help="draw the rates by seed, too")
    arguments = parser.parse_args()
    if arguments.command == "learn":
        _learn()
    else:
        for rows in arguments.rows:
            _print(rows, [_figures(rows, seed, arguments.other_rates) for seed in arguments.seeds])


def _figures(rows: int, seed: int, other_rates: bool) -> Figures:
    began = time.perf_counter()
    found = labelled(register_of(rows, seed, drawn(seed) if other_rates else USUAL), load_model())
    print(f"{rows} rows, seed {seed}: {len(found.pairs)} pairs in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return measured(found)


def _print(rows: int, all_figures: list[Figures]) -> None:
    print(f"## {rows:,} records\n")
    for name in all_figures[0].shares:
        cases = sum(figures.shares[name][1] for figures in all_figures)
        each = [figures.share(name) for figures in all_figures]
        print(f"{name:24} {sum(each) / len(each):.4f}   {' '.join(f'{share:.4f}' for share in each)}   of {cases}")


def _learn() -> None:
    model = load_model()
    lessons: list[Lesson] = []
    for place, seed in enumerate(LEARNING_SEEDS):
        rows = LEARNING_ROWS[place % len(LEARNING_ROWS)]
        found = labelled(register_of(rows, seed, USUAL if place % 4 == 0 else drawn(seed)), model)
        decades = decades_of(rows) / 100
        weight = max(1.0, len(found.pairs) / MOST_PAIRS)
        chosen = random.Random(seed).sample(list(found.pairs), min(len(found.pairs), MOST_PAIRS))
        lessons += [Lesson(pair.scored.levels, decades, pair.same, min(weight, 2.0)) for pair in chosen]
        print(f"learnt from {rows} rows of seed {seed}: {len(found.pairs)} pairs", file=sys.stderr)
    content: dict[str, Any] = msgspec.json.decode(MODEL_FILE.read_bytes())
    content |= learnt(model, lessons)
    content["thresholds"] = {"warn": 0, "review": 0, "accept": 0}
    model = read_model(msgspec.json.encode(content))
    sets = [
        labelled(register_of(CHECKING_ROWS, seed, USUAL if seed % 2 else drawn(seed)), model) for seed in CHECKING_SEEDS
    ]
    content["thresholds"] = _thresholds(model, sets)
    _write(content, MODEL_FILE)
    print(content["thresholds"], content["intercept"], file=sys.stderr)


def _thresholds(model: Model, sets: list[Labelled]) -> dict[str, int]:
    """The lowest lines that keep what their zones promise, on registers that no weight was learnt from."""
    assert model.thresholds.accept == 0
    pairs = [pair for found in sets for pair in found.pairs]
    bearing = sorted(((p.scored.score, p.same) for p in pairs if p.scored.zone is Zone.ACCEPT), reverse=True)
    wrong, accept = 0, bearing[0][0]
    for place, (score, same) in enumerate(bearing, start=1):
        wrong += not same
        if wrong <= ACCEPT_WRONG * place:
            accept = score
    shown = sorted(((p.scored.score, p.same) for p in pairs), reverse=True)
    right, review = 0, 0
    for place, (score, same) in enumerate(shown, start=1):
        right += same
        if score < 0 and place <= SHOWN_PER_MATCH * right:
            review = score
    review = review // STEP * STEP + STEP
    return {"warn": _warning_line(sets), "review": review, "accept": accept // STEP * STEP + 10 * STEP}


def _warning_line(sets: list[Labelled]) -> int:
    """The lowest line at which few new people without relatives in the register are warned of."""
    tops: list[int] = []
    new = 0
    for found in sets:
        alone = alone_rows(found)
        new += len(alone)
        best = dict.fromkeys(alone, -1_000_000)
        for pair in found.pairs:
            for row in (pair.one, pair.other):
                if row in best:
                    best[row] = max(best[row], pair.scored.score)
        tops += best.values()
    return sorted(tops, reverse=True)[int(new * FALSE_WARNINGS)] // STEP * STEP + STEP


def _write(content: dict[str, Any], file: Path) -> None:
    file.write_bytes(msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n")


if __name__ == "__main__":
    main()
