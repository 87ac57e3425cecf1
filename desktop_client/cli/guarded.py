"""What is guarded more than the rest: showing a masked value with a reason, writing what only the focal point reads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from desktop_client.cli.session import Session, answered, print_json, shared_options
from desktop_client.services import people, private_conversation, revealing
from shared_models.catalogue import ProblemError, problem

MOST_BYTES = 200_000


@click.command("reveal")
@shared_options
@click.argument("record")
@click.argument("path")
@click.option("--reason", required=True, help="Why; it is kept in the audit chain.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def reveal(
    home: Path | None, user: str | None, password_stdin: bool, record: str, path: str, reason: str, as_json: bool
) -> None:
    """Show one masked value, for a reason; rows by position (documents.1)."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = people.find(desk, record)
        if found is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        holder = found.person if path.startswith("person.") or found.episode is None else found.episode
        value = revealing.reveal(desk, holder.id, path, reason)
    if as_json:
        print_json({"path": path, "value": value})
    else:
        click.echo(value if isinstance(value, str) else msgspec.json.encode(value).decode())


@click.command("seal")
@shared_options
@click.argument("record")
@answered
def seal(home: Path | None, user: str | None, password_stdin: bool, record: str) -> None:
    """Write a private conversation about a person: a JSON object of paths and values on standard input.

    With --password-stdin it follows the line of the password. Afterwards the protection focal point alone reads it.
    """
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = people.find(desk, record)
        if found is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        episode = found.episode.id if found.episode else ""
        private_conversation.write_sealed(desk, _answers(), person=found.person.id, episode=episode)


def _answers() -> dict[str, Any]:
    try:
        return msgspec.json.decode(sys.stdin.read(MOST_BYTES), type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError):
        raise ProblemError(problem("sealed.not_an_object")) from None
