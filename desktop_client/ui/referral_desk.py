"""Calls about referrals answered by the services."""

from __future__ import annotations

from collections.abc import Callable

from desktop_client.services import people, referring, transferring
from desktop_client.services.desk import OpenDesk
from desktop_client.services.guests import Referred, steps_known
from desktop_client.storage.engine import reading
from desktop_client.storage.view import ShownRecord
from desktop_client.ui.referral_port import Choice, ReferralChoices, ReferralView
from shared_models.catalogue import ProblemError, problem
from shared_models.catalogue.codes import Code


class ReferralDesk:
    """Answers the window's calls about referrals; `open_desk` raises when nobody has signed in."""

    def __init__(self, open_desk: Callable[[], OpenDesk]) -> None:
        self._open_desk = open_desk

    def choices(self, person_id: str) -> ReferralChoices:
        """The referrals of a person, and what can be chosen."""
        desk = self._open_desk()
        one = people.find(desk, person_id)
        if one is None:
            raise ProblemError(problem("record.unknown", record=person_id[:60]))
        known = tuple(view_of(desk, found) for found in referring.of_person(desk, one.person.id))
        declines = tuple(map(_choice, referring.reasons_to_decline(desk)))
        if not may_begin(desk, one):
            return ReferralChoices(known, declines=declines)
        offices = transferring.offices_to_choose(desk).items()
        return ReferralChoices(
            known,
            tuple((code, english, urdu) for code, (english, urdu) in offices),
            tuple(map(_choice, referring.reasons(desk))),
            declines,
        )

    def refer(self, person_id: str, office: str, reason: str, note: str) -> None:
        """Show a person to another office."""
        desk = self._open_desk()
        one = people.find(desk, person_id)
        referring.refer(desk, one.person.id if one is not None else person_id, office, reason, note)

    def take_step(self, referral_id: str, step: str, reason: str, note: str) -> None:
        """Answer, or take back."""
        referring.take_step(self._open_desk(), referral_id, step, reason, note)


def may_begin(desk: OpenDesk, one: people.Registration) -> bool:
    """Whether the person signed in may show this person to another office."""
    if not referring.may_refer(desk):
        return False
    try:
        with reading(desk.engine) as connection:
            transferring.ask_is_here(connection, desk, one.person)
    except ProblemError:
        return False
    return True


def referral_of(desk: OpenDesk, person: ShownRecord) -> tuple[ReferralView | None, str]:
    """The referral that says most about where a person is, and the office to which somebody belongs who is shown here."""
    shown = transferring.shown_by(desk, person)
    if shown is not None:
        return view_of(desk, shown[0]), shown[1]
    found = referring.of_person(desk, person.id)
    first = next((one for one in found if one.referral.is_open), found[0] if found else None)
    return (view_of(desk, first) if first is not None else None), ""


def asked_of_us(desk: OpenDesk) -> tuple[ReferralView, ...]:
    """What other offices ask of this one, the oldest first."""
    found = [one for one in referring.every(desk, only_open=True) if one.asks_us]
    views = []
    with reading(desk.engine) as connection:
        for one in reversed(found):
            registration = people.registration_of(connection, one.referral.person)
            if registration is not None:
                views.append(view_of(desk, one, registration.registration_no))
    return tuple(views)


def view_of(desk: OpenDesk, one: Referred, number: str = "") -> ReferralView:
    """A referral as the window shows it."""
    read, lists = one.referral, desk.catalogue.lists
    other = read.from_office if one.asks_us else read.to_office
    steps, reasons = steps_known(desk), lists[referring.REASONS]
    declines = lists[referring.WHY_NOT]
    counted = [step for step in read.steps if step.counts]
    why = next((step.reason for step in reversed(counted) if step.reason in declines), "")
    return ReferralView(
        one.shown.id,
        read.person,
        one.at,
        asks_us=one.asks_us,
        is_open=read.is_open,
        office_en=transferring.office_name(desk.catalogue, other, "en"),
        office_ur=transferring.office_name(desk.catalogue, other, "ur"),
        reason_en=reasons.label(read.reason, "en") if read.reason in reasons else read.reason,
        reason_ur=reasons.label(read.reason, "ur") if read.reason in reasons else read.reason,
        state=read.state,
        state_en=steps.label(read.state, "en"),
        state_ur=steps.label(read.state, "ur"),
        note=read.note,
        why_en=declines.label(why, "en") if why else "",
        why_ur=declines.label(why, "ur") if why else "",
        said=next((step.note for step in reversed(counted) if step.note), ""),
        steps=tuple(referring.steps_now(desk, one)) if read.is_open else (),
        too_late=len(read.steps) - len(counted),
        number=number,
    )


def _choice(row: Code) -> Choice:
    return row.code, row.en, row.ur
