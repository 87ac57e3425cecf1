"""Correcting a record: a form over what is shown, kept on the disk like every form, written as the few leaves that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from desktop_client.services import drafts, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.intake import NotRegisteredError, amend_in
from desktop_client.services.people import Registration
from desktop_client.services.reading_answers import read_answers
from desktop_client.services.two_answers import two_answers
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.view import ShownRecord
from shared_models.catalogue import Problem, ProblemError, check_record, problem
from shared_models.catalogue.completeness import unanswered
from shared_models.catalogue.context import Context
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING, VOID
from shared_models.records.rows import by_position

# Beside the answers of an open correction stands what the screen showed of each record when the form was opened.
_SEEN = "$"
KINDS = ("person", "episode")


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction on the disk: how many leaves changed, and which of them now have two different answers."""

    person: str
    changed: int
    two_answers: tuple[str, ...]


def is_correction(stored: StoredDraft) -> bool:
    """Whether an open form lies over a record that exists."""
    return _SEEN + "person" in stored.answers


def typed_answers(stored: StoredDraft) -> dict[str, Mapping[str, Any]]:
    """What was typed into the form, without what the screen showed."""
    return {path: answer for path, answer in stored.answers.items() if not path.startswith(_SEEN)}


def seen_records(stored: StoredDraft) -> dict[str, ShownRecord]:
    """The records as the screen showed them when the form was opened, by kind."""
    return {
        kind: msgspec.convert(stored.answers[_SEEN + kind], ShownRecord)
        for kind in KINDS
        if _SEEN + kind in stored.answers
    }


def seen_values(stored: StoredDraft) -> dict[str, Value]:
    """What the screen showed, rows by position."""
    return by_position({path: value for seen in seen_records(stored).values() for path, value in seen.values.items()})


def open_correction(desk: OpenDesk, person: str) -> StoredDraft:
    """The form over a person and the newest return, or the one that is named; one that was left open goes on.

    Raises ProblemError `record.unknown`.
    """
    registration = people.find(desk, person)
    if registration is None:
        raise ProblemError(problem("record.unknown", record=person[:60]))
    shown = [registration.person, *_return_to_correct(desk, registration, person)]
    for stored in drafts.left_open(desk):
        seen = seen_records(stored)
        if seen and {one.id for one in seen.values()} == {one.id for one in shown}:
            if typed_answers(stored):
                return stored
            with writing(desk.engine) as connection:
                drafts.remove(connection, stored.id)
    opened = drafts.open_new(desk)
    refused = _came_back(desk, shown)
    kept = {_SEEN + record.kind: msgspec.to_builtins(record) for record in shown}
    with writing(desk.engine) as connection:
        drafts.keep(connection, opened.id, {**kept, **refused})
    return drafts.load(desk, opened.id)


def _return_to_correct(desk: OpenDesk, one: Registration, named: str) -> list[ShownRecord]:
    """The return that was named; where only the person was, the one that came back with a question, else the newest."""
    if one.episode is not None and named != one.person.id:
        return [one.episode]
    with reading(desk.engine) as connection:
        asked = people.records_that_came_back(connection, {shown.id for shown in one.returns})
    found = [shown for shown in one.returns if shown.id in asked]
    return (found or list(one.returns))[:1]


def save_answer(desk: OpenDesk, form: str, path: str, answer: Mapping[str, Any] | None) -> int:
    """Put one answer of any open form on the disk; an answer taken back in a correction stays as taken back."""
    if answer is None and is_correction(drafts.load(desk, form)):
        answer = {"value": None}
    return drafts.save_answer(desk, form, path, answer)


def _came_back(desk: OpenDesk, shown: list[ShownRecord]) -> dict[str, Mapping[str, Any]]:
    """The answers head office did not take, typed in again: the whole of that change has to go once more."""
    answers: dict[str, Mapping[str, Any]] = {}
    for record in shown:
        writes = people.history(desk, record.id)
        if not writes or not writes[-1].refused:
            continue
        for path, value in by_position({**record.values, **writes[-1].change.set}).items():
            if value == by_position(record.values).get(path):
                continue
            is_reason = path.endswith(MISSING) and value is not None
            answers[path.removesuffix(MISSING)] = {"missing": value} if is_reason else {"value": value}
    return answers


def finish(desk: OpenDesk, stored: StoredDraft) -> Corrected:
    """Write what differs from what the screen showed, one change a record, and take the form away.

    Raises NotRegisteredError with what the correction itself makes wrong; what was open before may stay open.
    """
    seen, shown = seen_records(stored), seen_values(stored)
    typed = {path: answer for path, answer in typed_answers(stored).items() if not _in_removed_row(path, stored)}
    values, questions = read_answers(desk, typed, {**_as_answers(shown), **typed})
    values |= {other: None for path, value in values.items() if value is not None and (other := _other(path)) in shown}
    changed = {path: value for path, value in values.items() if value != shown.get(path)}
    found = tuple(questions) or made_wrong(desk, shown, changed)
    if found:
        raise NotRegisteredError(found)
    written: dict[str, dict[str, Value]] = {}
    with writing(desk.engine) as connection:
        for kind, record in seen.items():
            part = {path: value for path, value in changed.items() if path.startswith(kind + ".")}
            written[record.id] = amend_in(connection, desk, record.id, part, record) if part else {}
        drafts.remove(connection, stored.id)
    disputed = [path for record, leaves in written.items() for path in two_answers(desk, record) if path in leaves]
    return Corrected(seen["person"].id, sum(map(len, written.values())), tuple(disputed))


def _other(path: str) -> str:
    """A value and the reason why there is none exclude each other."""
    return path.removesuffix(MISSING) if path.endswith(MISSING) else path + MISSING


def _as_answers(shown: Mapping[str, Value]) -> dict[str, Mapping[str, Any]]:
    return {path: {"value": value} for path, value in shown.items()}


def _in_removed_row(path: str, stored: StoredDraft) -> bool:
    """Whether a leaf lies in a row that this correction removes: only the removal is written."""
    parts = path.split(".")
    void = ".".join((*parts[:3], VOID))
    return len(parts) > 3 and path != void and bool(stored.answers.get(void, {}).get("value"))


def made_wrong(desk: OpenDesk, shown: Mapping[str, Value], changed: Mapping[str, Value]) -> tuple[Problem, ...]:
    """The blocking problems and open questions that were not there before, or stand at a leaf that was changed."""
    after = {**shown, **changed}
    gone = tuple(path.removesuffix(VOID) for path, value in changed.items() if path.endswith(f".{VOID}") and value)
    after = {path: value for path, value in after.items() if value is not None and not (gone and path.startswith(gone))}
    before = set(_wrong(desk, shown))
    return tuple(found for found in _wrong(desk, after) if found not in before or found.path in changed)


def _wrong(desk: OpenDesk, values: Mapping[str, Value]) -> tuple[Problem, ...]:
    context = Context.at(desk.clock)
    found = [one for kind in KINDS for one in check_record(kind, values, context, desk.catalogue)]
    asked = [Problem("record.needed", path) for path in unanswered("QUICK", values, desk.catalogue)]
    return tuple(dict.fromkeys((*(one for one in found if one.level == "block"), *asked)))
