"""At 150 and 200 per cent the same screen holds less: pages wrap, stack and scroll downward, and nothing is cut."""

import pytest
from pytestqt.qtbot import QtBot

from desktop_client.ui.fits import cut_in
from desktop_client.ui.page_states import all_page_states
from desktop_client.ui.pictures import HEIGHT, WIDTH, picture_frame, settle_window, show_state
from desktop_client.wording.language import LanguageCode, use_language

# One state of every page, the fullest; `make pictures` looks at all of them.
PAGES = (
    "enrol-failing", "sign-in-failing", "new-password-failing", "lock-failing", "permission-death", "no-papers",
    "death-papers", "token-new", "visit-purpose", "group-begin", "group-list", "private-half", "go-to-field",
    "form-failing", "form-section", "rows", "read-back", "shown-to-the-person", "scan-read", "finished-no-printer",
    "forms-full", "home-training", "find-full", "line-came-back", "line-details", "people-failing", "one-code",
    "office-failing", "person-question", "person-two-answers", "my-data-acts", "my-data-done", "slips-full",
)  # fmt: skip


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_page_fits_the_screen_at_large_text(qtbot: QtBot, language: LanguageCode) -> None:
    use_language(language)
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.speak()
    frame.show()
    faults: list[tuple[str, int, str]] = []
    states = {state.name: state for state in all_page_states()}
    for name in PAGES:
        before = frame.page
        show_state(frame, states[name])
        if before is not None:
            frame.drop_page(before)
        for scale in (200, 150):
            width, height = WIDTH * 100 // scale, HEIGHT * 100 // scale
            frame.resize(width, height)
            settle_window()
            settle_window()  # fields that went to other lines need a second round
            faults += [(name, scale, line) for line in cut_in(frame, width, height)]
    assert faults == []
