"""The runner of the tests tells the truth about what it ran."""

import sys
from pathlib import Path

import pytest

from tests.run_parts import Tally, _read_report, _run_bounded, _time_line, main


def test_the_last_line_is_the_sum_of_the_parts() -> None:
    total = Tally(3, 0, 1)
    total.add(Tally(4, 2, 0))
    assert str(total) == "7 passed, 2 failed, 1 skipped"


def test_errors_of_fixtures_count_as_failures(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text('<testsuites><testsuite tests="9" failures="1" errors="2" skipped="3"/></testsuites>')
    assert str(_read_report(report)) == "3 passed, 3 failed, 3 skipped"


def test_a_part_that_hangs_is_ended() -> None:
    assert _run_bounded([sys.executable, "-c", "import threading; threading.Event().wait()"], 1) is None


def test_a_part_over_its_budget_says_so() -> None:
    assert _time_line("unit", 61.0, 60).endswith("OVER ITS BUDGET")
    assert "OVER" not in _time_line("unit", 60.0, 60)


def test_an_unknown_part_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "nonsense"]) == 2
    assert "nonsense" in capsys.readouterr().err
