"""A desk opens for the right person with whole files, and for nothing else; each way of failing has its own sentence."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest
import sqlcipher3.dbapi2 as sqlcipher

from desktop_client.services import opening
from desktop_client.services.opening import DeskUser
from desktop_client.storage import audit, key_slots
from desktop_client.storage.engine import open_database, reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.key_slots import Slot, SlotFile
from shared_models.catalogue.problems import ProblemError, sentence
from shared_models.security import cipher_file, passwords
from tests.head_offices import Clock
from tests.networks import LOGIN, PASSWORD, template

OTHER_KEY = bytes(32)


def _code(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    told = refused.value.problem
    assert sentence(told, "en") != told.code
    assert sentence(told, "ur") != sentence(told, "en")
    return told.code


def test_five_wrong_passwords_bring_a_pause_that_starting_again_does_not_end(home: DeskHome, clock: Clock) -> None:
    def attempt(password: str = "not this one", login: str = LOGIN) -> str:
        again = DeskHome(home.folder)
        try:
            return _code(lambda: opening.sign_in(again, login, password, clock))
        finally:
            again.release()

    told = [attempt(login=login) for login in (LOGIN, "nobody", LOGIN, LOGIN, LOGIN)]
    assert told == ["sign_in.wrong_password"] * 4 + ["sign_in.pause"]
    assert attempt(PASSWORD) == "sign_in.pause"
    clock.forward(seconds=301)
    opened = opening.sign_in(home, LOGIN, PASSWORD, clock)
    assert opened.person.role == "CLERK"
    opening.close(opened)
    assert not home.tries.exists()
    # A clock set back must not lock people out for years.
    home.tries.write_bytes(msgspec.json.encode({"failed": 0, "paused_until": clock.now + 10**12}))
    opening.close(opening.sign_in(home, LOGIN, PASSWORD, clock))


def _plain(home: DeskHome) -> None:
    home.database.unlink()
    with sqlite3.connect(home.database) as connection:
        connection.execute("CREATE TABLE setting (name TEXT, value TEXT)")


def _foreign(home: DeskHome) -> None:
    home.database.unlink()
    open_database(home.database, OTHER_KEY, create=True).dispose()


def _damaged(home: DeskHome) -> None:
    raw = bytearray(home.database.read_bytes())
    raw[100:200] = bytes(100)
    home.database.write_bytes(raw)


def _both_key_files(home: DeskHome, content: bytes | None) -> None:
    for file in (home.key_slots, home.key_slots.with_suffix(".twin")):
        file.unlink()
        if content is not None:
            file.write_bytes(content)


def _nothing(home: DeskHome) -> None:
    home.database.unlink()
    _both_key_files(home, None)


def _of_another_desk(home: DeskHome) -> None:
    """The right key and another database: its id is not the one of the slots."""
    home.database.unlink()
    open_database(home.database, template().unlocked.database_key, create=True).dispose()


FILES: dict[str, tuple[Callable[[DeskHome], object], str]] = {
    "plain database": (_plain, "desk.database_plain"),
    "foreign database": (_foreign, "desk.database_foreign"),
    "damaged database": (_damaged, "desk.database_foreign"),
    "database of another desk": (_of_another_desk, "desk.database_foreign"),
    "no database": (lambda home: home.database.unlink(), "desk.database_missing"),
    "no key file": (lambda home: _both_key_files(home, None), "desk.key_file_missing"),
    "half a key file": (lambda home: _both_key_files(home, b'{"format": 1'), "desk.key_file_altered"),
    "brackets": (lambda home: _both_key_files(home, b'{"slots":' + b"[" * 9000), "desk.key_file_altered"),
    "nothing at all": (_nothing, "desk.not_enrolled"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_this_desks_is_told_and_left_as_it_is(home: DeskHome, clock: Clock, name: str) -> None:
    spoil, code = FILES[name]
    spoil(home)
    before = home.database.read_bytes() if home.database.exists() else None
    assert _code(lambda: opening.sign_in(home, LOGIN, PASSWORD, clock)) == code
    assert (home.database.read_bytes() if home.database.exists() else None) == before


@pytest.mark.parametrize("content", [None, b"", b'{"format": 1', b"\xff" * 4000])
def test_one_bad_key_file_is_mended_from_its_twin(home: DeskHome, clock: Clock, content: bytes | None) -> None:
    whole = home.key_slots.read_bytes()
    for file in (home.key_slots, home.key_slots.with_suffix(".twin")):
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        opening.close(opening.sign_in(home, LOGIN, PASSWORD, clock))
        assert [home.key_slots.read_bytes(), home.key_slots.with_suffix(".twin").read_bytes()] == [whole, whole]


def test_no_file_keeps_a_way_in_for_a_password_that_was_replaced(home: DeskHome, clock: Clock) -> None:
    twin = home.key_slots.with_suffix(".twin")
    desk = opening.sign_in(home, LOGIN, PASSWORD, clock)
    old = twin.read_bytes()
    opening.change_password(home, desk, "another password")
    opening.close(desk)
    for state in ("after the change", "after a stop between the two files"):
        if state != "after the change":
            twin.write_bytes(old)
            opening.close(opening.sign_in(home, LOGIN, "another password", clock))
        for file in home.folder.glob("keyslots*"):
            assert (state, file.name, _opened(key_slots.read_slots(file))) == (state, file.name, False)


def test_two_people_added_at_once_both_get_in(home: DeskHome, clock: Clock) -> None:
    desk = opening.sign_in(home, LOGIN, PASSWORD, clock)
    people = [DeskUser(f"clerk{number}", "A Clerk", "clerk") for number in range(4)]
    with ThreadPoolExecutor(4) as at_once:
        list(at_once.map(lambda user: opening.add_user(home, desk, user, PASSWORD), people))
    opening.close(desk)
    assert {user.login for user in opening.list_users(home)} >= {user.login for user in people}


def test_a_person_whose_slot_was_written_just_before_the_power_went_can_work(home: DeskHome, clock: Clock) -> None:
    desk = opening.sign_in(home, LOGIN, PASSWORD, clock)
    opening.add_user(home, desk, DeskUser("nadia", "Nadia", "clerk"), PASSWORD)
    with writing(desk.engine) as connection:
        connection.exec_driver_sql("DELETE FROM account WHERE login = 'nadia'")
    opening.close(desk)
    desk = opening.sign_in(home, "nadia", PASSWORD, clock)
    with reading(desk.engine) as connection:
        stored = connection.exec_driver_sql("SELECT signing_key FROM account WHERE login = 'nadia'").scalar()
    opening.close(desk)
    slot = key_slots.read_slots(home.key_slots).of("nadia")
    assert slot is not None
    assert stored == slot.signing_public


def _rewritten(slots: SlotFile, slot: Slot) -> SlotFile:
    """The slots with one of them altered, by somebody who also puts the check right."""
    return SlotFile(slots.database, tuple(slot if old.login == slot.login else old for old in slots.slots))


def test_any_altered_field_of_a_slot_keeps_the_desk_closed(home: DeskHome) -> None:
    slots = template().slots
    mine = slots.of(LOGIN)
    assert mine is not None
    altered = {
        "id": "00" * 8,
        "kind": "code",
        "name": "Somebody",
        "role": "supervisor",
        "memory_kib": mine.memory_kib + 1024,
        "rounds": mine.rounds + 1,
        "lanes": mine.lanes - 1,
        "salt": "00" * 16,
        "public": "11" * 32,
        "signing_public": "22" * 32,
        "private_sealed": mine.private_sealed[:-8] + "AAAAAAA=",
        "database_key_sealed": mine.database_key_sealed[:-8] + "AAAAAAA=",
    }
    assert set(altered) | {"login"} == set(Slot.__struct_fields__)
    for name, value in altered.items():
        changed = _rewritten(slots, msgspec.structs.replace(mine, **{name: value}))
        assert (name, _opened(changed)) == (name, False)
        # Without the check put right, the file is not even tried.
        raw = msgspec.json.decode(home.key_slots.read_bytes())
        raw["slots"] = msgspec.to_builtins(list(changed.slots))
        (home.folder / "altered.json").write_bytes(msgspec.json.encode(raw))
        assert _code(lambda: key_slots.read_slots(home.folder / "altered.json")) == "desk.key_file_altered"
    assert _opened(SlotFile("00" * 16, slots.slots)) is False
    assert _opened(SlotFile(slots.database, slots.slots, generation=2)) is False


def _opened(slots: SlotFile, login: str = LOGIN) -> bool:
    try:
        return key_slots.open_slot(slots, login, PASSWORD) is not None
    except ProblemError:
        return False


@pytest.mark.parametrize(
    "weaker", [{"memory_kib": 8}, {"rounds": 1}, {"lanes": 0}, {"memory_kib": 1 << 30}, {"rounds": 10**6}, {"salt": ""}]
)
def test_weaker_or_enormous_costs_in_a_slot_are_not_even_computed(weaker: dict[str, object]) -> None:
    slots = template().slots
    mine = slots.of(LOGIN)
    assert mine is not None
    changed = _rewritten(slots, msgspec.structs.replace(mine, **weaker))
    assert _code(lambda: key_slots.open_slot(changed, LOGIN, PASSWORD)) == "desk.key_file_altered"


def test_slots_that_were_swapped_open_for_nobody() -> None:
    slots = template().slots
    mine, safe = slots.of(LOGIN), slots.of("safe")
    assert mine is not None
    assert safe is not None
    named = (msgspec.structs.replace(mine, login="safe"), msgspec.structs.replace(safe, login=LOGIN))
    swapped = SlotFile(slots.database, named)
    assert [_opened(swapped, login) for login in ("safe", LOGIN)] == [False, False]


def test_two_people_share_a_desk_and_each_has_a_password_of_their_own(home: DeskHome, clock: Clock) -> None:
    first = opening.sign_in(home, LOGIN, PASSWORD, clock)
    user = DeskUser("بلال", "Bilal", "supervisor")
    code = opening.add_user(home, first, user, None)
    assert code is not None
    assert _code(lambda: opening.add_user(home, first, user, PASSWORD)) == "desk.login_taken"
    assert _code(lambda: opening.add_user(home, first, DeskUser("x", "X", "king"), PASSWORD)) == "desk.role_unknown"
    opening.close(first)
    second = opening.sign_in(home, "بلال", code.lower().replace("-", " "), clock)
    assert (second.person.login, second.person.role) == ("بلال", "SUPV")
    assert _code(lambda: opening.change_password(home, second, "short")) == "desk.password_short"
    opening.change_password(home, second, "another long password")
    opening.close(second)
    assert _code(lambda: opening.sign_in(home, "بلال", code, clock)) == "sign_in.wrong_password"
    third = opening.sign_in(home, "بلال", "another long password", clock)
    with reading(third.engine) as connection:
        assert audit.first_bad_line(connection) is None
    opening.close(third)
    opening.close(opening.sign_in(home, LOGIN, PASSWORD, clock))


def test_one_process_owns_a_home(home: DeskHome) -> None:
    home.hold()
    assert _code(DeskHome(home.folder).hold) == "desk.in_use"
    home.release()
    other = DeskHome(home.folder)
    other.hold()
    other.release()


@pytest.mark.parametrize(
    ("version", "cipher", "kind"),
    [
        ("3.51.3", None, "driver_plain"),
        ("3.51.3", "", "driver_plain"),
        ("3.51.2", "4.6", "driver_unsafe"),
        ("3.52.0", "4.6", "driver_unsafe"),
        ("3.9.99", "4.6", "driver_unsafe"),
        ("3.51.3", "4.6", None),
        ("3.53.0", "4.6", None),
        ("4.0.0", "5", None),
    ],
)
def test_a_driver_that_damages_or_does_not_encrypt_is_refused(
    version: str, cipher: str | None, kind: str | None
) -> None:
    if kind is None:
        cipher_file.check_driver(version, cipher)
        return
    with pytest.raises(cipher_file.CipherFileError) as refused:
        cipher_file.check_driver(version, cipher)
    assert refused.value.kind == kind


def test_the_gate_stands_before_the_desk(home: DeskHome, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    for oldest, code in (((9, 9, 9), "desk.sqlite_unsafe"), ((0, 0, 0), "desk.database_foreign")):
        with monkeypatch.context() as pretend:
            pretend.setattr(cipher_file, "FIRST_SAFE_SQLITE", oldest)
            if code == "desk.database_foreign":
                pretend.setattr(cipher_file, "KEY_BYTES", 31)
            assert _code(lambda: opening.sign_in(home, LOGIN, PASSWORD, clock)) == code
            home.release()


def test_nothing_on_the_disk_can_be_read_without_the_key(home: DeskHome, clock: Clock) -> None:
    opened = opening.sign_in(home, LOGIN, PASSWORD, clock)
    opening.close(opened)
    for file in home.folder.iterdir():
        raw = file.read_bytes()
        assert PASSWORD.encode() not in raw
        assert opened.database_key not in raw
        assert opened.database_key.hex().encode() not in raw
    assert not home.database.read_bytes().startswith(b"SQLite")
    with pytest.raises(sqlcipher.DatabaseError):
        sqlcipher.connect(str(home.database)).execute("SELECT * FROM setting")


def test_an_installation_that_was_interrupted_is_no_desk_or_a_whole_one(home: DeskHome, clock: Clock) -> None:
    """Killed between key file and database, the database waits under its unfinished name and is taken at sign-in."""
    home.database.rename(home.database.with_suffix(".enrolling"))
    opening.close(opening.sign_in(home, LOGIN, PASSWORD, clock))
    assert home.database.exists()


def test_a_newer_programs_database_is_left_alone(home: DeskHome, clock: Clock) -> None:
    connection = cipher_file.connect(home.database, template().unlocked.database_key)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    assert _code(lambda: opening.sign_in(home, LOGIN, PASSWORD, clock)) == "desk.database_newer"


def test_password_floor_is_what_the_slots_are_made_with() -> None:
    made = template().slots.of(LOGIN)
    assert made is not None
    passwords.Argon2Parameters(made.memory_kib, made.rounds, made.lanes).check()
    assert (made.memory_kib, made.rounds) >= (64 * 1024, 3)


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _code(DeskHome(tmp_path / "file" / "desk").hold) == "desk.home_unusable"
