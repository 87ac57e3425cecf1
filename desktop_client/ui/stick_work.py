"""Asks where the file is, has it written or read away from the window's thread, and says what became of it."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStorageInfo
from PySide6.QtWidgets import QFileDialog

from desktop_client.background.task_runner import Failed, TaskRunner
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.line_port import LinePort
from desktop_client.ui.page import Page
from desktop_client.ui.pages.stick import StickActions, StickPage, StickState
from desktop_client.wording.bundle_sentence import FileRead, FileWritten
from desktop_client.wording.language import _, problem_sentence
from shared_models.catalogue.problems import Problem
from shared_models.protocol.bundle import ENDING

# Where systems put what is plugged in; elsewhere the person chooses.
_PLUGGED_IN = ("/media/", "/run/media/", "/Volumes/")


class StickWork:
    """The page of the stick; it is shown by `show`, and `back` leads to the line."""

    def __init__(self, lines: Callable[[], LinePort], runner: TaskRunner, frame: DeskFrame, failed: Failed) -> None:
        self._lines, self._runner, self._frame, self._failed = lines, runner, frame, failed

    def open_to_write(self, show: Callable[[Page], object], back: Callable[[], object]) -> None:
        """The page, and the question where the file goes."""
        self.write(self._open(show, back))

    def open_to_read(self, show: Callable[[Page], object], back: Callable[[], object]) -> None:
        """The page, and the question where the answer is."""
        self.read(self._open(show, back))

    def _open(self, show: Callable[[Page], object], back: Callable[[], object]) -> StickPage:
        acts = StickActions(
            lambda: self.write(page), lambda: self.write(page, pictures=True), lambda: self.read(page), back
        )
        page = StickPage(StickState(), acts)
        show(page)
        return page

    def write(self, page: StickPage, *, pictures: bool = False) -> None:
        """Ask where the file goes, and write it; with `pictures` it asks head office for those of other desks."""

        def named(name: str) -> None:
            place = str(_stick() / name)
            chosen, _kind = QFileDialog.getSaveFileName(self._frame, _("Write to USB"), place, f"*{ENDING}")
            if not chosen:
                return
            before = page.state
            page.show_state(StickState(written=before.written, working=True))
            self._runner.on_network(
                lambda: self._lines().write_stick(Path(chosen), pictures=pictures),
                written,
                lambda met: not_done(page, met),
            )

        def written(made: FileWritten) -> None:
            page.show_state(StickState(written=made))
            page.read_button.setFocus()

        self._runner.on_database(lambda: self._lines().stick_name(), named, self._failed)

    def read(self, page: StickPage) -> None:
        """Ask for the answer, and read it."""
        chosen, _kind = QFileDialog.getOpenFileName(self._frame, _("Read from USB"), str(_stick()), f"*{ENDING}")
        if not chosen:
            return

        def read(found: FileRead) -> None:
            page.show_state(StickState(read=found))

        page.show_state(StickState(written=page.state.written, working=True))
        self._runner.on_network(lambda: self._lines().read_stick(Path(chosen)), read, lambda met: not_done(page, met))


def not_done(page: StickPage, met: Problem) -> None:
    """Say why; a file that was written before is still there."""
    page.show_state(StickState(written=page.state.written, failed=problem_sentence(met)))


def _stick() -> Path:
    """Where the newest plugged-in medium is, else the person's own folder."""
    for volume in reversed(QStorageInfo.mountedVolumes()):
        if volume.isReady() and not volume.isReadOnly() and volume.rootPath().startswith(_PLUGGED_IN):
            return Path(volume.rootPath())
    return Path.home()
