"""Photos and papers for programs and for work without the window: add, list, show."""

from __future__ import annotations

from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, print_json, say, shared_options
from desktop_client.services import attachments, line
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.files import write_whole
from desktop_client.sync.transport import LineDown
from shared_models.catalogue import ProblemError, problem


@click.group("attachments")
def group() -> None:
    """The photos and papers of people."""


@group.command("add")
@shared_options
@click.argument("record")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--kind", required=True, metavar="CODE", help="What it shows: a code of the list ATTACH, e.g. PHOTO, CNIC_F."
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def add(
    home: Path | None, user: str | None, password_stdin: bool, record: str, files: tuple[Path, ...], kind: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Add FILES (pictures or PDFs) as one photo or the pages of one paper of the person RECORD."""
    from desktop_client.capture import pictures

    # Made before the desk is opened: a picture that cannot be read costs no password.
    pages = [pictures.prepare(image, kind) for file in files for image in pictures.pages_of(file)]
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        made = attachments.add(desk, FileStore(session.home.folder), record, kind, pages)
    if as_json:
        print_json(made)
    else:
        for name in made:
            click.echo(name)


@group.command("list")
@shared_options
@click.argument("record")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def list_attachments(home: Path | None, user: str | None, password_stdin: bool, record: str, as_json: bool) -> None:
    """What is kept of the person RECORD, newest first."""
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        found = attachments.list_of(desk, FileStore(session.home.folder), record)
    rows = [
        {"id": one.id, "kind": one.kind, "page": one.page, "bytes": one.size, "here": one.here, "held": one.held}
        for one in found
    ]
    if as_json:
        print_json(rows)
        return
    for one in found:
        click.echo(f"{one.id}\t{one.kind}\t{one.page}\t{one.size}\t{'here' if one.here else 'in Islamabad'}")


@group.command("show")
@shared_options
@click.argument("attachment")
@click.option(
    "--out", "file", required=True, type=click.Path(path_type=Path), help="Where to write the picture (JPEG)."
)
@click.option("--small", is_flag=True, help="The small picture.")
@answered
def show(home: Path | None, user: str | None, password_stdin: bool, attachment: str, file: Path, small: bool) -> None:
    """Write a picture to a file; one that is not on this desk is fetched from head office."""
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        store = FileStore(session.home.folder)
        picture = attachments.open_picture(desk, store, attachment, small=small)
        if picture is None:
            try:
                line.fetch_file(desk, session.home, attachment, small=small)
            except LineDown:
                raise ProblemError(problem("attachment.not_here")) from None
            picture = attachments.open_picture(desk, store, attachment, small=small)
        write_whole(file, picture or b"")
    say(f"{len(picture or b''):,} bytes")
