"""Photos and papers by keyboard: a file is looked at, cut and kept; what is elsewhere is fetched; what cannot be read is told."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from desktop_client.ui import samples
from desktop_client.ui.ports import PersonView
from tests.ui.conftest import OpenWindow, OpenWindows
from tests.ui.sample_desk import SampleDesk


class _Desk(SampleDesk):
    def person_view(self, person_id: str) -> PersonView:
        return replace(samples.PERSON_HERE, person_id=person_id, may_see_pictures=True, may_add_pictures=True)


def _attached(open_window: OpenWindows) -> OpenWindow:
    work = open_window(_Desk())
    work.window.open_person("p1")
    work.wait()
    work.type("p")
    work.wait()
    assert type(work.page).__name__ == "AttachedPage"
    return work


def _choose(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    chosen = ([str(Path(name)) for name in names], "")
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_asked: chosen)


def test_a_paper_of_two_pages_is_cut_turned_and_kept_without_the_mouse(
    open_window: OpenWindows, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = _attached(open_window)
    _choose(monkeypatch, "front.jpg")
    work.type("n")
    work.wait()
    assert type(work.page).__name__ == "NewPicturePage"
    _choose(monkeypatch, "back.jpg")
    for key in "n+rg":
        work.type(key)
        work.wait()
    assert (work.page.state.page, work.page.state.pages) == (1, 2)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert type(work.page).__name__ == "AttachedPage"
    ((kind, pages, framing),) = work.port.attaching.kept
    assert (kind, pages) == ("CNIC_F", 2)
    assert (framing.share < 1, framing.turns, framing.grey) == (True, 1, False)
    assert work.port.threads["preview"].isdisjoint(work.port.threads["keep"])
    assert "2" in work.page.state.said


def test_a_picture_that_is_in_islamabad_is_fetched_when_it_is_opened(open_window: OpenWindows) -> None:
    work = _attached(open_window)
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert (work.page.state.chosen, bool(work.page.state.opened)) == ("a1", True)
    assert "fetch_picture" not in work.port.threads
    work.page.buttons[-1].setFocus()
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert (work.page.state.chosen, bool(work.page.state.opened)) == ("a5", True)
    assert "fetch_picture" in work.port.threads


def test_what_cannot_be_kept_is_told_beside_it_and_nothing_typed_is_lost(
    open_window: OpenWindows, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = _attached(open_window)
    _choose(monkeypatch, "locked.pdf")
    work.type("n")
    work.wait()
    assert "password" in work.page.state.failed
    work.type("k")
    work.wait()
    assert "camera" in work.page.state.failed
    _choose(monkeypatch, "face.jpg")
    work.type("n")
    work.wait()
    work.page.list.setCurrentRow(1)
    work.wait()
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert type(work.page).__name__ == "NewPicturePage"
    assert "yes" in work.page.state.failed
    assert work.port.attaching.kept == []
    work.press(Qt.Key.Key_Escape)
    work.wait()
    assert type(work.page).__name__ == "AttachedPage"


def test_a_paper_is_taken_inside_the_open_form_and_the_form_is_there_again(
    open_window: OpenWindows, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = open_window(_Desk())
    work.press(Qt.Key.Key_F2)
    work.press(Qt.Key.Key_1)
    work.press(Qt.Key.Key_Return)
    work.wait()
    form = work.page
    work.type("Muhammad Aslam")
    work.press(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    work.wait()
    assert type(work.page).__name__ == "AttachedPage"
    assert (work.page.state.name, work.page.rail_entry) == ("Muhammad Aslam", "new")
    _choose(monkeypatch, "front.jpg")
    work.type("n")
    work.wait()
    work.press(Qt.Key.Key_Return)
    work.wait()
    assert work.port.form_pictures.kept_of == [form.state.draft.draft_id]
    assert work.port.attaching.kept == []
    work.press(Qt.Key.Key_Escape)
    work.wait()
    assert work.page is form
    assert form.answers.held["person.name_latin"] == "Muhammad Aslam"


def test_the_head_of_a_record_shows_the_face_to_who_may_see_it(open_window: OpenWindows) -> None:
    shown = _attached(open_window)
    shown.press(Qt.Key.Key_Escape)
    shown.wait()
    faces = [label for label in shown.page.findChildren(QLabel) if label.accessibleName() == "photo of the person"]
    assert len(faces) == 1
    assert not faces[0].pixmap().isNull()
    hidden = open_window()
    hidden.window.open_person("p1")
    hidden.wait()
    assert hidden.page.state.face == b""
