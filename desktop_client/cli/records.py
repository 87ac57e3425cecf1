"""Records for programs and for work without the window: list, show, export, amend."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from desktop_client.cli.session import Session, answered, print_json, shared_options
from desktop_client.papers.slip import A5, FORMS, slip_pdf, slip_picture
from desktop_client.services import intake, people, revealing, slips
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.storage.files import write_whole
from shared_models.catalogue import Catalogue, Problem, ProblemError, expand, parse_value, problem
from shared_models.catalogue.reasons import check_reason
from shared_models.records.changes import Value
from shared_models.records.rows import by_position

_REASONS = frozenset({"DK", "RF", "NA", "NV"})


@click.group()
def records() -> None:
    """The people of this desk."""


def _summary(desk: OpenDesk, one: Registration) -> dict[str, Any]:
    return {
        "id": one.person.id,
        "episode": one.episode.id if one.episode else None,
        "registration_no": one.registration_no,
        "returns": [str(shown.values.get("episode.registration_no") or "") for shown in one.returns],
        "legacy_ref": one.person.values.get("person.legacy_ref"),
        "name_latin": one.person.values.get("person.name_latin"),
        "name_urdu": one.person.values.get("person.name_urdu"),
        "place": one.place,
        "state": people.state_of(desk, one),
    }


@records.command("list")
@shared_options
@click.option("--search", default="", metavar="WORDS", help="Name, father, card, phone, number, in either script.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def list_records(
    home: Path | None, user: str | None, password_stdin: bool, search: str, limit: int, as_json: bool
) -> None:
    """People, newest first."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        rows = [_summary(desk, one) for one in people.list_people(desk, search, limit=limit)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo("\t".join(str(row[name] or "") for name in ("registration_no", "name_latin", "name_urdu", "place")))


@records.command("show")
@shared_options
@click.argument("record")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def show(home: Path | None, user: str | None, password_stdin: bool, record: str, as_json: bool) -> None:
    """One person with the newest return, or the one that is named, and the history of every field of them.

    Numbers are shown as the signed-in person may see them.
    """
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = people.find(desk, record)
        if found is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        shown = {
            **_summary(desk, found),
            "fields": people.visible_values(desk, found.values, found.person.office),
            "history": [_line(desk, entry) for one in _ids(found) for entry in people.history(desk, one)],
            "two_answers": _answers(desk, found),
        }
    if as_json:
        print_json(shown)
        return
    click.echo(msgspec.json.format(msgspec.json.encode(shown)).decode())


def _ids(found: Registration) -> list[str]:
    return [record.id for record in found.records]


def _line(desk: OpenDesk, entry: people.FieldWrite) -> dict[str, Any]:
    change = entry.change
    return {
        "change": str(change.id),
        "record": change.record,
        "action": change.action,
        "at": change.at,
        "author": change.author,
        "set": people.visible_values(desk, change.set),
        "refused": entry.refused,
        "pending": entry.pending,
    }


def _answers(desk: OpenDesk, found: Registration) -> list[dict[str, Any]]:
    """The questions with two answers, as the person signed in may see them."""
    asked = [leaf for one in _ids(found) for leaf in people.conflicts(desk, one).items()]
    seen = [(path, [people.visible_values(desk, {path: value}) for _, value in heads]) for path, heads in asked]
    return [
        {"path": place, "answers": [answer[place] for answer in answers if place in answer]}
        for _, answers in seen
        for place in dict.fromkeys(place for answer in answers for place in answer)
    ]


@records.command("slip")
@shared_options
@click.argument("record")
@click.option("--out", "file", required=True, type=click.Path(path_type=Path), help="Where to write it: .pdf or .png.")
@click.option("--form", type=click.Choice(FORMS), default=A5, show_default=True, help="Half a sheet, or an 80 mm roll.")
@answered
def print_slip(home: Path | None, user: str | None, password_stdin: bool, record: str, file: Path, form: str) -> None:
    """Write the paper a person takes home."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = people.find(desk, record)
        if found is None or found.episode is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        facts = slips.slip_facts(desk, found)
        write_whole(file, slip_picture(facts, form) if file.suffix.lower() == ".png" else slip_pdf(facts, form))
        slips.note_printed(desk, found)


@records.command("export")
@shared_options
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", default="", help="Show masked values that you may ask for; the reason is kept.")
@answered
def export(home: Path | None, user: str | None, password_stdin: bool, file: Path, reason: str) -> None:
    """Write every record as one JSON object a line; what the signed-in person neither writes nor sees stays masked."""
    why = check_reason(reason) if reason else ""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        lines = [msgspec.json.encode(line) + b"\n" for line in people.export(desk, revealing=bool(why))]
        revealing.note_export(desk, count=len(lines), reason=why)
        write_whole(file, b"".join(lines))


@records.command("amend")
@shared_options
@click.argument("record")
@click.argument("assignments", nargs=-1, required=True, metavar="PATH=VALUE…")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@answered
def amend(
    home: Path | None,
    user: str | None,
    password_stdin: bool,
    record: str,
    assignments: tuple[str, ...],
    as_json: bool,
) -> None:
    """Change fields: PATH=VALUE sets, PATH= clears, PATH!=DK says why there is no value; rows by position (documents.1)."""
    with Session(home, user, password_stdin=password_stdin).desk() as desk:
        found = people.find(desk, record)
        if found is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        wanted: dict[str, dict[str, Value]] = {}
        for assignment in assignments:
            path, values = _assignment(assignment, found, desk.catalogue)
            wanted.setdefault(path.partition(".")[0], {}).update(values)
        changed = 0
        for kind, values in wanted.items():
            target = found.person.id if kind == "person" else (found.episode.id if found.episode else "")
            changed += intake.amend(desk, target, values)
    if as_json:
        print_json({"changed": changed})


def _assignment(text: str, found: Registration, catalogue: Catalogue) -> tuple[str, dict[str, Value]]:
    """(path, leaf values) of one PATH=VALUE."""
    path, equals, typed = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text!r} is not PATH=VALUE.")
    field = catalogue.field_of(path)
    if field is None:
        raise ProblemError(Problem("field.unknown", path, {"path": path}))
    if path.endswith("!"):
        return path, {path: typed or None}
    if not typed:
        present = [leaf for leaf in by_position(found.values) if leaf == path or leaf.startswith(path + ".")]
        return path, dict.fromkeys(present or [path])
    row_prefix = path.rpartition(".")[0] + "."
    row = {
        leaf.removeprefix(row_prefix): value
        for leaf, value in by_position(found.values).items()
        if leaf.startswith(row_prefix)
    }
    value = parse_value(field, typed, catalogue, row=row)
    if field.kind == "codes":
        cleared = {leaf: None for leaf in found.values if leaf.startswith(path + ".")}
        return path, {**cleared, **expand(field, value)}
    return path, {path: value}
