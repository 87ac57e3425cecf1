"""Who leaves the desk opens it no more, with no old copy either; what that person left open is the supervisor's."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as sqlcipher
from click.testing import CliRunner

from desktop_client.cli.entry import desk as command
from desktop_client.services import accounts, drafts, intake, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.opening import SAFE, DeskUser
from desktop_client.storage import audit, key_slots, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables.desk import audit as audit_lines
from desktop_client.ui.service_desk import ServiceDesk
from shared_models.catalogue.problems import ProblemError, sentence
from shared_models.security import cipher_file
from tests.head_offices import Clock
from tests.networks import EPISODE, LOGIN, PASSWORD
from tests.whole_desks import assert_whole

WORDS = "another long password"
PEOPLE = (DeskUser("bilal", "Bilal", "clerk"), DeskUser("nadia", "Nadia", "supervisor"))


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    told = refused.value.problem
    assert sentence(told, "ur") != sentence(told, "en") != told.code
    return told.code


@pytest.fixture
def staffed(home: DeskHome, clock: Clock) -> DeskHome:
    """A closed desk of three people; Bilal left a form open."""
    opened = opening.sign_in(home, LOGIN, PASSWORD, clock)
    for person in PEOPLE:
        opening.add_user(home, opened, person, WORDS)
    opening.close(opened)
    bilal = opening.sign_in(home, "bilal", WORDS, clock)
    drafts.open_new(bilal, {"person.name_latin": {"value": "Amina Bibi"}})
    opening.close(bilal)
    return home


def _supervisor(home: DeskHome, clock: Clock) -> OpenDesk:
    return opening.sign_in(home, "nadia", WORDS, clock)


def test_the_slot_is_gone_from_every_copy_and_the_forms_are_the_supervisors(staffed: DeskHome, clock: Clock) -> None:
    old = {file.name: file.read_bytes() for file in staffed.folder.iterdir() if "keyslots" in file.name}
    before = key_slots.open_slot(key_slots.read_slots(staffed.key_slots), "bilal", WORDS)
    desk = accounts.remove_person(staffed, _supervisor(staffed, clock), "bilal")
    (form,) = drafts.left_open(desk)
    assert form.answers["person.name_latin"] == {"value": "Amina Bibi"}
    for name in old:
        assert b"bilal" not in (staffed.folder / name).read_bytes()
    assert_whole(desk)
    with reading(desk.engine) as connection:
        lines = connection.execute(audit_lines.select().where(audit_lines.c.subject == "bilal")).all()
        assert audit.first_bad_line(connection) is None
    told = [(line.login, line.action, line.detail) for line in lines][-2:]
    assert told == [("nadia", "person_removed", "1 forms > nadia"), ("nadia", "database_key_renewed", "")]
    opening.close(desk)
    asma = opening.sign_in(staffed, LOGIN, PASSWORD, clock)
    intake.register(asma, {"person.name_latin": "Rashida Bibi"}, EPISODE, origin="import")
    opening.close(asma)
    assert _refused(lambda: opening.sign_in(staffed, "bilal", WORDS, clock)) == "sign_in.wrong_password"
    # With the old file of slots and the old password the old key comes out, and it opens nothing written since.
    assert before is not None
    for name, content in old.items():
        (staffed.folder / name).write_bytes(content)
    assert _refused(lambda: opening.sign_in(staffed, "bilal", WORDS, clock)) == "desk.database_foreign"
    with pytest.raises(cipher_file.CipherFileError):
        cipher_file.connect(staffed.database, before.database_key)


def test_everybody_else_opens_with_the_same_password_and_people_come_and_go_under_the_new_key(
    staffed: DeskHome, clock: Clock
) -> None:
    desk = accounts.remove_person(staffed, _supervisor(staffed, clock), "bilal")
    code = accounts.add_person(staffed, desk, DeskUser("zain", "Zain", "clerk"))
    safe = "K7QF-0D2M-9XWT-4HBC"
    accounts.keep_safe_code(staffed, desk, safe)
    desk = accounts.remove_person(staffed, desk, LOGIN)
    opening.close(desk)
    for login, secret in (("zain", code), (SAFE, safe), ("nadia", WORDS)):
        opening.close(opening.sign_in(staffed, login, secret, clock))
    assert key_slots.read_slots(staffed.key_slots).generation == 3
    assert [one.login for one in opening.list_users(staffed)] == ["nadia", "zain"]


def test_who_may_not_remove_whom(staffed: DeskHome, clock: Clock) -> None:
    clerk = opening.sign_in(staffed, LOGIN, PASSWORD, clock)
    assert _refused(lambda: accounts.remove_person(staffed, clerk, "bilal")) == "colleagues.supervisor_removes"
    assert not any(one.may_remove for one in accounts.colleagues(staffed, clerk))
    nadia = _supervisor(staffed, clock)
    assert {one.login for one in accounts.colleagues(staffed, nadia) if one.may_remove} == {LOGIN, "bilal"}
    assert _refused(lambda: accounts.remove_person(staffed, nadia, "nadia")) == "colleagues.not_yourself"
    for login in ("nobody", SAFE):
        assert _refused(lambda login=login: accounts.remove_person(staffed, nadia, login)) == "colleagues.unknown"  # type: ignore[misc]


def test_a_key_is_never_sealed_to_a_slot_that_somebody_planted(staffed: DeskHome, clock: Clock) -> None:
    nadia = _supervisor(staffed, clock)
    slots = key_slots.read_slots(staffed.key_slots)
    planted, _ = key_slots.new_slot(
        database=slots.database, generation=1, database_key=bytes(32), login=LOGIN, name="Asma", role="clerk",
        kind="password", secret=WORDS,
    )  # fmt: skip
    key_slots.write_slots(staffed.key_slots, slots.with_slot(planted))
    assert _refused(lambda: accounts.remove_person(staffed, nadia, "bilal")) == "desk.key_file_altered"
    key_slots.write_slots(staffed.key_slots, slots)
    with writing(nadia.engine) as connection:  # a desk from before the database knew whose slots are whose
        settings.put(connection, f"{settings.SLOT_PUBLIC}.{LOGIN}", "")
    assert _refused(lambda: accounts.remove_person(staffed, nadia, "bilal")) == "colleagues.sign_in_first"
    opening.close(opening.sign_in(staffed, LOGIN, PASSWORD, clock))
    accounts.remove_person(staffed, nadia, "bilal")


def test_when_the_disk_refuses_the_key_the_person_is_out_and_the_next_sign_in_goes_on(
    staffed: DeskHome, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    nadia = _supervisor(staffed, clock)

    def full(*_given: object) -> None:
        raise sqlcipher.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(cipher_file, "change_key", full)
        assert _refused(lambda: accounts.remove_person(staffed, nadia, "bilal")) == "colleagues.key_later"
    opening.close(nadia)
    slots = key_slots.read_slots(staffed.key_slots)
    assert (slots.generation, slots.coming, slots.of("bilal")) == (1, 0, None)
    opening.close(opening.sign_in(staffed, LOGIN, PASSWORD, clock))
    assert key_slots.read_slots(staffed.key_slots).generation == 2


def test_the_window_goes_on_under_the_new_key(staffed: DeskHome, clock: Clock) -> None:
    window = ServiceDesk(staffed, clock)
    window.sign_in("nadia", WORDS)
    window.office.remove_person("bilal")
    assert [one.login for one in window.office.colleagues().people] == [LOGIN, "nadia"]
    assert len(window.drafts()) == 1
    window.office.add_person("zain", "Zain", "clerk")
    window.close()
    window.sign_in("nadia", WORDS)
    window.close()


def test_by_command(staffed: DeskHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    staffed.release()
    home = tmp_path / "copy"
    shutil.copytree(staffed.folder, home)
    secret = tmp_path / "password"
    secret.write_text(WORDS)
    secret.chmod(0o600)
    monkeypatch.setenv("FRC_PASSWORD_FILE", str(secret))
    run = CliRunner().invoke(command, ["--home", str(home), "--user", "nadia", "user", "remove", "bilal"])
    assert run.exit_code == 0, run.output
    assert "bilal cannot open this desk any more" in run.output
    again = CliRunner().invoke(command, ["--home", str(home), "--user", "nadia", "user", "remove", "bilal"])
    assert again.exit_code == 1
    assert "Nobody of this name opens this desk" in again.output
