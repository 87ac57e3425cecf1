"""A desk's files from a stick, and the file that takes the answer home."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import click

from shared_models.catalogue.problems import Problem, ProblemError, sentence
from shared_models.protocol.bundle_file import read_file, read_start, write_file
from shared_models.protocol.trip import MOST_FILES
from sync_server.cli.frame import actor, opened, show
from sync_server.exchange import Imported, StickFile, import_bundles
from sync_server.storage.head_office import HeadOffice

file_option = click.Path(path_type=Path)


@click.group()
def bundle() -> None:
    """Desks without a line: their files, and the answers."""


@bundle.command("import")
@click.argument("files", type=file_option, nargs=-1, required=True)
@click.option("--reply", type=file_option, required=True, help="The answer for that desk goes there.")
@click.option("--json", "as_json", is_flag=True)
@opened
def import_files(head_office: HeadOffice, files: tuple[Path, ...], reply: Path, as_json: bool) -> None:
    """Take in FILES of one desk, in any order and as often as they come, and write one answer."""
    if reply.absolute() in [file.absolute() for file in files]:
        raise click.UsageError("--reply must name another file than the desk's.")
    if len(files) > MOST_FILES:
        raise click.UsageError(f"At most {MOST_FILES} files at once.")
    brought = [StickFile(file.name, read_start(file), partial(read_file, file)) for file in files]
    made = import_bundles(head_office, brought, actor())
    try:
        write_file(reply, made.answer)
    except ProblemError as failure:
        _warn([failure.problem])
        raise ProblemError(Problem("bundle.answer_not_written")) from None
    show(_document(made, reply), as_json=as_json, text=_text(made, reply))
    not_kept = [Problem(one.problem, "", {"where": one.where}) for one in made.not_kept[:1]]
    found = [*made.said, *not_kept]
    if found:
        _warn(found[:-1])
        raise ProblemError(found[-1])


def _document(made: Imported, reply: Path) -> dict[str, object]:
    desk = made.desk
    return {
        "device": desk.id,
        "code": desk.code,
        "office": desk.office,
        "state": desk.state,
        "taken": made.taken,
        "batches": made.batches,
        "fresh": made.fresh,
        "changes": made.changes,
        "not_kept": made.not_kept,
        "files": made.files,
        "pages": made.pages,
        "more": made.more,
        "said": [{"code": found.code, "params": dict(found.params)} for found in made.said],
        "reply": {"file": str(reply), "bytes": len(made.answer)},
    }


def _text(made: Imported, reply: Path) -> str:
    desk = made.desk
    if made.fresh:
        text = f"{made.changes} changes of {desk.code} ({desk.office}) were taken in."
    else:
        text = f"Every change in the files of {desk.code} ({desk.office}) was here already."
    if made.files:
        text += f"\n{made.files} photos and papers are here with them."
    text += f"\nThe answer is in {reply}; take it back to that desk."
    if made.more:
        text += "\nMore waits for it than one file takes: it brings the rest with its next file."
    return text


def _warn(found: Sequence[Problem]) -> None:
    for one in found:
        for language in ("en", "ur"):
            click.echo(sentence(one, language), err=True)
