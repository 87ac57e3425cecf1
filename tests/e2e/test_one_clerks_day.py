"""One clerk's day by commands, each a process of its own: exit codes, JSON keys, sentences, and no traceback anywhere."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from desktop_client.storage.home import DeskHome

REGISTERS = Path(__file__).resolve().parents[2] / "examples" / "registers"
SYNC_KEYS = set(
    "sent_changes accepted held conflicts refused received bytes_up bytes_down round_trips receipt more".split()
)
STATUS_KEYS = set(
    "device office epoch journal_seq receipt_seq unsent drafts refused people last_contact next_attempt sentence".split()
)
IMPORT_KEYS = set(
    "rows registered registered_with_notes already_there already_there_differs skipped refused report".split()
)


@dataclass
class Office:
    """The folder in which both programs work, and all they wrote to standard error."""

    folder: Path
    url: str = ""
    complaints: list[str] = field(default_factory=list)

    def run(self, program: str, *words: str, expect: int = 0) -> str:
        environment = {**os.environ, "FRC_PASSWORD_FILE": str(self.folder / "password")}
        done = subprocess.run(
            [str(Path(sys.executable).parent / program), *words],
            cwd=self.folder, env=environment, capture_output=True, text=True, timeout=90, check=False,
        )  # fmt: skip
        self.complaints.append(done.stderr)
        assert (done.returncode, words, done.stderr if done.returncode != expect else "") == (expect, words, "")
        if expect:
            assert len(done.stderr.strip()) > 20
        return done.stdout

    def desk(self, *words: str, home: str = "desk", expect: int = 0) -> str:
        return self.run("frc-desk", *words, "--home", home, expect=expect)

    def server(self, *words: str, expect: int = 0) -> str:
        return self.run("frc-server", *words, "--data", "ho", expect=expect)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    (tmp_path / "password").write_text("four words in a row\n")
    (tmp_path / "password").chmod(0o600)
    made.server("init", "--json")
    program = str(Path(sys.executable).parent / "frc-server")
    with (tmp_path / "server.log").open("w") as log:
        process = subprocess.Popen(
            [program, "run", "--data", "ho", "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=log, text=True
        )
        assert process.stdout is not None
        made.url = re.findall(r"http://\S+", process.stdout.readline())[0]
        yield made
        process.terminate()
        assert process.wait(30) == 0
        process.stdout.close()


def _enrol(office: Office, home: str) -> None:
    code: dict[str, Any] = json.loads(office.server("enrolment-code", "--office", "LHE", "--json"))
    assert set(code) >= {"code", "office", "expires", "root_fingerprint"}
    office.desk("enrol", "--user", "asma", "--server", office.url, "--code", code["code"], "--json", home=home)


def _approve(office: Office) -> None:
    devices = json.loads(office.server("device", "list", "--json"))
    keys = {"id", "code", "office", "state", "incarnation", "last_contact", "pending_estimate"}
    for device in devices:
        assert set(device) >= keys
        if device["state"] == "pending":
            office.server("device", "approve", device["id"])


def test_a_register_travels_by_commands_alone(office: Office) -> None:
    office.desk("status", expect=1)
    _enrol(office, "desk")
    register = ("import", str(REGISTERS / "register_lahore_2018.xlsx"), "--map", str(REGISTERS / "lahore_2018.toml"))
    first = json.loads(office.desk(*register, "--report", "report.csv", "--json"))
    assert set(first) >= IMPORT_KEYS
    assert sum(first[name] for name in IMPORT_KEYS - {"rows", "report"}) == first["rows"]
    again = json.loads(office.desk(*register, "--json"))
    assert (again["registered"], again["registered_with_notes"]) == (0, 0)
    office.desk("sync", "--json", expect=1)
    _approve(office)
    sent = json.loads(office.desk("sync", "--json"))
    assert set(sent) >= SYNC_KEYS
    assert set(sent["receipt"]) >= {"epoch", "seq", "durability", "verified"}
    people = first["registered"] + first["registered_with_notes"]
    assert (sent["sent_changes"], sent["receipt"]["seq"], sent["receipt"]["verified"]) == (2 * people, 2 * people, True)
    status = json.loads(office.desk("status", "--json"))
    assert set(status) >= STATUS_KEYS
    assert (status["unsent"], status["people"]) == (0, people)
    office.desk("receipts", "verify")
    _enrol(office, "second")
    _approve(office)
    office.desk("sync", home="second")
    shown = json.loads(office.desk("records", "list", "--limit", "1", "--json", home="second"))
    office.desk("records", "amend", shown[0]["id"], "person.father_name_latin=Bashir", home="second")
    office.desk("records", "show", shown[0]["id"], "--json", home="second")
    office.desk("records", "export", "out.jsonl", home="second")
    lines = [json.loads(line) for line in (office.folder / "out.jsonl").read_text("utf-8").splitlines()]
    keys = {"id", "kind", "office", "registration_no", "legacy_ref", "fields", "state"}
    assert all(set(line) >= keys for line in lines)
    assert len(lines) == 2 * people
    _by_stick(office, "second")
    for words, code in ((("backup", "x"), 1), (("records", "show", "nobody"), 1), (("nonsense",), 2)):
        office.run("frc-desk", *words, *(() if words[0] in {"backup", "nonsense"} else ("--home", "desk")), expect=code)
    held = DeskHome(office.folder / "desk")
    held.hold()
    office.desk("status", expect=1)
    held.release()
    assert "Traceback" not in "".join(office.complaints)
    _assert_log_names_nobody(office, lines)


def _by_stick(office: Office, home: str) -> None:
    """What this desk has not sent goes by file, and its receipt comes home in one."""
    written = json.loads(office.desk("bundle", "write", "up.frcusb", "--json", home=home))
    assert (written["records"], written["changes"], written["more"]) == (1, 1, False)
    taken = json.loads(office.server("bundle", "import", "up.frcusb", "--reply", "down.frcusb", "--json"))
    assert (taken["batches"], taken["fresh"], taken["changes"], taken["not_kept"]) == (1, 1, 1, [])
    office.server("bundle", "import", "up.frcusb", "--reply", "up.frcusb", expect=2)
    office.server("bundle", "import", "up.frcusb", "--reply", "ho", expect=1)
    office.desk("bundle", "read", "down.frcusb", expect=1)
    office.desk("bundle", "write", home=home, expect=2)
    read = json.loads(office.desk("bundle", "read", "down.frcusb", "--json", home=home))
    assert set(read) >= SYNC_KEYS
    assert (read["sent_changes"], read["accepted"], read["more"]) == (1, 1, False)
    assert (read["receipt"]["seq"], read["receipt"]["verified"]) == (1, True)
    assert json.loads(office.desk("status", "--json", home=home))["unsent"] == 0


def _assert_log_names_nobody(office: Office, lines: list[dict[str, Any]]) -> None:
    """No name and no number of the registers is in what the server wrote."""
    log = (office.folder / "server.log").read_text("utf-8")
    assert "batch.stored" in log
    assert "Traceback" not in log
    for line in lines:
        for path, value in line["fields"].items():
            if isinstance(value, str) and len(value) > 5 and re.search("name|number|note", path):
                assert value not in log, path
