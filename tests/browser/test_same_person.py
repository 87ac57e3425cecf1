"""A reviewer's morning with pairs: one key an answer, in both languages, what is refused says why, all without scripts too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync_server.web.console.sample_pairs import fill_decided, fill_pairs
from tests.browser.conftest import Visitor
from tests.consoles import TrialConsole, make_console


@pytest.fixture
def console(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TrialConsole]:
    made = make_console(tmp_path / "head-office", fill=getattr(request, "param", fill_pairs))
    yield made
    made.trial.head_office.close()


def _press_place(visitor: Visitor, code: str, key: str) -> Visitor:
    """Press the key at a place of the keyboard that writes another letter under another layout."""

    def strike() -> None:
        for kind in ("keyDown", "keyUp"):
            visitor.browser.execute_cdp_cmd("Input.dispatchKeyEvent", {"type": kind, "code": code, "key": key})

    return visitor._until_next_page(strike)


def test_a_pair_is_answered_with_one_key_and_the_last_answer_is_taken_back(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").type_keys("gs", leads_on=True)
    assert visitor.heading() == "10 to 1 for the same person."
    assert "imran.k at desk C5M, Multan" in visitor.text()
    assert "different people (brother or sister)" in visitor.text()
    assert visitor.texts("tr:first-child mark") == ["i", "ja"]
    brothers = visitor.text()
    visitor.type_keys("d").type_keys("1", leads_on=True)
    assert "Your last answer: different people." in visitor.text()
    second = visitor.texts("thead a")
    visitor.type_keys("l", leads_on=True)
    assert visitor.texts("thead a") != second
    visitor.type_keys("z", leads_on=True).type_keys("z", leads_on=True)
    assert visitor.find("table").text in brothers
    assert visitor.count(".taking-back") == 0


def test_the_keys_lie_where_they_lay_under_the_urdu_layout(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").press("button[lang=ur]").open("/pairs")
    assert visitor.heading() == "وہی فرد ہونے کا امکان 1 کے مقابلے میں 10 ہے۔"
    _press_place(visitor, "KeyU", "ئ")
    assert "آپ کا پچھلا جواب: یقین نہیں۔" in visitor.text()
    visitor.open("/pairs/decided")
    assert visitor.count("tbody tr") == 1


@pytest.mark.parametrize("console", [fill_decided], indirect=True)
def test_a_same_that_a_different_stands_against_shows_the_chain_and_decides_nothing(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").open("/pairs")
    while "Already one person with one of these two" not in visitor.text():
        visitor.type_keys("l", leads_on=True)
    shown = visitor.texts("thead a")
    visitor.type_keys("s", leads_on=True)
    assert "it would join two people who were judged different. Nothing was decided." in visitor.text()
    assert visitor.count(".chain li") == 3
    assert visitor.texts("thead a") == shown
    visitor.open("/pairs/decided")
    visitor.find("tr:nth-child(2) summary").click()
    visitor.find("tr:nth-child(2) [name=reason]").send_keys("No twin, asked by telephone")
    visitor.press("tr:nth-child(2) button")
    assert "the pair waits again" in visitor.text()
    assert visitor.count("tbody tr") == 1


@pytest.fixture
def _without_scripts(visitor: Visitor) -> object:
    visitor.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    yield
    visitor.browser.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


@pytest.mark.usefixtures("_without_scripts")
def test_pairs_are_answered_without_scripts(visitor: Visitor) -> None:
    visitor.sign_in("reviewer").open("/pairs")
    visitor.find("summary").click()
    visitor.press("button[value='DIFFERENT:SIBLING']")
    assert "Your last answer: different people." in visitor.text()
