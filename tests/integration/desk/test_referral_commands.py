"""Referrals for programs and for work without the window."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from desktop_client.cli.entry import desk as command
from desktop_client.services import intake, opening
from desktop_client.services.opening import DeskUser
from desktop_client.storage.home import DeskHome
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.sync.enrolment import Enrolled
from shared_models.security import signing
from tests.head_offices import NOW
from tests.networks import EPISODE, LOGIN, PASSWORD


def _home(folder: Path, role: str) -> tuple[Callable[..., Result], str]:
    """A desk of Lahore with one person in it and somebody of this role, and how commands are run there."""
    folder.mkdir()
    home = DeskHome(folder)
    identity = Identity("nobody", "0AA", "LHE", signing.new_signing_key())
    enrolled = Enrolled(identity, HeadOffice("http://127.0.0.1", "", b""), "none", "")
    opening.install(home, enrolled, DeskUser(LOGIN, "Asma", role), PASSWORD, lambda: NOW)
    desk = opening.sign_in(home, LOGIN, PASSWORD, lambda: NOW)
    answers = {"person.name_latin": "Amina Bibi", "person.gender": "F"}
    made = intake.register(desk, answers, EPISODE, origin="import")
    opening.close(desk)

    def run(*words: str) -> Result:
        where = ["--home", str(folder), "--user", LOGIN, "--password-stdin"]
        return CliRunner().invoke(command, [*where, "records", *words], input=f"{PASSWORD}\n")

    return run, made.number


def test_a_case_worker_refers_lists_and_takes_back(tmp_path: Path) -> None:
    run, number = _home(tmp_path / "desk", "caseworker")
    sent = json.loads(run("refer", number, "--to", "KHI", "--for", "TRAINING", "--note", "Welding", "--json").stdout)
    assert (sent["from_office"], sent["to_office"], sent["state"], sent["possible"]) == ("LHE", "KHI", "SNT", ["CAN"])
    assert run("answer", sent["referral"]).exit_code == 2
    refused = run("answer", sent["referral"], "--accept")
    assert (refused.exit_code, "the other office's" in refused.stderr) == (1, True)
    ended = json.loads(run("answer", sent["referral"], "--take-back", "--json").stdout)
    assert (ended["state"], ended["open"]) == ("CAN", False)
    assert [one["referral"] for one in json.loads(run("referrals", "--json").stdout)] == [sent["referral"]]
    assert json.loads(run("referrals", "--open", "--json").stdout) == []


@pytest.mark.parametrize(
    ("role", "office", "reason", "said"),
    [
        ("clerk", "KHI", "TRAINING", "case worker, office supervisor, protection focal point"),
        ("caseworker", "XYZ", "TRAINING", "There is no such office"),
        ("caseworker", "KHI", "PROTECTION", "only the focal point"),
    ],
)
def test_what_is_not_possible_is_refused_with_a_sentence(
    tmp_path: Path, role: str, office: str, reason: str, said: str
) -> None:
    run, number = _home(tmp_path / "desk", role)
    refused = run("refer", number, "--to", office, "--for", reason)
    assert (refused.exit_code, said in refused.stderr) == (1, True), refused.stderr
