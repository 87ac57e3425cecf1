"""frc-server as scripts use it: JSON on stdout, sentences on stderr, exit codes 0, 1 and 2."""

import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import requests
import sqlalchemy as sa
from click.testing import CliRunner, Result
from python_calamine import CalamineWorkbook

from sync_server.cli import main
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import open_head_office
from sync_server.storage.schema import downgrade
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.enrolment import enrol
from tests.enrolling import enrolment_request, new_machine

VALUES = {
    "person.name_latin": "=SUM(A1)",
    "person.documents.K7Qab-10.number": "second",
    "person.documents.K7Qab-2.number": "first",
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "ho"
    assert _run(folder, "init", "--json").exit_code == 0
    return folder


def _run(data: Path, *words: str) -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(data)])


def _json(data: Path, *words: str) -> Any:
    answer = _run(data, *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def _store_a_person(data: Path) -> None:
    office = open_head_office(ServerConfiguration(data=data))
    with writing(office.engine) as connection:
        connection.execute(
            record.insert().values(
                id="r1",
                kind="person",
                office="LHE",
                field_values=json.dumps(VALUES),
                writers="{}",
                state="QUICK",
                legacy_ref="LHR-2018-1",
                created_position=1,
                updated_position=1,
            )
        )
        for position, answer in enumerate(("Omar", "Umar"), start=1):
            connection.execute(
                sa.insert(change_log).values(
                    position=position,
                    change_id=f"d.i.{position}",
                    device="d",
                    incarnation="i",
                    seq=position,
                    record="r1",
                    kind="person",
                    office="LHE",
                    action="edit",
                    author="ali",
                    at=position,
                    content_hash="h",
                    document=json.dumps({"set": {"person.name_latin": answer}}),
                    outcome="conflict",
                )
            )
        connection.execute(
            conflict.insert().values(
                id="c1", record="r1", path="person.name_latin", heads='["d.i.1","d.i.2"]', opened_position=2
            )
        )
    office.close()


def test_a_code_leads_to_a_desk_that_waits_is_approved_and_revoked(data: Path) -> None:
    made = _json(data, "enrolment-code", "--office", "lhe")
    assert set(made) >= {"code", "office", "expires", "root_fingerprint"}
    assert made["expires"].endswith("Z")
    office = open_head_office(ServerConfiguration(data=data))
    with writing(office.engine) as connection:
        enrol(connection, office, enrolment_request(new_machine(), made["code"]))
    office.close()
    (desk,) = _json(data, "device", "list")
    assert set(desk) >= {"id", "code", "office", "state", "incarnation", "last_contact", "pending_estimate"}
    assert (desk["state"], desk["office"]) == ("pending", "LHE")
    assert len(desk["fingerprint"].split("-")) == 8
    assert _json(data, "device", "approve", desk["code"])["state"] == "approved"
    assert _json(data, "device", "revoke", desk["id"])["state"] == "revoked"
    assert _run(data, "device", "approve", desk["id"]).exit_code == 1


def test_people_are_added_with_a_password_that_is_shown_once(data: Path) -> None:
    made = _json(data, "user", "add", "ali", "--role", "clerk", "--office", "LHE")
    assert len(made["one_time_password"]) > 20
    assert _run(data, "user", "add", "ali", "--role", "clerk", "--office", "LHE").exit_code == 1
    assert {"name": "ali", "role": "clerk", "office": "LHE", "state": "active"} in _json(data, "user", "list")


def test_a_forgotten_password_is_replaced_and_the_last_administrator_stays(data: Path) -> None:
    assert len(_json(data, "user", "reset", "administrator")["one_time_password"]) > 20
    refused = _run(data, "user", "close", "administrator")
    assert (refused.exit_code, "last administrator" in refused.stderr) == (1, True)
    _json(data, "user", "add", "sana", "--role", "administrator")
    assert _json(data, "user", "close", "administrator")["state"] == "closed"


def test_the_database_of_an_older_program_is_upgraded_and_one_of_a_newer_is_left_alone(data: Path) -> None:
    office = open_head_office(ServerConfiguration(data=data))
    with writing(office.engine) as connection:
        downgrade(connection, "0001")
    assert "frc-server upgrade" in _run(data, "status").stderr
    assert _json(data, "upgrade")["before"] == "0001"
    assert _json(data, "upgrade")["before"] == _json(data, "status")["schema"]
    with writing(office.engine) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    office.close()
    for command in ("status", "upgrade"):
        refused = _run(data, command)
        assert (refused.exit_code, "newer program" in refused.stderr) == (1, True)


REFUSALS: tuple[tuple[list[str], int, str], ...] = (
    (["init"], 1, "already a head office"),
    (["user", "add", "sana", "--role", "clerk"], 1, "--office"),
    (["user", "add", "sana", "--role", "emperor"], 2, "emperor"),
    (["enrolment-code", "--office", "XXX"], 1, "no office XXX"),
    (["device", "approve", "nobody"], 1, "no desk nobody"),
    (["export", "records", "--format", "csv", "--out", "/nowhere/at/all.csv"], 1, "could not be written"),
    (["duplicates", "evaluate", "/nowhere.csv"], 1, "Line 1 of nowhere.csv"),
    (["backup", "create", "x"], 1, "FRC_BACKUP_PASSPHRASE_FILE"),
    (["status", "--database-url", "postgresql+psycopg://a:secret@h/d"], 1, "password in the command line"),
    (["status", "--database-url", "mysql://h/d"], 1, "postgresql+psycopg://"),
    (["run", "--host", "0.0.0.0", "--no-tls"], 1, "unprotected"),
    (["no-such-command"], 2, "No such command"),
)


def test_a_refusal_is_a_sentence_and_a_code(data: Path) -> None:
    for words, code, part in REFUSALS:
        answer = _run(data, *words)
        assert (answer.exit_code, part in answer.stderr) == (code, True), words
        assert "Traceback" not in answer.output
        assert "secret" not in answer.output


def test_exports_hold_every_record_and_no_formula(data: Path, tmp_path: Path) -> None:
    _store_a_person(data)
    for form in ("jsonl", "csv", "xlsx", "parquet"):
        out = tmp_path / f"records.{form}"
        assert _json(data, "export", "records", "--format", form, "--out", str(out)) == {"rows": 1, "out": str(out)}
        assert out.stat().st_mode & 0o777 == 0o600
    row = json.loads((tmp_path / "records.jsonl").read_text("utf-8"))
    assert list(row) == ["id", "kind", "office", "registration_no", "legacy_ref", "fields", "state", "countersigned"]
    assert row["fields"] == {
        "person.name_latin": "=SUM(A1)",
        "person.documents.2.number": "second",
        "person.documents.1.number": "first",
    }
    with (tmp_path / "records.csv").open(encoding="utf-8-sig") as opened:
        (from_csv,) = csv.DictReader(opened)
    assert from_csv["person.name_latin"] == "'=SUM(A1)"
    assert from_csv["person.documents.1.number"] == "first"
    sheet = CalamineWorkbook.from_path(str(tmp_path / "records.xlsx")).get_sheet_by_index(0).to_python()
    assert dict(zip(*sheet, strict=True))["person.name_latin"] == "=SUM(A1)"
    (from_parquet,) = pq.read_table(tmp_path / "records.parquet").to_pylist()
    assert (from_parquet["person.name_latin"], from_parquet["registration_no"]) == ("=SUM(A1)", None)


def test_conflicts_are_exported_with_both_answers_and_who_gave_them(data: Path, tmp_path: Path) -> None:
    _store_a_person(data)
    out = tmp_path / "conflicts.jsonl"
    _json(data, "export", "conflicts", "--format", "jsonl", "--out", str(out))
    row = json.loads(out.read_text("utf-8"))
    assert [head["value"] for head in row["heads"]] == ["Omar", "Umar"]
    assert (row["record"], row["path"], row["closed_position"]) == ("r1", "person.name_latin", None)


def test_status_check_and_audit_of_a_fresh_office_are_good(data: Path) -> None:
    status = _json(data, "status")
    assert (status["position"], status["devices"]) == (0, {})
    assert _json(data, "check") == {"whole": True, "faults": []}
    assert _json(data, "audit", "verify")["whole"] is True


def test_run_answers_until_it_is_told_to_stop(data: Path) -> None:
    command = [sys.executable, "-c", "from sync_server.cli import main; main()", "run", "--port", "0"]
    environment = {**os.environ, "FRC_SERVER_DATA": str(data)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        url = running.stdout.readline().split()[-1]
        with requests.Session() as session:
            session.trust_env = False
            assert session.get(f"{url}/healthz", timeout=20).json()["status"] == "ok"
        running.send_signal(signal.SIGTERM)
        log = running.stderr.read()
        assert running.wait(30) == 0
    events = [json.loads(line)["event"] for line in log.splitlines()]
    assert events == ["server.started", "server.stopped"]
