"""Receipts: what can be proved without asking anybody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, language, print_json, shared_options
from desktop_client.services import line
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
    """Check every receipt on this disk offline: signature, desk, chain of batches; and say what they prove."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = line.check_receipts(desk)
    if as_json:
        print_json(asdict(found))
    else:
        for said in _sentences(found):
            click.echo(said)
    if found.first_bad is not None:
        raise ProblemError(problem("receipt.not_genuine"))
    if found.broken_batch:
        raise ProblemError(problem("receipt.batch_altered", batch=found.broken_batch[:12]))


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
