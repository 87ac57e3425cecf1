"""Forms on the disk as the window knows them: answers there and back, and a correction with what its record says."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_client.services import correcting, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.ui.ports import Answer, Draft, FieldQuestion, HalfTyped, Missing
from shared_models.catalogue import Problem, sentence
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING
from shared_models.records.rows import by_position


def stored_answer(answer: Answer) -> dict[str, object] | None:
    """An answer as it lies on the disk."""
    if answer is None:
        return None
    if isinstance(answer, Missing):
        return {"missing": answer.reason}
    if isinstance(answer, HalfTyped):
        return {"typed": answer.text}
    return {"value": answer}


def read_answer(stored: Mapping[str, object]) -> Answer:
    """An answer from the disk."""
    if "missing" in stored:
        return Missing(str(stored["missing"]))
    if "typed" in stored:
        return HalfTyped(str(stored["typed"]))
    value: Answer = stored.get("value")  # type: ignore[assignment]
    return value


def answers_of(values: Mapping[str, Value]) -> dict[str, Answer]:
    """What a form shows of the values of a record."""
    found: dict[str, Answer] = {}
    for path, value in values.items():
        if path.endswith(MISSING):
            found[path.removesuffix(MISSING)] = Missing(str(value))
        else:
            found[path] = value
    return found


def draft_of(desk: OpenDesk, stored: StoredDraft) -> Draft:
    """A form left open, exactly as it was."""
    typed = {path: read_answer(answer) for path, answer in correcting.typed_answers(stored).items()}
    if not correcting.is_correction(stored):
        return Draft(stored.id, stored.opened_at, stored.saved_at, typed, desk.person.role)
    values = correcting.seen_values(stored)
    shown = answers_of(values)
    answers = {path: answer for path, answer in {**shown, **typed}.items() if answer is not None}
    seen = correcting.seen_records(stored)
    return Draft(
        stored.id,
        stored.opened_at,
        stored.saved_at,
        answers,
        desk.person.role,
        person_id=seen["person"].id,
        number=str(values.get("episode.registration_no") or ""),
        shown=shown,
        question=open_question(desk, seen["person"].id),
    )


def open_question(desk: OpenDesk, person: str) -> FieldQuestion | None:
    """Why a record came back, at its field; rows by position."""
    for one, reason in people.came_back(desk):
        if one.person.id == person:
            path = str(reason.get("path") or "")
            shown = by_position({**dict.fromkeys(one.values, True), path: None}) if path else {}
            place = next((name for name, value in shown.items() if value is None), path)
            return question_of(Problem(str(reason.get("code")), place, reason.get("params", {})))
    return None


def question_of(found: Problem) -> FieldQuestion:
    """A problem as a question at its field."""
    return FieldQuestion(found.path, found.code, sentence(found, "en"), sentence(found, "ur"))
