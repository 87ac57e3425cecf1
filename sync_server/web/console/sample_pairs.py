"""Invented people who were registered twice, at two offices and by two hands, and what a desk said of one of them."""

from collections.abc import Mapping
from typing import Any

from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import linkage
from sync_server.subjects.linkage.answers import in_order
from sync_server.subjects.linkage.deciding import Act, decide
from sync_server.subjects.linkage.queue import stamp
from sync_server.web.console.sample_network import MovableClock, SampleNetwork, fill_well
from sync_server.web.console.samples import HOUR_MS, MINUTE_MS, SampleDesk, sample_person, sample_return

DAY_MS = 24 * HOUR_MS

# One of Lahore, one of Multan: name, name in Urdu, father, father in Urdu, and what else was said.
_ASLAM = (
    ("Muhammad Aslam Butt", "محمد اسلم بٹ", ("Ghulam Rasool", "غلام رسول"), {"birth": "1984", "card": "0362012345671"}),
    (
        "Mohammad Aslam Butt",
        "محمد اسلم بٹ",
        ("Ghulam Rasul", "غلام رسول"),
        {"birth": "1984-03-12", "card": "0362012345871"},
    ),
)
_BROTHERS = (
    ("Sajid Mehmood", "ساجد محمود", ("Khuda Bakhsh", "خدا بخش"), {"birth": "1990-02-11", "card": "0352022334451"}),
    ("Sajjad Mehmood", "سجاد محمود", ("Khuda Bakhsh", "خدا بخش"), {"birth": "1991-02-11", "card": "0352022334471"}),
)
_MARRIED = (
    ("Rukhsana Bibi", "رخسانہ بی بی", ("Allah Wasaya", "اللہ وسایا"), {"birth": "1988-07-19", "gender": "F"}),
    ("Rukhsana Parveen", "رخسانہ پروین", ("Allah Wasaya", "اللہ وسایہ"), {"birth": "1988-07-19", "gender": "F"}),
)
_SAME = (
    "Zulfiqar Haider",
    "ذوالفقار حیدر",
    ("Barkat Ali", "برکت علی"),
    {"birth": "1979-12-05", "card": "0331055667781"},
)
_THRICE = (
    _SAME,
    ("Zulfqar Haider", "ذوالفقار حیدر", ("Barkat Ali", "برکت علی"), {"birth": "1979-12-05", "card": "0331055667781"}),
    ("Zulfiqar Hyder", "ذوالفقار حیدر", ("Barkat Ali", "برکت علی"), {"birth": "1979-05-12", "card": "0331055667781"}),
)  # fmt: skip
_Who = tuple[str, str, tuple[str, str], Mapping[str, str]]


def fill_pairs(head_office: HeadOffice, clock: MovableClock) -> SampleNetwork:
    """Six pairs that wait; of the brothers Multan's desk has said what they are."""
    well = fill_well(head_office, clock)
    start = clock.now
    lahore, multan = well.lahore, SampleDesk(head_office, "C5M", "MUX", well.lahore.chance)
    clock.now = start - 30 * DAY_MS
    multan.enrol(clock.now, approved_by="administrator")
    people: dict[str, str] = {}
    clock.now = start - 20 * DAY_MS
    for one in (_ASLAM[0], _BROTHERS[0], _MARRIED[0], _THRICE[0], _THRICE[1]):
        people[one[0]] = _register(lahore, clock.now, "sana.b", one)
    lahore.send()
    clock.now = start - 2 * HOUR_MS
    for one in (_ASLAM[1], _BROTHERS[1], _MARRIED[1], _THRICE[2]):
        people[one[0]] = _register(multan, clock.now, "imran.k", one)
    asked = {"person": people["Sajjad Mehmood"], "other": people["Sajid Mehmood"], "answer": "DIFFERENT"}
    said = {f"link.{path}": value for path, value in {**asked, "reason": "SIBLING"}.items()}
    multan.new_record("link", said, clock.now + MINUTE_MS, "imran.k")
    multan.send()
    clock.now = start
    look(head_office)
    return SampleNetwork(lahore, multan, well.waiting, {**well.people, **people})


def fill_decided(head_office: HeadOffice, clock: MovableClock) -> SampleNetwork:
    """The same, and a reviewer has said of one who stands thrice that two are different and two the same."""
    network = fill_pairs(head_office, clock)
    first, second, third = (network.people[one[0]] for one in _THRICE)
    with writing(head_office.engine) as connection:
        for pair, act in ((in_order(first, second), "DIFFERENT"), (in_order(second, third), "SAME")):
            clock.now += MINUTE_MS
            reason = "TWIN" if act == "DIFFERENT" else ""
            decide(connection, head_office, Act(*pair, act, reason, stamp(connection, pair), "rabia"))
    return network


def look(head_office: HeadOffice) -> None:
    """Compare everybody and take what desks answered, as the worker does by itself."""
    with writing(head_office.engine) as connection:
        linkage.bring_up_to_date(connection, head_office)
        while linkage.answers_due(connection):
            linkage.take_answers(connection, head_office)


def _register(desk: SampleDesk, at: int, author: str, one: _Who) -> str:
    latin, urdu, father, more = one
    card = {f"documents.{desk.row(1)}.number": more["card"]} if "card" in more else {}
    said: dict[str, Any] = {path: value for path, value in more.items() if path != "card"}
    person = sample_person(desk, latin, urdu, father, **said, **card)
    if not card:
        person = {path: value for path, value in person.items() if not path.startswith("documents.")}
    return desk.register(at, author, person, sample_return(desk, "2026-11-20"))
