"""The same person comes a second time: S shows what differs before it counts, and a record that takes no return says why."""

from typing import Any

from PySide6.QtCore import Qt

from desktop_client.ui import sample_intake, samples
from desktop_client.ui.pages.choose import ChoosePage
from desktop_client.ui.pages.read_back import ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.same_person import SamePersonPage
from tests.ui.conftest import OpenWindow, OpenWindows

Key, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
ANSWER = "episode.look_alikes"


def _asked(open_window: OpenWindows) -> OpenWindow:
    """A full form whose card somebody has, asked whether it is the same person."""
    work = open_window()
    work.port.facts = sample_intake.CARD_HELD
    work.port.kept[samples.FULL_FORM.draft_id] = dict(samples.FULL_FORM.answers)
    work.window.registering.open(samples.FULL_FORM.draft_id)
    work.wait()
    work.press(Key.Key_Return, CTRL)
    work.wait()
    assert isinstance(_page(work), ChoosePage)
    return work


def _page(work: OpenWindow) -> Any:
    """Asked anew each time, so that a reader of types does not think it stays the same."""
    return work.page


def _answer(work: OpenWindow) -> object:
    return work.port.kept[samples.FULL_FORM.draft_id].get(ANSWER)


def test_s_without_a_difference_leads_straight_to_reading_back(open_window: OpenWindows) -> None:
    work = _asked(open_window)
    work.press(Key.Key_S)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert (work.port.same, _answer(work)) == ("p7", "SAME_PERSON")


def test_what_differs_is_seen_first_and_either_answer_may_hold(open_window: OpenWindows) -> None:
    work = _asked(open_window)
    work.port.differing = sample_intake.DIFFERING
    work.press(Key.Key_S)
    work.wait()
    assert isinstance(_page(work), SamePersonPage)
    assert _answer(work) is None
    work.press(Key.Key_R)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert work.port.kept[samples.FULL_FORM.draft_id]["$record_holds"] is True
    assert _answer(work) == "SAME_PERSON"


def test_enter_lets_today_hold_and_escape_goes_back_to_a_form_that_has_not_answered(open_window: OpenWindows) -> None:
    work = _asked(open_window)
    work.port.differing = sample_intake.DIFFERING
    work.press(Key.Key_S)
    work.wait()
    work.press(Key.Key_Escape)
    work.wait()
    assert isinstance(_page(work), RegistrationPage)
    assert _answer(work) is None
    work.press(Key.Key_Return, CTRL)
    work.wait()
    work.press(Key.Key_S)
    work.wait()
    work.press(Key.Key_Return)
    work.wait()
    assert isinstance(_page(work), ReadBackPage)
    assert "$record_holds" not in work.port.kept[samples.FULL_FORM.draft_id]


def test_a_record_that_takes_no_return_says_why_and_the_other_answers_stay(open_window: OpenWindows) -> None:
    work = _asked(open_window)
    work.port.refused_same = "record.return_moved"
    work.press(Key.Key_S)
    work.wait()
    assert isinstance(_page(work), ChoosePage)
    assert "Karachi" in _page(work)._question.say()
    work.press(Key.Key_U)
    work.wait()
    assert _answer(work) == "NOT_SURE"
