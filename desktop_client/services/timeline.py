"""What happened to a person, from the records' histories and this desk's notes: one list, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from desktop_client.services import line, paper_numbers, people, printed
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import FieldWrite, Registration
from desktop_client.storage.tables.slips import leaflet, slip

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


def timeline(desk: OpenDesk, one: Registration) -> list[Event]:
    """Registration, corrections, arrival in Islamabad, questions, papers, and the return itself last."""
    found = [*_written(desk, one), *_printed(desk, one)]
    found += [
        Event(PAPERS[paper.kind], paper.given_at, "", paper.login, desk.identity.device, paper.about or paper.number)
        for paper in paper_numbers.given_to(desk, one.person.id)
    ]
    arrived = line.received_at(desk, one) if one.place == "in_islamabad" else None
    if arrived is not None:
        found.append(Event("arrived", arrived))
    found.sort(key=lambda event: event.at, reverse=True)
    returned = one.values.get("episode.return_date")
    return found + ([Event("return", day=str(returned))] if returned else [])


def _written(desk: OpenDesk, one: Registration) -> list[Event]:
    records = [record for record in (one.person, one.episode) if record is not None]
    writes = [write for record in records for write in people.history(desk, record.id)]
    writes.sort(key=_moment)
    events = []
    for (at, who, device), together in groupby(writes, _moment):
        at_once = list(together)
        created = any(write.change.action == "create" for write in at_once)
        what = "came_back" if any(write.refused for write in at_once) else "registered" if created else "corrected"
        count = 0 if created else sum(len(write.change.set) for write in at_once)
        events.append(Event(what, at, "", who, device, count=count))
    return events


def _moment(write: FieldWrite) -> tuple[int, str, str]:
    return write.change.at, write.change.author, write.change.id.device


def _printed(desk: OpenDesk, one: Registration) -> list[Event]:
    given = ((what, printed.printed_at(desk, table, one)) for what, table in (("slip", slip), ("leaflet", leaflet)))
    return [Event(what, at, device=desk.identity.device) for what, at in given if at is not None]
