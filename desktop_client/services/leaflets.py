"""The leaflet about a person's most urgent need: which one it is, and whether it was printed or waits for a printer."""

from __future__ import annotations

from desktop_client.papers.leaflet import AFTER_A_DEATH, LeafletFacts, has_leaflet
from desktop_client.services import printed
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.slips import died_abroad, missing_papers, office_names
from desktop_client.storage.tables.slips import leaflet
from shared_models.catalogue import Field, ProblemError, members_of, problem

_NEEDS = "episode.needs"


def need_of(desk: OpenDesk, one: Registration) -> str:
    """The most urgent need of the newest return, if there is a leaflet about it; else empty.

    After a death nobody is asked for needs: the family gets the one about the papers.
    """
    if died_abroad(one):
        return AFTER_A_DEATH
    values = one.episode.values if one.episode is not None else {}
    needs = members_of(desk.catalogue.fields[_NEEDS], values)
    return needs[0] if needs and has_leaflet(needs[0]) else ""


def leaflet_facts(desk: OpenDesk, one: Registration) -> LeafletFacts:
    """What stands on it; nobody's name or number does. Raises ProblemError `paper.no_leaflet`."""
    need = need_of(desk, one)
    if not need:
        raise ProblemError(problem("paper.no_leaflet"))
    words, office = desk.catalogue.lists["NEED"], desk.catalogue.lists["OFFICE"].get(desk.identity.office)
    centre_en, centre_ur = office_names(desk)
    papers = missing_papers(desk, one) if need == AFTER_A_DEATH else []
    return LeafletFacts(
        need=need,
        title_en=words.label(need, "en") if need in words else "",
        title_ur=words.label(need, "ur") if need in words else "",
        office_en=centre_en,
        office_ur=centre_ur,
        phone=office.extra.get("phone", "") if office is not None else "",
        papers=tuple((_paper(field, "en"), _paper(field, "ur")) for field in papers),
    )


def _paper(field: Field, language: str) -> str:
    """A paper with who issues it."""
    return f"{field.label(language)} ({field.help(language)})"


def note_printed(desk: OpenDesk, one: Registration) -> None:
    """Remember that the leaflet was handed to the printer."""
    printed.note(desk, leaflet, one, desk.clock(), "leaflet_printed")


def note_waiting(desk: OpenDesk, one: Registration) -> None:
    """No printer answered: it stands among the papers still to print."""
    printed.note(desk, leaflet, one, None, "leaflet_printed")


def leaflets_to_print(desk: OpenDesk) -> list[Registration]:
    """The registrations whose leaflet waits for a printer, the oldest first."""
    return printed.still_to_print(desk, leaflet)
