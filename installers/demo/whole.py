"""Somebody who answers every question of every section, and says something in private: registered as the form does it."""

from __future__ import annotations

import contextlib
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from desktop_client.services import intake, opening, private_conversation
from desktop_client.services.desk import OpenDesk
from desktop_client.storage.home import DeskHome
from installers.demo.programs import PASSWORD, Desk
from shared_models.catalogue import Catalogue, living_rows
from shared_models.catalogue.sample_values import sample_private_answers, sample_registration

TWO_HOURS_MS = 2 * 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Whole:
    """What was registered: the ids, the number, how many answers, rows and private answers, and the sections' words."""

    person: str
    number: str
    answers: int
    rows: int
    sections: tuple[tuple[str, str], ...]
    private: int


def register_whole(desk: Desk, seed: int) -> Whole:
    """Register a whole person at `desk`, with a private conversation that waits to be sent."""
    with signed_in(desk) as working:
        catalogue, chance = working.catalogue, random.Random(seed)
        answers = sample_registration(catalogue, chance, working.today())
        person, episode = (
            {path: value for path, value in answers.items() if path.startswith(kind)}
            for kind in ("person.", "episode.")
        )
        made = intake.register(working, person, episode)
        told = sample_private_answers(catalogue, chance, working.today())
        private_conversation.write_sealed(working, told, person=made.person, episode=made.episode)
        rows = sum(
            len(living_rows(section.path, answers)) for section in catalogue.sections.values() if section.repeated
        )
        return Whole(made.person, made.number, len(answers), rows, _sections(answers, catalogue), len(told))


def let_two_hours_pass(desk: Desk) -> None:
    """What was said in private waits up to two hours before it may leave, so that its time says nothing."""
    with signed_in(desk) as working:
        private_conversation.settle(replace(working, clock=lambda: _now() + TWO_HOURS_MS))


def without_computed(fields: dict[str, object], catalogue: Catalogue) -> dict[str, object]:
    """What was told, without what head office works out from it."""
    computed = {field.path for field in catalogue.fields.values() if field.kind == "computed"}
    return {path: value for path, value in fields.items() if path not in computed}


@contextlib.contextmanager
def signed_in(desk: Desk) -> Iterator[OpenDesk]:
    """The desk as its clerk has opened it, in this very process."""
    home = DeskHome(desk.home)
    working = opening.sign_in(home, desk.login, PASSWORD, _now)
    try:
        yield working
    finally:
        opening.close(working)
        home.release()


def _now() -> int:
    return time.time_ns() // 1_000_000


def _sections(answers: dict[str, object], catalogue: Catalogue) -> tuple[tuple[str, str], ...]:
    """The sections with an answer, in the order of asking, with their words in both languages."""
    found: dict[str, tuple[str, str]] = {}
    for path in answers:
        field = catalogue.field_of(path)
        section = catalogue.sections[f"{field.kind_of_record}.{field.section}"] if field else None
        if section is not None:
            found[section.path] = (section.label("en"), section.label("ur"))
    return tuple(found.values())
