"""Reading back, scanning, copying and the special ways in: nothing is lost on the way, nothing slips over unasked."""

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from desktop_client.ui import samples
from desktop_client.ui.intake_port import FormFacts, SameCard, TokenLine
from desktop_client.ui.pages.choose import ChoosePage
from desktop_client.ui.pages.finished import FinishedPage
from desktop_client.ui.pages.group import BeginGroupPage, GroupPage
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.open_forms import OpenFormsPage
from desktop_client.ui.pages.permission import PermissionPage
from desktop_client.ui.pages.pick import PickPage
from desktop_client.ui.pages.private import PrivatePage
from desktop_client.ui.pages.read_back import ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.scan import ScanPage
from desktop_client.ui.pages.shown_to_person import ShownToPersonPage
from desktop_client.ui.ports import Missing
from shared_models.catalogue.context import Context
from tests.ui.conftest import OpenWindow, OpenWindows

Key = Qt.Key
ENTER, ESC, CTRL = Key.Key_Return, Key.Key_Escape, Qt.KeyboardModifier.ControlModifier
CARD = "person.documents.1.number"


def _form(work: OpenWindow, *ways: Qt.Key) -> Any:
    work.press(Key.Key_F2)
    for way in ways:
        work.press(way)
    work.press(Key.Key_1)
    work.press(ENTER)
    work.wait()
    return work.page


def _page(work: OpenWindow) -> Any:
    """Asked anew each time, so that a reader of types does not think it stays the same."""
    return work.page


def _full(work: OpenWindow) -> Any:
    """The sample person's form, as it was left open."""
    work.port.kept["draft-9"] = dict(samples.FILLED)
    work.window.registering.open("draft-9")
    work.wait()
    assert isinstance(_page(work), RegistrationPage)
    return work.page


def _scan_into_the_window(work: OpenWindow, text: str, gap_ms: int, began: int) -> None:
    """As a reader that is a keyboard types: every key tells when it was struck."""
    for at, sign in enumerate(text):
        pressed = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, sign)
        pressed.setTimestamp(began + at * gap_ms)
        QApplication.sendEvent(work.focus, pressed)


def test_a_scan_into_a_field_goes_to_the_page_of_scans_and_leaves_the_field_as_it_was(open_window: OpenWindows) -> None:
    work = open_window()
    form = _form(work)
    work.type("Muhammad")
    _scan_into_the_window(work, "P<PAKASLAM<<MUHAMMAD<<<<", gap_ms=8, began=10_000)
    assert isinstance(_page(work), ScanPage)
    assert _page(work).line.text() == "P<PAKASLAM<<MUHAMMAD<<<<"
    work.press(ESC)
    assert form.answers.held["person.name_latin"] == "Muhammad"
    assert form.form.rows["person.name_latin"].editor.entry().text() == "Muhammad"
    form.go_to("person.address_permanent.district")
    work.type("mult")
    work.press(ENTER)
    form.go_to("person.address_permanent.district")
    _scan_into_the_window(work, "0362012345673", gap_ms=8, began=20_000)
    work.press(ESC)
    assert form.answers.held["person.address_permanent.district"] == "PB-MUL"
    work.wait()
    assert work.port.kept["draft-1"]["person.name_latin"] == "Muhammad"


def test_a_quick_hand_is_no_scanner(open_window: OpenWindows) -> None:
    work = open_window()
    form = _form(work)
    _scan_into_the_window(work, "Muhammad Aslam", gap_ms=60, began=10_000)
    assert _page(work) is form
    assert form.form.rows["person.name_latin"].editor.entry().text() == "Muhammad Aslam"


def test_a_line_that_was_read_back_is_put_right_and_read_again(open_window: OpenWindows) -> None:
    work = open_window()
    form = _full(work)
    work.press(ENTER, CTRL)
    work.wait()
    page = work.page
    assert isinstance(page, ReadBackPage)
    assert {"Muhammad Aslam", "محمد اسلم"} <= {page.lines[0].latin, page.lines[0].urdu}
    work.press(Key.Key_Down)
    work.press(ENTER)
    assert work.page is form
    assert form.form.current.path == "person.father_name_latin"
    form.form.current.editor.line.clear()
    work.type("Ghulam Rasul")
    work.press(ENTER)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert "Ghulam Rasul" in [line.latin for line in work.page.lines]
    work.press(ENTER, CTRL)
    work.wait()
    assert isinstance(_page(work), FinishedPage)
    assert work.port.finished[0]["episode.read_back.NUMBER"] is True


def test_what_is_turned_to_the_person_tells_nothing_of_return_and_needs(open_window: OpenWindows) -> None:
    work = open_window()
    _full(work)
    work.press(ENTER, CTRL)
    work.wait()
    work.press(Key.Key_F11)
    page = work.page
    assert isinstance(page, ShownToPersonPage)
    assert not work.frame.rail.isVisible()
    assert work.frame._strip.isHidden()
    assert {line.path for line in page.lines}.isdisjoint(
        {"episode.return_type", "episode.needs", "episode.trips.1.country"}
    )
    work.press(Key.Key_F11)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert work.frame.rail.isVisible()


def test_the_number_of_the_person_before_asks_at_once(open_window: OpenWindows) -> None:
    work = open_window()
    work.port.facts = FormFacts(Context(samples.TODAY), as_before=("person.phones.1.number",))
    form = _full(work)
    assert "person before" in form.form.rows["person.phones.1.number"].note


def test_a_card_that_is_registered_stops_finishing_until_it_is_answered(open_window: OpenWindows) -> None:
    work = open_window()
    work.port.facts = FormFacts(Context(samples.TODAY), SameCard(CARD, "p7", "Peshawar", "پشاور", "2025"))
    form = _full(work)
    assert "Peshawar" in form.form.rows[CARD].warning
    work.press(ENTER, CTRL)
    work.wait()
    assert isinstance(_page(work), ChoosePage)
    work.press(Key.Key_D)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert work.port.kept["draft-9"]["episode.look_alikes"] == "NOT_THE_SAME"


def test_copying_and_taking_back_are_deliberate(open_window: OpenWindows) -> None:
    work = open_window()
    work.port.before = {"person.address_permanent.district": "PB-VEH", "episode.flight_no": "PK 741"}
    form = _full(work)
    form.go_to("person.address_permanent.district")
    work.press(Key.Key_D, CTRL)
    work.wait()
    kept = work.port.kept["draft-9"]
    assert kept["person.address_permanent.district"] == "PB-VEH"
    work.press(Key.Key_Z, CTRL)
    work.wait()
    assert kept["person.address_permanent.district"] == "PB-MUL"
    work.press(Key.Key_R, CTRL)
    work.wait()
    assert kept["episode.flight_no"] == "PK 741"
    form.go_to(CARD)
    work.press(Key.Key_D, CTRL)
    work.wait()
    assert kept[CARD] == "0362012345673"


@pytest.mark.parametrize("typed", ["home dist", "ضلع"])
def test_a_field_is_reached_by_its_name_in_either_language(open_window: OpenWindows, typed: str) -> None:
    work = open_window()
    form = _full(work)
    work.press(Key.Key_G, CTRL)
    assert isinstance(_page(work), PickPage)
    work.type(typed)
    work.press(ENTER)
    assert work.page is form
    assert form.form.current.path == "person.address_permanent.district"


def test_a_scan_fills_only_after_enter_and_half_a_scan_fills_nothing(open_window: OpenWindows) -> None:
    work = open_window()
    form = _form(work)
    work.press(Key.Key_F4)
    assert isinstance(_page(work), ScanPage)
    work.type("P<PAKASLAM<<MUHAMMAD<<<<<<<<<<<")
    work.press(ENTER)
    work.press(ENTER)
    assert work.page.stage == "incomplete"
    assert "31 of 88" in work.page._band.label.accessibleName()
    work.type("۰۳۶۲۰۱۲۳۴۵۶۷۳")
    work.press(ENTER)
    assert work.page.stage == "read"
    assert CARD not in work.port.kept["draft-1"]
    work.press(ENTER)
    work.wait()
    assert work.page is form
    assert (work.port.kept["draft-1"][CARD], work.port.kept["draft-1"]["person.documents.1.evidence"]) == (
        "0362012345673",
        "E3",
    )
    assert work.port.kept["draft-1"][f"$scanned.{CARD}"] == "0362012345673"


def test_no_papers_takes_one_key_and_keeps_what_is_needed_tonight(open_window: OpenWindows) -> None:
    work = open_window()
    _form(work, Key.Key_P)
    assert isinstance(_page(work), ChoosePage)
    work.press(Key.Key_B)
    work.press(Key.Key_1)
    work.wait()
    assert isinstance(_page(work), RegistrationPage)
    kept = work.port.kept["draft-1"]
    assert kept["person.documents"] == Missing("LOST")
    assert (kept["episode.needs.N12"], kept["episode.place_to_sleep_tonight"]) == (1, False)


def test_what_is_asked_after_a_death_alone_stands_in_no_other_form(open_window: OpenWindows) -> None:
    form = _form(open_window())
    assert {"episode.death_papers", "episode.heirs"}.isdisjoint(form.sides.sections.buttons)


def test_after_a_death_the_relative_speaks_and_needs_are_not_asked(open_window: OpenWindows) -> None:
    work = open_window()
    _form(work, Key.Key_D)
    work.press(Key.Key_1)
    work.press(Key.Key_Q)
    work.press(ENTER)
    work.wait()
    form = work.page
    assert isinstance(form, RegistrationPage)
    kept = work.port.kept["draft-1"]
    assert (kept["episode.respondent"], kept["episode.return_type"], kept["episode.claims.1.type"]) == (
        "SPOUSE", "DCE", "DEATH",
    )  # fmt: skip
    papers = {path: kept[path] for path in ("episode.death_certificate", "episode.succession")}
    assert papers == {"episode.death_certificate": "HERE", "episode.succession": "MISSING"}
    assert {"episode.death_papers", "episode.heirs"} <= form.sides.sections.buttons.keys()
    assert "episode.needs" not in form.form.rows
    assert "person.skills" not in form.sides.sections.buttons
    assert "late person" in form.form.rows["person.name_latin"].label


def test_somebody_else_begins_with_who_speaks(open_window: OpenWindows) -> None:
    work = open_window()
    form = _form(work, Key.Key_R)
    assert form.form.current.path == "episode.respondent"


def test_a_group_enters_its_trip_once_and_each_person_agrees_alone(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Key.Key_F2)
    work.press(Key.Key_G)
    work.wait()
    assert isinstance(_page(work), BeginGroupPage)
    work.type("6")
    work.press(ENTER)
    work.type("saudi")
    work.press(ENTER)
    work.press(ENTER, CTRL)
    work.wait()
    assert isinstance(_page(work), PermissionPage)
    work.press(Key.Key_1)
    work.press(ENTER)
    work.wait()
    kept = work.port.kept["draft-1"]
    assert (kept["episode.trips.1.country"], kept["$group"]) == ("SAU", "group-1")
    work.window.registering.arrivals.show_group()
    work.wait()
    assert isinstance(_page(work), GroupPage)
    assert len(work.page.view.people) == 1


def test_the_private_entry_looks_the_same_with_and_without_a_word_inside(open_window: OpenWindows) -> None:
    work = open_window()
    form = _form(work)
    entry = form.sides.sections.buttons["private"]
    before = (entry.words, entry.progress, entry.isChecked())
    entry.click()
    assert isinstance(_page(work), ChoosePage)
    work.press(Key.Key_1)
    work.wait()
    assert isinstance(_page(work), PrivatePage)
    work.press(Key.Key_1)
    work.wait()
    assert work.port.private["draft-1"]
    work.press(ESC)
    work.wait()
    assert work.page is form
    assert work.port.closed[0]
    assert not any(path.startswith("sealed.") for path in work.port.kept["draft-1"])
    assert (entry.words, entry.progress, entry.isChecked()) == before


def test_the_queue_calls_numbers_and_counts_visits_without_names(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Key.Key_T)
    work.press(Key.Key_U)
    work.press(Key.Key_1)
    work.wait()
    assert isinstance(_page(work), HomePage)
    assert work.port.tokens[0].urgent
    work.press(Key.Key_V)
    work.wait()
    work.press(Key.Key_1)
    work.press(Key.Key_6)
    work.wait()
    assert work.port.visits == [("ASK", "", "F", "18-29")]
    work.port.tokens.append(TokenLine("K2", "DEATH", False, False, samples.NOW))
    work.press(Key.Key_N)
    work.wait()
    assert isinstance(_page(work), PermissionPage)
    assert not work.page.way


def test_enter_goes_on_with_the_newest_form_left_open(open_window: OpenWindows) -> None:
    work = open_window()
    work.port.kept["draft-3"] = dict(samples.HALF_FILLED)
    work.press(Key.Key_F9)
    work.wait()
    assert isinstance(_page(work), OpenFormsPage)
    work.press(ENTER)
    work.wait()
    assert isinstance(_page(work), RegistrationPage)


def test_a_child_is_registered_with_the_guardians_permission(open_window: OpenWindows) -> None:
    work = open_window()
    form = _full(work)
    work.port.stops = "record.guardian_needed"
    work.press(ENTER, CTRL)
    work.wait()
    assert isinstance(_page(work), ChoosePage)
    work.press(Key.Key_1)
    work.wait()
    assert work.page is form
    assert work.port.kept["draft-9"]["episode.consent_method"] == "GUARDIAN"
    assert form.form.current.path == "episode.guardian_name"


def test_a_number_that_differs_from_the_scan_can_be_kept_or_put_right(open_window: OpenWindows) -> None:
    work = open_window()
    _full(work)
    work.port.kept["draft-9"][f"$scanned.{CARD}"] = "0362012345674"
    work.port.stops = "record.card_scanned"
    work.press(ENTER, CTRL)
    work.wait()
    work.port.stops = ""
    work.press(Key.Key_1)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert f"$scanned.{CARD}" not in work.port.kept["draft-9"]


def test_in_a_group_the_next_person_comes_after_one_was_left_open(open_window: OpenWindows) -> None:
    work = open_window()
    work.port.open_group({"episode.flight_no": "PK 741"}, 2)
    work.window.registering.arrivals.begin_group()
    work.wait()
    work.press(ENTER)
    work.press(Key.Key_1)
    work.press(ENTER)
    work.wait()
    assert work.port.kept["draft-1"]["episode.flight_no"] == "PK 741"
    work.press(Key.Key_F9)
    work.wait()
    assert isinstance(_page(work), GroupPage)


def test_locking_takes_a_private_talk_out_of_sight(open_window: OpenWindows) -> None:
    work = open_window()
    form = _form(work)
    form.sides.sections.buttons["private"].click()
    work.press(Key.Key_1)
    work.wait()
    work.window.registering.settle()
    assert work.page is form
