"""Sealed entries at head office: that they exist is listed, what stands inside is opened by the focal point with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.catalogue.reasons import check_reason
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.sealed_entry import CONTENT, KIND, Entry, open_entry
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.protection_key import make_protection_key, open_protection_key
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import record


@dataclass(frozen=True, slots=True)
class SealedLine:
    """All that anybody learns of an entry without the key: its id, its office, and the day it was written (UTC ms)."""

    id: str
    office: str
    day: int


def add_protection_key(head_office: HeadOffice, who: str) -> str:
    """Make the protection key of a head office that has none; the words that open it. Raises `sealed.key_made`."""
    at = head_office.clock()
    words = make_protection_key(head_office.configuration.key_folder, at, head_office.random_bytes)
    with writing(head_office.engine) as connection:
        append_audit(connection, at, who, "protection_key.made", "protection key")
    return words


def list_sealed(connection: sa.Connection) -> list[SealedLine]:
    """Every sealed entry in the order of the random ids, which tells nothing."""
    query = (
        sa.select(record.c.id, record.c.office, change_log.c.at)
        .join(change_log, change_log.c.record == record.c.id)
        .where(record.c.kind == KIND, change_log.c.action == "create", change_log.c.outcome != "refused")
        .order_by(record.c.id)
    )
    return [SealedLine(row.id, row.office, row.at) for row in connection.execute(query)]


def read_sealed(
    head_office: HeadOffice, names: Sequence[str], *, words: str, reason: str, who: str
) -> list[tuple[str, Entry]]:
    """What stands in these entries. Each opening is in the audit chain, with its reason, before anything is shown.

    A wrong word is there too. Raises ProblemError `access.reason_needed`, `access.reason_long`, `sealed.unknown`,
    `sealed.not_readable` and those of the protection key.
    """
    reason = check_reason(reason)
    try:
        private = open_protection_key(head_office.configuration.key_folder, words)
    except ProblemError as refused:
        _note(head_office, who, "sealed.not_opened", list(names), {"reason": reason, "problem": refused.problem.code})
        raise
    with reading(head_office.engine) as connection:
        stored = [(name, _content(connection, head_office, name)) for name in names]
    _note(head_office, who, "sealed.opened", list(names), {"reason": reason})
    try:
        return [(name, open_entry(content, private, name)) for name, content in stored]
    except ProtocolError as failure:
        raise ProblemError(Problem(failure.code)) from None


def _content(connection: sa.Connection, head_office: HeadOffice, name: str) -> str:
    found = sa.select(record.c.field_values).where(record.c.id == name, record.c.kind == KIND)
    text = connection.execute(found).scalar()
    if text is None:
        raise ProblemError(Problem("sealed.unknown", "", {"record": name[:60]}))
    values: dict[str, Any] = msgspec.json.decode(head_office.cipher.reveal("record", "field_values", name, text))
    return str(values.get(CONTENT, ""))


def _note(
    head_office: HeadOffice, who: str, action: str, names: Sequence[str], detail: dict[str, str | int | None]
) -> None:
    with writing(head_office.engine) as connection:
        for name in names:
            append_audit(connection, head_office.clock(), who, action, name[:60], detail)
