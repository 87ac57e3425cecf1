"""What was answered about people like the one in an open form: kept beside the form, and records of their own when it ends.

Head office decides whether two records are one person; a desk says what was seen with the person or the papers at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.intake import write
from desktop_client.storage.journal import Edit
from shared_models.catalogue.access import refused_write
from shared_models.records import ids
from shared_models.records.changes import Value
from shared_models.records.paths import RECORD_VOID

KIND = "link"
# Beside the answers of a form: what was said of a person of this desk by id, or of an office by its code.
OF_PERSON, OF_OFFICE = "$link.", "$link_office."
_FIELDS = ("answer", "reason", "score", "model")

Answers = Mapping[str, Mapping[str, Any]]


def answered_people(answers: Answers) -> set[str]:
    """The people about whom this form has its answer."""
    return {path.removeprefix(OF_PERSON) for path in answers if path.startswith(OF_PERSON)}


def answered_offices(answers: Answers) -> set[str]:
    """The offices of which this form has asked, or said that it is somebody else."""
    return {path.removeprefix(OF_OFFICE) for path in answers if path.startswith(OF_OFFICE)}


def journal(connection: sa.Connection, desk: OpenDesk, stored: StoredDraft, person: str) -> None:
    """Write what was answered, in the transaction that registers `person`; nothing where nobody was asked."""
    at = desk.clock()
    known = f"{KIND}.person" in desk.catalogue.fields  # fields of an older version have no such record
    if not known or refused_write(desk.person.role, f"{KIND}.answer", {}, desk.catalogue) is not None:
        return
    edits = [
        Edit(ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES)), KIND, "create", {f"{KIND}.person": person, **said})
        for said in _said(connection, desk, stored.answers, person)
    ]
    if edits:
        write(connection, desk, edits, at, "compared", person)


def _said(connection: sa.Connection, desk: OpenDesk, answers: Answers, person: str) -> Iterator[dict[str, Value]]:
    for path in sorted(answers):
        told = answers[path].get("value")
        if not isinstance(told, Mapping) or not path.startswith((OF_PERSON, OF_OFFICE)):
            continue
        values: dict[str, Value] = {
            f"{KIND}.{name}": told[name] for name in _FIELDS if told.get(name) not in (None, "")
        }
        if path.startswith(OF_OFFICE):
            yield {f"{KIND}.other_office": path.removeprefix(OF_OFFICE), **values}
        elif _stands(connection, desk, other := path.removeprefix(OF_PERSON)) and other != person:
            yield {f"{KIND}.other": other, **values}


def _stands(connection: sa.Connection, desk: OpenDesk, person: str) -> bool:
    """Whether this person is still there: erased or withdrawn since, nobody is named any more."""
    shown = desk.view.get(connection, person)
    return shown is not None and f"person.{RECORD_VOID}" not in shown.values
