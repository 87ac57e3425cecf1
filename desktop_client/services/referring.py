"""Showing a person to a second office without giving the person away, and what either office writes about it afterwards."""

from __future__ import annotations

import sqlalchemy as sa

from desktop_client.services import open_questions, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.guests import Referred, referrals_of, referred, steps_known
from desktop_client.services.transferring import ask_is_here, office_name, offices_in_use
from desktop_client.storage import audit, moved
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import people as tables
from desktop_client.storage.view import ShownRecord, read_record
from shared_models.catalogue import Problem, ProblemError, check_leaf, problem
from shared_models.catalogue.access import refused_write
from shared_models.catalogue.codes import Code
from shared_models.catalogue.context import day_in_pakistan
from shared_models.records import ids
from shared_models.records.changes import Value
from shared_models.records.paths import row_leaf
from shared_models.records.reconcile import shown_base
from shared_models.records.states import ASKED, ASKING, REFERRAL, STEPS
from shared_models.text.normalise import clean_text

REASONS, WHY_NOT = "REFERRAL_REASON", "DECLINE_REASON"
ACCEPTED, DECLINED, DONE, TAKEN_BACK = "ACC", "DEC", "CMP", "CAN"
MOST_LISTED = 500
_TO = f"{REFERRAL}.to_office"


def may_refer(desk: OpenDesk) -> bool:
    """Whether the person signed in shows people to other offices, and answers for this one."""
    return _TO in desk.catalogue.fields and refused_write(desk.person.role, _TO, {}, desk.catalogue) is None


def reasons(desk: OpenDesk) -> list[Code]:
    """What the person signed in may show somebody to another office for."""
    known = desk.catalogue.lists.get(REASONS)
    rows = known.rows if known is not None else ()
    return [row for row in rows if row.extra.get("only_role") in {None, desk.person.role}]


def reasons_to_decline(desk: OpenDesk) -> list[Code]:
    """Why an office may say no."""
    known = desk.catalogue.lists.get(WHY_NOT)
    return list(known.rows) if known is not None else []


def refer(desk: OpenDesk, person: str, office: str, reason: str, note: str = "") -> Referred:
    """Show a person with all that hangs on it to another office; the person stays here.

    Raises ProblemError `access.may_not_write`, `record.unknown`, `record.moved`, `record.repair_first`,
    `referral.shown_here`, `referral.office_unknown`, `referral.own_office`, `referral.reason_needed`,
    `referral.focal_point_only`, `referral.twice`, or the note's own.
    """
    _ask_may_write(desk)
    at = desk.clock()
    name = ids.record_id(at, desk.random_bytes(ids.RANDOM_BYTES))
    with writing(desk.engine) as connection:
        shown = desk.view.get(connection, person)
        if shown is None or shown.kind != "person":
            raise ProblemError(problem("record.unknown", record=person[:60]))
        ask_is_here(connection, desk, shown)
        _ask_office(desk, office)
        _ask_reason(desk, reason)
        _ask_not_twice(connection, desk, person, office)
        registration = people.registration_of(connection, person)
        hanging = {one.id for one in registration.records} if registration else {person}
        if not hanging.isdisjoint(open_questions.to_repair(connection)):
            raise ProblemError(problem("record.repair_first"))
        said = {"person": person, "from_office": desk.identity.office, "to_office": office, "reason": reason}
        values = _checked(
            desk, {f"{REFERRAL}.{field}": value for field, value in said.items()}, f"{REFERRAL}.note", note
        )
        made = desk.journal.append(
            connection, [Edit(name, REFERRAL, "create", values)], desk.typist, at=at,
            reference=desk.catalogue.version,
        )  # fmt: skip
        desk.view.apply_own(connection, made)
        audit.append(connection, at=at, login=desk.person.login, action="referred", subject=person, detail=office)
        return _read(connection, desk, name)


def take_step(desk: OpenDesk, name: str, step: str, reason: str = "", note: str = "") -> Referred:
    """Write one step of a referral for this office: an answer where it was asked, taking back where it asks.

    Raises ProblemError `access.may_not_write`, `referral.unknown`, `referral.other_side`, `referral.not_now`,
    `referral.why_needed`, `record.moved`, or the note's own.
    """
    _ask_may_write(desk)
    with writing(desk.engine) as connection:
        one = _read(connection, desk, name)
        _ask_is_known(connection, desk, one)
        _ask_step(desk, one, step)
        if step == DECLINED and reason not in {row.code for row in reasons_to_decline(desk)}:
            raise ProblemError(problem("referral.why_needed", f"{STEPS}.reason"))
        taken = {leaf.row for path in one.shown.values if (leaf := row_leaf(path)) is not None}
        row = f"{STEPS}.{ids.new_row_id(desk.identity.code, desk.journal.incarnation, taken)}"
        said: dict[str, Value] = {f"{row}.step": step, **({f"{row}.reason": reason} if step == DECLINED else {})}
        values = _checked(desk, said, f"{row}.note", note)
        base, bases = shown_base(one.shown.writers, values)
        at = desk.clock()
        edit = Edit(name, REFERRAL, "edit", values, base, bases)
        made = desk.journal.append(connection, [edit], desk.typist, at=at, reference=desk.catalogue.version)
        desk.view.apply_own(connection, made)
        audit.append(connection, at=at, login=desk.person.login, action="referral_step", subject=name, detail=step)
        return _read(connection, desk, name)


def of_person(desk: OpenDesk, person: str) -> list[Referred]:
    """The referrals of a person that are known here, the newest first."""
    with reading(desk.engine) as connection:
        return referrals_of(connection, desk, person)[::-1]


def every(desk: OpenDesk, *, only_open: bool = False) -> list[Referred]:
    """The referrals from and to this office, the newest first; copies of ended ones while they are kept."""
    newest = sa.select(tables.record).where(tables.IS_A_REFERRAL).order_by(tables.record.c.number.desc())
    with reading(desk.engine) as connection:
        found = [referred(desk, read_record(row)) for row in connection.execute(newest.limit(MOST_LISTED))]
    return [one for one in found if one.referral.is_open or not only_open]


def steps_now(desk: OpenDesk, one: Referred) -> list[str]:
    """The steps that the person signed in may write for this office now."""
    if not may_refer(desk):
        return []
    return one.referral.allows(ASKED if one.asks_us else ASKING, steps_known(desk))


def _ask_may_write(desk: OpenDesk) -> None:
    may_not = refused_write(desk.person.role, _TO, {}, desk.catalogue)
    if may_not is not None:
        raise ProblemError(may_not)


def _ask_office(desk: OpenDesk, office: str) -> None:
    if office == desk.identity.office:
        raise ProblemError(problem("referral.own_office", _TO))
    if office not in offices_in_use(desk):
        raise ProblemError(problem("referral.office_unknown", _TO))


def _ask_reason(desk: OpenDesk, reason: str) -> None:
    known = desk.catalogue.lists[REASONS].get(reason)
    if known is None:
        raise ProblemError(problem("referral.reason_needed", f"{REFERRAL}.reason"))
    if known.extra.get("only_role") not in {None, desk.person.role}:
        raise ProblemError(problem("referral.focal_point_only", f"{REFERRAL}.reason"))


def _ask_not_twice(connection: sa.Connection, desk: OpenDesk, person: str, office: str) -> None:
    for one in referrals_of(connection, desk, person):
        if one.referral.is_open and one.referral.to_office == office:
            names = {lang: office_name(desk.catalogue, office, lang) for lang in ("en", "ur")}
            since = day_in_pakistan(one.at).isoformat()
            raise ProblemError(problem("referral.twice", _TO, office=names["en"], office_ur=names["ur"], since=since))


def _ask_is_known(connection: sa.Connection, desk: OpenDesk, one: Referred) -> None:
    """A referral that ended is a copy where it was answered; one whose person went elsewhere is written there."""
    person = desk.view.get(connection, one.referral.person)
    if person is not None and not one.asks_us:
        ask_is_here(connection, desk, person)
    if moved.among(connection, [one.shown.id]):
        raise ProblemError(_not_now(desk, one))


def _ask_step(desk: OpenDesk, one: Referred, step: str) -> None:
    known = steps_known(desk).get(step)
    if known is None or known.extra.get("side") != (ASKED if one.asks_us else ASKING):
        raise ProblemError(problem("referral.other_side", f"{STEPS}.step"))
    if step not in one.referral.allows(str(known.extra["side"]), steps_known(desk)):
        raise ProblemError(_not_now(desk, one))


def _not_now(desk: OpenDesk, one: Referred) -> Problem:
    known, state = steps_known(desk), one.referral.state
    return problem(
        "referral.not_now", f"{STEPS}.step", state=known.label(state, "en"), state_ur=known.label(state, "ur")
    )


def _checked(desk: OpenDesk, values: dict[str, Value], path: str, note: str) -> dict[str, Value]:
    """These values with a cleaned remark, each of them held against its field."""
    said = clean_text(note)
    whole = {**values, **({path: said} if said else {})}
    for leaf, value in whole.items():
        wrong = check_leaf(leaf, value, desk.catalogue)
        if wrong is not None and wrong.level == "block":
            raise ProblemError(wrong)
    return whole


def _read(connection: sa.Connection, desk: OpenDesk, name: str) -> Referred:
    shown: ShownRecord | None = desk.view.get(connection, name)
    if shown is None or shown.kind != REFERRAL:
        raise ProblemError(problem("referral.unknown", referral=name[:60]))
    return referred(desk, shown)
