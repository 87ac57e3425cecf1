"""What a registration costs that fills every field of every section: checked, saved, sent, and found unchanged at both ends."""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import zstandard

from benchmarks import saving, stage
from benchmarks.figures import Figures
from benchmarks.people import Registration, whole_registration
from benchmarks.stage import Desk
from desktop_client.services import intake, people
from desktop_client.storage.engine import writing
from shared_models.catalogue import Context, check_registration, completeness, load_catalogue
from shared_models.catalogue.context import day_in_pakistan
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading
from sync_server.storage.head_office import open_head_office
from sync_server.subjects.exports import ROWS

SEED = 41
VALIDATE_MS = 1.0
WIRE_RATIO = 0.80
SAVED_SHARE = 5  # one in so many is saved alone and timed, the rest as an import saves them
BLOCK = 20

Fields = dict[str, Mapping[str, Any]]


def measure(figures: Figures, folder: Path, *, count: int) -> None:
    """Register so many at one desk, send them, fetch them at a second one, and compare every answer."""
    group = f"{count:,} registrations with every section filled"
    folder = folder / "whole"
    folder.mkdir()
    today = day_in_pakistan(stage.now_ms())
    chance = random.Random(SEED)
    registrations = [whole_registration(chance, today) for _ in range(count)]
    _checks(figures, group, registrations, today)
    stage.new_office(folder / "office")
    with stage.running(folder / "office", stage.free_port()) as office:
        for name in ("first", "second"):
            stage.enrol(office, folder / name)
        with stage.open_desk(folder / "first") as desk:
            desk.sync()
            given = _saves(figures, group, desk, registrations, folder)
            lines = list(people.export(desk.open))
            sent, cost = desk.measured_sync(office)
        with stage.open_desk(folder / "second") as desk:
            fetched, fetching = desk.measured_sync(office)
            shown = _fields(people.export(desk.open))
    packed = zstandard.ZstdCompressor(level=3).compress(b"\n".join(map(msgspec.json.encode, lines)))
    wire = sent.bytes_up + sent.bytes_down
    note = f"{statistics.mean(len(one) for one in given.values()) * 2:.0f} answers a registration on average."
    figures.add(
        group,
        "wire bytes both ways / JSON at zstd-3",
        "×",
        [wire / len(packed)],
        most=WIRE_RATIO,
        noisy=False,
        note=note,
    )
    figures.add(group, "up", "bytes a registration", [sent.bytes_up / count], noisy=False)
    figures.add(group, "JSON at zstd-3", "bytes a registration", [len(packed) / count], noisy=False)
    figures.add(group, "a second desk, both ways", "bytes a registration", [fetched.bytes_down / count], noisy=False)
    figures.add(group, "desk CPU of sending", "s / 1,000", [cost.desk_cpu * 1000 / count])
    figures.add(group, "head office CPU", "s / 1,000", [cost.server_cpu * 1000 / count])
    figures.add(group, "desk CPU of fetching", "s / 1,000", [fetching.desk_cpu * 1000 / count])
    for where, found in (("head office", _at_head_office(folder / "office")), ("the second desk", shown)):
        differing = sum(found.get(record) != given.get(record) for record in {**given, **found})
        figures.add(group, f"records that differ at {where}", "", [differing], most=0, noisy=False)


def _checks(figures: Figures, group: str, registrations: Sequence[Registration], today: date) -> None:
    """Each is checked twice in a row, as a form does it, and the second time counts: the first one teaches its paths."""
    catalogue, context = load_catalogue(), Context(today)
    checked: list[float] = []
    first: list[float] = []
    finished: list[float] = []
    for one in registrations:
        values = {**one.person, **one.episode}
        began = time.perf_counter()
        check_registration(values, context, catalogue)
        again = time.perf_counter()
        check_registration(values, context, catalogue)
        complete = time.perf_counter()
        completeness(values, catalogue)
        first.append(1000 * (again - began))
        checked.append(1000 * (complete - again))
        finished.append(1000 * (time.perf_counter() - complete))
    for name, samples in (("checked", checked), ("checked for the first time", first), ("completeness", finished)):
        least, *_, most = statistics.quantiles(samples, n=20)
        most_ms = VALIDATE_MS if name == "checked" else None
        figures.add(group, name, "ms", [least, statistics.median(samples), most], most=most_ms)


def _saves(
    figures: Figures, group: str, desk: Desk, registrations: Sequence[Registration], folder: Path
) -> Mapping[str, Mapping[str, Any]]:
    """Save them all, some of them alone and timed; what was answered, by record."""
    alone = max(saving.WARM_UP + BLOCK // 2, len(registrations) // SAVED_SHARE)
    saved, plain = saving.beside_bare_inserts(desk, registrations[:alone], folder / "bare.db", block=BLOCK)
    ratios = [statistics.median(one) / statistics.median(other) for one, other in zip(saved, plain, strict=True)]
    figures.add(group, "saved / bare insert and commit", "×", ratios)
    figures.add(group, "saved", "ms", [1000 * statistics.median(one) for one in saved])
    with writing(desk.open.engine) as connection:
        for one in registrations[alone:]:
            intake.register_in(connection, desk.open, one.person, one.episode, origin="form")
    return _given(desk, registrations)


def _given(desk: Desk, registrations: Sequence[Registration]) -> Fields:
    """The answers beside the record that they became, in the order of saving."""
    found: Fields = {}
    episodes = [row for row in people.export(desk.open) if row["kind"] == "episode"]
    for row, one in zip(episodes, registrations, strict=True):
        person = row["fields"]["episode.person"]
        found[person] = one.person
        given = {"episode.person": person, "episode.registration_no": row["registration_no"]}
        found[row["id"]] = {**one.episode, **given}
    return found


def _at_head_office(folder: Path) -> Fields:
    office = open_head_office(ServerConfiguration(data=folder))
    try:
        with reading(office.engine) as connection:
            return _fields(ROWS["records"](connection, office))
    finally:
        office.close()


def _fields(rows: Iterable[Mapping[str, Any]]) -> Fields:
    """What was told of each record, without what is worked out from it."""
    catalogue = load_catalogue()
    computed = {field.path for field in catalogue.fields.values() if field.kind == "computed"}
    return {row["id"]: {path: row["fields"][path] for path in row["fields"].keys() - computed} for row in rows}
