"""What a check costs: reading the catalogue, and everything that is judged of a registration with every answer given."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from functools import partial

from benchmarks import people
from benchmarks.figures import Figures
from shared_models.catalogue import (
    Catalogue,
    Context,
    Field,
    check_registration,
    completeness,
    expand,
    load_catalogue,
    read_catalogue,
)
from shared_models.catalogue.loading import REFERENCE_FOLDER

TODAY = date(2026, 11, 24)
VALIDATE_MS = 1
LOAD_MS = 150
ROWS = 2
BY_KIND: dict[str, object] = {
    "name_latin": "Muhammad Aslam", "name_urdu": "محمد اسلم", "text": "Chak No. 12, House 7", "yes_no": True,
    "decimal": "2.5", "money": {"minor": 180_000, "currency": "SAR"}, "partial_date": "2020-05", "date": "2020-05-03",
    "phone": "+923001234567", "email": "aslam@example.pk", "document_number": "0362012345671",
    "link": "01990000-0000-7000-8000-000000000000", "attachment": "0" * 64, "time_stamp": "2026-11-24T07:00:00Z",
}  # fmt: skip
BY_PATH: dict[str, object] = {
    "person.birth": "1984-05-03", "person.documents.type": "CNIC", "episode.members.card_number": "0362012345698",
    "episode.guardian_cnic": "0362012345614", "episode.consent_method": "SIGN", "episode.return_date": "2026-09",
    "person.address_permanent.province": "PK-PB", "person.address_permanent.district": "PB-MUL",
    "person.address_current.province": "PK-PB", "person.address_current.district": "PB-LHR",
}  # fmt: skip


def measure(figures: Figures, rounds: int) -> None:
    """The time of a check of everything a desk can be told of one person, of one on an ordinary day, and of the catalogue."""
    group = "A registration is checked"
    catalogue = load_catalogue()
    context = Context(TODAY)
    whole = everything(catalogue)
    check_registration(whole, context, catalogue)
    full = [_ms(lambda: check_registration(whole, context, catalogue)) for _ in range(100 * rounds)]
    day = [{**one.person, **one.episode} for one in people.Day(3, TODAY, catalogue).registrations(100 * rounds)]
    for one in day:
        check_registration(one, context, catalogue)
    usual = [_ms(partial(check_registration, one, context, catalogue)) for one in day]
    finished = [_ms(lambda: completeness(whole, catalogue)) for _ in range(100 * rounds)]
    note = f"{len(whole)} answers: every field of both records, {ROWS} rows a section; every kind of rule is asked."
    figures.add(group, "with every answer given", "ms", _some(full), most=VALIDATE_MS, note=note)
    figures.add(group, "as on an ordinary day, median", "ms", [_median(usual)], most=VALIDATE_MS)
    figures.add(group, "whether it is complete", "ms", _some(finished), most=VALIDATE_MS)
    loads = [_ms(lambda: read_catalogue(REFERENCE_FOLDER)) for _ in range(2 + rounds)]
    note = f"{len(catalogue.fields)} fields, {len(catalogue.lists)} lists, {len(catalogue.rules)} rules, read from their files."
    figures.add(group, "the catalogue is read", "ms", loads, most=LOAD_MS, note=note)


def everything(catalogue: Catalogue) -> dict[str, object]:
    """A registration with an answer to every field that people are asked, two rows in every section of rows."""
    values: dict[str, object] = {}
    for kind in ("person", "episode"):
        for field in catalogue.fields_of(kind):
            if field.kind == "computed":
                continue
            for row in [f"r{number}" for number in range(ROWS)] if field.repeated else [""]:
                values.update(expand(field, _answer(field, row, catalogue), row))
    return values


def _answer(field: Field, row: str, catalogue: Catalogue) -> object:
    if field.path == "person.documents.number":
        return f"036201234567{1 + 2 * int(row[1:])}"
    if field.path in BY_PATH:
        return BY_PATH[field.path]
    codes = catalogue.codes_of(field)
    if codes is not None:
        usable = [one.code for one in codes.rows if one.code != "NONE"]
        return tuple(usable[: min(2, field.maximum or 2)]) if field.kind == "codes" else usable[0]
    if field.kind == "integer":
        return field.minimum if field.minimum is not None else 3
    return BY_KIND[field.kind]


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _some(samples: list[float]) -> list[float]:
    """The least, the median and the largest but a few: a busy machine's worst moment says nothing."""
    samples = sorted(samples)
    return [samples[0], samples[len(samples) // 2], samples[len(samples) * 95 // 100]]


def _median(samples: list[float]) -> float:
    return sorted(samples)[len(samples) // 2]
