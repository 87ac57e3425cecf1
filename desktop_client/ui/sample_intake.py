"""Invented states of intake: who waits, a group, a scan, a death abroad; every card number starts with 0."""

from desktop_client.ui import samples
from desktop_client.ui.intake_port import (
    FormFacts,
    GroupPerson,
    GroupView,
    PrivateText,
    QueueDay,
    SameCard,
    SameDifference,
    TokenLine,
)
from desktop_client.ui.ports import Draft
from desktop_client.ui.special_answers import after_a_death
from shared_models.catalogue.context import Context
from shared_models.catalogue.loading import load_catalogue

__all__ = [
    "CARD_HELD",
    "DEATH_FORM",
    "DIFFERING",
    "GROUP",
    "PASSPORT",
    "PRIVATE_EMPTY",
    "PRIVATE_HALF",
    "QUEUE",
    "PrivateText",
]

PASSPORT = (
    "P<PAKASLAM<<MUHAMMAD<<<<<<<<<<<<<<<<<<<<<<<<",
    "AB12345671PAK8403124M30010190362012345673<84",
)
QUEUE = QueueDay(
    (
        TokenLine("K12", "REGISTER", True, False, samples.at(24, 10, 25)),
        TokenLine("K13", "DEATH", False, False, samples.at(24, 10, 30)),
        TokenLine("K14", "REGISTER", False, True, samples.at(24, 10, 31)),
        TokenLine("K15", "PAPER", False, False, samples.at(24, 10, 39)),
        TokenLine("K16", "QUESTION", False, False, samples.at(24, 10, 47)),
        TokenLine("K17", "GROUP", False, False, samples.at(24, 10, 50)),
    ),
    4,
    "PB-MUL",
)
GROUP = GroupView(
    "g1",
    6,
    {"episode.trips.1.country": "SAU", "episode.flight_no": "PK 741"},
    (
        GroupPerson("Muhammad Aslam", "MUX-26-K7Q-00042-X"),
        GroupPerson("Ghulam Abbas", "MUX-26-K7Q-00043-Y"),
        GroupPerson("طارق محمود", draft_id="d7"),
    ),
)
PRIVATE_EMPTY = PrivateText("e1")
PRIVATE_HALF = PrivateText("e1", {"sealed.documents_kept": True, "sealed.not_paid": False, "sealed.sealed_note": "…"})
DIFFERING = (
    SameDifference("person.name_latin", "Muhammad Aslam", "Muhammad Aslam", "Mohammad Aslam", "Mohammad Aslam"),
    SameDifference("person.address_permanent.district", "Multan", "ملتان", "Lahore", "لاہور"),
    SameDifference("person.mother_name", "•••", "•••", "Zainab Bibi", "Zainab Bibi", may_change=False),
)
CARD_HELD = FormFacts(Context(samples.TODAY), SameCard("person.documents.1.number", "p7", "Peshawar", "پشاور", "2025"))
DEATH_FORM = Draft(
    "d8",
    samples.at(24, 10, 40),
    samples.NOW,
    {
        **samples.PERMISSION,
        **after_a_death(load_catalogue(), "SPOUSE", {"episode.death_certificate", "episode.late_card"}),
        "person.name_latin": "Ghulam Abbas",
        "person.name_urdu": "غلام عباس",
        "episode.respondent_name": "Rashida Bibi",
    },
)


def same_number(path: str) -> FormFacts:
    """The person before has the same number at `path`."""
    return FormFacts(Context(samples.TODAY), as_before=(path,))
