"""What every test may ask for: a seed, homes, an empty PostgreSQL database, a browser; and what no test may do quietly."""

import logging
import os
import random
import shutil
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import structlog
from hypothesis import settings

from installers.trial_postgres import TrialPostgresError, fresh_database, trial_postgres
from tests.seeds import current_seed

if TYPE_CHECKING:
    from selenium.webdriver import Chrome

# Before anything imports Qt: tests draw into memory, unless somebody wants to watch.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Settings of the machine must not reach the programs under test.
for _name in [name for name in os.environ if name.startswith("FRC_") and not name.startswith("FRC_TEST_")]:
    del os.environ[_name]

settings.register_profile("project", deadline=None, database=None, print_blob=True)
settings.load_profile("project")

_OUR_LOGGERS = ("desktop_client", "sync_server", "shared_models")
_NEVER_SKIPPED_IN_CI = ("postgres", "chromium")
_NEEDS = {"postgres_url": "postgres", "postgres_database": "postgres", "chromium": "chromium"}
_BROWSER_OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # Chromium refuses its sandbox to root, and CI is root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1366,768",
)


def pytest_report_header() -> str:
    return f"seed: FRC_TEST_SEED={current_seed()}"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        for fixture, mark in _NEEDS.items():
            if fixture in getattr(item, "fixturenames", ()):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped database or browser test is a failure: nobody reads the skips of a green run."""
    report = yield
    if report.skipped and os.environ.get("CI") == "true" and any(map(item.get_closest_marker, _NEVER_SKIPPED_IN_CI)):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI does not accept: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def seed() -> int:
    """The number all chance in this run follows from; FRC_TEST_SEED repeats a run."""
    return current_seed()


@pytest.fixture
def random_source(seed: int, request: pytest.FixtureRequest) -> random.Random:
    """Chance of this test's own, the same whichever tests run before it."""
    return random.Random(f"{seed} {request.node.nodeid}")


@pytest.fixture
def make_home(tmp_path: Path) -> Callable[[str], Path]:
    """Give ``make_home("lahore-1")``: an empty private folder for a desk or a head office."""

    def make(name: str) -> Path:
        home = tmp_path / "homes" / name
        home.mkdir(mode=0o700, parents=True)
        return home

    return make


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The server all PostgreSQL tests of this process share: FRC_TEST_DATABASE_URL, or a trial server."""
    given = os.environ.get("FRC_TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        with trial_postgres() as url:
            yield url
    except TrialPostgresError as reason:
        pytest.skip(f"NO POSTGRESQL ON THIS MACHINE, half of the storage promises stay untested: {reason}")


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[str]:
    """The URL of an empty database of this test's own."""
    with fresh_database(postgres_url) as url:
        yield url


@pytest.fixture(scope="session")
def _chromium_process(tmp_path_factory: pytest.TempPathFactory) -> "Iterator[Chrome]":
    from selenium.webdriver import Chrome, ChromeOptions
    from selenium.webdriver.chrome.service import Service

    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    driver = shutil.which("chromedriver")
    if browser is None or driver is None:
        pytest.skip("NO CHROMIUM ON THIS MACHINE, the console's pages stay untested in a browser")
    options = ChromeOptions()
    options.binary_location = browser
    options.accept_insecure_certs = True
    for option in (*_BROWSER_OPTIONS, f"--user-data-dir={tmp_path_factory.mktemp('chromium')}"):
        options.add_argument(option)
    chromium = Chrome(options=options, service=Service(driver))
    try:
        yield chromium
    finally:
        chromium.quit()


@pytest.fixture
def chromium(_chromium_process: "Chrome") -> "Chrome":
    """A browser that remembers nothing of the test before."""
    _chromium_process.get("about:blank")
    _chromium_process.execute_cdp_cmd("Network.clearBrowserCookies", {})
    return _chromium_process


class _ErrorLines(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.split(".")[0] in _OUR_LOGGERS:
            self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _errors_in_the_log_fail_the_test(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    seen = _ErrorLines()

    def note(logger: structlog.PrintLogger, line: str) -> None:
        seen.lines.append(line)
        logger.msg(line)

    for method in ("error", "critical", "exception"):
        monkeypatch.setattr(structlog.PrintLogger, method, note)
    logging.getLogger().addHandler(seen)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(seen)
    if seen.lines and request.node.get_closest_marker("allows_log_errors") is None:
        pytest.fail("the log holds errors this test did not announce:\n" + "\n".join(seen.lines))
