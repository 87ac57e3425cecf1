"""From a form left open to a registration: half-typed answers become questions, the rest goes through intake."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_client.services import drafts
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError, Registered, register_in
from desktop_client.storage.engine import writing
from shared_models.catalogue import Problem, ProblemError, expand, parse_value, problem
from shared_models.catalogue.context import Context
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING


def finish(desk: OpenDesk, draft: str) -> Registered:
    """Register the person of an open form and take the form away, in one transaction.

    Raises NotRegisteredError with every question that is left, or ProblemError `draft.unknown`.
    """
    stored = drafts.load(desk, draft)
    values, questions = _values(desk, stored.answers)
    if questions:
        raise NotRegisteredError(tuple(questions))
    parts: dict[str, dict[str, Value]] = {"person": {}, "episode": {}}
    for path, value in values.items():
        parts[path.partition(".")[0]][path] = value
    with writing(desk.engine) as connection:
        registered = register_in(connection, desk, parts["person"], parts["episode"], origin="form")
        drafts.remove(connection, draft)
    return registered


def _values(desk: OpenDesk, answers: Mapping[str, Mapping[str, Any]]) -> tuple[dict[str, Value], list[Problem]]:
    values: dict[str, Value] = {}
    questions: list[Problem] = []
    for path, answer in answers.items():
        if "missing" in answer:
            values[path + MISSING] = answer["missing"]
        elif "typed" in answer:
            try:
                values |= _read(desk, path, str(answer["typed"]), answers)
            except ProblemError as refused:
                questions.append(Problem(refused.problem.code, path, refused.problem.params))
        elif answer.get("value") is not None:
            values |= _leaves(desk, path, answer["value"])
    return values, questions


def _leaves(desk: OpenDesk, path: str, value: Value) -> dict[str, Value]:
    leaf = desk.catalogue.leaf_of(path)
    if leaf is None:
        raise ProblemError(Problem("field.unknown", path, {"path": path}))
    if leaf.field.kind == "codes" and not leaf.member:
        return {f"{path}{name.removeprefix(leaf.field.path)}": mark for name, mark in expand(leaf.field, value).items()}
    return {path: value}


def _read(desk: OpenDesk, path: str, typed: str, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, Value]:
    field = desk.catalogue.field_of(path)
    if field is None:
        raise ProblemError(problem("field.unknown"))
    stem = path.rpartition(".")[0] + "."
    row = {name.removeprefix(stem): one.get("value") for name, one in answers.items() if name.startswith(stem)}
    value = parse_value(field, typed, desk.catalogue, context=Context.at(desk.clock), row=row)
    return _leaves(desk, path, value)
