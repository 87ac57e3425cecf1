"""Old registers and sheets become registrations."""

from __future__ import annotations

from pathlib import Path

import click

from desktop_client.capture.template import write_template
from desktop_client.cli.session import Session, answered, language, now_ms, print_json, say, shared_options
from desktop_client.services.importing import import_file as run_import
from desktop_client.services.registrar import DeskRegistrar
from shared_models.catalogue import Catalogue, ProblemError, load_catalogue, problem
from shared_models.catalogue.context import day_in_pakistan


@click.command("import")
@shared_options
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--map", "map_path", type=click.Path(path_type=Path), help="What the columns of an office's register mean."
)
@click.option("--report", type=click.Path(path_type=Path), help="A CSV with every row that needs a look.")
@click.option("--template", type=click.Path(path_type=Path), help="Write empty sheets to fill in (.xlsx, .csv).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def import_file(
    home: Path | None,
    user: str | None,
    password_stdin: bool,
    file: Path | None,
    map_path: Path | None,
    report: Path | None,
    template: Path | None,
    as_json: bool,
) -> None:
    """Register each row of FILE through the same service as the form; a second run registers nothing."""
    if template is not None:
        write_template(template, _catalogue_for_template(Session(home, user, password_stdin=password_stdin)))
        return
    if file is None:
        raise click.UsageError("Say which FILE to import, or where to write the --template.")
    if not file.exists():
        raise ProblemError(problem("desk.file_missing", file=file.name))
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        registrar = DeskRegistrar(desk)
        try:
            summary = run_import(
                file,
                registrar,
                desk.catalogue,
                today=day_in_pakistan(now_ms()),
                map_path=map_path,
                report=report,
                progress=lambda _done, _total: None if as_json else _show(_done, _total),
                lang=language(),
            )
        finally:
            registrar.abandon()
    if as_json:
        print_json(summary.as_json())
        return
    say("")
    for name, value in summary.as_json().items():
        click.echo(f"{name.replace('_', ' ')}: {value}")


def _catalogue_for_template(session: Session) -> Catalogue:
    """Of the version this desk took, when a password was given to look; else of the one the program ships with."""
    if not session.home.is_enrolled or not session.has_password:
        return load_catalogue()
    with session.desk() as desk:
        return desk.catalogue


def _show(done: int, total: int) -> None:
    if done == total or done % 50 == 0:
        click.echo(f"\r{done} / {total}", err=True, nl=False)
