"""Offices, enrolment codes and desks."""

from datetime import UTC, datetime

import click

from sync_server.cli.frame import actor, located, opened, show
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import network
from sync_server.subjects.enrolment import make_enrolment_code
from sync_server.subjects.intake.closings import accept_other_key
from sync_server.subjects.intake.releasing import release_put_aside
from sync_server.subjects.offices import offices, require_office


@click.group()
def office() -> None:
    """Offices of the network."""


@office.command("list")
@click.option("--json", "as_json", is_flag=True)
@located
def list_offices(configuration: ServerConfiguration, as_json: bool) -> None:
    """Show the offices of the reference data."""
    del configuration
    rows = [{"code": one.code, "name_en": one.name_en, "name_ur": one.name_ur} for one in offices()]
    show(rows, as_json=as_json, text="\n".join(f"{one.code}\t{one.name_en}\t{one.name_ur}" for one in offices()))


@click.command("enrolment-code")
@click.option("--office", "office_code", required=True)
@click.option("--json", "as_json", is_flag=True)
@opened
def enrolment_code(head_office: HeadOffice, office_code: str, as_json: bool) -> None:
    """Print a one-time code with which one machine of an office can enrol."""
    office_code = require_office(office_code).code
    with writing(head_office.engine) as connection:
        made = make_enrolment_code(connection, head_office, office_code, actor())
    document = {
        "code": made.code,
        "office": made.office,
        "expires": instant(made.expires),
        "root_fingerprint": head_office.root_fingerprint,
    }
    text = (
        f"Code {made.code} for one machine of {made.office}, until {instant(made.expires)}.\n"
        f"Fingerprint of head office: {head_office.root_fingerprint}"
    )
    show(document, as_json=as_json, text=text)


@click.group()
def device() -> None:
    """Desks: list, approve, revoke, clear an alarm."""


@device.command("list")
@click.option("--json", "as_json", is_flag=True)
@opened
def list_devices(head_office: HeadOffice, as_json: bool) -> None:
    """Show every desk with its last contact and what it has not sent."""
    with reading(head_office.engine) as connection:
        found = network.devices(connection)
    lines = [_line(one) for one in found]
    show([as_document(one) for one in found], as_json=as_json, text="\n".join(lines) or "No desk has enrolled yet.")


@device.command("approve")
@click.argument("device_name", metavar="DEVICE")
@click.option("--json", "as_json", is_flag=True)
@opened
def approve(head_office: HeadOffice, device_name: str, as_json: bool) -> None:
    """Let a desk exchange work; compare the fingerprint on both screens first."""
    with writing(head_office.engine) as connection:
        decided = network.approve_device(connection, device_name, actor(), head_office.clock())
    show(as_document(decided), as_json=as_json, text=f"{decided.code} of {decided.office} is approved.")


@device.command("revoke")
@click.argument("device_name", metavar="DEVICE")
@click.option("--json", "as_json", is_flag=True)
@opened
def revoke(head_office: HeadOffice, device_name: str, as_json: bool) -> None:
    """Stop a desk; what it sent before stands, what it sends from now on is kept aside."""
    with writing(head_office.engine) as connection:
        decided = network.revoke_device(connection, device_name, actor(), head_office.clock())
    show(as_document(decided), as_json=as_json, text=f"{decided.code} of {decided.office} is closed.")


@device.command("clear-alarm")
@click.argument("device_name", metavar="DEVICE")
@click.option("--reason", required=True, help="What it was; kept in the audit.")
@click.option("--json", "as_json", is_flag=True)
@opened
def clear_alarm(head_office: HeadOffice, device_name: str, reason: str, as_json: bool) -> None:
    """Take the alarm of a desk away when it is known what it was."""
    with writing(head_office.engine) as connection:
        decided = network.clear_alarm(connection, device_name, actor(), head_office.clock(), reason)
    show(as_document(decided), as_json=as_json, text=f"Desk {decided.code} of {decided.office} has no alarm any more.")


@device.command("release")
@click.argument("device_name", metavar="DEVICE")
@click.option("--reason", required=True, help="Why its work is taken in; kept in the audit.")
@click.option("--json", "as_json", is_flag=True)
@opened
def release(head_office: HeadOffice, device_name: str, reason: str, as_json: bool) -> None:
    """Apply what a closed desk has sent since; the desk stays closed."""
    with writing(head_office.engine) as connection:
        found = network.find_device_by_name(connection, device_name)
        count = release_put_aside(connection, found.id, actor(), head_office.clock(), reason)
    text = f"{count} packets of desk {found.code} are applied by the running head office at once, else when it runs."
    show({**as_document(found), "released": count}, as_json=as_json, text=text)


@device.command("accept-key")
@click.argument("device_name", metavar="DEVICE")
@click.argument("user", metavar="USER")
@click.option("--reason", required=True, help="How it is known that the key is this person's; kept in the audit.")
@click.option("--json", "as_json", is_flag=True)
@opened
def accept_key(head_office: HeadOffice, device_name: str, user: str, reason: str, as_json: bool) -> None:
    """Let the newest other key of somebody at a desk countersign their work, as after a forgotten password."""
    with writing(head_office.engine) as connection:
        found = network.find_device_by_name(connection, device_name)
        count = accept_other_key(connection, head_office, found.id, user, who=actor(), reason=reason)
    text = f"{user} signs at desk {found.code} with this key from now on; {count} closings count that did not."
    show({**as_document(found), "user": user, "closings": count}, as_json=as_json, text=text)


def _line(one: network.Device) -> str:
    contact = "never" if one.last_contact is None else instant(one.last_contact)
    unsent = "?" if one.pending_estimate is None else one.pending_estimate
    told = (one.code, one.office, one.state, one.name, one.fingerprint, f"last contact {contact}", f"{unsent} not sent")
    return "\t".join((*told, *([f"ALARM {one.alarm}"] if one.alarm else [])))


def as_document(one: network.Device) -> dict[str, object]:
    """A desk as programs read it."""
    return {
        "id": one.id,
        "code": one.code,
        "office": one.office,
        "state": one.state,
        "name": one.name,
        "fingerprint": one.fingerprint,
        "incarnation": one.incarnation,
        "last_contact": None if one.last_contact is None else instant(one.last_contact),
        "pending_estimate": one.pending_estimate,
        "clock_skew_ms": one.clock_skew_ms,
        "alarm": one.alarm,
    }


def instant(milliseconds: int) -> str:
    """A UTC instant as ISO 8601 with Z."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
