"""Who forgot a password is helped by somebody of the same desk, with a one-time code; it is written down by whom."""

from collections.abc import Callable

import pytest

from desktop_client.services import accounts, intake, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.services.opening import SAFE, DeskUser
from desktop_client.storage import audit
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.desk import audit as audit_lines
from desktop_client.ui.service_desk import ServiceDesk
from shared_models.catalogue.problems import ProblemError, sentence
from shared_models.security import code_keys
from tests.head_offices import Clock
from tests.networks import EPISODE, LOGIN, PASSWORD

WORDS = "another long password"
PEOPLE = (
    DeskUser("bilal", "Bilal", "clerk"),
    DeskUser("nadia", "Nadia", "supervisor"),
    DeskUser("farah", "Farah", "focal_point"),
)


@pytest.fixture
def desk(home: DeskHome, clock: Clock) -> OpenDesk:
    """Asma the clerk at a desk of four people."""
    opened = opening.sign_in(home, LOGIN, PASSWORD, clock)
    for person in PEOPLE:
        opening.add_user(home, opened, person, WORDS)
    return opened


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    told = refused.value.problem
    assert sentence(told, "ur") != sentence(told, "en") != told.code
    return told.code


def _as(home: DeskHome, clock: Clock, login: str, secret: str = WORDS) -> OpenDesk:
    return opening.sign_in(home, login, secret, clock)


def _helped(home: DeskHome, desk: OpenDesk) -> set[str]:
    return {one.login for one in accounts.colleagues(home, desk) if one.may_help}


def test_who_may_help_whom(home: DeskHome, desk: OpenDesk, clock: Clock) -> None:
    assert _helped(home, desk) == {"bilal"}
    assert _helped(home, _as(home, clock, "nadia")) == {LOGIN, "bilal"}
    for login in ("nadia", "farah", LOGIN):
        assert _refused(lambda login=login: accounts.give_code(home, desk, login)) == "colleagues.may_not_help"  # type: ignore[misc]
    for login in ("nobody", SAFE):
        assert _refused(lambda login=login: accounts.give_code(home, desk, login)) == "colleagues.unknown"  # type: ignore[misc]


def test_a_colleague_gives_a_code_that_opens_once_and_asks_for_a_password(
    home: DeskHome, desk: OpenDesk, clock: Clock
) -> None:
    code = accounts.give_code(home, desk, "bilal")
    assert _refused(lambda: _as(home, clock, "bilal")) == "sign_in.wrong_password"
    assert accounts.waits_for_password(home, "bilal")
    opened = _as(home, clock, "bilal", code)
    opening.change_password(home, opened, "my own new password")
    assert not accounts.waits_for_password(home, "bilal")
    assert _refused(lambda: _as(home, clock, "bilal", code)) == "sign_in.wrong_password"
    assert _as(home, clock, "bilal", "my own new password").person.name == "Bilal"
    with reading(desk.engine) as connection:
        lines = connection.execute(audit_lines.select().where(audit_lines.c.action == "password_replaced")).all()
        assert audit.first_bad_line(connection) is None
    assert [(line.login, line.subject) for line in lines] == [(LOGIN, "bilal")]


def test_the_code_from_the_safe_helps_everybody_and_a_new_one_takes_its_place(
    home: DeskHome, desk: OpenDesk, clock: Clock
) -> None:
    old, new = code_keys.new_code(), code_keys.new_code()
    assert _refused(lambda: accounts.keep_safe_code(home, desk, old)) == "colleagues.supervisor_only"
    accounts.keep_safe_code(home, _as(home, clock, "nadia"), old)
    keeper = _as(home, clock, SAFE, old.lower())
    assert _helped(home, keeper) == {LOGIN, "bilal", "nadia", "farah"}
    assert not accounts.waits_for_password(home, SAFE)
    accounts.keep_safe_code(home, keeper, new)
    assert _refused(lambda: _as(home, clock, SAFE, old)) == "sign_in.wrong_password"
    code = accounts.give_code(home, _as(home, clock, SAFE, new), "nadia")
    assert _as(home, clock, "nadia", code).person.role == "SUPV"


def test_only_the_supervisor_adds_people_and_a_new_one_begins_with_a_code(
    home: DeskHome, desk: OpenDesk, clock: Clock
) -> None:
    new = DeskUser("zain", "Zain", "caseworker")
    assert _refused(lambda: accounts.add_person(home, desk, new)) == "colleagues.supervisor_only"
    supervisor = _as(home, clock, "nadia")
    code = accounts.add_person(home, supervisor, new)
    listed = {one.login: one for one in accounts.colleagues(home, supervisor)}
    assert listed["zain"].waits
    assert listed["zain"].last_signed_in is None
    assert [one.name for one in listed.values()] == ["Asma", "Bilal", "Farah", "Nadia", "Zain"]
    assert _as(home, clock, "zain", code).person.role == "CASEW"


def test_the_window_asks_for_a_password_after_a_code_and_learns_no_names_while_it_is_locked(
    home: DeskHome, desk: OpenDesk, clock: Clock
) -> None:
    code = accounts.give_code(home, desk, "bilal")
    window = ServiceDesk(home, clock)
    assert window.sign_in("bilal", code).by_code
    window.office.choose_password("my own new password")
    user = window.sign_in("bilal", "my own new password", "407193")
    assert (user.by_code, user.role) == (False, "clerk")
    intake.register(window._open, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
    with writing(desk.engine) as connection:  # what a page does
        connection.execute(journal.change.update().values(outcome="refused", reason="{}"))
    assert "Amina" in repr(window.line_status())
    assert window.lock().stage == "pin"
    assert window.line_status().still_to_go == 1
    assert "Amina" not in repr(window.line_status())
    assert _refused(window.home) == "sign_in.first"
    assert window.open_with_pin("407193") == user
    window.close()
    assert window.lock_standing().stage == "closed"
    assert [person.login for person in window.list_users()] == [LOGIN, "nadia", "farah", "bilal"]


def test_where_there_is_a_supervisor_nobody_else_adds_people_by_command(
    home: DeskHome, desk: OpenDesk, clock: Clock
) -> None:
    assert _refused(lambda: accounts.check_may_add(home, desk)) == "colleagues.supervisor_only"
    accounts.check_may_add(home, _as(home, clock, "nadia"))


def test_as_long_as_there_is_no_supervisor_whoever_is_there_adds_people(home: DeskHome, clock: Clock) -> None:
    accounts.check_may_add(home, opening.sign_in(home, LOGIN, PASSWORD, clock))
