"""Choosing between two answers, also from a page that was drawn before another answer came, also without scripts."""

import pytest

from sync_server.web.console.samples import HOUR_MS
from tests.browser.conftest import Visitor
from tests.consoles import TrialConsole


def _late_answer(console: TrialConsole) -> None:
    """A third desk day: Lahore's first desk answers the disputed birth again, standing on what it had written."""
    network, clock = console.network, console.trial.clock
    aslam, desk = network.people["Muhammad Aslam"], network.lahore
    base = [f"{desk.id}.{desk.incarnation}.5"]
    desk.write(aslam, "person", "edit", {"person.birth": "1985"}, clock.now + HOUR_MS, "sana.b", base)
    desk.send()


def test_the_chosen_answer_stands_and_the_next_question_comes(visitor: Visitor, console: TrialConsole) -> None:
    visitor.sign_in("reviewer").press("tbody a")
    assert visitor.heading() == "Born: 2 different answers."
    assert "had seen: 1984" in visitor.text()
    visitor.type_keys("2").press("button.main")
    assert "Chosen." in visitor.text()
    assert visitor.heading() == "Father's name (English letters): 2 different answers."
    visitor.type_keys("1").press("button.main")
    assert visitor.heading() == "No field waits for a choice."
    aslam = console.network.people["Muhammad Aslam"]
    visitor.open(f"/records/{aslam}")
    (born,) = [fact for fact in visitor.browser.find_elements("css selector", ".fact") if fact.text.startswith("Born")]
    assert "1986" in born.text
    born.find_element("css selector", "summary").click()
    assert "reviewer at head office" in born.text
    assert "12-03-1984" in born.text, "what was not chosen stays in the history"


def test_without_a_choice_nothing_is_decided(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").press("tbody a").press("button.main")
    assert "Choose one of the answers first." in visitor.text()
    assert visitor.open("/answers").count("tbody tr") == 2


def test_a_form_from_an_older_state_shows_both_states_and_keeps_the_choice(
    visitor: Visitor, console: TrialConsole
) -> None:
    visitor.sign_in("reviewer").press("tbody a")
    visitor.find("[data-digit='2']").click()
    _late_answer(console)
    visitor.press("button.main")
    assert visitor.heading().startswith("Another answer came while this page was open.")
    assert visitor.texts(".then .value") == ["12-03-1984", "1986"]
    assert visitor.texts("label.choice .value") == ["1986", "1985"]
    assert "1986" in visitor.find("label.choice:has(input:checked)").text
    visitor.press("button.main")
    assert "Chosen." in visitor.text()


def test_a_question_that_somebody_else_answered_says_so(visitor: Visitor, console: TrialConsole) -> None:
    visitor.sign_in("reviewer").press("tbody a")
    page = visitor.browser.current_url.removeprefix(visitor.address)
    shown = [field.get_attribute("value") for field in visitor.browser.find_elements("css selector", "[name=shown]")]
    console.client("reviewer").post(page, data={"shown": shown, "chosen": shown[0]})
    visitor.find("[data-digit='2']").click()
    visitor.press("button.main")
    assert visitor.heading() == "Somebody chose while this page was open. Your choice was not used."
    assert "12-03-1984" in visitor.find(".choices:not(.then) .choice").text
    assert visitor.count("label.choice") == 0


def test_an_auditor_sees_the_answers_and_no_button(visitor: Visitor) -> None:
    visitor.sign_in("auditor").open("/answers").press("tbody a")
    assert visitor.count("main button") == 0
    assert visitor.count("input[type=radio]") == 0


@pytest.fixture
def _without_scripts(visitor: Visitor) -> object:
    visitor.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    visitor.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.usefixtures("_without_scripts")
def test_everything_works_without_scripts(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").press("tbody a")
    visitor.find("[data-digit='1']").click()
    visitor.press("button.main")
    assert "Chosen." in visitor.text()
