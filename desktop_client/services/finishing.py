"""From a form left open to a registration: half-typed answers become questions, the rest goes through intake."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_client.services import drafts, groups, looking_up, private_conversation
from desktop_client.services.correcting import typed_answers
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.intake import NotRegisteredError, Registered, register_in, what_stops
from desktop_client.services.looking_up import NumberFacts
from desktop_client.services.reading_answers import read_answers
from desktop_client.storage.engine import reading, writing
from shared_models.catalogue import Problem
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING

Parts = Mapping[str, Mapping[str, Value]]


def finish(desk: OpenDesk, draft: str) -> Registered:
    """Register the person of an open form and take the form away, in one transaction.

    Raises NotRegisteredError with every question that is left, or ProblemError `draft.unknown`.
    """
    stored = drafts.load(desk, draft)
    facts = looking_up.number_facts(desk, stored.answers)
    parts, questions = _parts(desk, stored, facts)
    if questions:
        raise NotRegisteredError(questions)
    with writing(desk.engine) as connection:
        registered = register_in(
            connection, desk, parts["person"], parts["episode"], origin="form", facts=facts.context
        )
        private_conversation.name_subject(connection, desk, draft, registered)
        groups.note_registered(connection, stored, registered)
        drafts.remove(connection, draft)
    return registered


def check(desk: OpenDesk, draft: str) -> tuple[Problem, ...]:
    """Why a form cannot be finished yet; nothing is written. Raises ProblemError `draft.unknown`."""
    stored = drafts.load(desk, draft)
    facts = looking_up.number_facts(desk, stored.answers)
    parts, questions = _parts(desk, stored, facts)
    if questions:
        return questions
    with reading(desk.engine) as connection:
        return what_stops(connection, desk, parts["person"], parts["episode"], origin="form", facts=facts.context)


def _parts(desk: OpenDesk, stored: StoredDraft, facts: NumberFacts) -> tuple[Parts, tuple[Problem, ...]]:
    """The values by kind of record, and what is half typed or must be answered about somebody with the same card."""
    answers = typed_answers(stored)
    values, questions = read_answers(desk, answers, answers)
    parts: dict[str, dict[str, Value]] = {"person": {}, "episode": {}}
    for path, value in values.items():
        if value is not None:
            parts[path.partition(".")[0]][path] = value
    held, decided = facts.held, looking_up.LOOK_ALIKES
    if held is not None and not (values.get(decided) or values.get(decided + MISSING)):
        questions.append(Problem("record.card_registered", held.path, {"year": held.year}))
    return parts, tuple(questions)
