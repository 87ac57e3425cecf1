"""A new model from what reviewers answered: it stays near the old one, and is held against it on answers it never saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from math import exp, log1p
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.matching import Model, ModelError, read_model
from shared_models.matching.scoring import Zone, decades_of, intercept, weigh, zone_of
from sync_server.storage.state import read_state
from sync_server.storage.tables.linkage import candidate_pair
from sync_server.subjects.linkage.shares import PEOPLE
from sync_server.subjects.linkage.weights import MILLIBITS, Lesson, corrected

FEWEST_ANSWERS = 300
FEWEST_OF_EACH = 50
MOST_ANSWERS = 200_000
HELD_OUT, PARTS = 3, 10  # of ten answers, three are only for the comparison


@dataclass(frozen=True, slots=True)
class Answer:
    """One judged pair: what there is to learn from it, the rule by which it was in conflict, and whether it is kept apart."""

    lesson: Lesson
    conflict: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Worth:
    """What a model is worth on answers: mean surprise in bits, F1 of linking from a score of 0 on, and the accept zone."""

    surprise: float
    f1: float
    accepted: int
    accepted_same: int


@dataclass(frozen=True, slots=True)
class Refitted:
    """The new model's file, and what both models are worth on the answers that were kept apart."""

    content: bytes
    version: str
    learnt_from: int
    held_out: int
    before: Worth
    after: Worth


def refit(connection: sa.Connection, model: Model) -> Refitted:
    """Learn from every pair that a person judged the same or different.

    Raises ProblemError `duplicates.too_few_answers`.
    """
    answers = _answers(connection, model)
    same = sum(answer.lesson.same for answer in answers)
    if len(answers) < FEWEST_ANSWERS or min(same, len(answers) - same) < FEWEST_OF_EACH:
        counts = {"same": str(same), "different": str(len(answers) - same)}
        needed = {"needed": str(FEWEST_ANSWERS), "each": str(FEWEST_OF_EACH)}
        raise ProblemError(Problem("duplicates.too_few_answers", "", counts | needed))
    apart = [answer for answer in answers if answer.held_out]
    lessons = [answer.lesson for answer in answers if not answer.held_out]
    made: dict[str, Any] = msgspec.to_builtins(model)
    made |= corrected(model, lessons, [_score(model, lesson) for lesson in lessons])
    year, _, number = model.version.partition(".")
    made["version"] = f"{year}.{int(number) + 1}"
    content = msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n"
    new = read_model(content)
    return Refitted(content, new.version, len(lessons), len(apart), _worth(model, apart), _worth(new, apart))


def read_model_file(content: bytes) -> Model:
    """The model in a file. Raises ProblemError `duplicates.model_refused` when it is none for this program."""
    try:
        return read_model(content)
    except ModelError as refusal:
        raise ProblemError(Problem("duplicates.model_refused", "", {"why": str(refusal)[:300]})) from None


def _answers(connection: sa.Connection, model: Model) -> list[Answer]:
    """Judged pairs with levels that the model weighs; whether one is kept apart follows from its two people alone."""
    column = candidate_pair.c
    query = sa.select(column.one, column.other, column.levels, column.state, column.conflict)
    query = query.where(column.state.in_(("same", "different"))).order_by(column.one, column.other)
    decades = decades_of(int(read_state(connection, PEOPLE) or 0)) / 100
    found = []
    for one, other, text, state, conflict in connection.execute(query.limit(MOST_ANSWERS)):
        levels = msgspec.json.decode(text, type=dict[str, str])
        if all(level in model.comparisons.get(name, {}) for name, level in levels.items()):
            chance = int.from_bytes(blake2b(f"{one} {other}".encode(), digest_size=4).digest(), "big")
            found.append(Answer(Lesson(levels, decades, state == "same"), conflict, chance % PARTS < HELD_OUT))
    return found


def _score(model: Model, lesson: Lesson) -> int:
    return intercept(model, round(10_000 * 10**lesson.decades)) + weigh(model, dict(lesson.levels))


def _worth(model: Model, answers: Sequence[Answer]) -> Worth:
    scored = [(_score(model, answer.lesson), answer) for answer in answers]
    surprise = sum(log1p(exp((-score if answer.lesson.same else score) / MILLIBITS)) for score, answer in scored)
    linked = [answer.lesson.same for score, answer in scored if score >= 0]
    accepted = [
        answer.lesson.same
        for score, answer in scored
        if zone_of(model, score, dict(answer.lesson.levels), answer.conflict) is Zone.ACCEPT
    ]
    true = sum(answer.lesson.same for answer in answers)
    return Worth(
        surprise * MILLIBITS / 1_000 / max(1, len(answers)),
        2 * sum(linked) / max(1, len(linked) + true),
        len(accepted),
        sum(accepted),
    )
