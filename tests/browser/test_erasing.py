"""An administrator erases somebody on the console, in a browser: what goes is read first, the number is typed out."""

from tests.browser.conftest import Visitor
from tests.consoles import TrialConsole


def test_somebody_is_erased_by_typing_the_number_only(visitor: Visitor, console: TrialConsole) -> None:
    person = console.network.people["Muhammad Aslam"]
    visitor.sign_in("administrator").open("/erasures")
    visitor.fill("person", "LHE-26-K7Q-00001-X").press("form[action='/erasures'] button")
    assert visitor.browser.current_url.endswith(f"/erasures/{person}")
    assert "What stays" in visitor.text()
    visitor.fill("reason", "Asked by letter, card copy checked").fill("typed", "LHE-26-K7Q-00002").press("button.act")
    assert "Nothing was erased." in visitor.text()
    assert visitor.find("[name=reason]").get_attribute("value") == "Asked by letter, card copy checked"
    visitor.fill("typed", "lhe-26-k7q-00001-x").press("button.act")
    assert "Erased:" in visitor.heading()
    assert "not yet" in visitor.text()
