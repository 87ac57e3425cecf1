"""A silence is counted in the hours in which somebody could have spoken."""

import datetime as dt

import pytest

from shared_models.catalogue.opening import PAKISTAN, Closure, load_opening

OPENING = load_opening()
HOUR = 60 * 60 * 1000


def _at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).replace(tzinfo=PAKISTAN).timestamp() * 1000)


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        (
            "2026-11-19 14:10",
            "2026-11-23 10:00",
            2 + 50 / 60 + 6.5 + 1,
        ),  # Thursday to Monday: Friday counts, a weekend not
        ("2026-11-20 12:00", "2026-11-20 15:00", 1.5),  # over the Friday prayer
        ("2026-12-24 16:00", "2026-12-28 09:30", 1.5),  # Quaid-e-Azam Day falls on the Friday
        ("2026-03-02 08:00", "2026-03-02 20:00", 6),  # shorter in Ramadan
        ("2026-11-21 09:00", "2026-11-22 18:00", 0),
    ],
)
def test_only_open_hours_count(since: str, until: str, hours: float) -> None:
    assert OPENING.open_ms(_at(since), _at(until)) == round(hours * HOUR)


def test_what_was_announced_as_closed_does_not_count() -> None:
    cut = Closure(_at("2026-11-24 11:00"), _at("2026-11-24 13:00"), "power off")
    assert OPENING.open_ms(_at("2026-11-24 10:00"), _at("2026-11-24 14:00"), [cut]) == 2 * HOUR
    told = OPENING.at(_at("2026-11-24 12:00"), [cut])
    assert (told.is_open, told.until, told.why) == (False, cut.ends, ("power off", "power off"))


@pytest.mark.parametrize(
    ("moment", "is_open", "until", "why"),
    [
        ("2026-11-24 10:47", True, "2026-11-24 17:00", ""),
        ("2026-11-20 13:00", False, "2026-11-20 14:15", "Friday prayer"),
        ("2026-11-20 18:00", False, "2026-11-23 09:00", ""),
        ("2026-03-21 10:00", False, "2026-03-24 09:00", "Eid-ul-Fitr"),  # the Monday after is Pakistan Day
    ],
)
def test_an_office_is_open_or_closed_until_somewhen(moment: str, is_open: bool, until: str, why: str) -> None:
    told = OPENING.at(_at(moment))
    assert (told.is_open, told.until, told.why[0]) == (is_open, _at(until), why)


def test_days_without_hours_are_no_cells_of_the_rhythm() -> None:
    days = OPENING.open_days(_at("2026-11-24 10:00"), 6)
    assert [f"{day:%d}" for day in days] == ["17", "18", "19", "20", "23", "24"]
