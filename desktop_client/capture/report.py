"""Writes the import report: one line for everything that was not simply understood, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from pathlib import Path

from desktop_client.capture.findings import Finding
from desktop_client.capture.sheets import bad_file
from shared_models.catalogue.problems import Problem, sentence
from shared_models.text.normalise import clean_text

__all__ = ["COLUMNS", "write_report"]

COLUMNS = ("sheet", "row", "column", "value", "rule", "stored", "suggestion", "legacy_ref")
# Rules whose detail is the code of a problem, told by that problem's own sentence.
_WITH_A_PROBLEM = frozenset({"not_allowed", "refused_by_desk", "left_out_by_file"})
# Spreadsheet programs run what begins like this; a quote in front makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def write_report(path: Path, lines: Iterable[tuple[Finding, str]], lang: str = "en") -> None:
    """
    The findings, each with the reference of its row, as CSV at `path`: written aside and put in place whole.

    Raises ProblemError when the place cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for finding, legacy_ref in lines:
        row = (finding.sheet, str(finding.row or ""), finding.column, finding.value, finding.rule, finding.stored)
        writer.writerow([_harmless(cell) for cell in (*row, suggestion(finding, lang), legacy_ref)])
    aside = path.with_name(path.name + ".part")
    try:
        # Only its owner reads it: the lines quote the register.
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(text.getvalue().encode("utf-8-sig"))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise bad_file("report_not_written", path) from error


def suggestion(finding: Finding, lang: str) -> str:
    """What the reader of the report may do about the finding."""
    params = {"value": finding.value[:80], "column": finding.column, "detail": finding.detail, "stored": finding.stored}
    if finding.rule in _WITH_A_PROBLEM and finding.detail:
        reason = sentence(Problem(code=finding.detail, params=params), lang)
        params["detail"] = "" if reason == finding.detail else reason
    return sentence(Problem(code=f"importing.rule_{finding.rule}", params=params, level="info"), lang)


def _harmless(cell: str) -> str:
    cell = clean_text(cell, keep_lines=True)  # the lines quote what the file holds, controls and all
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
