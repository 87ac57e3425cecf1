"""One person with the returns that belong to them: facts by section as the reader may see them, each with its history."""

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import ProblemError, load_catalogue, problem, unanswered
from shared_models.catalogue.computed import computed_values
from shared_models.protocol.attached import KIND as ATTACHMENT
from shared_models.protocol.attached import PICTURE, SMALL
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.paths import PERSON_OFFICE, PERSON_OFFICE_REASON, RECORD_VOID
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import scope_guest
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.came_back import why_not_published
from sync_server.subjects.files import opened_picture
from sync_server.subjects.people.drawing import Drawing, writes_by_leaf
from sync_server.subjects.people.history import logged
from sync_server.subjects.people.page import Move, Picture, RecordPage, RecordPart
from sync_server.subjects.people.reader import READABLE, Reader

RETURN = "episode"


def read_person(connection: sa.Connection, head_office: HeadOffice, reader: Reader, record_id: str) -> RecordPage:
    """The page of the person with this id, or of the person to whom the return with this id belongs.

    Raises ProblemError `server.not_found`.
    """
    row = connection.execute(sa.select(record).where(record.c.id == record_id)).first()
    if row is not None and row.person:
        row = connection.execute(sa.select(record).where(record.c.id == row.person)).first() or row
    if row is None or row.kind == SEALED:
        raise ProblemError(problem("server.not_found"))
    hanging = sa.select(record).where(record.c.person == row.id).order_by(record.c.id.desc())
    # Returns first, the newest on top, then what else belongs to the person.
    rows = [row, *sorted(connection.execute(hanging), key=lambda one: str(one.kind) != RETURN)]
    named = reader.named(head_office.cipher.reveal("record", "field_values", row.id, row.field_values))
    values = [_values(head_office, one) for one in rows]
    newest = values[1] if len(values) > 1 and rows[1].kind == RETURN else {}
    return RecordPage(
        id=row.id,
        name_latin=named["person.name_latin"],
        name_urdu=named["person.name_urdu"],
        legacy_ref=named["person.legacy_ref"],
        names_hidden=not reader.sees_names(),
        shown_to=_shown_to(connection, row.id),
        moves=_moves(connection, head_office, row.id),
        parts=tuple(
            _part(connection, head_office, reader, one, own, (newest if one is row else values[0]))
            for one, own in zip(rows, values, strict=True)
        ),
    )


def _moves(connection: sa.Connection, head_office: HeadOffice, person: str) -> tuple[Move, ...]:
    """To which offices the person was given, the newest first."""
    return tuple(
        Move(
            office=str(entry.change.set.get(PERSON_OFFICE) or ""),
            author=entry.change.author,
            desk=entry.desk,
            from_office=entry.office,
            at=entry.change.at,
            reason=str(entry.change.set.get(PERSON_OFFICE_REASON) or ""),
            refused=entry.refused,
            role_unknown=entry.role_unknown,
        )
        for entry in reversed(logged(connection, head_office, person))
        if entry.change.set.get(PERSON_OFFICE)
    )


def _shown_to(connection: sa.Connection, person: str) -> tuple[str, ...]:
    """The offices that are shown this person by a referral and do not have it."""
    column = scope_guest.c
    now = sa.select(column.office).where(column.record == person, column.ended.is_(None)).order_by(column.office)
    return tuple(connection.execute(now.distinct()).scalars())


def note_reading(head_office: HeadOffice, who: str, record_id: str) -> None:
    """Write down that somebody at head office looked at a person's page."""
    with writing(head_office.engine) as connection:
        append_audit(connection, head_office.clock(), who, "record.read", record_id)


def _values(head_office: HeadOffice, row: sa.Row[Any]) -> dict[str, Any]:
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    return msgspec.json.decode(text, type=dict[str, Any])


def _part(
    connection: sa.Connection,
    head_office: HeadOffice,
    reader: Reader,
    row: sa.Row[Any],
    values: Mapping[str, Any],
    beside: Mapping[str, Any],
) -> RecordPart:
    """One record; `beside` holds the answers of the person it belongs to, or of the newest return."""
    catalogue = load_catalogue()
    disputed = sa.select(conflict.c.path, conflict.c.id).where(
        conflict.c.record == row.id, conflict.c.closed_position.is_(None)
    )
    answers = {one.path: one.id for one in connection.execute(disputed)}
    registration = {**beside, **values}
    drawn = Drawing(
        reader, catalogue, values, writes_by_leaf(logged(connection, head_office, row.id)), answers,
        computed=computed_values(row.kind, registration, catalogue),
        unanswered=frozenset(
            field.path
            for path in unanswered("COMPLETE", registration, catalogue, kinds=(row.kind,))
            if (field := catalogue.field_of(path))
        ),
    )  # fmt: skip
    sections = catalogue.sections_of(row.kind)
    shown = {section.path: found for section in sections if (found := drawn.section(section))}
    # What the role may never see is named whether something stands there or not.
    hidden = {
        section.path: fields
        for section in sections
        if section.path not in shown and (fields := reader.not_for(catalogue.fields_of(row.kind, section.name)))
    }
    return RecordPart(
        id=row.id,
        kind=row.kind,
        kind_label=catalogue.kinds[row.kind].label(reader.language),
        office=row.office,
        state=row.state,
        number=values.get(f"{row.kind}.registration_no", ""),
        sections=tuple(shown.values()),
        withdrawal=drawn.withdrawal(f"{row.kind}.{RECORD_VOID}"),
        silent=tuple(
            section.label(reader.language)
            for section in sections
            if section.path not in shown and section.path not in hidden
        ),
        hidden=tuple(catalogue.sections[path].label(reader.language) for path in hidden),
        who=reader.who_reads(field for fields in hidden.values() for field in fields),
        picture=_picture(head_office, reader, values) if row.kind == ATTACHMENT else None,
        to_repair=why_not_published(connection, head_office, row.id, reader.language),
    )


def _picture(head_office: HeadOffice, reader: Reader, values: Mapping[str, Any]) -> Picture | None:
    """What a photo or paper shows: the picture itself once its file was asked for with a reason, small before that for a
    role that reads files anyway.
    """
    field = load_catalogue().fields[f"{ATTACHMENT}.{PICTURE}"]
    if reader.right(field) not in READABLE:
        return None
    jpeg = opened_picture(head_office, values, PICTURE if field.path in reader.opened else SMALL)
    return Picture() if jpeg is None else Picture("data:image/jpeg;base64," + base64.b64encode(jpeg).decode())
