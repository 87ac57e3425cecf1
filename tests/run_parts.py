"""Runs the checks and every part of the tests, each in its own process, and holds the time against a budget.

A part that needs more than its budget says so loudly; one that needs three times as much is ended and fails.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from pathlib import Path

from tests.seeds import current_seed

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
TYPED_FOLDERS = ("shared_models", "desktop_client", "sync_server", "installers", "benchmarks", "tests")
NO_TESTS_COLLECTED = 5
PATIENCE = 3
"""How many times its budget a part may take before it is ended."""


@dataclass(frozen=True)
class Part:
    """Tests of one kind: their folder below tests/, the seconds they may take, how many run side by side."""

    name: str
    budget_seconds: int
    workers: int = 2
    by_file: bool = False
    """Whether tests of one file stay with one worker, for they share something that is dear to make."""

    def command(self, report: Path) -> list[str]:
        """Give the command line of this part's own pytest run."""
        side_by_side = ["-n", str(self.workers)] if self.workers > 1 else ["-p", "no:xdist"]
        side_by_side += ["--dist", "loadfile"] if self.by_file else []
        seed = f"--hypothesis-seed={current_seed()}"
        tail = [] if os.environ.get("FRC_TEST_TAIL") else ["-m", "not tail"]
        options = ["-q", *side_by_side, *tail, seed, f"--junit-xml={report}"]
        return [sys.executable, "-m", "pytest", f"tests/{self.name}", *options]


CHECK_BUDGET_SECONDS = 60
# Together with the checks at most 900 seconds on two cores.
PARTS = (
    Part("architecture", 24, workers=1),
    Part("unit", 55),
    Part("integration", 330),
    Part("simulation", 92),
    Part("kill", 84),
    Part("migrations", 14, workers=1),
    Part("ui", 70),
    Part("browser", 60, by_file=True),
    Part("e2e", 100),
)


@dataclass
class Tally:
    """What became of a part, or of all of them."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Count another part in."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.notes += other.notes

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def main(arguments: list[str]) -> int:
    """Run ``check``, or ``test`` with all parts or those named; the last line printed is the sum."""
    match arguments:
        case ["check"]:
            return 1 if run_checks().failed else 0
        case ["test", *names]:
            known = {part.name: part for part in PARTS}
            unknown = [name for name in names if name not in known]
            if unknown:
                print(f"no such part: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
                return 2
            return run_tests([known[name] for name in names])
        case _:
            print("use: python -m tests.run_parts check | test [PART …]", file=sys.stderr)
            return 2


def run_tests(chosen: list[Part]) -> int:
    """Run the chosen parts, or the checks and all parts, and print the sums."""
    print(f"seed: FRC_TEST_SEED={current_seed()} (repeats this run)", flush=True)
    total = Tally() if chosen else run_checks()
    for part in chosen or PARTS:
        total.add(_run_part(part))
    print("\n" + "\n".join(total.notes))
    print(total, flush=True)
    return 1 if total.failed else 0


def run_checks() -> Tally:
    """Format, lint, imports, types and sizes, each with its seconds; every one runs even when an earlier one failed."""
    folders = [name for name in TYPED_FOLDERS if any((ROOT / name).rglob("*.py"))]
    steps: dict[str, list[str | Path]] = {
        "format": [PROGRAMS / "ruff", "format", "--check", "--quiet", "."],
        "lint": [PROGRAMS / "ruff", "check", "--quiet", "."],
        "imports": [PROGRAMS / "lint-imports"],
        "types": [PROGRAMS / "mypy", "--no-error-summary", *folders],
        "sizes": [sys.executable, "-m", "pytest", "-q", "-p", "no:xdist", "tests/architecture/test_sizes.py"],
    }
    tally = Tally()
    began = time.monotonic()
    for name, command in steps.items():
        step_began = time.monotonic()
        finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        print(f"check {name:<9} {time.monotonic() - step_began:6.1f} s", flush=True)
        if finished.returncode:
            print(finished.stdout + finished.stderr, flush=True)
            tally.failed += 1
            tally.notes.append(f"check {name} FAILED, see above")
    tally.notes.append(_time_line("check", time.monotonic() - began, CHECK_BUDGET_SECONDS))
    return tally


def _run_part(part: Part) -> Tally:
    if not any((ROOT / "tests" / part.name).rglob("test_*.py")):
        return Tally(notes=[f"{part.name:<13}       has no tests yet"])
    print(f"\n== {part.name}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        began = time.monotonic()
        exit_code = _run_bounded(part.command(report), part.budget_seconds * PATIENCE)
        seconds = time.monotonic() - began
        tally = _read_report(report)
    tally.notes.append(f"{_time_line(part.name, seconds, part.budget_seconds)}  {tally}")
    if exit_code is None:
        tally.failed += 1
        tally.notes.append(f"{part.name} ENDED: it took more than {PATIENCE} times its budget")
    elif exit_code == NO_TESTS_COLLECTED:
        tally.notes.append(f"{part.name} has no tests yet")
    elif exit_code and not tally.failed:
        tally.failed += 1
        tally.notes.append(f"{part.name} FAILED: pytest ended with {exit_code}")
    return tally


def _run_bounded(command: list[str], seconds: int) -> int | None:
    """Run a command; after so many seconds end it with all its children and give None."""
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        return process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if process.poll() is None:
            # First as a person would: pytest then lets the fixtures stop the servers they started.
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)


def _read_report(report: Path) -> Tally:
    if not report.is_file():
        return Tally()
    tally = Tally()
    for suite in ET.parse(report).getroot().iter("testsuite"):
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        tally.add(Tally(int(suite.get("tests", 0)) - failed - skipped, failed, skipped))
    return tally


def _time_line(name: str, seconds: float, budget_seconds: int) -> str:
    line = f"{name:<13} {seconds:6.1f} s of {budget_seconds:3d} s"
    return line if seconds <= budget_seconds else f"{line}  OVER ITS BUDGET"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
