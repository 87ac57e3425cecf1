"""Receipts: what can be proved without asking anybody."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, print_json, shared_options
from desktop_client.services import line
from shared_models.catalogue import ProblemError, problem


@click.group()
def receipts() -> None:
    """Head office's signed word that it holds this desk's work."""


@receipts.command("verify")
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def verify(home: Path | None, user: str | None, password_stdin: bool, as_json: bool) -> None:
    """Check every receipt on this disk offline: signature, desk, chain of batches."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = line.check_receipts(desk)
    if as_json:
        print_json(asdict(found))
    else:
        click.echo(f"{found.genuine} of {found.receipts} receipts are genuine; {found.changes_covered} changes covered")
    if found.first_bad is not None:
        raise ProblemError(problem("receipt.not_genuine"))
