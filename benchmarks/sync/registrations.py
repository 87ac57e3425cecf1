"""Registrations as they are at a desk that asks a good deal: a person and a return in rows and columns, 91 answers on average."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from benchmarks.people import whole_registration
from benchmarks.sync import flat
from shared_models.catalogue import Catalogue, load_catalogue
from shared_models.catalogue.leaves import is_relevant

TODAY = date(2026, 11, 20)
KINDS = ("person", "episode")
# Which sections are answered, with as many rows as are given: who, papers, telephones, home, permissions, trip, return, needs.
SECTIONS = {
    "person.identity": 0, "person.documents": 1, "person.phones": 1, "person.address_permanent": 0,
    "episode.header": 0, "episode.consent": 0, "episode.trips": 1, "episode.return": 0, "episode.needs_asked": 0,
}  # fmt: skip
# What is rarely asked at a desk, and names of pictures: these are random, and pictures are measured apart.
LEFT_OUT = (
    "person.photo", ".raw_scan", ".scan_attachment", ".oep_name", ".oep_licence_no", ".insurance_policy_no", ".foreign_id_no",
    ".beoe_registered", ".occupation_on_visa", ".sponsor_name", ".post_code", ".union_council", ".landmark", ".flight_no",
    ".years_in_occupation", ".promised_wage", ".avrr_case_no", ".email",
)  # fmt: skip


def rows(count: int) -> Iterator[dict[str, Any]]:
    """`{"id", "fields": {"kind", "answers"}}` of so many registrations, the return behind its person."""
    catalogue = load_catalogue()
    for number in range(count):
        answers = _answers(catalogue, random.Random(flat.SEED * 7 + number))
        for place, kind in enumerate(KINDS):
            own = {path: value for path, value in answers.items() if path.startswith(f"{kind}.")}
            yield {"id": flat.record_id(2 * number + place), "fields": {"kind": kind, "answers": own}}


def _answers(catalogue: Catalogue, chance: random.Random) -> dict[str, object]:
    whole = whole_registration(chance, TODAY)
    kept: dict[str, object] = {}
    for path, value in {**whole.person, **whole.episode}.items():
        leaf = catalogue.leaf_of(path)
        if leaf is None or path.endswith(LEFT_OUT):
            continue
        most = SECTIONS.get(f"{leaf.field.kind_of_record}.{leaf.field.section}")
        if most is not None and (not leaf.row or not leaf.row.isdecimal() or int(leaf.row) <= most):
            kept[path] = value
    while gone := [path for path in kept if not _is_asked(catalogue, path, kept)]:
        for path in gone:
            del kept[path]
    return kept


def _is_asked(catalogue: Catalogue, path: str, answers: dict[str, object]) -> bool:
    leaf = catalogue.leaf_of(path)
    return leaf is not None and is_relevant(leaf.field, answers, leaf.row)
