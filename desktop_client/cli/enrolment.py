"""Becoming a desk, and the people who may open it."""

from __future__ import annotations

import platform
from pathlib import Path

import click

from desktop_client import __version__
from desktop_client.cli.session import (
    Session,
    answered,
    language,
    now_ms,
    print_json,
    read_secret_file,
    say,
    shared_options,
)
from desktop_client.services import accounts, opening
from desktop_client.services.opening import DeskUser
from desktop_client.sync import enrolment as line
from desktop_client.sync.transport import HttpTransport, check_address
from shared_models.catalogue import ProblemError, problem, sentence


@click.command()
@shared_options
@click.option("--server", required=True, metavar="URL", help="Head office's address.")
@click.option("--code", required=True, metavar="CODE", help="The one-time code on the enrolment sheet.")
@click.option("--ca", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Head office's certificate.")
@click.option("--role", default="clerk", show_default=True, help="Role of the first person of this desk.")
@click.option("--name", default="", help="The person's name as colleagues know it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def enrol(  # noqa: PLR0913 (one argument an option)
    home: Path | None,
    user: str | None,
    password_stdin: bool,
    server: str,
    code: str,
    ca: Path | None,
    role: str,
    name: str,
    as_json: bool,
) -> None:
    """Make this machine a desk: keys, the encrypted database, and a request for approval at head office."""
    session = Session(home, user, password_stdin=password_stdin)
    session.home.hold()
    if session.home.is_enrolled:
        raise ProblemError(problem("desk.already_enrolled"))
    login = session.new_login()
    opening.check_login(login, role)
    password = session.password()
    opening.check_password(password)
    check_address(server)
    transport = HttpTransport(server, ca)
    enrolled = line.enrol(transport, url=server, code=code, machine=platform.node(), version=__version__, person=login)
    first = DeskUser(login, name or login, role)
    safe_code = opening.install(session.home, enrolled, first, password, now_ms)
    found = {
        "device": enrolled.identity.device,
        "code": enrolled.identity.code,
        "office": enrolled.identity.office,
        "state": "pending",
        "fingerprint": enrolled.fingerprint,
        "safe_code": safe_code,
    }
    if as_json:
        print_json(found)
        return
    say(sentence(problem("enrolment.waits", fingerprint=enrolled.fingerprint, desk=enrolled.identity.code), language()))
    say(sentence(problem("enrolment.safe_code", words=safe_code), language()))


@click.group()
def user() -> None:
    """The people who may open this desk."""


@user.command("add")
@shared_options
@click.argument("login")
@click.option("--name", default="", help="The person's name as colleagues know it.")
@click.option("--role", default="clerk", show_default=True, help="clerk, caseworker, supervisor or focal_point.")
@click.option("--new-password-file", type=click.Path(path_type=Path), help="A file (0600) with the new password.")
@answered
def add(
    home: Path | None,
    user: str | None,
    password_stdin: bool,
    login: str,
    name: str,
    role: str,
    new_password_file: Path | None,
) -> None:
    """Let another person open this desk; without a password file, a one-time code is printed."""
    session = Session(home, user, password_stdin=password_stdin)
    fresh = read_secret_file(new_password_file) if new_password_file else None
    with session.desk() as desk:
        accounts.check_may_add(session.home, desk)
        code = opening.add_user(session.home, desk, DeskUser(login, name or login, role), fresh)
    if code:
        click.echo(code)


@user.command("remove")
@shared_options
@click.argument("login", metavar="NAME")
@answered
def remove(home: Path | None, user: str | None, password_stdin: bool, login: str) -> None:
    """Take somebody's way into this desk away; the forms left open become yours, and the database gets another key."""
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        accounts.remove_person(session.home, desk, login)
    say(sentence(problem("colleagues.removed", login=login), language()))


@click.command()
@shared_options
@click.option("--new-password-file", required=True, type=click.Path(path_type=Path), help="A file (0600).")
@answered
def password(home: Path | None, user: str | None, password_stdin: bool, new_password_file: Path) -> None:
    """Give yourself a new password."""
    session = Session(home, user, password_stdin=password_stdin)
    with session.desk() as desk:
        opening.change_password(session.home, desk, read_secret_file(new_password_file))
