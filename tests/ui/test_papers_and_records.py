"""The slip at the end, slips that wait, a record's hidden numbers, and what people may ask about their own data."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSizeF, Qt
from PySide6.QtGui import QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog

from desktop_client.papers.slip import slip_picture
from desktop_client.ui import sample_papers, samples
from desktop_client.ui.pages.finished import FinishedPage
from desktop_client.ui.pages.home import HomePage
from desktop_client.ui.pages.line_details import LineDetailsPage
from desktop_client.ui.pages.my_data import MyDataPage
from desktop_client.ui.pages.person import PersonPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.slips import SlipsPage
from desktop_client.ui.pages.transfer import TransferPage
from desktop_client.ui.printer import draw_pages
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import SampleDesk

CTRL = Qt.KeyboardModifier.ControlModifier
CARD = "person.documents.a.number"


def _finished(open_window: OpenWindows, *, printer_answers: bool = True) -> OpenWindow:
    work = open_window()
    work.port.printer.answers = printer_answers
    work.window.registering.ways.finished(samples.FINISHED)
    work.wait()
    assert isinstance(work.page, FinishedPage)
    return work


def _record(open_window: OpenWindows) -> OpenWindow:
    work = open_window()
    work.window.open_person("p1")
    work.wait()
    assert isinstance(work.page, PersonPage)
    return work


def test_enter_prints_the_slip_away_from_the_window_and_enter_again_goes_on(open_window: OpenWindows) -> None:
    work = _finished(open_window)
    assert work.page.state.picture
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.port.printer.printed == [sample_papers.SLIP_FACTS.number]
    assert work.port.person.printed == [samples.FINISHED.person_id]
    assert work.page.state.printing == "printed"
    database = work.port.threads["slip"]
    assert work.port.printer.threads.isdisjoint(database)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert not isinstance(work.page, FinishedPage)
    assert len(work.port.printer.printed) == 1


def test_without_a_printer_the_number_is_said_and_the_slip_waits_on_home(open_window: OpenWindows) -> None:
    work = _finished(open_window, printer_answers=False)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert sample_papers.SLIP_FACTS.number in work.page.state.failed
    assert work.port.person.waiting == [samples.FINISHED.person_id]
    work.press(Qt.Key.Key_Escape)
    work.wait()
    shown = [type(work.page)]
    work.window.show_slips()
    work.wait()
    assert [*shown, type(work.page)] == [HomePage, SlipsPage]
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert len(work.page.state.slips) == 1
    assert work.page.state.failed
    work.port.printer.answers = True
    work.page.print_all()
    work.wait()
    assert work.page.state.slips == ()
    assert work.port.person.waiting == []


def test_a_leaflet_is_printed_by_its_key_and_waits_beside_the_slips_without_a_printer(open_window: OpenWindows) -> None:
    work, person = _finished(open_window), samples.FINISHED.person_id
    work.press(Qt.Key.Key_L)
    work.wait()
    assert work.port.printer.printed == ["leaflet"]
    assert work.page.state.leaflet == "printed"
    work.port.printer.answers = False
    work.press(Qt.Key.Key_L)
    work.wait()
    assert work.port.person.leaflets == [(person, True), (person, False)]
    assert "still to print" in work.page.state.failed
    work.window.show_slips()
    work.wait()
    work.port.printer.answers = True
    work.page.print_all()
    work.wait()
    assert work.page.state.slips == ()
    assert work.port.person.leaflets[-1] == (person, True)


def test_the_key_of_the_leaflet_is_there_only_where_there_is_one(open_window: OpenWindows) -> None:
    work = open_window()
    work.window.registering.ways.finished(replace(samples.FINISHED, has_leaflet=False))
    work.wait()
    assert "L" not in {command.stroke.name for command in work.page.commands()}
    work.press(Qt.Key.Key_L)
    work.wait()
    assert work.port.person.leaflets == []


def test_an_appointment_takes_four_answers_and_the_slip_is_drawn_anew(open_window: OpenWindows) -> None:
    work = _finished(open_window)
    work.press(Qt.Key.Key_Return)
    work.wait()
    drawn, finished = work.port.threads["slip"], work.page
    drawn.clear()
    work.press(Qt.Key.Key_A)
    work.wait()
    for answer in ("yesterday or so", "1030", "Sana Batool"):
        work.type(answer)
        work.press(Qt.Key.Key_Return)
    work.press(Qt.Key.Key_Return)  # nothing was chosen, and the day was not understood
    work.wait()
    page = work.page
    assert "Which day?" in page._band.label.text()
    assert page.day.hasFocus()
    page.day.setText("+7")
    page.save()
    work.wait()
    assert "What is it for?" in page._band.label.text()
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.page is finished
    assert finished.state.visit is not None
    assert (finished.state.visit.day, finished.state.visit.time) == ("2026-12-01", "10:30")
    assert finished.state.picture
    assert finished.state.printing == ""  # Enter prints the slip, which says when to come now
    assert drawn


def test_an_appointment_is_seen_on_the_record_and_called_off_there(open_window: OpenWindows) -> None:
    work = _record(open_window)
    work.port.person.make_visit("p1", "2026-12-24", "", "PAPER", "")
    work.press(Qt.Key.Key_A)
    work.wait()
    assert len(work.page.state.choices.upcoming) == 1
    work.page._actions.call_off("v-2026-12-24")
    work.wait()
    assert work.page.state.choices.upcoming == ()
    work.press(Qt.Key.Key_Escape)
    work.wait()
    assert isinstance(work.page, PersonPage)


def test_the_form_of_paper_is_remembered_and_drawn_anew(open_window: OpenWindows) -> None:
    work = _finished(open_window)
    half_a_sheet = work.page.state.picture
    work.page.other_form()
    work.wait()
    assert work.port.person.form == "roll"
    assert work.page.state.picture not in {b"", half_a_sheet}


def test_a_slip_is_kept_as_a_file_and_a_folder_that_is_not_there_is_said(
    open_window: OpenWindows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = _finished(open_window)
    for place, kept in ((tmp_path / "slip.pdf", True), (tmp_path / "nowhere" / "slip.pdf", False)):
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given, name=str(place): (name, ""))
        work.page._actions.keep_slip()
        work.wait()
        assert place.exists() is kept
    assert work.page.state.failed


@pytest.mark.usefixtures("qtbot")
def test_pictures_fill_the_page_of_a_printer_at_its_own_size(tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFileName(str(tmp_path / "slip.pdf"))
    page = QImage.fromData(slip_picture(sample_papers.SLIP_FACTS, "roll", 203))
    draw_pages(printer, [page], 203)
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")
    size = printer.pageLayout().pageSize().size(QPageSize.Unit.Millimeter)
    assert abs(size.width() - 72) < 1
    assert size != QSizeF(210, 297)


def test_a_record_prints_its_slip_again(open_window: OpenWindows) -> None:
    work = _record(open_window)
    work.press(Qt.Key.Key_P, CTRL)
    work.wait()
    assert work.port.person.printed == ["p1"]
    work.port.printer.answers = False
    work.press(Qt.Key.Key_P, CTRL)
    work.wait()
    assert sample_papers.SLIP_FACTS.number in work.page.state.said


def test_a_hidden_number_is_shown_for_a_reason_until_the_page_is_left(open_window: OpenWindows) -> None:
    work = _record(open_window)
    work.page.mark(CARD)
    work.press(Qt.Key.Key_S)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.page.state.not_revealed
    assert not work.page.state.revealed
    work.type("The bank asks for it")
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.port.person.revealed == [(CARD, "The bank asks for it")]
    assert work.page.state.revealed[CARD][0] == "03620-1234567-3"
    work.window.open_person("p1")
    work.wait()
    assert not work.page.state.revealed


def test_what_happened_stands_beside_the_facts(open_window: OpenWindows) -> None:
    work = _record(open_window)
    assert work.page.state.happened == sample_papers.HAPPENED


def _my_data(open_window: OpenWindows) -> OpenWindow:
    work = _record(open_window)
    work.press(Qt.Key.Key_M)
    work.wait()
    assert isinstance(work.page, MyDataPage)
    return work


def test_nothing_is_offered_before_it_is_said_how_the_person_is_known(open_window: OpenWindows) -> None:
    work = _my_data(open_window)
    assert work.page.state.step == "known"
    work.press(Qt.Key.Key_2)
    assert (work.page.state.step, work.page.state.known_by) == ("acts", "SLIP")
    work.press(Qt.Key.Key_2)
    work.wait()
    assert work.port.person.data_for == ["SLIP"]
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.port.printer.printed == ["P-DATA"]


def test_permission_is_taken_back_with_three_keys_and_a_paper_proves_it(open_window: OpenWindows) -> None:
    work = _my_data(open_window)
    for key in (Qt.Key.Key_1, Qt.Key.Key_4, Qt.Key.Key_3):
        work.press(key)
    work.wait()
    assert work.port.person.withdrawn == [("SHARING", "CARD", "")]
    assert work.page.state.given.number in work.page.state.given.sentence_en


def test_one_partner_is_named_in_words(open_window: OpenWindows) -> None:
    work = _my_data(open_window)
    for key in (Qt.Key.Key_1, Qt.Key.Key_4, Qt.Key.Key_2):
        work.press(key)
    work.type("TEVTA 3")
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.port.person.withdrawn == [("PARTNER", "CARD", "TEVTA 3")]


def test_why_nothing_is_erased_yet_is_said_where_it_was_asked(open_window: OpenWindows) -> None:
    work = _my_data(open_window)
    for key in (Qt.Key.Key_1, Qt.Key.Key_4, Qt.Key.Key_4):
        work.press(key)
    work.wait()
    assert work.page.state.step == "withdraw"
    assert "claim" in work.page.state.failed
    for _step in range(2):
        work.press(Qt.Key.Key_Escape)
    assert work.page.state.step == "known"


def test_a_complaint_is_written_down_in_the_persons_words(open_window: OpenWindows) -> None:
    work = _my_data(open_window)
    work.press(Qt.Key.Key_3)
    work.press(Qt.Key.Key_5)
    work.type("Nobody called me, 2 months")
    work.press(Qt.Key.Key_Return, CTRL)
    work.wait()
    assert work.port.person.complaints == [("Nobody called me, 2 months", "QUESTIONS")]
    assert work.page.state.given.number == "P-COMPLAINT"


def test_correcting_from_my_data_opens_the_form(open_window: OpenWindows) -> None:
    work = _my_data(open_window)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_3)
    work.wait()
    assert isinstance(work.page, RegistrationPage)


def test_what_came_back_leads_from_the_line_into_the_form(open_window: OpenWindows) -> None:
    port = SampleDesk()
    port.line = samples.LINE_CAME_BACK
    work = open_window(port)
    work.press(Qt.Key.Key_F5)
    work.wait()
    work.page._actions.repair("p4")
    work.wait()
    assert isinstance(work.page, RegistrationPage)
    assert work.page.state.draft.person_id == "p4"


def test_the_details_of_the_line_are_one_key_away(open_window: OpenWindows) -> None:
    work = open_window()
    work.press(Qt.Key.Key_F5)
    work.wait()
    work.press(Qt.Key.Key_D)
    work.wait()
    assert isinstance(work.page, LineDetailsPage)
    work.press(Qt.Key.Key_P, CTRL)
    work.wait()
    assert work.port.printer.printed == ["K7Q 2026-11-24"]


def test_a_supervisor_gives_a_person_to_another_office_with_a_reason(open_window: OpenWindows) -> None:
    work = _record(open_window)
    assert not any(command.act == work.page._actions.transfer for command in work.page.commands())
    work.page._actions.transfer()
    work.wait()
    page = work.page
    assert isinstance(page, TransferPage)
    page.choose("KHI")
    work.press(Qt.Key.Key_F10)
    work.wait()
    assert page.state.said
    page.reason.setText("Lives in Karachi now")
    work.press(Qt.Key.Key_F10)
    work.wait()
    assert work.port.person.transferred == [("p1", "KHI", "Lives in Karachi now")]
    assert type(work.page).__name__ == "PersonPage"
