"""What every command shares: where head office lies, one JSON document on stdout, refusals as sentences with exit code 1."""

import functools
import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, cast

import click
import msgspec
import sqlalchemy as sa

from shared_models.catalogue.in_use import using
from shared_models.catalogue.problems import Problem, ProblemError, sentence
from sync_server.events import configure_events, log_fault
from sync_server.storage.configuration import ServerConfiguration, load_configuration
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.subjects.reference import version_in_use

P = ParamSpec("P")


class Commands(click.Group):
    """A group whose refusals are one sentence on stderr and exit code 1; wrong use stays 2, a traceback is never shown."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and translate what it raises."""
        try:
            return super().invoke(ctx)
        except ProblemError as refusal:
            refuse(refusal.problem)
        except sa.exc.OperationalError as failure:
            log_fault("command.database_away", failure)
            refuse(Problem("server.database_unreachable"))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            sys.exit(1)
        except Exception as failure:  # noqa: BLE001 (the last edge: the person gets a sentence, the log the place)
            log_fault("command.failed", failure)
            refuse(Problem("server.failed", "", {"reference": type(failure).__name__}))


def refuse(problem: Problem) -> None:
    """Say why not, in both languages, and end with 1."""
    click.echo(sentence(problem, "en"), err=True)
    click.echo(sentence(problem, "ur"), err=True)
    sys.exit(1)


def show(document: object, *, as_json: bool, text: str) -> None:
    """One JSON document on stdout for programs, or `text` for people."""
    click.echo(msgspec.json.encode(document).decode() if as_json else text)


def located(command: Callable[Concatenate[ServerConfiguration, P], None]) -> Callable[P, None]:
    """Add --data and --database-url to a command and hand it the configuration."""

    @click.option("--data", type=click.Path(path_type=Path, file_okay=False), help="Folder of keys and database.")
    @click.option("--database-url", help="postgresql+psycopg://… instead of the embedded database; without a password.")
    @functools.wraps(command)
    def with_place(*args: P.args, **kwargs: P.kwargs) -> None:
        configure_events()
        data = cast("Path | None", kwargs.pop("data", None))
        database_url = cast("str | None", kwargs.pop("database_url", None))
        if database_url and _holds_password(database_url):
            raise ProblemError(Problem("server.password_in_arguments"))
        command(load_configuration(data, database_url), *args, **kwargs)

    return with_place


def opened(command: Callable[Concatenate[HeadOffice, P], None]) -> Callable[P, None]:
    """As `located`, and open the head office for the time of the command."""

    @located
    @functools.wraps(command)
    def with_office(configuration: ServerConfiguration, /, *args: P.args, **kwargs: P.kwargs) -> None:
        head_office = open_head_office(configuration)
        try:
            with reading(head_office.engine) as connection:
                reference = version_in_use(connection, head_office)
            with using(reference):
                command(head_office, *args, **kwargs)
        finally:
            head_office.close()

    return with_office


def actor() -> str:
    """Who sits at this server's keyboard, for the audit chain."""
    try:
        return f"frc-server:{getpass.getuser()}"
    except (KeyError, OSError):
        return "frc-server"


def _holds_password(url: str) -> bool:
    try:
        return bool(sa.make_url(url).password)
    except sa.exc.ArgumentError:
        return False
