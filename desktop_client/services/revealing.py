"""Showing a masked value to somebody who may ask for it: with a reason, and a line in the audit chain that stays."""

from __future__ import annotations

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import audit
from desktop_client.storage.engine import writing
from desktop_client.storage.view import ShownRecord
from shared_models.catalogue import Field, ProblemError, access, members_of, problem
from shared_models.catalogue.access import READABLE, refused_reveal
from shared_models.catalogue.reasons import check_reason
from shared_models.records.changes import Value
from shared_models.records.rows import name_rows


def reveal(desk: OpenDesk, record: str, path: str, reason: str) -> Value:
    """The value at a path of a record (rows by position or by id) that the person signed in sees masked.

    The line says who, when, which record, which field and why, and never the value. Raises ProblemError
    `access.reason_needed`, `access.reason_long`, `access.may_not_reveal`, `access.nobody_reads`,
    `access.nothing_to_reveal`, `record.unknown`, `field.unknown`.
    """
    why = check_reason(reason)
    with writing(desk.engine) as connection:
        shown = desk.view.get(connection, record)
        if shown is None:
            raise ProblemError(problem("record.unknown", record=record[:60]))
        ((leaf, _),) = name_rows({path: None}, shown.values, desk.identity.code, desk.journal.incarnation).items()
        field = desk.catalogue.field_of(leaf)
        if field is None or field.kind_of_record != shown.kind:
            raise ProblemError(problem("field.unknown", path[:160]))
        _ask(desk, shown, field)
        value = _value(shown, field, leaf)
        detail = f"{leaf}: {why}"
        audit.append(
            connection, at=desk.clock(), login=desk.person.login, action="revealed", subject=record, detail=detail
        )
    return value


def note_export(desk: OpenDesk, *, count: int, reason: str = "") -> None:
    """Write down that records left this desk in a file, and why masked values went with them."""
    with writing(desk.engine) as connection:
        at, login = desk.clock(), desk.person.login
        detail = f"{count} records" + (f": {reason}" if reason else "")
        audit.append(connection, at=at, login=login, action="exported", detail=detail)


def _ask(desk: OpenDesk, shown: ShownRecord, field: Field) -> None:
    relation = "own" if shown.office == desk.identity.office else "other"
    if access(desk.person.role, relation, field, desk.catalogue) in READABLE:
        raise ProblemError(problem("access.nothing_to_reveal", field.path))
    refused = refused_reveal(desk.person.role, relation, field, desk.catalogue)
    if refused is not None:
        raise ProblemError(refused)


def _value(shown: ShownRecord, field: Field, leaf: str) -> Value:
    value: Value = shown.values.get(leaf)
    if field.kind == "codes":
        parts = leaf.split(".")
        value = list(members_of(field, shown.values, parts[2] if field.repeated else "")) or None
    if value is None:
        raise ProblemError(problem("access.nothing_to_reveal", field.path))
    return value
