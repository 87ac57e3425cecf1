"""Showing a person to another office and answering one, for programs and for work without the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from desktop_client.cli.session import Session, answered, print_json, shared_options
from desktop_client.services import people, referring
from desktop_client.services.desk import OpenDesk
from desktop_client.services.guests import Referred
from shared_models.catalogue import ProblemError, problem


@click.command("refer")
@shared_options
@click.argument("record")
@click.option("--to", "office", required=True, metavar="OFFICE", help="The code of the office that is asked (KHI).")
@click.option("--for", "reason", required=True, metavar="CODE", help="What for: a code of REFERRAL_REASON (TRAINING).")
@click.option("--note", default="", help="One sentence for the other office.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def refer(
    home: Path | None, user: str | None, password_stdin: bool, record: str, office: str, reason: str, note: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Show a person to another office, which reads the whole record and answers; the person stays here."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = people.find(desk, record)
        if found is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        made = _told(desk, referring.refer(desk, found.person.id, office, reason, note))
    _print(made, as_json=as_json)


@click.command("referrals")
@shared_options
@click.option("--open", "only_open", is_flag=True, help="Only those that are not ended.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def referrals(home: Path | None, user: str | None, password_stdin: bool, only_open: bool, as_json: bool) -> None:
    """The referrals from this office and to it, the newest first, with every step."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        rows = [_told(desk, one) for one in referring.every(desk, only_open=only_open)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        _print(row, as_json=False)


@click.command("answer")
@shared_options
@click.argument("referral")
@click.option("--accept", "step", flag_value=referring.ACCEPTED, help="This office does it.")
@click.option("--done", "step", flag_value=referring.DONE, help="It is done; the record leaves this office again.")
@click.option("--decline", "why", default="", metavar="CODE", help="This office cannot: a code of DECLINE_REASON.")
@click.option("--take-back", "step", flag_value=referring.TAKEN_BACK, help="The office that asked does so no longer.")
@click.option("--note", default="", help="One sentence for the other office.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def answer(
    home: Path | None, user: str | None, password_stdin: bool, referral: str, step: str | None, why: str, note: str,
    as_json: bool,
) -> None:  # fmt: skip
    """Write the next step of a referral (its id stands in `referrals`)."""
    if bool(step) == bool(why):
        raise click.UsageError("One of --accept, --done, --decline CODE, --take-back.")
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        made = _told(desk, referring.take_step(desk, referral, step or referring.DECLINED, why, note))
    _print(made, as_json=as_json)


def _told(desk: OpenDesk, one: Referred) -> dict[str, Any]:
    read = one.referral
    return {
        "referral": one.shown.id,
        "person": read.person,
        "from_office": read.from_office,
        "to_office": read.to_office,
        "reason": read.reason,
        "note": read.note,
        "state": read.state,
        "open": read.is_open,
        "steps": [
            {"step": step.code, "reason": step.reason, "note": step.note, "counts": step.counts} for step in read.steps
        ],
        "possible": referring.steps_now(desk, one) if read.is_open else [],
    }


def _print(row: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(row)
        return
    click.echo("\t".join(str(row[name]) for name in ("referral", "from_office", "to_office", "reason", "state")))
