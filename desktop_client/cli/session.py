"""What every command shares: the home, the person, the password that is never in argv, sentences instead of tracebacks."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec

from desktop_client.services import opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError
from desktop_client.services.keeping_time import DeskClock, settle
from desktop_client.storage.engine import DiskRefusedError, writing
from desktop_client.storage.home import DeskHome
from desktop_client.sync.transport import LineDown
from shared_models.catalogue import ProblemError, problem, sentence

F = TypeVar("F", bound=Callable[..., Any])


def now_ms() -> int:
    """UTC milliseconds by this machine's clock."""
    return time.time_ns() // 1_000_000


def default_home() -> Path:
    """Where a desk lives unless `--home` or FRC_HOME says otherwise."""
    if os.environ.get("FRC_HOME"):
        return Path(os.environ["FRC_HOME"])
    if os.name == "nt":  # pragma: no cover (this branch runs on Windows only)
        return Path(os.environ.get("LOCALAPPDATA", str(Path.home()))) / "FRC Desk"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "frc-desk"


def shared_options(command: F) -> F:
    """`--home`, `--user` and `--password-stdin`, before the command or after it."""
    for option in (
        click.option("--password-stdin", is_flag=True, help="Read the password from the first line of standard input."),
        click.option("--user", metavar="NAME", help="Who signs in; needed when several people share the desk."),
        click.option("--home", type=click.Path(path_type=Path), metavar="DIR", help="The folder of the desk."),
    ):
        command = option(command)
    return command


def chosen(context: click.Context, name: str, given: Any) -> Any:
    """An option of the command itself, else the one given before the command."""
    return given or (context.find_root().obj or {}).get(name)


class Session:
    """The home and the person of one command."""

    def __init__(self, home: Path | None, user: str | None, *, password_stdin: bool) -> None:
        context = click.get_current_context()
        self.home = DeskHome(chosen(context, "home", home) or default_home())
        self._user = chosen(context, "user", user) or os.environ.get("FRC_USER")
        self._stdin = bool(chosen(context, "password_stdin", password_stdin))

    def login(self) -> str:
        """Who signs in. Raises ProblemError `desk.say_who` when several people could be meant."""
        if self._user:
            return str(self._user)
        users = opening.list_users(self.home)
        if len(users) != 1:
            raise ProblemError(problem("desk.say_who", names=", ".join(user.login for user in users)))
        return users[0].login

    def new_login(self) -> str:
        """Who the first person of a new desk is."""
        return str(self._user or os.environ.get("USER") or "clerk")

    @property
    def has_password(self) -> bool:
        """Whether a password was given without being asked for."""
        return self._stdin or bool(os.environ.get("FRC_PASSWORD_FILE"))

    def password(self) -> str:
        """The password from standard input, FRC_PASSWORD_FILE, or asked on a terminal. Raises ProblemError."""
        if self._stdin:
            return sys.stdin.readline().rstrip("\r\n")
        named = os.environ.get("FRC_PASSWORD_FILE")
        if named:
            return read_secret_file(Path(named))
        if sys.stdin.isatty():
            return str(click.prompt("Password", hide_input=True, err=True))
        raise ProblemError(problem("desk.password_not_given"))

    @contextlib.contextmanager
    def desk(self) -> Iterator[OpenDesk]:
        """The open desk, closed again at the end."""
        if not self.home.is_enrolled:
            raise ProblemError(problem("desk.not_enrolled"))
        self.home.hold()
        clock = DeskClock(now_ms)
        opened = opening.sign_in(self.home, self.login(), self.password(), clock)
        with writing(opened.engine) as connection:
            settle(connection, clock)
        try:
            yield opened
        finally:
            opening.close(opened)
            self.home.release()


def read_secret_file(file: Path) -> str:
    """The first line of a file that only its owner can read. Raises ProblemError `desk.password_file_open`."""
    try:
        if os.name != "nt" and file.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise ProblemError(problem("desk.password_file_open", file=file.name))
        return file.read_text("utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        raise ProblemError(problem("desk.password_file_missing", file=file.name)) from None


def print_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(msgspec.json.encode(value).decode())


def say(text: str) -> None:
    """A sentence for the person, on standard error, so that output stays clean for programs."""
    click.echo(text, err=True)


def answered(command: F) -> F:
    """Turn what can go wrong into a sentence and exit code 1; nothing else ever reaches the person."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ProblemError as refused:
            say(sentence(refused.problem, language()))
        except NotRegisteredError as refused:
            for question in refused.problems:
                say(f"{question.path}: {sentence(question, language())}")
        except LineDown:
            say(sentence(problem("line.down"), language()))
        except OSError as failure:
            say(sentence(problem("desk.disk", reason=failure.strerror or type(failure).__name__), language()))
        except DiskRefusedError as failure:
            say(sentence(problem("desk.disk", reason=str(failure.orig)[:80]), language()))
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as failure:  # noqa: BLE001 (the last edge: the person gets a sentence, never a traceback)
            say(sentence(problem("program.unexpected"), language()))
            say(type(failure).__name__)
        raise click.exceptions.Exit(1)

    return wrapped  # type: ignore[return-value]


def language() -> str:
    """The language of sentences on a terminal: FRC_LANGUAGE, `en` unless it says `ur`."""
    return "ur" if os.environ.get("FRC_LANGUAGE") == "ur" else "en"
