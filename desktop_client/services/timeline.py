"""What happened to a person, from the records' histories and this desk's notes: one list, the newest first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

from desktop_client.services import appointments, line, paper_numbers, people, printed, referring
from desktop_client.services.appointments import Appointment
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import FieldWrite, Registration
from desktop_client.storage.tables.slips import leaflet, slip
from shared_models.records.paths import row_leaf

PAPERS = {"DATA": "data_paper", "WITHDRAWAL": "withdrawal", "COMPLAINT": "complaint"}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing: `what`, when (UTC ms, or `day` as a partial date), by whom, at which device, how many answers."""

    what: str
    at: int = 0
    day: str = ""
    who: str = ""
    device: str = ""
    about: str = ""
    count: int = 0
    visit: Appointment | None = None


def timeline(desk: OpenDesk, one: Registration) -> list[Event]:
    """Registration, corrections, arrival in Islamabad, questions, papers, and the return itself last."""
    found = [*_written(desk, one), *_printed(desk, one), *_appointments(desk, one), *_referrals(desk, one)]
    found += [
        Event(PAPERS[paper.kind], paper.given_at, "", paper.login, desk.identity.device, paper.about or paper.number)
        for paper in paper_numbers.given_to(desk, one.person.id)
    ]
    arrived = line.received_at(desk, one) if one.place == "in_islamabad" else None
    if arrived is not None:
        found.append(Event("arrived", arrived))
    found.sort(key=lambda event: event.at, reverse=True)
    days = {str(returned) for shown in one.returns if (returned := shown.values.get("episode.return_date"))}
    return found + [Event("return", day=day) for day in sorted(days, reverse=True)]


def _written(desk: OpenDesk, one: Registration) -> list[Event]:
    # With one return the number stands above the record; with several it tells them apart.
    several = one.returns if one.other_returns else ()
    numbers = {shown.id: str(shown.values.get("episode.registration_no") or "") for shown in several}
    writes = [write for record in one.records for write in people.history(desk, record.id)]
    writes.sort(key=_moment)
    events = []
    for (at, who, device), together in groupby(writes, _moment):
        at_once = list(together)
        created = any(write.change.action == "create" for write in at_once)
        what = "came_back" if any(write.refused for write in at_once) else "registered" if created else "corrected"
        count = 0 if created else sum(len(write.change.set) for write in at_once)
        number = next((found for write in at_once if created and (found := numbers.get(write.change.record))), "")
        events.append(Event(what, at, "", who, device, number, count))
    return events


def _moment(write: FieldWrite) -> tuple[int, str, str]:
    return write.change.at, write.change.author, write.change.id.device


def _appointments(desk: OpenDesk, one: Registration) -> list[Event]:
    """Each appointment when it was made, and when it was called off."""
    events = []
    for shown in appointments.records_of(desk, one.person.id):
        visit = appointments.appointment_of(desk, shown)
        for write in people.history(desk, shown.id):
            what = {"create": "appointment", "void": "called_off"}.get(write.change.action)
            if what is not None and not write.refused:
                events.append(
                    Event(what, write.change.at, "", write.change.author, write.change.id.device, visit=visit)
                )
    return events


def _referrals(desk: OpenDesk, one: Registration) -> list[Event]:
    """Each referral when it was sent (about its office), and each of its steps."""
    events = []
    for found in referring.of_person(desk, one.person.id):
        steps = {step.row: step.code for step in found.referral.steps}
        for write in people.history(desk, found.shown.id):
            change = write.change
            rows = {leaf.row for path in change.set if (leaf := row_leaf(path)) is not None}
            taken = next((steps[row] for row in sorted(rows) if row in steps), "")
            what, about = ("referral_step", taken) if rows else ("referred", found.referral.to_office)
            if about and not write.refused:
                events.append(Event(what, change.at, "", change.author, change.id.device, about))
    return events


def _printed(desk: OpenDesk, one: Registration) -> list[Event]:
    each = (replace(one, episode=shown) for shown in one.returns)
    papers = (("slip", slip), ("leaflet", leaflet))
    given = ((what, printed.printed_at(desk, table, this)) for this in each for what, table in papers)
    return [Event(what, at, device=desk.identity.device) for what, at in given if at is not None]
