"""From a form left open to a registration: half-typed answers become questions, the rest goes through intake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.services import drafts, form_pictures, groups, links, looking_up, private_conversation
from desktop_client.services.correcting import typed_answers
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.intake import NotRegisteredError, Registered, register_in, what_stops
from desktop_client.services.looking_up import LOOK_ALIKES, NumberFacts, card_registered
from desktop_client.services.reading_answers import read_answers
from desktop_client.services.second_return import (
    SAME,
    SAME_PERSON,
    SamePerson,
    register_return,
    same_person,
    what_stops_return,
)
from desktop_client.storage.engine import reading, writing
from shared_models.catalogue import Problem
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING

_KINDS = ("person.", "episode.")


@dataclass(frozen=True, slots=True)
class _Form:
    """What a form says, by kind of record, and of whom it is a second return."""

    person: Mapping[str, Value]
    episode: Mapping[str, Value]
    same: SamePerson | None


def finish(desk: OpenDesk, draft: str) -> Registered:
    """Register the person of an open form and take the form away, in one transaction.

    Raises NotRegisteredError with every question that is left, or ProblemError `draft.unknown`.
    """
    stored = drafts.load(desk, draft)
    facts = looking_up.number_facts(desk, stored.answers)
    with writing(desk.engine) as connection:
        form, questions = _read(connection, desk, stored, facts)
        # Registering somebody new looks itself at what stops it.
        blocking = questions or (_what_stops(connection, desk, form, facts) if form.same is not None else ())
        if blocking:
            raise NotRegisteredError(blocking)
        if form.same is not None:
            registered = register_return(connection, desk, form.same, form.person, form.episode)
        else:
            registered = register_in(connection, desk, form.person, form.episode, origin="form", facts=facts.context)
        private_conversation.name_subject(connection, desk, draft, registered)
        groups.note_registered(connection, stored, registered)
        form_pictures.journal(connection, desk, stored, registered.person)
        links.journal(connection, desk, stored, registered.person)
        drafts.remove(connection, draft)
    return registered


def check(desk: OpenDesk, draft: str) -> tuple[Problem, ...]:
    """Why a form cannot be finished yet; nothing is written. Raises ProblemError `draft.unknown`."""
    stored = drafts.load(desk, draft)
    facts = looking_up.number_facts(desk, stored.answers)
    with reading(desk.engine) as connection:
        form, questions = _read(connection, desk, stored, facts)
        return questions or _what_stops(connection, desk, form, facts)


def _what_stops(connection: sa.Connection, desk: OpenDesk, form: _Form, facts: NumberFacts) -> tuple[Problem, ...]:
    if form.same is not None:
        return what_stops_return(connection, desk, form.same, form.person, form.episode, facts.context)
    return what_stops(connection, desk, form.person, form.episode, origin="form", facts=facts.context)


def _read(
    connection: sa.Connection, desk: OpenDesk, stored: StoredDraft, facts: NumberFacts
) -> tuple[_Form, tuple[Problem, ...]]:
    """The values by kind of record, and what is half typed or must be answered about somebody with the same card."""
    answers = typed_answers(stored)
    values, questions = read_answers(desk, answers, answers)
    known = {path: value for path, value in values.items() if value is not None}
    same = same_person(connection, desk, stored, known)
    held, decided = facts.held, known.get(LOOK_ALIKES) or known.get(LOOK_ALIKES + MISSING)
    said_of_other = decided == SAME_PERSON and (same is None or (held is not None and held.person != same.shown.id))
    if held is not None and (not decided or said_of_other):
        questions.append(card_registered(desk.catalogue, held))
    elif said_of_other and SAME in stored.answers:
        # It was said of a number that was put right since: it says nothing of this person.
        known.pop(LOOK_ALIKES)
    person, episode = ({path: value for path, value in known.items() if path.startswith(kind)} for kind in _KINDS)
    return _Form(person, episode, same), tuple(questions)
