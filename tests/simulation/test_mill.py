"""The mill finds nothing in a quick sample, plays the written scenarios, and one seed always gives one trace."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.simulation.actions import parse_play
from tests.simulation.mill import play_all, report, run, search, shrink
from tests.simulation.planted import BUGS
from tests.simulation.planted.table import rules
from tests.simulation.scenarios import SCENARIOS, scenario
from tests.simulation.swarm import make_play, short_plays

SAMPLE_SECONDS = float(os.environ.get("FRC_TEST_MILL_SECONDS", "5"))
SAMPLE_STEPS = 40
SHORT_LENGTH = 5
ROOT = Path(__file__).parents[2]


def test_every_trace_and_every_planted_bug_that_the_table_of_rules_names_is_there() -> None:
    traces = {name for rule in rules() for name in rule.traces if not name.startswith("tests/")}
    bugs = {name for rule in rules() for name in rule.bugs if not name.startswith("tests/")}
    assert {name for name in traces if not any(one.startswith(name) for one in SCENARIOS)} == set()
    assert bugs == BUGS.keys()


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_chain_of_exact_steps_breaks_no_promise(name: str) -> None:
    played = run(scenario(name))
    assert not played.broken, "\n".join([played.broken, *played.trace])


def test_a_sample_of_this_commits_seeds_breaks_no_promise(seed: int) -> None:
    found = search(seed, SAMPLE_STEPS, seconds=SAMPLE_SECONDS)
    print(f"{found.plays} plays, {found.steps} steps, {found.steps / found.seconds:.0f} steps a second")
    if found.found is not None:
        pytest.fail(report(found.found, found.broken, seconds=20))


def test_short_chains_over_small_alphabets_break_no_promise(seed: int) -> None:
    found = play_all(short_plays(seed, SHORT_LENGTH), SAMPLE_SECONDS)
    print(f"{found.plays} chains of {SHORT_LENGTH}, {found.seconds:.0f} s")
    if found.found is not None:
        pytest.fail(report(found.found, found.broken, seconds=20))


def test_one_seed_gives_one_trace_in_every_process(seed: int) -> None:
    program = (
        "import json; from tests.simulation.mill import run; from tests.simulation.swarm import make_play;"
        f"print(json.dumps([run(make_play(number, 20, 3)).hash for number in ({seed}, {seed + 1})]))"
    )
    finished = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONHASHSEED": "7"},
    )  # fmt: skip
    assert json.loads(finished.stdout) == [run(make_play(number, 20, 3)).hash for number in (seed, seed + 1)]


def test_a_failure_is_shortened_and_can_be_played_again_from_its_file() -> None:
    with BUGS["last_writer_wins"]():
        long = scenario("two desks answer one question and a reviewer decides")
        broken = run(long)
        short = shrink(long, broken.kind, 10)
        again = run(parse_play(short.as_text()))
    assert broken.broken
    assert len(short.actions) < len(long.actions) // 2
    assert again.broken == broken.broken
    assert not run(short).broken
