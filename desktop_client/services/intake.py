"""Registering and amending: the one way in which a form, a command or an old register becomes changes in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.services.transferring import ask_is_here
from desktop_client.storage import audit, settings
from desktop_client.storage.engine import writing
from desktop_client.storage.journal import Edit
from desktop_client.storage.view import ShownRecord
from shared_models.catalogue import Problem, ProblemError, check_leaf, problem
from shared_models.catalogue.access import refused_write
from shared_models.catalogue.completeness import unanswered
from shared_models.catalogue.context import Context
from shared_models.catalogue.leaves import arranged
from shared_models.catalogue.rules import check_registration
from shared_models.records import ids
from shared_models.records.changes import Value
from shared_models.records.paths import MISSING, PERSON_OFFICE, PERSON_OFFICE_REASON, RECORD_VOID, VOID, row_leaf
from shared_models.records.reconcile import covered_by, same_value, shown_base
from shared_models.records.rows import name_rows
from shared_models.records.states import REFERRAL


@dataclass(frozen=True, slots=True)
class Registered:
    """A finished registration: the ids of person and episode, the number for people, when it was on the disk (UTC ms)."""

    person: str
    episode: str
    number: str
    saved_at: int


class NotRegisteredError(Exception):
    """Nothing was written: these are the questions that must be answered first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(sorted({found.code for found in problems})))
        self.problems = problems


def register(
    desk: OpenDesk, person: Mapping[str, Value], episode: Mapping[str, Value], *, origin: str = "form"
) -> Registered:
    """Register a person with one return, on the disk when this ends. Rows are named by position.

    Raises NotRegisteredError with every blocking problem.
    """
    with writing(desk.engine) as connection:
        return register_in(connection, desk, person, episode, origin=origin)


def register_in(
    connection: sa.Connection,
    desk: OpenDesk,
    person: Mapping[str, Value],
    episode: Mapping[str, Value],
    *,
    origin: str,
    facts: Context | None = None,
) -> Registered:
    """Like register, in the caller's transaction: journal, view and audit line stand or fall together.

    `facts` is what was looked up or scanned beside the form; its day is not used.
    """
    at = desk.clock()
    blocking = what_stops(connection, desk, person, episode, origin=origin, facts=facts)
    if blocking:
        raise NotRegisteredError(blocking)
    person_id = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
    rows = name_rows(_present(person), {}, desk.identity.code, desk.journal.incarnation)
    opened, number = open_return(connection, desk, person_id, episode, at)
    write(connection, desk, [Edit(person_id, "person", "create", rows), opened], at, "registered", person_id)
    return Registered(person_id, opened.record, number, at)


def open_return(
    connection: sa.Connection, desk: OpenDesk, person: str, episode: Mapping[str, Value], at: int
) -> tuple[Edit, str]:
    """A return of a person, to be written with what else belongs to it, and the number it got."""
    name = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
    year = int(str(episode.get("episode.registered_on") or desk.today())[:4])
    number = _next_number(connection, desk, year)
    opening = {
        # An old register may say that its date is not known; today is no answer then.
        **({} if "episode.registered_on!" in episode else {"episode.registered_on": desk.today().isoformat()}),
        **episode,
        "episode.person": person,
        "episode.registration_no": number,
    }
    rows = name_rows(_present(opening), {}, desk.identity.code, desk.journal.incarnation)
    return Edit(name, "episode", "create", rows), number


def _next_number(connection: sa.Connection, desk: OpenDesk, year: int) -> str:
    """The next number of this desk. Raises ProblemError `desk.numbers_used_up`."""
    # The letters may have changed since the sign-in: a desk that was put back gets others with its next contact.
    code = settings.get(connection, settings.CODE)
    try:
        return ids.next_registration_number(
            desk.identity.office, year, code, lambda: settings.add(connection, settings.SERIAL)
        )
    except ValueError:
        raise ProblemError(problem("desk.numbers_used_up")) from None


def what_stops(
    connection: sa.Connection,
    desk: OpenDesk,
    person: Mapping[str, Value],
    episode: Mapping[str, Value],
    *,
    origin: str,
    facts: Context | None = None,
) -> tuple[Problem, ...]:
    """Why these values cannot be registered yet; nothing is written."""
    # A clock that runs behind must not make a true date one of the future: the later of both times is asked.
    at = desk.clock() + max(0, settings.get_number(connection, settings.CLOCK_OFFSET))
    context, role = Context.at(lambda: at, origin), desk.person.role
    if facts is not None:
        context = replace(facts, today=context.today, origin=origin)
    together = arranged({**person, **episode}, desk.catalogue)
    found = check_registration(together, context, desk.catalogue, only_stopping=True)
    asked = () if origin == "import" else unanswered("QUICK", together, desk.catalogue)
    open_questions = (Problem("record.needed", path) for path in asked)
    refused = (may_not for path in together if (may_not := refused_write(role, path, {}, desk.catalogue)))
    wrong = (one for one in found if one.level == "block")
    return tuple(dict.fromkeys((*wrong, *refused, *open_questions)))


def _present(values: Mapping[str, Value]) -> dict[str, Value]:
    return {path: value for path, value in values.items() if value is not None}


def write(connection: sa.Connection, desk: OpenDesk, edits: list[Edit], at: int, action: str, subject: str) -> None:
    """Journal, view and one audit line, in the caller's transaction."""
    changes = desk.journal.append(connection, edits, desk.typist, at=at, reference=desk.catalogue.version)
    desk.view.apply_own(connection, changes)
    audit.append(connection, at=at, login=desk.person.login, action=action, subject=subject)


def amend(desk: OpenDesk, record: str, values: Mapping[str, Value]) -> int:
    """Change fields of one record; null clears. Rows may be named by position. How many leaves changed.

    The change stands on what this desk shows. Raises ProblemError `record.unknown`, `record.voided`, the field's own, or
    the one that says who may write what the person signed in may not.
    """
    with writing(desk.engine) as connection:
        return len(amend_in(connection, desk, record, values))


def amend_in(
    connection: sa.Connection, desk: OpenDesk, record: str, values: Mapping[str, Value], seen: ShownRecord | None = None
) -> dict[str, Value]:
    """Like amend, in the caller's transaction; the leaves that changed.

    `seen` is the record as the screen showed it: positions name its rows and the change stands on its writers. What
    came in since then and says something else makes two answers, which are stored at once.
    """
    shown = desk.view.get(connection, record)
    if shown is None:
        raise ProblemError(problem("record.unknown", record=record[:60]))
    ask_is_here(connection, desk, shown)
    seen = seen or shown
    voided = f"{shown.kind}.{RECORD_VOID}"
    if voided in seen.values:
        raise ProblemError(problem("record.voided"))
    wanted = name_rows(values, _rows_of(seen, shown), desk.identity.code, desk.journal.incarnation)
    changed = _changed(desk, seen, wanted)
    if not changed:
        return {}
    base, bases = shown_base(seen.writers, changed)
    # Of a record whose first change was refused nothing stands anywhere: it is made again under its own id.
    action = "edit" if shown.writers else "create"
    edit = Edit(record, shown.kind, action, changed, base, bases, covered_by(seen.writers, changed))
    at = desk.clock()
    made = desk.journal.append(connection, [edit], desk.typist, at=at, reference=desk.catalogue.version)
    # Withdrawn since the screen was drawn: what was typed is kept beside the withdrawal, and a person decides.
    stood = voided not in shown.values and all(shown.writers.get(path) == seen.writers.get(path) for path in changed)
    if action == "edit" and stood:
        desk.view.apply_own(connection, made)
    else:
        desk.view.refold(connection, record)
    audit.append(connection, at=at, login=desk.person.login, action="amended", subject=record)
    return changed


def _rows_of(seen: ShownRecord, now: ShownRecord) -> dict[str, Value]:
    """What names rows: those of the screen by their positions, while ids of rows that came since are only taken."""
    on_screen = {(leaf.section, leaf.row) for path in seen.values if (leaf := row_leaf(path)) is not None}
    came_since = {leaf for path in now.values if (leaf := row_leaf(path)) is not None}
    return {
        **seen.values,
        **{
            f"{now.kind}.{leaf.section}.{leaf.row}.{VOID}": ""
            for leaf in came_since
            if (leaf.section, leaf.row) not in on_screen
        },
    }


def _changed(desk: OpenDesk, shown: ShownRecord, wanted: Mapping[str, Value]) -> dict[str, Value]:
    """The leaves that really change, with a missing reason cleared where its field now has a value, and the reverse."""
    changed: dict[str, Value] = {}
    for path, value in wanted.items():
        field = desk.catalogue.field_of(path)
        by_itself = (
            path in {PERSON_OFFICE, PERSON_OFFICE_REASON} or shown.kind == REFERRAL
        )  # a service of its own writes it
        if field is None or field.kind_of_record != shown.kind or by_itself:
            raise ProblemError(Problem("field.unknown", path, {"path": path}))
        found = check_leaf(path, value, desk.catalogue)
        if found is not None and found.level == "block":
            raise ProblemError(found)
        if not same_value(shown.values.get(path), value):
            may_not = refused_write(desk.person.role, path, shown.values, desk.catalogue)
            if may_not is not None:
                raise ProblemError(may_not)
            changed[path] = value
    for path, value in list(changed.items()):
        other = path.removesuffix(MISSING) if path.endswith(MISSING) else path + MISSING
        if value is not None and other in shown.values and other not in changed:
            changed[other] = None
    return changed
