"""That everything `make bench` measures still runs and stands in its table; nothing is said here about time."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GROUPS = (
    "saved at the desk",
    "registrations go up",
    "nothing to say",
    "edits of two fields",
    "second desk begins empty",
    "looked for among",
    "registrations in (embedded)",
    "registrations in (PostgreSQL)",
    "registers are imported",
    "every section filled",
    "dictionary brings",
    "window never stands still",
)


def test_the_product_can_be_measured_beside_others_and_both_desks_then_hold_the_same() -> None:
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.sync", "--quick", "--only", "FRC", "--parts", "life"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout.count("| FRC |") == 2  # over the line, and CPU


def test_a_quick_run_gives_a_figure_of_every_kind(tmp_path: Path) -> None:
    written = tmp_path / "figures.json"
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--quick", "--json", str(written)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    figures = json.loads(written.read_text("utf-8"))["figures"]
    for group in GROUPS:
        assert any(group in one["group"] for one in figures), group
        assert group in finished.stdout
