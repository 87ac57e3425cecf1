"""Private conversations: readable to the writer until closed or locked, sealed for the focal point from the first word on.

Every saving leaves two copies on the disk: one that the writer's own key opens, for half an hour after a power cut, and
one that is sealed already. So nothing that somebody told is lost, whoever comes back to this desk and when.

No audit line, author or minute stands beside an entry: they would say for whom it was written. Its place in the journal
would, too: a closed entry waits for a random while, two hours at most, and enters the journal when the desk next sends.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec
import sqlalchemy as sa

from desktop_client.services import drafts
from desktop_client.services.desk import OpenDesk
from desktop_client.services.intake import NotRegisteredError, Registered
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit, Typist
from desktop_client.storage.tables.sealed import private_draft
from desktop_client.sync import protection
from shared_models.catalogue import Problem, ProblemError, problem
from shared_models.catalogue.access import refused_write
from shared_models.catalogue.context import Context
from shared_models.catalogue.validation import check_inside
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.sealed_entry import CONTENT, KIND, Entry, outside_time, seal
from shared_models.records.changes import Value
from shared_models.security import sealing

REOPEN_MS = 30 * 60 * 1000
NOBODY_CAME_BACK_MS = 24 * 60 * 60 * 1000
LONGEST_WAIT_MS = 2 * 60 * 60 * 1000
NOBODY = Typist("", "")
ABOUT = ("person.name_latin", "person.name_urdu", "person.father_name_latin", "person.father_name_urdu")
_column = private_draft.c
_IS_OPEN = _column.leaves_at.is_(None)


@dataclass(frozen=True, slots=True)
class PrivateEntry:
    """A conversation that is open now. `person` is empty while the form it was begun in is not finished."""

    id: str
    person: str
    episode: str
    form: str
    values: Mapping[str, Value]


def begin(desk: OpenDesk, *, person: str = "", episode: str = "", form: str = "") -> PrivateEntry:
    """Open a conversation about a person, or about whoever the open form `form` is for.

    Raises ProblemError `sealed.no_key`, `access.may_not_write`.
    """
    refused = refused_write(desk.person.role, CONTENT, {}, desk.catalogue)
    if refused is not None:
        raise ProblemError(refused)
    opened = PrivateEntry(str(uuid.UUID(bytes=desk.random_bytes(16), version=4)), person, episode, form, {})
    with writing(desk.engine) as connection:
        _keep(connection, desk, opened, fresh=True)
    return opened


def save(desk: OpenDesk, opened: PrivateEntry, values: Mapping[str, Value]) -> PrivateEntry:
    """Put what is written so far on the disk. Raises ProblemError `sealed.closed`, `sealed.too_long`."""
    with writing(desk.engine) as connection:
        changed = replace(_open_now(connection, desk, opened.id), values=dict(values))
        _keep(connection, desk, changed)
    return changed


def close(desk: OpenDesk, opened: PrivateEntry) -> None:
    """End a conversation: from now on the focal point alone reads it. One without a word leaves nothing.

    Raises NotRegisteredError with every answer that cannot be kept as it is, ProblemError `sealed.closed`.
    """
    wrong = check_answers(desk, opened.values)
    if wrong:
        raise NotRegisteredError(wrong)
    with writing(desk.engine) as connection:
        _keep(connection, desk, replace(_open_now(connection, desk, opened.id), values=opened.values), checked=True)
        _put_away(connection, desk, _column.id == opened.id)


def write_sealed(desk: OpenDesk, values: Mapping[str, Value], *, person: str, episode: str = "") -> None:
    """A whole conversation at once. Raises as begin, save and close do, and ProblemError `sealed.empty`."""
    if not any(value is not None for value in values.values()):
        raise ProblemError(problem("sealed.empty"))
    wrong = check_answers(desk, values)
    if wrong:
        raise NotRegisteredError(wrong)
    close(desk, save(desk, begin(desk, person=person, episode=episode), values))


def check_answers(desk: OpenDesk, values: Mapping[str, Value]) -> tuple[Problem, ...]:
    """What is wrong with the answers of a conversation; only fields of the highest class belong into one."""
    context = Context.at(desk.clock)
    found = [check_inside(path, value, desk.catalogue, context=context) for path, value in values.items()]
    return tuple(one for one in found if one is not None and one.level == "block")


def reopen(desk: OpenDesk) -> list[PrivateEntry]:
    """After a power cut: the conversations of whoever signed in, open again as they were, within half an hour."""
    settle(desk)
    mine = _IS_OPEN & (_column.login == desk.person.login) & (_column.session != desk.person.session)
    found: list[PrivateEntry] = []
    with writing(desk.engine) as connection:
        for row in connection.execute(sa.select(private_draft).where(mine).order_by(_column.saved_at)).all():
            opened = _read(desk, row)
            if opened is None:  # written under a password that was changed since
                _put_away(connection, desk, _column.id == row.id)
                continue
            now_open = private_draft.update().where(_column.id == row.id)
            connection.execute(now_open.values(session=desk.person.session, reopen_until=None))
            found.append(opened)
    return found


def seal_open(desk: OpenDesk) -> None:
    """The desk is locked or closed: what whoever signed in has open is sealed as it stands."""
    with reading(desk.engine) as connection:
        if connection.execute(sa.select(_column.id).where(_IS_OPEN).limit(1)).scalar() is None:
            return
    with writing(desk.engine) as connection:
        _put_away(connection, desk, _column.login == desk.person.login)


def seal_of_form(connection: sa.Connection, desk: OpenDesk, form: str) -> None:
    """The form goes to somebody else: what is open beside it is sealed as it stands, in the caller's transaction."""
    _put_away(connection, desk, _column.form == form)


def seal_of_person(connection: sa.Connection, desk: OpenDesk, login: str) -> None:
    """Seal as it stands what somebody left open who comes back no more, in the caller's transaction."""
    _put_away(connection, desk, _column.login == login)


def settle(desk: OpenDesk) -> None:
    """Start the half hour of what a power cut left to whoever signed in, seal what is overdue, let go what has waited.

    What somebody left who has not come back for a day is sealed by whoever is here. Asked before each sending.
    """
    now, elsewhere = desk.clock(), _IS_OPEN & (_column.session != desk.person.session)
    # A clock that was set back must keep nothing here for longer: what is further away than any wait is due as well.
    due = (_column.leaves_at <= now) | (_column.leaves_at > now + LONGEST_WAIT_MS)
    with reading(desk.engine) as connection:
        if connection.execute(sa.select(_column.id).where(elsewhere | due).limit(1)).scalar() is None:
            return
    with writing(desk.engine) as connection:
        begins = elsewhere & (_column.login == desk.person.login) & _column.reopen_until.is_(None)
        connection.execute(private_draft.update().where(begins).values(reopen_until=now + REOPEN_MS))
        over = (_column.reopen_until <= now) | (_column.reopen_until > now + REOPEN_MS)
        overdue = over | (_column.saved_at <= now - NOBODY_CAME_BACK_MS)
        _put_away(connection, desk, elsewhere & overdue)
        _let_go(connection, desk, due)


def name_subject(connection: sa.Connection, desk: OpenDesk, form: str, registered: Registered) -> None:
    """The form was finished: its conversations are about this person now, in the caller's transaction."""
    of_form = _IS_OPEN & (_column.form == form) & (_column.login == desk.person.login)
    for row in connection.execute(sa.select(private_draft).where(of_form)).all():
        opened = _read(desk, row)
        if opened is not None:
            named = PrivateEntry(opened.id, registered.person, registered.episode, form, opened.values)
            _keep(connection, desk, named)


def _open_now(connection: sa.Connection, desk: OpenDesk, name: str) -> PrivateEntry:
    """As it stands on the disk, where its form may have become a person meanwhile. Raises ProblemError `sealed.closed`."""
    mine = (_column.id == name) & (_column.login == desk.person.login) & (_column.session == desk.person.session)
    row = connection.execute(sa.select(private_draft).where(mine)).one_or_none()
    stored = _read(desk, row) if row is not None else None
    if stored is None:
        raise ProblemError(problem("sealed.closed"))
    return stored


def _keep(
    connection: sa.Connection, desk: OpenDesk, opened: PrivateEntry, *, fresh: bool = False, checked: bool = False
) -> None:
    """Put both copies on the disk, in the caller's transaction."""
    key = protection.known(connection, desk.head_office)
    if key is None:
        raise ProblemError(problem("sealed.no_key"))
    at, written = desk.clock(), {path: value for path, value in opened.values.items() if value is not None}
    entry = Entry(
        person=opened.person,
        episode=opened.episode,
        author=desk.person.login,
        at=at,
        reference=desk.catalogue.version,
        fields=written,
        checked=checked,
        about={} if opened.person else _about(desk, connection, opened.form),
    )
    try:
        sealed = seal(entry, key.public, opened.id) if written else ""
    except ProtocolError as failure:
        raise ProblemError(problem(failure.code)) from None
    text = msgspec.json.encode((opened.person, opened.episode, opened.form, dict(opened.values)))
    readable = sealing.encrypt(desk.personal_key, text, _bound(desk, opened.id))
    copies = {"saved_at": at, "form": opened.form, "readable": readable, "sealed": sealed}
    if fresh:
        mine = {"id": opened.id, "login": desk.person.login, "session": desk.person.session}
        connection.execute(private_draft.insert(), {**mine, **copies})
    else:
        connection.execute(private_draft.update().where(_column.id == opened.id).values(**copies))


def _about(desk: OpenDesk, connection: sa.Connection, form: str) -> dict[str, Value]:
    """The names typed into a form that is not finished: the only way to say for whom an entry is."""
    answers = drafts.answers_in(connection, form, desk.person.login)
    found = {path: answers.get(path, {}) for path in ABOUT}
    return {path: answer.get("value") or answer.get("typed") for path, answer in found.items() if answer}


def _read(desk: OpenDesk, row: sa.Row[tuple[object, ...]]) -> PrivateEntry | None:
    try:
        text = sealing.decrypt(desk.personal_key, row.readable, _bound(desk, row.id))
    except sealing.SealError:
        return None
    return PrivateEntry(row.id, *msgspec.json.decode(text, type=tuple[str, str, str, dict[str, Value]]))


def _put_away(connection: sa.Connection, desk: OpenDesk, which: sa.ColumnElement[bool]) -> None:
    """The readable copy is destroyed, and with it all that says whose this is; the sealed one waits."""
    connection.execute(private_draft.delete().where(_IS_OPEN & which & (_column.sealed == "")))
    nobodys = {"login": "", "session": "", "form": "", "saved_at": 0, "reopen_until": None, "readable": b""}
    for name in connection.execute(sa.select(_column.id).where(_IS_OPEN & which)).scalars().all():
        waits = int.from_bytes(desk.random_bytes(8), "big") % LONGEST_WAIT_MS
        gone = private_draft.update().where(_column.id == name)
        connection.execute(gone.values(leaves_at=desk.clock() + waits, **nobodys))


def _let_go(connection: sa.Connection, desk: OpenDesk, due: sa.ColumnElement[bool]) -> None:
    """Sealed entries that have waited go into the journal, in the order of their random ids."""
    rows = connection.execute(sa.select(_column.id, _column.sealed).where(due).order_by(_column.id)).all()
    edits = [Edit(row.id, KIND, "create", {CONTENT: row.sealed}) for row in rows]
    if edits:
        day = outside_time(desk.clock())
        desk.journal.append(connection, edits, NOBODY, at=day, reference=desk.catalogue.version)
        connection.execute(private_draft.delete().where(due))


def _bound(desk: OpenDesk, name: str) -> str:
    return f"frc/private-draft/v1|{desk.identity.device}|{desk.person.login}|{name}"
