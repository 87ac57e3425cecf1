"""Erasing people who asked for it: who waits, erasing one, and where it is not done yet."""

import click
import msgspec

from shared_models.catalogue import ProblemError
from shared_models.catalogue.context import day_in_pakistan
from sync_server.cli.frame import actor, opened, show
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.intake import erasures

OLD_BACKUPS = (
    "Backups made before still hold the person until their days are over; the list erases again what is put back.\n"
    "Sealed entries do not say whose they are: the focal point names them with --also."
)


@click.group()
def erasure() -> None:
    """People who asked to be erased."""


@erasure.command("list")
@click.option("--json", "as_json", is_flag=True)
@opened
def list_known(head_office: HeadOffice, as_json: bool) -> None:
    """Show who waits to be erased, what stands in the way, and at which desks an erasure is not done yet."""
    with reading(head_office.engine) as connection:
        waiting, done = erasures.requests(connection, head_office), erasures.done(connection)
    lines = [
        f"waits\t{one.number or one.person}\t{one.office}\tasked {one.asked_on}\t"
        + ("wage claim open" if one.claim_open else "can be erased")
        for one in waiting
    ]
    lines += [
        f"erased\t{one.person}\t{day_in_pakistan(one.at).isoformat()}\t{one.records} records\t"
        + (f"not erased yet at: {', '.join(one.not_yet_at)}" if one.not_yet_at else "erased everywhere")
        for one in done
    ]
    document = {"waiting": msgspec.to_builtins(waiting), "erased": msgspec.to_builtins(done)}
    show(document, as_json=as_json, text="\n".join(lines) or "Nobody asked to be erased.")


@erasure.command("run")
@click.argument("person")
@click.option(
    "--reason", required=True, help="Why, and how it was known that it is this person; kept in the audit chain."
)
@click.option("--also", multiple=True, help="Another record that goes with the person, as a sealed entry that says so.")
@click.option("--json", "as_json", is_flag=True)
@opened
def run(head_office: HeadOffice, person: str, reason: str, also: tuple[str, ...], as_json: bool) -> None:
    """Erase PERSON (id or number) with all that hangs on that person. This is not taken back."""
    try:
        with writing(head_office.engine) as connection:
            made = erasures.erase_person(connection, head_office, person, reason=reason, who=actor(), also=also)
    except ProblemError as refusal:
        if refusal.problem.code == erasures.CLAIM_OPEN:
            with writing(head_office.engine) as connection:
                erasures.note_not_possible(connection, head_office, person, who=actor())
        raise
    lines = [f"Erased: {len(made.records)} records, line {made.line} of the list. Desks erase at their next contact."]
    lines += [f"The list could not be copied to {folder}: copy it there by hand." for folder in made.not_copied_to]
    if made.put_aside:
        lines.append(f"{made.put_aside} packets put aside were not looked into; what they hold is erased on release.")
    show(msgspec.to_builtins(made), as_json=as_json, text="\n".join([*lines, OLD_BACKUPS]))
