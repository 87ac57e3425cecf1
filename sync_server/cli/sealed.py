"""Sealed entries for the protection focal point: the key, the list, and opening one with the words and a reason."""

import os
import sys
from pathlib import Path

import click
import msgspec

from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.cli.frame import actor, opened, show
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.key_files import read_secret
from sync_server.subjects.sealed_entries import add_protection_key, list_sealed, read_sealed

WORDS_FILE = "FRC_PROTECTION_FILE"
MOST_LETTERS = 200


@click.group()
def sealed() -> None:
    """Entries sealed to the protection key."""


@sealed.command("key")
@click.option("--json", "as_json", is_flag=True)
@opened
def key(head_office: HeadOffice, as_json: bool) -> None:
    """Make the protection key of a head office that has none; desks learn it at their next contact."""
    words = add_protection_key(head_office, actor())
    show({"protection_passphrase": words}, as_json=as_json, text=words_text(words))


def words_text(words: str) -> str:
    """How the words are printed, once."""
    return (
        f"Protection key:      {words}   (shown only now; write it twice, for two safes.\n"
        "                     Without it nobody can open a sealed entry, also not head office)"
    )


@sealed.command("list")
@click.option("--json", "as_json", is_flag=True)
@opened
def list_entries(head_office: HeadOffice, as_json: bool) -> None:
    """Show which entries there are: ids, offices and days. For whom they are stands inside."""
    with reading(head_office.engine) as connection:
        lines = list_sealed(connection)
    rows = [{"id": one.id, "office": one.office, "day": day_in_pakistan(one.day).isoformat()} for one in lines]
    show(rows, as_json=as_json, text="\n".join(f"{row['id']}\t{row['office']}\t{row['day']}" for row in rows))


@sealed.command("show")
@click.argument("records", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it is kept in the audit chain.")
@click.option("--passphrase-stdin", is_flag=True, help="Read the words from the first line of standard input.")
@opened
def show_entries(head_office: HeadOffice, records: tuple[str, ...], reason: str, passphrase_stdin: bool) -> None:
    """Open entries, one JSON object a line."""
    entries = read_sealed(head_office, records, words=_words(stdin=passphrase_stdin), reason=reason, who=actor())
    for name, entry in entries:
        click.echo(msgspec.json.encode({"id": name, **msgspec.structs.asdict(entry)}).decode())


def _words(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline(MOST_LETTERS).rstrip("\r\n")
    named = os.environ.get(WORDS_FILE)
    if named:
        return read_secret(Path(named)).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    raise ProblemError(Problem("sealed.passphrase_not_given"))
