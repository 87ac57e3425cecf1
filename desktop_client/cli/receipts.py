"""Receipts: what can be proved without asking anybody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, language, print_json, shared_options
from desktop_client.services import line
from desktop_client.sync.countersigned import ClosingCheck
from desktop_client.sync.proofs import ReceiptCheck
from shared_models.catalogue import ProblemError, problem, sentence


@click.group()
def receipts() -> None:
    """Head office's signed word that it holds this desk's work."""


@receipts.command("verify")
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def verify(home: Path | None, user: str | None, password_stdin: bool, as_json: bool) -> None:
    """Check every receipt and every closing on this disk offline, and say what they prove."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found, signed = line.check_receipts(desk), line.check_closings(desk)
    if as_json:
        print_json({**asdict(found), "closings": asdict(signed)})
    else:
        for said in [*_sentences(found), *_of_closings(signed)]:
            click.echo(said)
    if found.first_bad is not None:
        raise ProblemError(problem("receipt.not_genuine"))
    if found.broken_batch:
        raise ProblemError(problem("receipt.batch_altered", batch=found.broken_batch[:12]))
    if signed.first_bad is not None:
        raise ProblemError(problem("closing.altered", number=signed.first_bad))


def _sentences(found: ReceiptCheck) -> list[str]:
    said = [sentence(problem("receipt.genuine", genuine=found.genuine, receipts=found.receipts), language())]
    counts = {run.state: run for run in found.changes}
    for state, count in (
        ("backed_up", found.backed_up),
        ("in_islamabad", found.in_islamabad),
        ("not_yet", found.not_yet),
    ):
        if run := counts.get(state):
            proven = problem(f"receipt.proven_{state}", count=count, first=run.first, last=run.last)
            said.append(sentence(proven, language()))
    return said


def _of_closings(signed: ClosingCheck) -> list[str]:
    if not signed.closings:
        return []
    told = problem("closing.genuine", genuine=signed.genuine, closings=signed.closings, changes=signed.changes)
    said = [sentence(told, language())]
    if signed.gone:
        said.append(sentence(problem("closing.gone", count=signed.gone), language()))
    return said
