"""A desk's file from a stick, and the file that takes the answer home."""

from pathlib import Path

import click

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from shared_models.protocol.bundle_file import read_file, write_file
from sync_server.cli.frame import actor, opened, show
from sync_server.exchange import import_bundle
from sync_server.storage.head_office import HeadOffice

file_option = click.Path(path_type=Path)


@click.group()
def bundle() -> None:
    """Desks without a line: their files, and the answers."""


@bundle.command("import")
@click.argument("file", type=file_option)
@click.option("--reply", type=file_option, required=True, help="The answer for that desk goes there.")
@click.option("--json", "as_json", is_flag=True)
@opened
def import_file(head_office: HeadOffice, file: Path, reply: Path, as_json: bool) -> None:
    """Take in FILE of a desk, as often as it comes, and write the answer."""
    if reply.absolute() == file.absolute():
        raise click.UsageError("--reply must name another file than the desk's.")
    made = import_bundle(head_office, read_file(file), file.name, actor())
    desk = made.desk
    document = {
        "device": desk.id,
        "code": desk.code,
        "office": desk.office,
        "state": desk.state,
        "batches": made.batches,
        "fresh": made.fresh,
        "changes": made.changes,
        "not_kept": made.not_kept,
        "files": made.files,
        "pages": made.pages,
        "more": made.more,
        "reply": {"file": str(reply), "bytes": len(made.answer)},
    }
    try:
        write_file(reply, made.answer)
    except ProblemError as failure:
        for language in ("en", "ur"):
            click.echo(sentence(failure.problem, language), err=True)
        raise ProblemError(Problem("bundle.answer_not_written")) from None
    text = f"{_said(made.fresh, made.changes, desk.code, desk.office)}\nThe answer is in {reply}; take it back to that desk."
    if made.more:
        text += "\nMore waits for it than one file takes: it brings the rest with its next file."
    show(document, as_json=as_json, text=text)
    if made.not_kept:
        first = made.not_kept[0]
        raise ProblemError(Problem(first.problem, "", {"where": first.where}))


def _said(fresh: int, changes: int, code: str, office: str) -> str:
    if not fresh:
        return f"Everything in the file of {code} ({office}) was here already."
    return f"{changes} changes of {code} ({office}) were taken in."
