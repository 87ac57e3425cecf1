"""At 150 and 200 per cent the same screen holds less: pages wrap, stack and scroll downward, and nothing is cut."""

import pytest
from pytestqt.qtbot import QtBot

from desktop_client.ui.fits import cut_in
from desktop_client.ui.forms.spoken_lines import ReadLine
from desktop_client.ui.page_states import all_page_states
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.shown_to_person import ShownToPersonPage
from desktop_client.ui.pictures import HEIGHT, WIDTH, picture_frame, settle_window, show_state
from desktop_client.wording.language import LanguageCode, plain, use_language

# One state of every page, the fullest; `make pictures` looks at all of them.
PAGES = (
    "enrol-failing", "sign-in-failing", "new-password-failing", "lock-failing", "permission-death", "no-papers",
    "death-papers", "token-new", "visit-purpose", "group-begin", "group-list", "private-half", "go-to-field",
    "form-failing", "form-section", "rows", "read-back", "shown-to-the-person", "scan-read", "finished-no-printer",
    "forms-full", "home-training", "find-full", "line-came-back", "line-details", "people-failing", "one-code",
    "office-failing", "person-question", "person-two-answers", "my-data-acts", "my-data-done", "slips-full",
    "appointment-failing",
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
        for scale in (200, 150):
            width, height = WIDTH * 100 // scale, HEIGHT * 100 // scale
            frame.resize(width, height)
            if scale == 200:  # shown in the narrow window at once, as where the text is large from the start
                show_state(frame, states[name])
                frame.resize(width, height)  # a page that takes the whole screen has taken that of this machine
                if before is not None:
                    frame.drop_page(before)
            settle_window()
            settle_window()  # fields that went to other lines need a second round
            faults += [(name, scale, line) for line in cut_in(frame, width, height)]
    assert faults == []


@pytest.mark.parametrize("screen", [(1366, 768), (911, 512), (683, 384), (400, 400)])
def test_what_is_turned_to_the_person_is_whole_and_in_sight_on_every_screen(
    qtbot: QtBot, screen: tuple[int, int]
) -> None:
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.show()
    state = next(state for state in all_page_states() if state.name == "shown-to-the-person")
    show_state(frame, state)
    page = frame.page
    assert isinstance(page, ShownToPersonPage)
    frame.resize(*screen)
    settle_window()
    assert list(cut_in(frame, *screen)) == []
    assert page.height() <= screen[1]  # the person has no keys: nothing may lie below the edge

    long = "محمد عبد الرحمن ابراہیم خان جتوئی ابن غلام مصطفیٰ"
    names = ReadLine("person.name_latin", "Full name", "پورا نام", "Muhammad Abdur Rahman", long, for_the_person=True)
    frame.show_page(ShownToPersonPage((names, *page.lines), lambda: None))
    frame.resize(*screen)
    settle_window()
    assert list(cut_in(frame, *screen)) == []


@pytest.mark.parametrize("language", ["en", "ur"])
@pytest.mark.parametrize("name", ["form-empty", "form-full", "form-failing"])
def test_the_quick_form_shows_three_lines_of_fields_at_twice_the_size(
    qtbot: QtBot, name: str, language: LanguageCode
) -> None:
    use_language(language)
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.speak()
    frame.show()
    frame.resize(WIDTH // 2, HEIGHT // 2)
    show_state(frame, next(state for state in all_page_states() if state.name == name))
    settle_window()
    page = frame.page
    assert isinstance(page, RegistrationPage)
    rows = [row for row in page.form.rows.values() if row.isVisible()]
    whole = [row for row in rows if row.visibleRegion().boundingRect().height() >= row.height()]
    assert len({row.y() for row in whole}) >= 3
    # A note beside its label may be shortened; the one of the field under the cursor stands whole at the foot.
    page.go_to("person.address_permanent.district")
    settle_window()
    current = page.form.current
    assert current is not None
    said = current.alert or current.editor.field.help(language)
    assert page.sides.foot.label.accessibleName() == plain(said or current.label)


def test_a_note_is_never_drawn_over_its_label(qtbot: QtBot) -> None:
    frame = picture_frame()
    qtbot.addWidget(frame)
    frame.show()
    show_state(frame, next(state for state in all_page_states() if state.name == "form-failing"))
    page = frame.page
    assert isinstance(page, RegistrationPage)
    for width, height in ((WIDTH // 2, HEIGHT // 2), (WIDTH, HEIGHT), (WIDTH // 2, HEIGHT // 2)):
        frame.resize(width, height)
        settle_window()
        settle_window()
        noted = [row for row in page.form.rows.values() if row.isVisible() and row.note]
        assert len(noted) > 2
        assert [row.path for row in noted if row._note.geometry().intersects(row._label.geometry())] == []
