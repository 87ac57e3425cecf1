"""A person who is registered comes a second time: a new return of the same person, and what is newly known of that person.

Whose record it is and how it stood when the clerk said "the same person" is kept beside the form. What was written since
is asked about again, so the clerk never overwrites what no screen showed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec
import sqlalchemy as sa

from desktop_client.services import drafts, lease
from desktop_client.services.correcting import made_wrong
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.intake import Registered, amend_in, open_return, what_stops, write
from desktop_client.services.looking_up import LOOK_ALIKES, form_values
from desktop_client.services.newly_known import NewlyKnown, newly_known
from desktop_client.services.transferring import ask_is_here
from desktop_client.storage.engine import reading
from desktop_client.storage.view import ShownRecord
from shared_models.catalogue import Problem, ProblemError, living_rows
from shared_models.catalogue.access import refused_write
from shared_models.catalogue.context import Context
from shared_models.records.changes import Value
from shared_models.records.paths import RECORD_VOID
from shared_models.records.rows import by_position

SAME_PERSON = "SAME_PERSON"
# Beside the answers of a form: whose record it is and how it stood, and that its known answers hold where today's differ.
SAME, RECORD_HOLDS = "$same", "$record_holds"
_STOOD, _SHOWN, _NO_NUMBER = "stood", "shown", "no_number"
_NAME = "person.name_latin"  # where it is asked what no number of the form points to
_VOIDED = f"person.{RECORD_VOID}"


@dataclass(frozen=True, slots=True)
class Differs:
    """A known answer that today's form gives differently, at the form's own path; whether the typist may put it there."""

    form_path: str
    before: Value
    today: Value
    may_change: bool


@dataclass(frozen=True, slots=True)
class SamePerson:
    """The person a form is about: as the record stands now, and where in the form the number stands that it shares."""

    shown: ShownRecord
    path: str
    record_holds: bool
    changed_since: bool
    differences_shown: frozenset[str]


def say_same(desk: OpenDesk, draft: str, person: str, path: str) -> list[Differs]:
    """The clerk says that a form is about this person: keep that beside the form; what differs from the record.

    `path` is where the number stands that both have; empty where the person was known by anything else.
    Raises ProblemError `record.return_voided`, `.return_moved`, `.return_closed`, `.unknown`, `draft.unknown`.
    """
    stored, path = drafts.load(desk, draft), path or _NAME
    with reading(desk.engine) as connection:
        shown = desk.view.get(connection, person)
        if shown is None or shown.kind != "person":
            raise ProblemError(Problem("record.unknown", path, {"record": person[:60]}))
        refused = _refused(connection, desk, shown, path)
    if refused is not None:
        raise ProblemError(refused)
    typed = _person_values(desk, stored)
    news = _news(desk, shown, typed)
    told: dict[str, object] = {"value": person, _STOOD: _stand(shown), _SHOWN: sorted(_as_shown(news))}
    if not _shared_number(shown, typed):
        told[_NO_NUMBER] = True
    drafts.save_answer(desk, draft, SAME, told)
    drafts.save_answer(desk, draft, RECORD_HOLDS, None)
    return [
        Differs(news.form_paths[one.path], one.before, one.today, _may_rewrite(desk, shown, one.path))
        for one in news.differing
    ]


def let_record_hold(desk: OpenDesk, draft: str) -> None:
    """Where a form differs from the record of its person, the record stays as it is."""
    drafts.save_answer(desk, draft, RECORD_HOLDS, {"value": True})


def same_person(
    connection: sa.Connection, desk: OpenDesk, stored: StoredDraft, values: Mapping[str, Value]
) -> SamePerson | None:
    """Whose second return a form is, by what was answered; None when nobody said so or the number is another one now."""
    said = stored.answers.get(SAME, {})
    if values.get(LOOK_ALIKES) != SAME_PERSON or not said.get("value"):
        return None
    shown = desk.view.get(connection, str(said["value"]))
    shared = _shared_number(shown, values) if shown is not None else ""
    if said.get(_NO_NUMBER):
        shared = shared or _NAME
    if shown is None or not shared:
        return None
    holds = bool(stored.answers.get(RECORD_HOLDS, {}).get("value"))
    return SamePerson(shown, shared, holds, said.get(_STOOD) != _stand(shown), frozenset(said.get(_SHOWN, ())))


def what_stops_return(
    connection: sa.Connection,
    desk: OpenDesk,
    same: SamePerson,
    person: Mapping[str, Value],
    episode: Mapping[str, Value],
    facts: Context,
) -> tuple[Problem, ...]:
    """Why this second return cannot be registered yet: nothing is written."""
    news = _news(desk, same.shown, person)
    refused = _refused(connection, desk, same.shown, same.path)
    unseen = not same.record_holds and not _as_shown(news) <= same.differences_shown
    if refused is None and (same.changed_since or unseen):
        refused = Problem("record.return_changed", same.path)
    if refused is not None:
        return (refused,)
    found = what_stops(connection, desk, person, episode, origin="form", facts=facts)
    wrong = made_wrong(desk, by_position(same.shown.values), _changes(desk, same, news))
    placed = (replace(one, path=news.form_paths.get(one.path, same.path)) for one in wrong)
    return tuple(dict.fromkeys((*found, *placed)))


def register_return(
    connection: sa.Connection,
    desk: OpenDesk,
    same: SamePerson,
    person: Mapping[str, Value],
    episode: Mapping[str, Value],
) -> Registered:
    """Write the new return and what is newly known of its person, in the caller's transaction and at one moment."""
    at = desk.clock()
    now = replace(desk, clock=lambda: at)
    changes = _changes(now, same, _news(now, same.shown, person))
    amend_in(connection, now, same.shown.id, changes, same.shown)
    edit, number = open_return(connection, now, same.shown.id, episode, at)
    write(connection, now, [edit], at, "registered_again", same.shown.id)
    return Registered(same.shown.id, edit.record, number, at)


def _news(desk: OpenDesk, shown: ShownRecord, person: Mapping[str, Value]) -> NewlyKnown:
    return newly_known(by_position(shown.values), person, desk.catalogue)


def _changes(desk: OpenDesk, same: SamePerson, news: NewlyKnown) -> dict[str, Value]:
    """What is written: nothing over known answers that the typist may not rewrite, or that the clerk let stand."""
    if same.record_holds:
        return news.added
    return {
        **news.added,
        **{path: value for path, value in news.instead.items() if _may_rewrite(desk, same.shown, path)},
    }


def _may_rewrite(desk: OpenDesk, shown: ShownRecord, path: str) -> bool:
    """Whether the person signed in may put another answer in the place of a known one."""
    return refused_write(desk.person.role, path, by_position(shown.values), desk.catalogue) is None


def _refused(connection: sa.Connection, desk: OpenDesk, shown: ShownRecord, path: str) -> Problem | None:
    """A withdrawn record gets no return, one of another office gets it there, and a closed one is not shown."""
    if _VOIDED in shown.values:
        return Problem("record.return_voided", path)
    closed = lease.closed_before(desk)
    if closed is not None and shown.created_at <= closed:
        return Problem("record.return_closed", path)
    try:
        ask_is_here(connection, desk, shown)
    except ProblemError as away:
        return Problem("record.return_moved", path, away.problem.params)
    return None


def _shared_number(shown: ShownRecord, values: Mapping[str, Value]) -> str:
    """Where in a form a number of this person's papers stands; empty when none does."""
    section = "person.documents"
    theirs = {shown.values.get(f"{section}.{row}.number") for row in living_rows(section, shown.values)}
    places = (f"{section}.{row}.number" for row in living_rows(section, values))
    return next((place for place in places if values.get(place) is not None and values[place] in theirs), "")


def _stand(shown: ShownRecord) -> str:
    """What a record says, as one word: another one as soon as anybody wrote in it."""
    writers = {path: list(ids) for path, ids in shown.writers.items()}
    return hashlib.sha256(msgspec.json.encode(writers, order="deterministic")).hexdigest()


def _as_shown(news: NewlyKnown) -> set[str]:
    """The differences that a screen shows, each as one word: beside the form no value stands a second time."""
    told = ((one.path, one.before, one.today) for one in news.differing)
    return {hashlib.sha256(msgspec.json.encode(one, order="deterministic")).hexdigest()[:16] for one in told}


def _person_values(desk: OpenDesk, stored: StoredDraft) -> dict[str, Value]:
    return {path: value for path, value in form_values(desk, stored.answers).items() if path.startswith("person.")}
