"""Versions of the reference data: the sheet for translators, a folder for editing, publishing, and what went out."""

from pathlib import Path

import click

from shared_models.catalogue.problems import ProblemError, problem, sentence
from shared_models.catalogue.version_files import write_files
from sync_server.cli.frame import actor, opened, show
from sync_server.cli.network import instant
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import reference as versions
from sync_server.subjects.reference.publishing import RefusedVersionError, previous_version


@click.group()
def reference() -> None:
    """Fields, lists and words, in versions that never change once they went out."""


@reference.command("sheet")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--json", "as_json", is_flag=True)
@opened
def sheet(head_office: HeadOffice, file: Path, as_json: bool) -> None:
    """Write every text, English and Urdu side by side, to FILE.xlsx; publish the sheet when it comes back."""
    partial = file.with_name(file.name + ".partial")
    try:
        with reading(head_office.engine) as connection:
            count = versions.write_sheet(partial, previous_version(connection, head_office))
        partial.replace(file)
    except OSError:
        raise ProblemError(problem("server.file_not_written", file=file.name)) from None
    finally:
        partial.unlink(missing_ok=True)
    show({"texts": count, "file": str(file)}, as_json=as_json, text=f"{count} texts in {file}.")


@reference.command("write")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--json", "as_json", is_flag=True)
@opened
def write(head_office: HeadOffice, folder: Path, as_json: bool) -> None:
    """Write the newest reference data into a new FOLDER, to be edited and published."""
    if folder.exists() and any(folder.iterdir()):
        raise ProblemError(problem("reference.folder_used", folder=folder.name))
    with reading(head_office.engine) as connection:
        base = previous_version(connection, head_office)
    try:
        write_files(base.files, folder)
    except OSError:
        raise ProblemError(problem("server.file_not_written", file=folder.name)) from None
    version = base.reference.catalogue.version
    document = {"version": version, "files": len(base.files), "folder": str(folder)}
    show(document, as_json=as_json, text=f"Version {version}: {len(base.files)} files in {folder}.")


@reference.command("publish")
@click.argument("source", type=click.Path(path_type=Path, exists=True))
@click.option("--json", "as_json", is_flag=True)
@opened
def publish(head_office: HeadOffice, source: Path, as_json: bool) -> None:
    """Make the next version of SOURCE, a folder of edited reference data or a sheet that came back. Desks fetch it."""
    make = versions.publish_folder if source.is_dir() else versions.publish_sheet
    try:
        with writing(head_office.engine) as connection:
            made = make(connection, head_office, source, actor())
    except RefusedVersionError as refused:
        for found in refused.problems:
            click.echo(sentence(found, "en"), err=True)
            click.echo(sentence(found, "ur"), err=True)
        raise ProblemError(problem("reference.not_published", count=len(refused.problems))) from None
    text = f"Version {made.version} is published ({made.bytes} bytes). Desks take it at their next contact."
    show(_document(made), as_json=as_json, text=text)


@reference.command("list")
@click.option("--json", "as_json", is_flag=True)
@opened
def list_versions(head_office: HeadOffice, as_json: bool) -> None:
    """Show every version that went out, oldest first."""
    with reading(head_office.engine) as connection:
        found = versions.published(connection)
    lines = [f"{one.version}\t{instant(one.published_at)}\t{one.published_by}\t{one.sha256}" for one in found]
    text = "\n".join(lines) or "Nothing was published yet: everybody uses what the programs ship with."
    show([_document(one) for one in found], as_json=as_json, text=text)


def _document(one: versions.Published) -> dict[str, object]:
    return {
        "number": one.number,
        "version": one.version,
        "sha256": one.sha256,
        "published_by": one.published_by,
        "published_at": instant(one.published_at),
        "bytes": one.bytes,
    }
