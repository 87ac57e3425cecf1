"""From a form left open to a registration: half-typed answers become questions, the rest goes through intake."""

from __future__ import annotations

from desktop_client.services import drafts, private_conversation
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError, Registered, register_in
from desktop_client.services.reading_answers import read_answers
from desktop_client.storage.engine import writing
from shared_models.records.changes import Value


def finish(desk: OpenDesk, draft: str) -> Registered:
    """Register the person of an open form and take the form away, in one transaction.

    Raises NotRegisteredError with every question that is left, or ProblemError `draft.unknown`.
    """
    stored = drafts.load(desk, draft)
    values, questions = read_answers(desk, stored.answers, stored.answers)
    if questions:
        raise NotRegisteredError(tuple(questions))
    parts: dict[str, dict[str, Value]] = {"person": {}, "episode": {}}
    for path, value in values.items():
        if value is None:
            continue
        parts[path.partition(".")[0]][path] = value
    with writing(desk.engine) as connection:
        registered = register_in(connection, desk, parts["person"], parts["episode"], origin="form")
        private_conversation.name_subject(connection, desk, draft, registered)
        drafts.remove(connection, draft)
    return registered
