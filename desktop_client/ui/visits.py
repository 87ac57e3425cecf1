"""How appointments are said: the day with its weekday, the time, who and what for."""

from datetime import date

from desktop_client.ui.person_port import Visit
from desktop_client.wording.language import _, fill, in_language, isolate
from desktop_client.wording.times import day_in_words, weekday


def day_words(day: str) -> str:
    """`Thursday 24 December 2026`."""
    found = date.fromisoformat(day)
    return fill(_("{weekday} {day}"), weekday=weekday(found), day=day_in_words(found))


def visit_words(visit: Visit) -> str:
    """When, what for and with whom, in one line."""
    when = f"{day_words(visit.day)} {isolate(visit.time)}" if visit.time else day_words(visit.day)
    parts = [when, in_language(visit.purpose_en, visit.purpose_ur)]
    return " · ".join([*parts, isolate(visit.with_whom)] if visit.with_whom else parts)


def visit_sentence(visit: Visit) -> str:
    """What is said to the person who has this appointment."""
    template = _("We call: {when}.") if visit.is_call else _("Comes again: {when}.")
    return fill(template, when=visit_words(visit))
