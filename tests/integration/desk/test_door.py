"""A desk is locked in two steps: six digits bring the same person back, later only the password; sending may go on."""

from collections.abc import Callable

import msgspec
import pytest
import sqlalchemy as sa

from desktop_client.services import closing as closing_service
from desktop_client.services import drafts, intake, line, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.door import DeskDoor
from desktop_client.services.opening import DeskUser
from desktop_client.storage import audit, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables.desk import audit as audit_lines
from desktop_client.storage.tables.journal import closing
from shared_models.catalogue.problems import ProblemError, sentence
from shared_models.protocol.closing import Statement
from tests.head_offices import Clock
from tests.networks import EPISODE, LOGIN, PASSWORD

PIN = "۴۰۷۱۹۳"  # as an Urdu keyboard types it
SAME_PIN = "407193"


@pytest.fixture
def door(home: DeskHome, clock: Clock) -> DeskDoor:
    return DeskDoor(home, clock)


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    told = refused.value.problem
    assert sentence(told, "ur") != sentence(told, "en") != told.code
    return told.code


def _register(door: DeskDoor) -> None:
    intake.register(door.desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")


def test_six_digits_bring_the_same_person_back_to_the_same_session(door: DeskDoor, clock: Clock) -> None:
    opened = door.sign_in(LOGIN, PASSWORD, PIN)
    form = drafts.open_new(opened)
    assert door.lock().stage == "pin"
    assert _refused(lambda: door.desk) == "sign_in.first"
    clock.forward(seconds=29 * 60)
    assert door.look().kept
    assert door.open_with_pin(SAME_PIN) is opened
    assert door.desk.person.session == opened.person.session
    assert drafts.load(door.desk, form.id).login == LOGIN
    with reading(opened.engine) as connection:
        actions = [line.action for line in connection.execute(audit_lines.select().order_by(audit_lines.c.seq))]
        assert audit.first_bad_line(connection) is None
    assert actions[-2:] == ["locked", "unlocked"]


@pytest.mark.parametrize(
    ("pin", "code"), [("12345", "pin_form"), ("abcdef", "pin_form"), ("777777", "pin_easy"), ("۱۲۳۴۵۶", "pin_easy")]
)
def test_digits_that_anybody_would_guess_are_not_taken(door: DeskDoor, pin: str, code: str) -> None:
    assert _refused(lambda: door.sign_in(LOGIN, PASSWORD, pin)) == f"sign_in.{code}"
    assert door.look().stage == "closed"


def test_without_digits_only_the_password_opens_and_the_keys_go_at_once(door: DeskDoor) -> None:
    door.sign_in(LOGIN, PASSWORD)
    _register(door)
    standing = door.lock()
    assert (standing.stage, standing.login, standing.kept) == ("password", LOGIN, True)
    assert _refused(lambda: door.open_with_pin(SAME_PIN)) == "sign_in.pin_over"
    assert door.sign_in(LOGIN, PASSWORD) is door.desk


def test_five_wrong_tries_leave_only_the_password(door: DeskDoor) -> None:
    door.sign_in(LOGIN, PASSWORD, PIN)
    _register(door)
    door.lock()
    told = [_refused(lambda: door.open_with_pin("000000")) for _try in range(5)]
    assert told == ["sign_in.pin_wrong"] * 4 + ["sign_in.pin_used_up"]
    assert _refused(lambda: door.open_with_pin(SAME_PIN)) == "sign_in.pin_over"
    assert door.line_desk is not None
    assert (door.line_desk.personal_key, door.line_desk.database_key) == (b"", b"")


def test_after_half_an_hour_the_keys_are_gone_and_sending_goes_on_until_all_is_sent(
    door: DeskDoor, clock: Clock
) -> None:
    door.sign_in(LOGIN, PASSWORD, PIN)
    _register(door)
    door.lock()
    clock.forward(seconds=30 * 60)
    assert (door.look().stage, door.look().kept) == ("password", False)
    desk = door.line_desk
    assert desk is not None
    assert (desk.person.login, desk.personal_key) == ("", b"")
    with writing(desk.engine) as connection:  # what a verified receipt does
        settings.put(connection, settings.RECEIPTED, 10_000)
    assert door.look().stage == "closed"
    assert door.line_desk is None


def test_the_database_waits_half_a_day_for_a_line_and_no_longer(door: DeskDoor, clock: Clock) -> None:
    door.sign_in(LOGIN, PASSWORD, PIN)
    _register(door)
    door.lock()
    clock.forward(hours=11)
    assert door.look().stage == "password"
    clock.forward(hours=1)
    assert door.look().stage == "closed"


def test_a_clock_set_back_and_another_day_end_the_digits(door: DeskDoor, clock: Clock) -> None:
    door.sign_in(LOGIN, PASSWORD, PIN)
    door.lock()
    clock.forward(hours=-1)
    assert door.look().stage == "closed"
    door.sign_in(LOGIN, PASSWORD, PIN)
    clock.forward(days=1)
    assert door.lock().stage == "closed"


def test_another_person_takes_over_with_a_password_and_writes_under_the_own_name(
    door: DeskDoor, home: DeskHome
) -> None:
    first = door.sign_in(LOGIN, PASSWORD, PIN)
    opening.add_user(home, first, DeskUser("bilal", "Bilal", "clerk"), "another long password")
    form = drafts.open_new(first)
    door.lock()
    second = door.sign_in("bilal", "another long password")
    assert drafts.left_open(second) == []
    with pytest.raises(ProblemError):
        drafts.load(second, form.id)
    _register(door)
    with reading(second.engine) as connection:
        assert connection.exec_driver_sql("SELECT DISTINCT author FROM change").scalars().all() == ["bilal"]
    door.lock()
    assert [one.id for one in drafts.left_open(door.sign_in(LOGIN, PASSWORD))] == [form.id]


def test_a_wrong_password_at_the_locked_desk_takes_nothing_from_who_locked_it(door: DeskDoor) -> None:
    opened = door.sign_in(LOGIN, PASSWORD, PIN)
    door.lock()
    assert _refused(lambda: door.sign_in(LOGIN, "something else")) == "sign_in.wrong_password"
    assert door.open_with_pin(SAME_PIN) is opened


def test_locking_everything_leaves_no_open_database(door: DeskDoor) -> None:
    door.sign_in(LOGIN, PASSWORD, PIN)
    _register(door)
    door.lock()
    door.close()
    assert door.line_desk is None
    assert door.look().stage == "closed"
    assert _refused(lambda: door.open_with_pin(SAME_PIN)) == "sign_in.pin_over"


def _closings(opened: OpenDesk) -> list[int]:
    """The numbers in the journal up to which somebody signed."""
    with reading(opened.engine) as connection:
        return list(connection.execute(sa.select(closing.c.last_change).order_by(closing.c.number)).scalars())


def test_a_lock_a_sign_out_and_another_person_each_end_what_was_signed(door: DeskDoor, home: DeskHome) -> None:
    opened = door.sign_in(LOGIN, PASSWORD, PIN)
    _register(door)
    door.lock()
    assert _closings(opened) == [2]
    door.open_with_pin(SAME_PIN)
    door.lock()
    door.open_with_pin(SAME_PIN)
    _register(door)
    code = opening.add_user(home, door.desk, DeskUser("bilal", "Bilal", "clerk"), None)
    assert code is not None
    second = door.sign_in("bilal", code)
    _register(door)
    assert closing_service.sign_what_was_written(second) == 0  # whoever made the code could have had the key behind it
    opening.change_password(home, second, "another long password")
    assert closing_service.sign_what_was_written(second) == 1
    opening.change_password(home, second, "yet another password")
    _register(door)
    door.close()
    third = door.sign_in("bilal", "yet another password")
    assert _closings(third) == [2, 4, 6, 8]
    check = line.check_closings(third)
    assert (check.genuine, check.changes) == (4, 8)
    with reading(third.engine) as connection:
        texts = connection.execute(sa.select(closing.c.statement).order_by(closing.c.number)).scalars().all()
    keys = [msgspec.json.decode(text, type=Statement).key for text in texts]
    assert keys[0] == keys[1] != keys[2] == keys[3]  # an own new password leaves the key as it is
