"""A version that the desk took is what the window shows from the next sign-in on, without being started again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel

from desktop_client.ui.pages.sign_in import SignInPage
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.in_use import Reference, use_everywhere
from shared_models.catalogue.problems import known_codes
from shared_models.catalogue.texts import ReviewedText, with_reviewed
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import PASSWORD, SampleDesk

NEW_WORDS = "Words of the new version"


@pytest.fixture
def _process_as_before() -> object:
    yield None
    use_everywhere(None)


def _taken() -> Reference:
    """The shipped version with another word for the first way of agreeing."""
    shipped = load_catalogue()
    codes = shipped.lists["CONSENT_METHOD"]
    reviewed = {}
    for row in codes.rows:
        key = f"lists/CONSENT_METHOD/{row.code}"
        reviewed[key] = ReviewedText(key, row.en, row.ur, f"{NEW_WORDS} {row.code}", row.ur)
    return Reference(replace(with_reviewed(shipped, reviewed), version="2099.1.1"), known_codes())


def _shown(work: OpenWindow) -> str:
    found = [label.text() for kind in (QLabel, QAbstractButton) for label in work.page.findChildren(kind)]
    return "\n".join(found)


@pytest.mark.usefixtures("_process_as_before")
def test_the_window_speaks_the_words_of_the_version_from_the_next_sign_in(open_window: OpenWindows) -> None:
    work = open_window(SampleDesk())
    work.press(Qt.Key.Key_F2)
    work.wait()
    assert NEW_WORDS not in _shown(work)
    work.press(Qt.Key.Key_F12)
    work.wait()
    assert isinstance(work.page, SignInPage)
    use_everywhere(_taken())  # what signing in does when the desk took a version
    work.type(PASSWORD)
    work.press(Qt.Key.Key_Return)
    work.wait()
    work.press(Qt.Key.Key_F2)
    work.wait()
    assert NEW_WORDS in _shown(work)
