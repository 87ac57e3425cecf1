"""From the answers of an open form to leaves and values; text that is no value yet becomes a question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_client.services.desk import OpenDesk
from shared_models.catalogue import Problem, ProblemError, expand, parse_value, problem
from shared_models.catalogue.context import Context
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING

Answers = Mapping[str, Mapping[str, Any]]


def read_answers(desk: OpenDesk, answers: Answers, around: Answers) -> tuple[dict[str, Value], list[Problem]]:
    """The values of some answers, None where one was taken back, and what is still a question.

    `around` holds all answers of the form: a number is read by the type of paper in its row.
    """
    values: dict[str, Value] = {}
    questions: list[Problem] = []
    for path, answer in answers.items():
        if "missing" in answer:
            values[path + MISSING] = answer["missing"]
        elif "typed" in answer:
            try:
                values |= _read(desk, path, str(answer["typed"]), around)
            except ProblemError as refused:
                questions.append(Problem(refused.problem.code, path, refused.problem.params))
        elif answer.get("value") is not None:
            values |= _leaves(desk, path, answer["value"])
        else:
            values |= _taken_back(desk, path, around)
    return values, questions


def _taken_back(desk: OpenDesk, path: str, around: Answers) -> dict[str, Value]:
    if path in desk.catalogue.sections:
        return {path + MISSING: None}
    return {path: None, **({path + MISSING: None} if path + MISSING in around else {})}


def _leaves(desk: OpenDesk, path: str, value: Value) -> dict[str, Value]:
    leaf = desk.catalogue.leaf_of(path)
    if leaf is None:
        raise ProblemError(Problem("field.unknown", path, {"path": path}))
    if leaf.field.kind == "codes" and not leaf.member:
        return {f"{path}{name.removeprefix(leaf.field.path)}": mark for name, mark in expand(leaf.field, value).items()}
    return {path: value}


def _read(desk: OpenDesk, path: str, typed: str, answers: Answers) -> dict[str, Value]:
    field = desk.catalogue.field_of(path)
    if field is None:
        raise ProblemError(problem("field.unknown"))
    stem = path.rpartition(".")[0] + "."
    row = {name.removeprefix(stem): one.get("value") for name, one in answers.items() if name.startswith(stem)}
    value = parse_value(field, typed, desk.catalogue, context=Context.at(desk.clock), row=row)
    return _leaves(desk, path, value)
