"""Registrations with every field of every section filled travel from the form to both exports and come out unchanged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from random import Random
from typing import Any

import msgspec
from click.testing import CliRunner

from desktop_client.services import intake, people
from desktop_client.storage.engine import writing
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.sample_values import sample_registration
from shared_models.records.changes import Value
from sync_server.cli import main
from tests.networks import TrialDesk, TrialNetwork

EMBEDDED, POSTGRESQL = 120, 40  # `python -m benchmarks --only whole` sends a thousand


def _register(desk: TrialDesk, count: int, chance: Random) -> dict[str, dict[str, Value]]:
    """Register so many; what was answered, by record."""
    given: dict[str, dict[str, Value]] = {}
    with writing(desk.desk.engine) as connection:
        for _ in range(count):
            answers = sample_registration(load_catalogue(), chance, desk.desk.today())
            person, episode = (_of(kind, answers) for kind in ("person", "episode"))
            made = intake.register_in(connection, desk.desk, person, episode, origin="form")
            told = {"episode.person": made.person, "episode.registration_no": made.number}
            given |= {made.person: person, made.episode: {**episode, **told}}
    return given


def _of(kind: str, answers: Mapping[str, Any]) -> dict[str, Value]:
    return {path: value for path, value in answers.items() if path.startswith(kind + ".")}


def _fields(rows: Iterable[Any]) -> dict[str, dict[str, Value]]:
    """What was told of each record, without what is worked out from it."""
    computed = {field.path for field in load_catalogue().fields.values() if field.kind == "computed"}
    return {row["id"]: {path: row["fields"][path] for path in row["fields"].keys() - computed} for row in rows}


def test_every_answer_comes_out_of_both_exports_as_it_went_in(
    any_net: TrialNetwork, tmp_path: Path, random_source: Random
) -> None:
    office = any_net.trial.head_office
    embedded = office.engine.dialect.name == "sqlite"
    first, second = any_net.desk(), any_net.desk()
    given = _register(first, EMBEDDED if embedded else POSTGRESQL, random_source)

    first.sync()
    second.sync()

    file = tmp_path / "records.jsonl"
    where = ["--data", str(any_net.folder / "head-office")]
    if not embedded:
        where += ["--database-url", office.engine.url.render_as_string(hide_password=False)]
    written = CliRunner().invoke(main, ["export", "records", "--format", "jsonl", "--out", str(file), *where])
    assert written.exit_code == 0, written.stderr
    at_head_office = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert _fields(at_head_office) == given
    assert {row["state"] for row in at_head_office if row["kind"] == "episode"} == {"COMPLETE"}
    assert _fields(msgspec.json.decode(msgspec.json.encode(row)) for row in people.export(second.desk)) == given
