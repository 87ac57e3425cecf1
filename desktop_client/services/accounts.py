"""The people of this desk: who may open it, somebody new, and a way back in for who forgot the password.

Nobody types another person's password: whoever helps gets a one-time code to hand over, and the person chooses a password
with it. Who was helped notices it, because the old password opens nothing any more; the audit chain says by whom.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.services import groups, opening, private_conversation, renewing_key
from desktop_client.services.desk import OpenDesk
from desktop_client.services.opening import ROLES, SAFE, DeskUser
from desktop_client.storage import audit, key_slots, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables.desk import account
from desktop_client.storage.tables.intake import draft
from shared_models.catalogue import ProblemError, problem
from shared_models.security import code_keys

SUPERVISOR = ROLES["supervisor"]
# Whoever is signed in may help these; a supervisor also other supervisors, the code in the safe everybody.
_HELPED_BY_COLLEAGUES = {"clerk", "caseworker"}


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may open this desk. `last_signed_in` in UTC milliseconds; `waits` = the one-time code was not used yet."""

    login: str
    name: str
    role: str
    last_signed_in: int | None
    waits: bool
    may_help: bool
    may_remove: bool = False


def leads(desk: OpenDesk) -> bool:
    """Whether the person signed in is the supervisor of this office, or opened the desk with the code in the safe."""
    return desk.person.role == SUPERVISOR


def waits_for_password(home: DeskHome, login: str) -> bool:
    """Whether this person's way in is a one-time code: a password has to be chosen before anything else."""
    slot = key_slots.read_slots(home.key_slots).of(login)
    return slot is not None and slot.kind == "code" and login != SAFE


def colleagues(home: DeskHome, desk: OpenDesk) -> tuple[Colleague, ...]:
    """Everybody who may open this desk, by name."""
    slots = key_slots.read_slots(home.key_slots).slots
    with reading(desk.engine) as connection:
        rows = connection.execute(sa.select(account.c.login, account.c.last_signed_in))
        seen: dict[str, int | None] = {row.login: row.last_signed_in for row in rows}
    found = [
        Colleague(
            login=slot.login,
            name=slot.name,
            role=slot.role,
            last_signed_in=seen.get(slot.login),
            waits=slot.kind == "code",
            may_help=_may_help(desk, slot.login, slot.role),
            may_remove=_supervises(desk) and slot.login != desk.person.login,
        )
        for slot in slots
        if slot.login != SAFE
    ]
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.login)))


def _may_help(desk: OpenDesk, login: str, role: str) -> bool:
    if login in {desk.person.login, SAFE}:
        return False
    if desk.person.login == SAFE or role in _HELPED_BY_COLLEAGUES:
        return True
    return role == "supervisor" and leads(desk)


def _supervises(desk: OpenDesk) -> bool:
    """A supervisor in person: who opened the desk with the code in the safe has no forms and may be anybody."""
    return leads(desk) and desk.person.login != SAFE


def remove_person(home: DeskHome, desk: OpenDesk, login: str) -> OpenDesk:
    """Take somebody's way in away and give the database another key; the desk with that key.

    The forms that person left open become the supervisor's own, what was open in private is sealed. Whoever removes stays,
    so a desk is never without its last supervisor. Raises ProblemError `colleagues.supervisor_removes`,
    `colleagues.unknown`, `colleagues.not_yourself`, `colleagues.sign_in_first`, `colleagues.key_later`.
    """
    if not _supervises(desk):
        raise ProblemError(problem("colleagues.supervisor_removes"))
    if login == desk.person.login:
        raise ProblemError(problem("colleagues.not_yourself"))
    slots = key_slots.read_slots(home.key_slots)
    if login == SAFE or slots.of(login) is None:
        raise ProblemError(problem("colleagues.unknown"))
    renewing_key.check_may_renew(desk, slots.without(login))
    with writing(desk.engine) as connection:
        private_conversation.seal_of_person(connection, desk, login)
        theirs = draft.update().where(draft.c.login == login).values(login=desk.person.login)
        handed = connection.execute(theirs).rowcount
        groups.close_of(connection, login, desk.clock())
        settings.put(connection, settings.REMOVING, login)
        settings.put(connection, f"{settings.SLOT_PUBLIC}.{login}", "")
        said = f"{handed} forms > {desk.person.login}"
        audit.append(
            connection, at=desk.clock(), login=desk.person.login, action="person_removed", subject=login, detail=said
        )
    return renewing_key.finish(home, desk)


def check_may_add(home: DeskHome, desk: OpenDesk) -> None:
    """People are added by the supervisor; as long as a desk has none, by whoever is there.

    Raises ProblemError `colleagues.supervisor_only`.
    """
    supervised = any(
        one.role == "supervisor" and one.login != SAFE for one in key_slots.read_slots(home.key_slots).slots
    )
    if supervised and not leads(desk):
        raise ProblemError(problem("colleagues.supervisor_only"))


def add_person(home: DeskHome, desk: OpenDesk, user: DeskUser) -> str:
    """Let somebody new open this desk; the one-time code to hand over, shown once.

    Raises ProblemError `colleagues.supervisor_only` and what opening.add_user raises.
    """
    if not leads(desk):
        raise ProblemError(problem("colleagues.supervisor_only"))
    return str(opening.add_user(home, desk, user, None))


def give_code(home: DeskHome, desk: OpenDesk, login: str) -> str:
    """A one-time code in place of somebody's forgotten password; the forms of that person stay.

    Raises ProblemError `colleagues.unknown`, `colleagues.may_not_help`.
    """
    code = code_keys.new_code()
    with writing(desk.engine) as connection:
        slots = key_slots.read_slots(home.key_slots)
        slot = slots.of(login)
        if slot is None or login == SAFE:
            raise ProblemError(problem("colleagues.unknown"))
        if not _may_help(desk, login, slot.role):
            raise ProblemError(problem("colleagues.may_not_help"))
        user = DeskUser(slot.login, slot.name, slot.role)
        opening.replace_slot(connection, home, desk, user, "code", code_keys.fold_code(code))
        audit.append(connection, at=desk.clock(), login=desk.person.login, action="password_replaced", subject=login)
    return code


def keep_safe_code(home: DeskHome, desk: OpenDesk, code: str) -> None:
    """From now on this code lies in the safe, and the one before opens nothing. Raises ProblemError.

    Called when somebody has said that the new one is written down: a stop before that leaves the old one in force.
    """
    if not leads(desk):
        raise ProblemError(problem("colleagues.supervisor_only"))
    with writing(desk.engine) as connection:
        user = DeskUser(SAFE, "", "supervisor")
        opening.replace_slot(connection, home, desk, user, "code", code_keys.fold_code(code))
        audit.append(connection, at=desk.clock(), login=desk.person.login, action="safe_code_renewed", subject=SAFE)
