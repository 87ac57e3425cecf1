"""The door of `frc-desk`: options for every command, the commands themselves, and the window when none is named."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from desktop_client import __version__
from desktop_client.cli import (
    attachments,
    audit,
    bundles,
    enrolment,
    guarded,
    importing,
    line,
    receipts,
    records,
    referrals,
)
from desktop_client.cli.later import add_later_commands
from desktop_client.cli.session import answered, default_home, shared_options


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@shared_options
@click.version_option(__version__, prog_name="frc-desk")
@click.pass_context
def desk(context: click.Context, home: Path | None, user: str | None, password_stdin: bool) -> None:
    """The desk of an OPF Reintegration Centre. Without a command, the window opens."""
    context.obj = {"home": home, "user": user, "password_stdin": password_stdin}
    if context.invoked_subcommand is None:
        _open_window(home or default_home())


@answered
def _open_window(home: Path) -> None:
    from desktop_client.app import run_window

    raise click.exceptions.Exit(run_window(home))


for command in (
    *(enrolment.enrol, enrolment.user, enrolment.password),
    *(importing.import_file, line.sync, line.status, line.line_limit),
):
    desk.add_command(command)
for command in (guarded.reveal, guarded.seal, referrals.refer, referrals.referrals, referrals.answer):
    records.records.add_command(command)
for group in (records.records, attachments.group, receipts.receipts, audit.audit, bundles.bundle):
    desk.add_command(group)
add_later_commands(desk)


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; exit code 0 done, 1 refused with a sentence, 2 wrong use."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
    return desk(args=arguments, prog_name="frc-desk")
