"""Showing a masked field to a reader who may ask for it: the reason is in the audit chain before the value is on a page."""

from dataclasses import replace

from shared_models.catalogue import Field, ProblemError, load_catalogue, problem
from shared_models.catalogue.access import refused_reveal
from shared_models.catalogue.reasons import check_reason
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.people.reader import Reader


def ask_to_see(head_office: HeadOffice, reader: Reader, subject: str, path: str, *, reason: str, who: str) -> Reader:
    """A reader to whom the field at `path` is shown on the page of `subject`; the audit line says who, which and why.

    The path of a section stands for all its fields that are masked for this reader; each has an audit line of its own.

    Raises ProblemError `access.reason_needed`, `access.reason_long`, `access.may_not_reveal`, `access.nobody_reads`,
    or `server.not_found` for a field there is not.
    """
    why = check_reason(reason)
    fields = _fields_at(reader, path)
    if not fields:
        raise ProblemError(problem("server.not_found"))
    for field in fields:
        refused = refused_reveal(reader.role, "other", field)
        if refused is not None:
            raise ProblemError(refused)
    with writing(head_office.engine) as connection:
        for field in fields:
            detail: dict[str, str | int | None] = {"path": field.path, "reason": why}
            append_audit(connection, head_office.clock(), who, "record.revealed", subject, detail)
    return replace(reader, opened=reader.opened | {field.path for field in fields})


def _fields_at(reader: Reader, path: str) -> tuple[Field, ...]:
    """The field at `path`, or what of the section at `path` is masked; the whole section when nothing of it is."""
    catalogue = load_catalogue()
    field, section = catalogue.fields.get(path), catalogue.sections.get(path)
    if field is not None:
        return (field,)
    fields = catalogue.fields_of(section.kind_of_record, section.name) if section else ()
    return tuple(field for field in fields if reader.may_ask(field)) or fields
