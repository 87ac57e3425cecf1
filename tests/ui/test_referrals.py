"""Showing a person to another office and answering one, on the record: R, numbers, F10."""

from dataclasses import replace

from PySide6.QtCore import Qt

from desktop_client.ui import sample_referrals, samples
from desktop_client.ui.pages.referral import ReferralPage
from desktop_client.ui.ports import PersonView
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import SampleDesk


class Referring(SampleDesk):
    """Whoever signed in shows people to other offices, and answers."""

    view = replace(samples.PERSON_ARRIVED, may_refer=True)

    def person_view(self, person_id: str) -> PersonView:
        return self.view


def _referral(open_window: OpenWindows, port: Referring) -> OpenWindow:
    work = open_window(port)
    work.window.open_person("p1")
    work.wait()
    work.press(Qt.Key.Key_R)
    work.wait()
    assert isinstance(work.page, ReferralPage)
    return work


def test_a_person_is_shown_to_another_office_for_a_reason(open_window: OpenWindows) -> None:
    port = Referring()
    work = _referral(open_window, port)
    page = work.page
    page.choose_office("KHI")
    work.press(Qt.Key.Key_F10)
    work.wait()
    assert "What for?" in page.state.said
    work.press(Qt.Key.Key_2)
    page.note.setText("Two of them")
    work.press(Qt.Key.Key_F10)
    work.wait()
    assert port.referrals.sent == [("p1", "KHI", "JOB", "Two of them")]
    assert type(work.page).__name__ == "PersonPage"


def test_an_office_that_is_asked_takes_it_on_or_says_why_not(open_window: OpenWindows) -> None:
    port = Referring()
    port.view = replace(port.view, referral=sample_referrals.ASKED, owner_en="Lahore", owner_ur="Lahore")
    port.referrals.known = sample_referrals.TO_ANSWER
    work = _referral(open_window, port)
    assert not work.page._offices
    decline = work.page._deeds.itemAt(1).widget()
    decline.click()
    work.wait()
    assert "Please choose a reason" in work.page.state.said
    work.page.choose("NO_BUDGET")
    work.page._deeds.itemAt(1).widget().click()
    work.wait()
    assert port.referrals.steps == [("r1", "DEC", "NO_BUDGET", "")]
    work.press(Qt.Key.Key_R)
    work.wait()
    work.press(Qt.Key.Key_F10)
    work.wait()
    assert port.referrals.steps[-1] == ("r1", "ACC", "", "")
