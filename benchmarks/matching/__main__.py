"""`python -m benchmarks.matching learn|evaluate`: weights for the model file, and the table of docs/matching.md."""

from __future__ import annotations

import argparse
import random
import sys
import time
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.matching.challengers import exact_links, splink_links
from benchmarks.matching.desk import look_ups
from benchmarks.matching.elsewhere import elsewhere_figures
from benchmarks.matching.febrl import febrl
from benchmarks.matching.labelled import Labelled, labelled, truth_of
from benchmarks.matching.learning import Lesson, learnt
from benchmarks.matching.measuring import Figures, alone_rows, f1, measured
from benchmarks.matching.office import office_figures
from benchmarks.matching.rates import USUAL, drawn
from benchmarks.matching.register import register_of
from benchmarks.matching.report import table, write_part
from benchmarks.matching.rescoring import rescore
from benchmarks.matching.shares import name_shares
from benchmarks.matching.vectors import write_vectors
from shared_models.matching import Model, Zone, load_model, read_model
from shared_models.matching.model import MODEL_FILE
from shared_models.matching.scoring import decades_of

LEARNING_SEEDS = tuple(range(1_000, 1_006))
LEARNING_ROWS = (2_000, 4_000, 10_000)
MOST_PAIRS = 25_000  # of one register: chosen by chance and weighing for the rest
CHECKING_SEEDS = tuple(range(2_000, 2_003))  # only the thresholds are set on these
CHECKING_ROWS = 5_000
ACCEPT_WRONG = 0.0004  # of the pairs that may be accepted unseen, at most
SHOWN_PER_MATCH = 1.18
FALSE_WARNINGS = 0.01
LEAST_ACCEPT = 8_500  # odds of 360 to 1, however clean the sets looked
SPLINK_LINES = (0.5, 0.95, 0.999)
USUAL_NAME = "the rates learnt from"
STEP = 100  # thousandths of a bit


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("learn", help="write new weights and thresholds into the model file, and the stored vectors")
    evaluate = commands.add_parser("evaluate", help="measure the model on unseen invented registers")
    evaluate.add_argument("--rows", type=int, default=10_000)
    evaluate.add_argument("--seeds", type=int, nargs="+", default=[31, 32, 33])
    evaluate.add_argument("--write", metavar="MARK", help="put the table into docs/matching.md")
    rivals = commands.add_parser("rivals", help="the same sets by exact matching and by Splink")
    rivals.add_argument("--rows", type=int, default=10_000)
    rivals.add_argument("--seed", type=int, default=31)
    rivals.add_argument("--write", metavar="MARK")
    commands.add_parser("febrl", help="the smoke test on FEBRL 1, 3 and 4")
    office = commands.add_parser("office", help="what comparing costs head office among very many people")
    office.add_argument("--people", type=int, default=100_000)
    office.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own instead of the embedded")
    commands.add_parser("rescore", help="time and memory of comparing a whole register").add_argument("rows", type=int)
    desk = commands.add_parser("desk", help="the desk's look-ups while a form is filled")
    desk.add_argument("--people", type=int, default=100_000)
    others = commands.add_parser("elsewhere", help="the list of other offices: bytes, seconds, look-ups")
    others.add_argument("--people", type=int, default=100_000)
    others.add_argument("--drawn", type=int, default=0, help="of so many of them the keys are drawn by chance")
    others.add_argument("--write", metavar="MARK", help="put the figures into docs/matching.md")
    arguments = parser.parse_args()
    if arguments.command == "learn":
        _learn()
        write_vectors(read_model(MODEL_FILE.read_bytes()))
    elif arguments.command == "evaluate":
        columns = {
            f"{arguments.rows:,} records, {name}": [
                _figures(arguments.rows, seed, name != USUAL_NAME) for seed in seeds
            ]
            for name, seeds in (
                (USUAL_NAME, arguments.seeds),
                ("other rates", [100 + seed for seed in arguments.seeds]),
            )
        }
        _say(table(columns), arguments.write)
    elif arguments.command == "rivals":
        _say(_rivals(arguments.rows, arguments.seed), arguments.write)
    elif arguments.command == "febrl":
        for name, precision, recall, f_one in febrl():
            print(f"{name}: precision {precision:.4f}, recall {recall:.4f}, F1 {f_one:.4f}")
    elif arguments.command == "desk":
        for line in look_ups(arguments.people):
            print(line, flush=True)
    elif arguments.command == "elsewhere":
        _elsewhere(arguments.people, arguments.drawn, arguments.write)
    elif arguments.command == "office":
        print(office_figures(arguments.people, postgresql=arguments.postgresql))
    else:
        print(rescore(arguments.rows))


def _say(text: str, mark: str | None) -> None:
    print(text)
    if mark:
        write_part(mark, text)


def _elsewhere(people: int, drawn: int, mark: str | None) -> None:
    among = f", the keys of {drawn:,} of them drawn by chance" if drawn else ""
    lines = [f"{people:,} people at other offices{among}:", ""]
    for line in elsewhere_figures(people, drawn):
        print(line, flush=True)
        lines.append(f"- {line}")
    if mark:
        write_part(mark, "\n".join(lines))


def _figures(rows: int, seed: int, other_rates: bool) -> Figures:
    began = time.perf_counter()
    found = labelled(register_of(rows, seed, drawn(seed) if other_rates else USUAL), load_model())
    print(f"{rows} rows, seed {seed}: {len(found.pairs)} pairs in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    return measured(found)


def _rivals(rows: int, seed: int) -> str:
    records = register_of(rows, seed, USUAL)
    true = truth_of(records)
    found = labelled(records, load_model())
    ours = {(pair.one, pair.other) for pair in found.pairs if pair.scored.score >= 0}
    sets = {"this model": ours, "equal number, or equal name and date": exact_links(records)}
    splink = splink_links(records, min(SPLINK_LINES))
    for line in SPLINK_LINES:
        sets[f"Splink, linked from {line} on"] = {pair for pair, probability in splink.items() if probability >= line}
    lines = [f"| {rows:,} records, seed {seed} | precision | recall | F1 |", "| --- | --- | --- | --- |"]
    for name, links in sets.items():
        hits = len(links & true)
        figures = hits / len(links), hits / len(true), f1(hits, len(links), len(true))
        lines.append(f"| {name} | " + " | ".join(f"{figure:.4f}" for figure in figures) + " |")
    return "\n".join(lines)


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
    content["names"] = name_shares()
    year, _, number = str(content["version"]).partition(".")
    content["version"] = f"{year}.{int(number) + 1}"  # pairs of another version are compared anew
    content["thresholds"] = {"warn": 0, "review": 0, "accept": 0}
    model = read_model(msgspec.json.encode(content))
    sets = [
        labelled(register_of(CHECKING_ROWS, seed, USUAL if seed % 2 else drawn(seed)), model) for seed in CHECKING_SEEDS
    ]
    shift = _shift(sets)
    content["intercept"]["weight"] += shift
    content["thresholds"] = {name: line + shift for name, line in _thresholds(model, sets).items()}
    content["thresholds"]["accept"] = max(content["thresholds"]["accept"], LEAST_ACCEPT)
    _write(content, MODEL_FILE)
    print(content["thresholds"], content["intercept"], file=sys.stderr)


def _shift(sets: list[Labelled]) -> int:
    """What the intercept lacks for 0 to be the line with the best F1, on registers that no weight was learnt from."""
    true = sum(len(found.truth) for found in sets)
    ranked = sorted(((pair.scored.score, pair.same) for found in sets for pair in found.pairs), reverse=True)
    right, best, line = 0, 0.0, 0
    for place, (score, same) in enumerate(ranked, start=1):
        right += same
        if f1(right, place, true) > best:
            best, line = f1(right, place, true), score
    return -line // STEP * STEP


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
    return {"warn": _warning_line(sets), "review": review, "accept": accept // STEP * STEP + 5 * STEP}


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
