"""Invented papers, happenings and waiting slips for pictures and tests; drawn by the real templates."""

from dataclasses import replace
from functools import cache

from desktop_client.papers import my_data as data_papers
from desktop_client.papers import slip as slip_papers
from desktop_client.ui import samples
from desktop_client.ui.line_port import DayNumbers, LineDetails
from desktop_client.ui.person_port import GivenPaper, Paper, SlipForm, TimelineEntry, Visit, VisitChoices, WaitingSlip
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.problems import problem, sentence

SLIP_FACTS = slip_papers.SlipFacts(
    number="MUX-26-K7Q-00042-X",
    code="FRC1:SAMPLE",
    name_latin="Muhammad Aslam",
    name_urdu="محمد اسلم",
    office_en="OPF Reintegration Centre, Multan",
    office_ur="او پی ایف مرکزِ بحالی، ملتان",
    desk="K7Q",
    date="24-11-2026",
    bring=("bring_passport",),
)
WAITING = (
    WaitingSlip("p3", "MUX-26-K7Q-00040-B", "Ghulam Abbas", "غلام عباس"),
    WaitingSlip("p1", "MUX-26-K7Q-00042-X", "Muhammad Aslam", "محمد اسلم"),
    WaitingSlip("p1", "MUX-26-K7Q-00042-X", "Muhammad Aslam", "محمد اسلم", leaflet=True),
)
VISIT = Visit(
    "v1", "p1", "2026-12-24", "10:30", "bring a paper", "کاغذ لانا", "Sana Batool", number="MUX-26-K7Q-00042-X"
)  # fmt: skip
CALL = replace(VISIT, visit_id="v2", day="2026-12-28", time="", is_call=True, with_whom="",
               purpose_en="we call the person", purpose_ur="ہم فون کریں گے")  # fmt: skip
PURPOSES = tuple((row.code, row.en, row.ur) for row in load_catalogue().lists["APPOINTMENT_PURPOSE"].rows)
VISIT_CHOICES = VisitChoices(PURPOSES, "Imran Khalid")
HAPPENED = (
    TimelineEntry("appointment", samples.at(24, 10, 50), "", "imran", "K7Q", visit=VISIT),
    TimelineEntry("withdrawal", samples.at(24, 10, 49), "", "imran", "K7Q", "being contacted", "رابطہ کرنا"),
    TimelineEntry("corrected", samples.at(24, 10, 45), "", "imran", "K7Q", count=2),
    TimelineEntry("arrived", samples.at(24, 10, 41)),
    TimelineEntry("leaflet", samples.at(24, 10, 22), desk="K7Q"),
    TimelineEntry("slip", samples.at(24, 10, 21), desk="K7Q"),
    TimelineEntry("registered", samples.at(24, 10, 20), "", "imran", "K7Q"),
    TimelineEntry("return", day="2026-10"),
)
CAME_TWICE = (
    TimelineEntry("registered", samples.at(24, 10, 20), "", "imran", "K7Q", "MUX-26-K7Q-00042-X", "MUX-26-K7Q-00042-X"),
    TimelineEntry("registered", samples.at(3, 9, 12), "", "sana", "K7Q", "MUX-24-K7Q-00017-4", "MUX-24-K7Q-00017-4"),
    TimelineEntry("return", day="2026-10"),
    TimelineEntry("return", day="2024-02"),
)
_NO_PRINTER = problem("paper.no_printer", number=SLIP_FACTS.number)
_CLAIM_OPEN = problem("my_data.claim_open")
CLAIM_OPEN = (sentence(_CLAIM_OPEN, "en"), sentence(_CLAIM_OPEN, "ur"))
NO_PRINTER = (sentence(_NO_PRINTER, "en"), sentence(_NO_PRINTER, "ur"))


@cache
def slip_picture(form: SlipForm) -> bytes:
    """The slip as the page shows it."""
    return slip_papers.slip_picture(SLIP_FACTS, form, 96)


def slip_paper(form: SlipForm = "a5") -> Paper:
    """The sample's slip."""
    return Paper(SLIP_FACTS.number, lambda _dots: [slip_picture(form)], lambda: b"%PDF slip", form)


def leaflet_paper() -> Paper:
    """The sample's leaflet; its name tells nobody which."""
    return Paper("leaflet", lambda _dots: [slip_picture("a5")], lambda: b"%PDF leaflet", "a5")


def given(number: str = "P-MUX-K7Q-26-00012") -> GivenPaper:
    """The proof of a withdrawal."""
    english, urdu = (data_papers.words("said_withdrawn", language, paper=number) for language in ("en", "ur"))
    return GivenPaper(number, english, urdu, Paper(number, lambda _dots: [slip_picture("a5")], lambda: b"%PDF paper"))


LINE_DETAILS = LineDetails(
    DayNumbers(
        "24-11-2026",
        13,
        11,
        10,
        ("MUX-26-K7Q-00040-B", "MUX-26-K7Q-00042-X"),
        ("MUX-26-K7Q-00041-3", "MUX-26-K7Q-00042-X"),
        ("MUX-26-K7Q-00031-D",),
    ),
    Paper("K7Q 2026-11-24", lambda _dots: [slip_picture("a5")], lambda: b"%PDF sheet"),
    (
        ("program", "0.4.0"),
        ("desk", "K7Q 5f0a2c91d7e3"),
        ("server", "https://frc.example.pk"),
        ("epoch", "3b1f"),
        ("journal", "1204"),
        ("receipt", "1198 (verified, two copies)"),
        ("outbox", "6"),
    ),
)
LINE_DETAILS_AGREE = replace(LINE_DETAILS, day=DayNumbers("24-11-2026", 34, 34, 34))
LINE_DETAILS_CLERK = replace(LINE_DETAILS, day=DayNumbers("24-11-2026", 13, None, 10), sheet=None)
