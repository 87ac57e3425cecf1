"""At the window without a line: a file is written, its answer read, and what went wrong is said on the page."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop_client.ui.pages.line import LinePage
from desktop_client.ui.pages.stick import StickPage, page_sentence
from desktop_client.wording.bundle_sentence import FileWritten, written_words
from tests.ui.conftest import OpenWindow, OpenWindows


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that somebody chooses, one after the other; "" is second thoughts. What was suggested stands behind."""
    files: list[str] = []

    def choose(_frame: object, _title: str, place: str, _kinds: str) -> tuple[str, str]:
        files.append(place)
        return files.pop(0), ""

    for question in ("getSaveFileName", "getOpenFileName"):
        monkeypatch.setattr(QFileDialog, question, choose)
    return files


def _at_the_line(open_window: OpenWindows) -> OpenWindow:
    opened = open_window()
    opened.press(Qt.Key.Key_F5)
    opened.wait()
    assert isinstance(opened.page, LinePage)
    return opened


def _said(opened: OpenWindow) -> tuple[str, str]:
    opened.wait()
    assert isinstance(opened.page, StickPage)
    text, look = page_sentence(opened.page.state)
    return text, look


def test_w_writes_and_r_reads_and_the_page_says_what_became_of_it(
    open_window: OpenWindows, chosen: list[str], tmp_path: Path
) -> None:
    opened = _at_the_line(open_window)
    chosen.append(str(tmp_path / "mine.frcusb"))
    opened.press(Qt.Key.Key_W)
    text, look = _said(opened)
    assert text.startswith("41 records are in the file mine.frcusb (88 KB)")
    assert look == "done"
    assert chosen.pop().endswith("K7Q-20261124.frcusb")
    assert opened.page.read_button.hasFocus()
    chosen.append(str(tmp_path / "answer.frcusb"))
    opened.press(Qt.Key.Key_R)
    assert _said(opened)[0].startswith("The answer is read: everything is in Islamabad")
    assert opened.port.lines.sticks == [tmp_path / "mine.frcusb", tmp_path / "answer.frcusb"]
    opened.press(Qt.Key.Key_Escape)
    opened.wait()
    assert isinstance(opened.page, LinePage)


def test_a_full_stick_is_said_and_what_was_written_before_is_still_there(
    open_window: OpenWindows, chosen: list[str], tmp_path: Path
) -> None:
    opened = _at_the_line(open_window)
    chosen.append(str(tmp_path / "mine.frcusb"))
    opened.press(Qt.Key.Key_W)
    _said(opened)
    chosen[:] = [str(tmp_path / "full.frcusb")]
    opened.press(Qt.Key.Key_W)
    text, look = _said(opened)
    assert ("There is no room for full.frcusb" in text, look) == (True, "wait")
    assert opened.page.state.written is not None


def test_p_asks_for_pictures_and_several_files_are_told_as_what_belongs_together(
    open_window: OpenWindows, chosen: list[str], tmp_path: Path
) -> None:
    opened = _at_the_line(open_window)
    for key in (Qt.Key.Key_W, Qt.Key.Key_P):
        chosen[:] = [str(tmp_path / "mine.frcusb")]
        opened.press(key)
        _said(opened)
    assert opened.port.lines.asked_for_pictures == [False, True]
    words = written_words(FileWritten(("mine-1of3.frcusb", "mine-2of3.frcusb", "mine-3of3.frcusb"), 41, 88))
    assert "3 files that belong together are written, mine-1of3.frcusb to mine-3of3.frcusb" in words


def test_second_thoughts_write_and_read_nothing(open_window: OpenWindows, chosen: list[str]) -> None:
    opened = _at_the_line(open_window)
    for key in (Qt.Key.Key_R, Qt.Key.Key_W):
        chosen[:] = [""]
        opened.press(key)
        assert _said(opened) == ("", "done")
    assert opened.port.lines.sticks == []
