"""Backups: make one, put it back on trial, put it back for good, see which may still be put back."""

import os
import sys
from pathlib import Path

import click

from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.file_store import FOLDER
from sync_server.cli.frame import actor, located, opened, show
from sync_server.storage.backups import DAYS_KEPT, MOST_DAYS_KEPT, backed_up_ledger, list_backups, note_verified
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.storage.key_files import read_secret
from sync_server.subjects.backups import ErasedBefore, Restored, create_backup, restore_backup, verify_backup
from sync_server.subjects.intake.erasures import carry_out_list

WORDS_FILE = "FRC_BACKUP_PASSPHRASE_FILE"
MOST_LETTERS = 256
file_argument = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
passphrase_option = click.option(
    "--passphrase-stdin",
    is_flag=True,
    help=f"Read it from the first line of standard input, else from {WORDS_FILE}.",
)


@click.group()
def backup() -> None:
    """Head office in one encrypted file: database, keys, and what they hold."""


@backup.command("create")
@file_argument
@passphrase_option
@click.option(
    "--days",
    type=click.IntRange(1, MOST_DAYS_KEPT),
    default=DAYS_KEPT,
    show_default=True,
    help="How long it may be put back; desks keep their work that long.",
)
@click.option("--json", "as_json", is_flag=True)
@opened
def create(head_office: HeadOffice, file: Path, passphrase_stdin: bool, days: int, as_json: bool) -> None:
    """Write a backup to FILE while head office goes on working."""
    made = create_backup(head_office, file, _passphrase(stdin=passphrase_stdin), who=actor(), days=days)
    manifest = made.manifest
    document = {
        "id": manifest.id,
        "file": str(file),
        "bytes": made.bytes,
        "epoch": manifest.epoch,
        "position": manifest.position,
        "records": manifest.counts["record"],
        "expires": manifest.expires,
        "files": made.files,
    }
    beside = f", with {made.files} photos and papers in {FOLDER} beside it" if made.files else ""
    text = (
        f"Backup {manifest.id} with {manifest.counts['record']} records is in {file}{beside}. Now try it: frc-server backup "
        f"verify. It can be put back until {day_in_pakistan(manifest.expires).isoformat()}."
    )
    show(document, as_json=as_json, text=text)


@backup.command("verify")
@file_argument
@passphrase_option
@click.option("--json", "as_json", is_flag=True)
@located
def verify(configuration: ServerConfiguration, file: Path, passphrase_stdin: bool, as_json: bool) -> None:
    """Put FILE back into a database of its own, check everything, and throw that database away."""
    room = configuration.data if configuration.data.is_dir() else None
    found = verify_backup(file, _passphrase(stdin=passphrase_stdin), room)
    noted = _note(configuration, found)
    text = f"Backup {found.manifest.id} is whole: {_contents(found)}."
    if not noted:
        text += "\nThis head office did not make it, so desks are not told."
    show({**_document(found), "noted": noted}, as_json=as_json, text=text)


@backup.command("restore")
@file_argument
@passphrase_option
@click.option("--expired", is_flag=True, help="Also when its days are over: desks may have let go of what it lacks.")
@click.option(
    "--erasures",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="A newer list of erased people than the one beside FILE.",
)
@click.option("--json", "as_json", is_flag=True)
@located
def restore(
    configuration: ServerConfiguration,
    file: Path,
    passphrase_stdin: bool,
    expired: bool,
    erasures: Path | None,
    as_json: bool,
) -> None:
    """Make head office again from FILE, in an empty place; desks then bring back what came after it."""
    passphrase = _passphrase(stdin=passphrase_stdin)
    lists = [] if erasures is None else [erasures]
    made = restore_backup(
        configuration,
        file,
        passphrase,
        who=actor(),
        expired_too=expired,
        erased=ErasedBefore(carry_out_list, lists),
    )
    text = (
        f"Head office is back as it was on {day_in_pakistan(made.manifest.made_at).isoformat()}: {_contents(made)}.\n"
        "Start it with frc-server run. Desks bring the rest by themselves. Never let the old one run again."
    )
    if made.missing:
        text += f"\n{made.missing} photos and papers were not beside the file. Desks bring those that they still have."
    document = {**_document(made), "epoch": made.epoch.id, "cut": made.manifest.position}
    show(document, as_json=as_json, text=text)


@backup.command("list")
@click.option("--json", "as_json", is_flag=True)
@opened
def list_known(head_office: HeadOffice, as_json: bool) -> None:
    """Show the backups made here, and up to where all that may be put back hold what desks sent."""
    now = head_office.clock()
    with reading(head_office.engine) as connection:
        rows, safe = list_backups(connection), backed_up_ledger(connection, now)
    lines = [
        f"{row['id']}\t{day_in_pakistan(row['made_at']).isoformat()}\t"
        f"{'tried' if row['verified_at'] else 'not tried'}\t"
        f"{'expired' if row['expires'] <= now else 'until ' + day_in_pakistan(row['expires']).isoformat()}"
        for row in rows
    ]
    show({"backups": rows, "safe_ledger": safe}, as_json=as_json, text="\n".join(lines))


def _note(configuration: ServerConfiguration, found: Restored) -> bool:
    """Tell the head office that made it, if it is the one here."""
    try:
        head_office = open_head_office(configuration)
    except ProblemError:
        return False
    try:
        with writing(head_office.engine) as connection:
            return note_verified(connection, found.manifest.id, who=actor(), at=head_office.clock())
    finally:
        head_office.close()


def _document(found: Restored) -> dict[str, object]:
    contents, manifest = found.contents, found.manifest
    return {
        "id": manifest.id,
        "made_at": manifest.made_at,
        "expires": manifest.expires,
        "epoch": manifest.epoch,
        "position": manifest.position,
        "records": contents.records,
        "changes": contents.changes,
        "batches": contents.batches,
        "receipts": contents.receipts,
        "audit_lines": contents.audit_lines,
        "files": found.files,
        "files_missing": found.missing,
    }


def _contents(found: Restored) -> str:
    contents = found.contents
    return (
        f"{contents.records} records, {contents.changes} changes, {contents.batches} batches, "
        f"{contents.receipts} receipts, {contents.audit_lines} audit lines, {found.files} photos and papers"
    )


def _passphrase(*, stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline(MOST_LETTERS).rstrip("\r\n")
    named = os.environ.get(WORDS_FILE)
    if named:
        return read_secret(Path(named)).decode("utf-8", "replace").split("\n", 1)[0].rstrip("\r")
    raise ProblemError(Problem("backup.passphrase_not_given"))
