"""The audit chain of this desk: is every line still where it was written?"""

from __future__ import annotations

from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, language, print_json, shared_options
from desktop_client.services import auditing
from shared_models.catalogue import ProblemError, problem, sentence


@click.group()
def audit() -> None:
    """Who did what at this desk."""


@audit.command("verify")
@shared_options
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def verify(home: Path | None, user: str | None, password_stdin: bool, as_json: bool) -> None:
    """Walk the whole chain; a changed, removed or swapped line is named."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = auditing.check_chain(desk)
    if as_json:
        print_json({"lines": found.lines, "whole": found.first_bad is None, "first_bad": found.first_bad})
    if found.first_bad is not None:
        raise ProblemError(problem("desk.audit_broken", line=found.first_bad))
    if not as_json:
        click.echo(sentence(problem("desk.audit_whole", lines=found.lines), language()))
