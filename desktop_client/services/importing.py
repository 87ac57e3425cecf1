"""Registers the rows of an old register through the same service as the form, once, however often it is run."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

from desktop_client.capture.findings import Finding
from desktop_client.capture.finishing import MappedRow
from desktop_client.capture.map_files import load_map
from desktop_client.capture.people_rows import Skipped
from desktop_client.capture.registers import open_register
from desktop_client.capture.report import write_report
from shared_models.catalogue import Catalogue, ProblemError

__all__ = ["SOURCE", "ImportSummary", "Registrar", "import_file"]

SOURCE = "source"
ROWS_A_TRANSACTION = 200
LEGACY_REF = "person.legacy_ref"
NOTE = "episode.interviewer_note"
# What the desk adds to a registration on its own is no difference between a register and its record.
_GIVEN_BY_THE_DESK = re.compile(r"^episode\.(?:person|registration_no|tasks\..*|consent_method)!?$")


class Registrar(Protocol):
    """The intake service as the import needs it. It commits only when told to."""

    def known_legacy(self, legacy_ref: str) -> Mapping[str, object] | None:
        """
        The registration that bears `legacy_ref`, also one registered since the last commit, or None.

        Flat values of person and episode by path, row ids turned into positions; under the key SOURCE the `source` it
        was registered with, where this desk still has it.
        """

    def register(self, person: Mapping[str, object], episode: Mapping[str, object], *, source: str) -> str:
        """
        Register a person with one return, positions in the paths of rows; gives the person's record id.

        Raises ProblemError when this registration cannot be taken; nothing of it is kept then.
        """

    def commit(self) -> None:
        """Make everything registered since the last commit permanent, in one transaction."""


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What became of the rows; the outcomes add up to `rows`. `report` is the path of the report, "" without one."""

    rows: int = 0
    registered: int = 0
    registered_with_notes: int = 0
    already_there: int = 0
    already_there_differs: int = 0
    skipped: int = 0
    refused: int = 0
    report: str = ""

    def as_json(self) -> dict[str, int | str]:
        return asdict(self)


def import_file(
    path: Path,
    registrar: Registrar,
    catalogue: Catalogue,
    *,
    today: date,
    map_path: Path | None = None,
    report: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    lang: str = "en",
) -> ImportSummary:
    """
    Register every row of the file at `path` that is not registered yet, and write the report.

    `progress` is told after each row how many of all are done. Raises ProblemError before anything is registered when
    the file, its map or the place of the report cannot be used.
    """
    found = load_map(map_path, catalogue) if map_path is not None else None
    register = open_register(path, found, catalogue, today)
    lines = [(finding, "") for finding in register.findings]
    if report is not None:
        write_report(report, lines, lang)
    outcomes: Counter[str] = Counter()
    serials: Counter[str] = Counter()
    left_out: Counter[tuple[str, str]] = Counter()
    waiting = 0
    try:
        for row in register.read():
            outcome, findings, reference = _settle(row, registrar, serials, catalogue)
            outcomes[outcome] += 1
            lines += [(finding, reference) for finding in findings]
            left_out.update(row.left_out.items() if isinstance(row, MappedRow) else ())
            waiting += outcome.startswith("registered")
            if waiting >= ROWS_A_TRANSACTION:
                registrar.commit()
                waiting = 0
            progress(outcomes.total(), register.rows)
        registrar.commit()
    finally:
        lines += [(_left_out(place, rule, times), "") for (place, rule), times in sorted(left_out.items())]
        # Also when something stopped the import half way: what was found so far is worth reading.
        if report is not None:
            write_report(report, lines, lang)
    return ImportSummary(rows=outcomes.total(), report=str(report) if report else "", **outcomes)


def _left_out(place: str, rule: str, times: int) -> Finding:
    """One line for what every line of an export has and no file may set."""
    return Finding("", 0, place, "", "left_out_by_file", str(times), f"importing.rule_{rule}")


def _settle(
    row: MappedRow | Skipped,
    registrar: Registrar,
    serials: Counter[str],
    catalogue: Catalogue,
) -> tuple[str, list[Finding], str]:
    """What became of one row: the outcome, what the report says of it, and its reference."""
    if isinstance(row, Skipped):
        lines = [Finding(row.sheet, row.number, "", row.text, "skipped")] if row.text else []
        return "skipped", lines, ""
    findings = list(row.findings)
    reference = _reference(row, serials, findings, catalogue)
    if row.refused:
        return "refused", findings, reference
    known = registrar.known_legacy(reference)
    if known is not None:
        return *_compare(row, known, reference), reference
    try:
        registrar.register({**row.person, LEGACY_REF: reference}, row.episode, source=row.fingerprint)
    except ProblemError as refusal:
        place = refusal.problem.path
        findings.append(Finding(row.sheet, row.number, place, "", "refused_by_desk", "", refusal.problem.code))
        return "refused", findings, reference
    return ("registered_with_notes" if row.episode.get(NOTE) else "registered"), findings, reference


def _reference(row: MappedRow, serials: Counter[str], findings: list[Finding], catalogue: Catalogue) -> str:
    """The row's own reference; a number that returns in the file gets `-2`, `-3`, in the order of the rows."""
    limit = catalogue.fields[LEGACY_REF].max_length or len(row.legacy_ref)
    base = row.legacy_ref[:limit]
    reference = base
    while serials[reference]:
        serials[base] += 1
        ending = f"-{serials[base]}"
        reference = base[: limit - len(ending)] + ending
    serials[reference] += 1
    if reference != base:
        findings.append(Finding(row.sheet, row.number, "", base, "serial_repeated", reference))
    return reference


def _compare(row: MappedRow, known: Mapping[str, object], reference: str) -> tuple[str, list[Finding]]:
    """Whether the row still says what was registered from it; if not, where it differs. Nothing is changed."""
    if known.get(SOURCE) == row.fingerprint:
        return "already_there", []
    now = {**row.person, **row.episode, LEGACY_REF: reference}
    # What the register never knew and the record has learnt since is no difference.
    differing = sorted(
        path
        for path, value in now.items()
        if not _GIVEN_BY_THE_DESK.match(path) and value != known.get(path) and not _answered_since(known, path)
    )
    if not differing:
        return "already_there", []
    return "already_there_differs", [
        Finding(row.sheet, row.number, path, _text(now[path]), "differs", _text(known.get(path))) for path in differing
    ]


def _answered_since(known: Mapping[str, object], path: str) -> bool:
    """Whether the row gives a reason for having no answer where the record has one."""
    head = path.removesuffix("!")
    return path.endswith("!") and any(key == head or key.startswith(head + ".") for key in known)


def _text(value: object) -> str:
    return "" if value is None else str(value)
