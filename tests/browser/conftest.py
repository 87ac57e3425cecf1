"""The console of a running head office in a real browser, whose own complaints fail the test."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selenium.common.exceptions import WebDriverException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

from sync_server.web.app import create_app
from sync_server.web.context import Server
from sync_server.web.server import make_server
from tests.cheap_passwords import cheap_passwords
from tests.consoles import PASSWORD, TrialConsole, make_console
from tests.replayed_revisions import replayed_revisions
from tests.serving import answering

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

PATIENCE_SECONDS = 20


@pytest.fixture(scope="session", autouse=True)
def _making_offices_costs_little() -> Iterator[None]:
    with cheap_passwords(), replayed_revisions():
        yield


@pytest.fixture
def console(tmp_path: Path) -> Iterator[TrialConsole]:
    made = make_console(tmp_path / "head-office")
    yield made
    made.trial.head_office.close()


@pytest.fixture
def address(console: TrialConsole) -> Iterator[str]:
    """Where the console answers, on the server that head office runs."""
    office = console.trial.head_office
    with answering(make_server(create_app(Server(office)), office, host="127.0.0.1", port=0, tls=False)) as server:
        yield server.url


@dataclass
class Visitor:
    """Somebody at the browser."""

    browser: "Chrome"
    address: str

    def open(self, path: str) -> "Visitor":
        self.browser.get(self.address + path)
        return self

    def sign_in(self, name: str, password: str = PASSWORD) -> "Visitor":
        self.open("/sign-in").fill("name", name).fill("password", password)
        return self.press("button.main")

    def fill(self, name: str, text: str) -> "Visitor":
        field = self.find(f"[name={name}]")
        field.clear()
        field.send_keys(text)
        return self

    def find(self, selector: str) -> WebElement:
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.browser.find_elements(By.CSS_SELECTOR, selector)]

    def count(self, selector: str) -> int:
        return len(self.browser.find_elements(By.CSS_SELECTOR, selector))

    def press(self, selector: str) -> "Visitor":
        """Click on what leads to another page, and be there."""
        return self._until_next_page(self.find(selector).click)

    def type_keys(self, keys: str, *, leads_on: bool = False) -> "Visitor":
        typed = ActionChains(self.browser).send_keys(keys)
        if leads_on:
            return self._until_next_page(typed.perform)
        typed.perform()
        return self

    def heading(self) -> str:
        return self.find("h1").text

    def text(self) -> str:
        return self.find("main").text

    def _until_next_page(self, act: Callable[[], None]) -> "Visitor":
        before = self.find("html").id

        def arrived(_browser: "Chrome") -> bool:
            try:
                return self.find("html").id != before
            except WebDriverException:  # between two pages the browser has none
                return False

        act()
        WebDriverWait(self.browser, PATIENCE_SECONDS).until(arrived)
        return self


@pytest.fixture
def visitor(chromium: "Chrome", address: str) -> Iterator[Visitor]:
    """A visitor nobody knows yet. A broken rule of the page's policy, a script's failure or a missing file fails the test;
    that a form was refused is no complaint.
    """
    chromium.get_log("browser")  # type: ignore[no-untyped-call]
    yield Visitor(chromium, address)
    told = chromium.get_log("browser")  # type: ignore[no-untyped-call]
    complaints = [line["message"] for line in told if line["source"] != "network" or "/static/" in line["message"]]
    assert complaints == []
