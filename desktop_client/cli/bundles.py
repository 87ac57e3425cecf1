"""USB both ways: a file for head office, and its answer read back."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from desktop_client.cli.session import Session, answered, language, print_json, say, shared_options
from desktop_client.services import bundles as service
from desktop_client.services.line import line_facts, newest_receipt
from desktop_client.wording.bundle_sentence import FileRead, FileWritten, read_words, written_words
from desktop_client.wording.language import use_language

file_argument = click.argument("file", type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


@click.group("bundle")
def bundle() -> None:
    """Send to head office and fetch from it on a stick, without a line."""


@bundle.command("write")
@shared_options
@file_argument
@click.option("--pictures", is_flag=True, help="Ask for the small pictures of other desks that are not here.")
@json_option
@answered
def write(
    home: Path | None, user: str | None, password_stdin: bool, file: Path, pictures: bool, as_json: bool
) -> None:  # fmt: skip
    """Write everything that head office has not receipted to FILE; it may be written and carried any number of times.

    What one file does not take goes into several beside it (FILE-1of3 and so on): carry all of them.
    """
    use_language("ur" if language() == "ur" else "en")
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        written = service.write_bundle(desk, session.home, file, pictures=pictures)
    if as_json:
        print_json(asdict(written))
    else:
        kilobytes = -(-written.bytes // 1024)
        say(written_words(FileWritten(written.names, written.records, kilobytes, written.files, written.more)))


@bundle.command("read")
@shared_options
@file_argument
@json_option
@answered
def read(home: Path | None, user: str | None, password_stdin: bool, file: Path, as_json: bool) -> None:
    """Take in head office's answer from FILE; reading it again, or late, does no harm."""
    use_language("ur" if language() == "ur" else "en")
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        taken = service.read_bundle(desk, session.home, file)
        receipt, facts = newest_receipt(desk), line_facts(desk)
    result = taken.result
    if as_json:
        counted = {"receipts": taken.receipts, "pages": taken.pages, "late": taken.late, "pictures": taken.pictures}
        print_json({**asdict(result), **counted, "receipt": receipt})
    else:
        came = result.received, result.more, result.closed, taken.pictures, result.reference
        say(read_words(FileRead(taken.news, facts.still_to_go, *came)))
