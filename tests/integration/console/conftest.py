"""One console for all tests of a file that only look."""

from collections.abc import Iterator

import pytest

from tests.consoles import TrialConsole, make_console


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialConsole]:
    made = make_console(tmp_path_factory.mktemp("console") / "head-office")
    yield made
    made.trial.head_office.close()
