"""People: add one, list them."""

import click

from sync_server.cli.frame import actor, opened, show
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.accounts import (
    ACCESS_ROLES,
    accounts,
    close_account,
    create_account,
    new_one_time_password,
    reset_password,
)
from sync_server.subjects.offices import require_office
from sync_server.subjects.sessions import close_sessions_of


@click.group()
def user() -> None:
    """People of head office and of the desks."""


@user.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(list(ACCESS_ROLES)))
@click.option("--office", "office_code", help="Office code, needed for the roles at desks.")
@click.option("--json", "as_json", is_flag=True)
@opened
def add(head_office: HeadOffice, name: str, role: str, office_code: str | None, as_json: bool) -> None:
    """Add a person and print the password that opens the first sign-in."""
    office = require_office(office_code).code if office_code else None
    password = new_one_time_password(head_office.random_bytes)
    with writing(head_office.engine) as connection:
        made = create_account(
            connection,
            name,
            role,
            office,
            one_time_password=password,
            made_by=actor(),
            at=head_office.clock(),
        )
    document = {"name": made.name, "role": made.role, "office": made.office, "one_time_password": password}
    show(document, as_json=as_json, text=f"{made.name} ({made.role}): one-time password {password}")


@user.command("reset")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
@opened
def reset(head_office: HeadOffice, name: str, as_json: bool) -> None:
    """Print a new one-time password for somebody who cannot sign in."""
    password = new_one_time_password(head_office.random_bytes)
    with writing(head_office.engine) as connection:
        reset_password(connection, name, one_time_password=password, who=actor(), at=head_office.clock())
        close_sessions_of(connection, name)
    document = {"name": name, "one_time_password": password}
    show(document, as_json=as_json, text=f"{name}: one-time password {password}")


@user.command("close")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True)
@opened
def close(head_office: HeadOffice, name: str, as_json: bool) -> None:
    """End somebody's account."""
    with writing(head_office.engine) as connection:
        close_account(connection, name, who=actor(), at=head_office.clock())
        close_sessions_of(connection, name)
    show({"name": name, "state": "closed"}, as_json=as_json, text=f"The account of {name} is closed.")


@user.command("list")
@click.option("--json", "as_json", is_flag=True)
@opened
def list_people(head_office: HeadOffice, as_json: bool) -> None:
    """Show who there is."""
    with reading(head_office.engine) as connection:
        people = accounts(connection)
    rows = [{"name": one.name, "role": one.role, "office": one.office, "state": one.state} for one in people]
    show(rows, as_json=as_json, text="\n".join(f"{one.name}\t{one.role}\t{one.office or '-'}" for one in people))
