"""The supervisor sees the office without reading over anybody's shoulder; the day closes by number."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from desktop_client.papers.day_close import day_sheet_pdf, day_sheet_picture
from desktop_client.services import drafts, intake, office, opening, people, slips
from desktop_client.services.day_sheet import day_sheet
from desktop_client.services.desk import OpenDesk, SignedIn
from desktop_client.services.opening import DeskUser
from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.desk import audit as audit_lines
from shared_models.catalogue.problems import ProblemError, sentence
from tests.head_offices import Clock
from tests.networks import EPISODE, LOGIN

WHY = "the clerk left the office"


def _as(desk: OpenDesk, login: str, role: str = "CLERK") -> OpenDesk:
    return replace(desk, person=SignedIn(login, login.title(), role, f"session-of-{login}"))


@pytest.fixture
def supervisor(desk: OpenDesk, home: DeskHome) -> OpenDesk:
    opening.add_user(home, desk, DeskUser("bilal", "Bilal", "clerk"), "another long password")
    return _as(desk, "nadia", "SUPV")


def _register(desk: OpenDesk, name: str) -> str:
    made = intake.register(desk, {"person.name_latin": name}, EPISODE, origin="import")
    return made.number


def _print(desk: OpenDesk, number: str) -> None:
    found = people.find(desk, number)
    assert found is not None
    slips.note_printed(desk, found)


def _refused(action: Callable[[], object]) -> str:
    with pytest.raises(ProblemError) as refused:
        action()
    told = refused.value.problem
    assert sentence(told, "ur") != sentence(told, "en") != told.code
    return told.code


def test_the_page_is_the_supervisors(desk: OpenDesk, home: DeskHome) -> None:
    opening.add_user(home, desk, DeskUser("bilal", "Bilal", "clerk"), "another long password")
    for ask in (office.office_day, office.day_close):
        assert _refused(lambda ask=ask: ask(desk)) == "colleagues.supervisor_only"  # type: ignore[misc]
    form = drafts.open_new(desk).id
    for act in (office.take_over, office.discard):
        assert _refused(lambda act=act: act(desk, form, WHY)) == "colleagues.supervisor_only"  # type: ignore[misc]
    assert _refused(lambda: office.hand_over(home, desk, form, "bilal", WHY)) == "colleagues.supervisor_only"


def test_the_day_closes_when_slips_records_and_islamabad_agree_by_number(
    desk: OpenDesk, supervisor: OpenDesk, clock: Clock
) -> None:
    clock.forward(days=-1)
    _register(desk, "Yesterday")
    clock.forward(days=1)
    first, second = _register(desk, "Amina Bibi"), _register(desk, "Rashida Bibi")
    _print(desk, first)
    close = office.day_close(supervisor)
    assert close.registered == tuple(sorted((first, second)))
    assert close.without_slip == (second,)
    assert close.not_in_islamabad == tuple(sorted((first, second)))
    assert not close.balanced
    _print(desk, second)
    with writing(desk.engine) as connection:  # what a verified receipt does
        settings.put(connection, settings.RECEIPTED, 10_000)
    assert office.day_close(supervisor).balanced
    found = people.find(desk, second)
    assert found is not None
    assert found.episode is not None
    with writing(desk.engine) as connection:  # what a page does
        mine = journal.change.c.record == found.episode.id
        connection.execute(journal.change.update().where(mine).values(outcome="refused", reason="{}"))
    assert office.day_close(supervisor).came_back == (second,)
    assert [one.registration_no for one in office.office_day(supervisor).came_back] == [second]


def test_the_sheet_of_the_day_can_be_printed_and_bears_numbers_and_no_names(
    desk: OpenDesk, supervisor: OpenDesk
) -> None:
    number = _register(desk, "Amina Bibi")
    sheet = day_sheet(supervisor, office.day_close(supervisor))
    assert sheet.without_slip == sheet.not_there == (number,)
    assert "Amina" not in repr(sheet)
    assert day_sheet_pdf(sheet).startswith(b"%PDF")
    balanced = replace(sheet, without_slip=(), not_there=())
    assert day_sheet_picture(sheet, 60) != day_sheet_picture(balanced, 60)


def test_an_old_register_that_was_read_in_needs_no_slips(desk: OpenDesk, supervisor: OpenDesk) -> None:
    intake.register(desk, {"person.name_latin": "Old", "person.legacy_ref": "MUX/12"}, EPISODE, origin="import")
    assert office.day_close(supervisor).registered == ()


def test_squares_stand_in_the_order_of_names_and_quick_forms_wait_to_be_completed(
    desk: OpenDesk, supervisor: OpenDesk
) -> None:
    _register(_as(desk, "bilal"), "Amina Bibi")
    number = _register(desk, "Rashida Bibi")
    _register(_as(desk, "bilal"), "Shazia Parveen")
    day = office.office_day(supervisor)
    assert [(one.name, one.in_islamabad, one.here) for one in day.clerks] == [("Asma", 0, 1), ("Bilal", 0, 2)]
    assert number in [one.registration_no for one in day.incomplete]


def test_of_a_form_left_open_only_whose_and_since_when_is_seen_until_thirty_days(
    desk: OpenDesk, supervisor: OpenDesk, clock: Clock
) -> None:
    form = drafts.open_new(desk).id
    drafts.save_answer(desk, form, "person.name_latin", {"value": "Amina Bibi"})
    clock.forward(days=6)
    assert office.office_day(supervisor).old_forms == ()
    clock.forward(days=2)
    (old,) = office.office_day(supervisor).old_forms
    assert (old.whose, old.days, old.abandoned) == ("Asma", 8, False)
    assert "Amina" not in repr(old)
    assert _refused(lambda: office.take_over(supervisor, form, WHY)) == "office.not_abandoned"
    clock.forward(days=22)
    assert _refused(lambda: office.take_over(supervisor, form, "  no ")) == "office.reason_needed"
    office.take_over(supervisor, form, WHY)
    assert drafts.load(supervisor, form).answers["person.name_latin"] == {"value": "Amina Bibi"}
    assert drafts.left_open(desk) == []
    office.discard(supervisor, form, "nobody knows this person")
    assert _refused(lambda: office.discard(supervisor, form, WHY)) == "draft.unknown"
    with reading(desk.engine) as connection:
        lines = connection.execute(audit_lines.select().where(audit_lines.c.subject == form)).all()
    assert [(line.login, line.action, line.detail) for line in lines] == [
        ("nadia", "form_taken_over", f"{LOGIN}: {WHY}"),
        ("nadia", "form_discarded", "nadia: nobody knows this person"),
    ]


def test_a_form_left_behind_is_handed_to_a_colleague_and_opens_there_as_it_was(
    desk: OpenDesk, supervisor: OpenDesk, home: DeskHome, clock: Clock
) -> None:
    opening.add_user(home, desk, DeskUser("farah", "Farah", "focal_point"), "another long password")
    form = drafts.open_new(desk).id
    drafts.save_answer(desk, form, "person.name_latin", {"value": "Amina Bibi"})
    assert office.who_can_finish(home, supervisor) == ((LOGIN, "Asma"), ("bilal", "Bilal"))
    assert _refused(lambda: office.hand_over(home, supervisor, form, "bilal", WHY)) == "office.not_abandoned"
    clock.forward(days=31)
    for login in ("farah", "nobody", "safe", "nadia"):
        refused = _refused(lambda login=login: office.hand_over(home, supervisor, form, login, WHY))  # type: ignore[misc]
        assert refused == "office.cannot_finish"
    office.hand_over(home, supervisor, form, "bilal", WHY)
    assert drafts.load(_as(desk, "bilal"), form).answers["person.name_latin"] == {"value": "Amina Bibi"}
    assert drafts.left_open(desk) == drafts.left_open(supervisor) == []
    with reading(desk.engine) as connection:
        line = connection.execute(audit_lines.select().where(audit_lines.c.subject == form)).one()
    assert (line.login, line.action, line.detail) == ("nadia", "form_handed_over", f"{LOGIN} > bilal: {WHY}")


def test_what_is_the_supervisors_own_can_be_handed_over_at_once(
    desk: OpenDesk, supervisor: OpenDesk, home: DeskHome
) -> None:
    form = drafts.open_new(supervisor).id
    (mine,) = office.office_day(supervisor).old_forms
    assert (mine.draft_id, mine.mine, mine.abandoned) == (form, True, False)
    office.hand_over(home, supervisor, form, LOGIN, "I am away tomorrow")
    assert [one.id for one in drafts.left_open(desk)] == [form]
