"""The audit chain: is every line still where it was written?"""

import click

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.cli.frame import opened, show
from sync_server.storage.audit import audit_lines, verify_audit
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice


@click.group()
def audit() -> None:
    """Who did what at head office."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True)
@opened
def verify(head_office: HeadOffice, as_json: bool) -> None:
    """Walk the whole chain."""
    with reading(head_office.engine) as connection:
        fault = verify_audit(connection)
        lines = sum(1 for _ in audit_lines(connection)) if fault is None else 0
    if fault is not None:
        raise ProblemError(Problem("server.audit_broken", "", {"line": str(fault.seq)}))
    show({"lines": lines, "whole": True}, as_json=as_json, text=f"The audit chain is whole: {lines} lines.")
