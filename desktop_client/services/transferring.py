"""The supervisor gives a person of this office to another one, with a reason; what has left is read here, not changed."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.services import open_questions, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.guests import Referred, guest_of, referrals_of
from desktop_client.storage import audit, moved
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit
from desktop_client.storage.view import ShownRecord
from shared_models.catalogue import Catalogue, Problem, ProblemError, problem
from shared_models.catalogue.access import refused_write
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.reasons import check_reason
from shared_models.records.changes import Value
from shared_models.records.paths import PERSON_OFFICE, PERSON_OFFICE_REASON
from shared_models.records.reconcile import shown_base

OFFICE_LIST = "OFFICE"


def offices_in_use(desk: OpenDesk) -> set[str]:
    """The codes of the offices that work today."""
    today = desk.today().isoformat()
    return {row.code for row in desk.catalogue.lists[OFFICE_LIST].rows if row.is_active(today)}


def offices_to_choose(desk: OpenDesk) -> dict[str, tuple[str, str]]:
    """Code to name in English and Urdu of every office a person can be given to, or be shown to."""
    listed, in_use = desk.catalogue.lists[OFFICE_LIST], offices_in_use(desk) - {desk.identity.office}
    return {
        row.code: (listed.label(row.code, "en"), listed.label(row.code, "ur"))
        for row in listed.rows
        if row.code in in_use
    }


def transfer(desk: OpenDesk, person: str, office: str, reason: str) -> None:
    """Give a person with all that hangs on it to another office; its copy here stands still from now on.

    Raises ProblemError `access.may_not_write`, `access.reason_needed`, `access.reason_long`, `record.unknown`,
    `record.moved`, `record.office_unknown`, `record.repair_first`.
    """
    with writing(desk.engine) as connection:
        shown = desk.view.get(connection, person)
        if shown is None or shown.kind != "person":
            raise ProblemError(problem("record.unknown", record=person[:60]))
        ask_is_here(connection, desk, shown)
        may_not = refused_write(desk.person.role, PERSON_OFFICE, shown.values, desk.catalogue)
        if may_not is not None:
            raise ProblemError(may_not)
        why = check_reason(reason)
        if office not in offices_to_choose(desk):
            raise ProblemError(problem("record.office_unknown"))
        registration = people.registration_of(connection, person)
        hanging = {one.id for one in registration.records} if registration else {person}
        if not hanging.isdisjoint(open_questions.to_repair(connection)):
            raise ProblemError(problem("record.repair_first"))
        written: dict[str, Value] = {PERSON_OFFICE: office, PERSON_OFFICE_REASON: why}
        base, bases = shown_base(shown.writers, written)
        edit, at = Edit(person, "person", "edit", written, base, bases), desk.clock()
        made = desk.journal.append(connection, [edit], desk.typist, at=at, reference=desk.catalogue.version)
        desk.view.apply_own(connection, made)
        audit.append(connection, at=at, login=desk.person.login, action="transferred", subject=person, detail=office)


def ask_is_here(connection: sa.Connection, desk: OpenDesk, shown: ShownRecord) -> None:
    """Raise ProblemError `record.moved` when a record is in another office, or on its way there, and `referral.shown_here`
    when another office only shows it.
    """
    owner = shown.values.get(f"{shown.kind}.person")
    person = desk.view.get(connection, owner) if isinstance(owner, str) else shown
    ids = [shown.id, *([person.id] if person is not None else [])]
    for left in moved.among(connection, ids).values():
        raise ProblemError(_moved(desk.catalogue, left.office, left.since))
    if person is not None and (guest := guest_of(connection, desk, person)) is not None:
        raise ProblemError(_shown_here(desk.catalogue, owner_of(person, guest)))
    going = person.values.get(PERSON_OFFICE) if person is not None else None
    if isinstance(going, str) and going != desk.identity.office:
        raise ProblemError(_moved(desk.catalogue, going, desk.clock()))


def where_it_is(desk: OpenDesk, person: ShownRecord) -> moved.Moved | None:
    """The office to which a person went, and since when (0 = it goes at the next contact); None when it is here, or shown
    here by another office.
    """
    with reading(desk.engine) as connection:
        left = moved.among(connection, [person.id]).get(person.id)
        if left is None and guest_of(connection, desk, person) is not None:
            return None
    going = person.values.get(PERSON_OFFICE)
    if left is None and isinstance(going, str) and going != desk.identity.office:
        return moved.Moved(going, 0)
    return left


def shown_by(desk: OpenDesk, person: ShownRecord) -> tuple[Referred, str] | None:
    """The referral by which another office shows a person here or did, and that office; None for the office's own people."""
    with reading(desk.engine) as connection:
        left = moved.among(connection, [person.id]).get(person.id)
        guest = guest_of(connection, desk, person)
        if guest is None and left is not None:
            ended = [one for one in referrals_of(connection, desk, person.id) if one.asks_us]
            guest = ended[-1] if ended else None
    return None if guest is None else (guest, left.office if left is not None else owner_of(person, guest))


def owner_of(person: ShownRecord, guest: Referred) -> str:
    """The office to which somebody belongs who is shown here."""
    given = person.values.get(PERSON_OFFICE)
    return given if isinstance(given, str) else guest.referral.from_office


def may_transfer(desk: OpenDesk) -> bool:
    """Whether the person signed in gives people to other offices."""
    return refused_write(desk.person.role, PERSON_OFFICE, {}, desk.catalogue) is None


def office_name(catalogue: Catalogue, office: str, language: str) -> str:
    """The name of an office; its code when this version does not know it."""
    listed = catalogue.lists[OFFICE_LIST]
    return listed.label(office, language) if office in listed else office


def _shown_here(catalogue: Catalogue, office: str) -> Problem:
    names = {lang: office_name(catalogue, office, lang) for lang in ("en", "ur")}
    return problem("referral.shown_here", office=names["en"], office_ur=names["ur"])


def _moved(catalogue: Catalogue, office: str, since: int) -> Problem:
    return problem(
        "record.moved",
        office=office_name(catalogue, office, "en"),
        office_ur=office_name(catalogue, office, "ur"),
        since=day_in_pakistan(since).isoformat(),
    )
