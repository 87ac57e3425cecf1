"""Forms left open: every answer goes to the disk by itself and is there after any kind of stop."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from desktop_client.services.desk import OpenDesk
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.tables.intake import draft, draft_answer
from shared_models.catalogue import ProblemError, problem
from shared_models.records import ids

MAX_ANSWER = 8_000


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """A form left open. An answer is {"value": …}, {"missing": reason} or {"typed": text that is no value yet}."""

    id: str
    login: str
    opened_at: int
    saved_at: int
    answers: Mapping[str, Mapping[str, Any]]


def open_new(desk: OpenDesk, answers: Mapping[str, Mapping[str, Any]] | None = None) -> StoredDraft:
    """A new form of the person signed in with its first answers, on the disk when this ends."""
    at = desk.clock()
    name = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
    with writing(desk.engine) as connection:
        row = {"id": name, "login": desk.person.login, "opened_at": at, "saved_at": at}
        connection.execute(draft.insert(), row)
        keep(connection, name, answers or {})
    return StoredDraft(name, desk.person.login, at, at, answers or {})


def save_answer(desk: OpenDesk, name: str, path: str, answer: Mapping[str, Any] | None) -> int:
    """Put one answer on the disk (None takes it away); when it was there (UTC ms). Raises ProblemError `draft.unknown`."""
    at = desk.clock()
    packed = msgspec.json.encode(answer).decode()
    if len(packed) > MAX_ANSWER:
        raise ProblemError(problem("field.too_long", path, limit=MAX_ANSWER))
    with writing(desk.engine) as connection:
        mine = (draft.c.id == name) & (draft.c.login == desk.person.login)
        if connection.execute(draft.update().where(mine).values(saved_at=at)).rowcount != 1:
            raise ProblemError(problem("draft.unknown"))
        of_path = (draft_answer.c.draft == name) & (draft_answer.c.path == path)
        if answer is None:
            connection.execute(draft_answer.delete().where(of_path))
        else:
            row = insert(draft_answer).values(draft=name, path=path, answer=packed)
            connection.execute(
                row.on_conflict_do_update(index_elements=["draft", "path"], set_={"answer": row.excluded.answer})
            )
    return at


def keep(connection: sa.Connection, name: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the first contents of a new form on the disk, in the caller's transaction."""
    rows = [
        {"draft": name, "path": path, "answer": msgspec.json.encode(answer).decode()}
        for path, answer in answers.items()
    ]
    if rows:
        connection.execute(draft_answer.insert(), rows)


def load(desk: OpenDesk, name: str) -> StoredDraft:
    """A form exactly as it was. Raises ProblemError `draft.unknown`, also for somebody else's."""
    with reading(desk.engine) as connection:
        found = _read(connection, (draft.c.id == name) & (draft.c.login == desk.person.login))
    if not found:
        raise ProblemError(problem("draft.unknown"))
    return found[0]


def answers_in(connection: sa.Connection, name: str, login: str) -> Mapping[str, Mapping[str, Any]]:
    """The answers of a form in the caller's transaction; none for a form that is not there or not this person's."""
    found = _read(connection, (draft.c.id == name) & (draft.c.login == login))
    return found[0].answers if found else {}


def left_open(desk: OpenDesk) -> list[StoredDraft]:
    """The forms of the person signed in, the one saved last first."""
    with reading(desk.engine) as connection:
        return _read(connection, draft.c.login == desk.person.login)


def _read(connection: sa.Connection, where: sa.ColumnElement[bool]) -> list[StoredDraft]:
    rows = connection.execute(sa.select(draft).where(where).order_by(draft.c.saved_at.desc())).all()
    answers: dict[str, dict[str, Any]] = {row.id: {} for row in rows}
    wanted = draft_answer.c.draft.in_(list(answers))
    for row in connection.execute(sa.select(draft_answer).where(wanted)):
        answers[row.draft][row.path] = msgspec.json.decode(row.answer)
    return [StoredDraft(row.id, row.login, row.opened_at, row.saved_at, answers[row.id]) for row in rows]


def remove(connection: sa.Connection, name: str) -> None:
    """Take a form away in the caller's transaction: it was finished, or is not wanted."""
    connection.execute(draft_answer.delete().where(draft_answer.c.draft == name))
    connection.execute(draft.delete().where(draft.c.id == name))


def count(connection: sa.Connection) -> int:
    """How many forms are open at this desk, of everybody."""
    return int(connection.execute(sa.select(sa.func.count()).select_from(draft)).scalar_one())
