"""Leads through photos and papers: the list of a person, one picture opened, new pages looked at before they are kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from desktop_client.background.task_runner import TaskRunner
from desktop_client.ui.attaching_port import AttachingPort, Framing, PictureRow, Taken
from desktop_client.ui.camera import Camera, this_camera
from desktop_client.ui.frame import DeskFrame
from desktop_client.ui.page import Page
from desktop_client.ui.pages.attached import AttachedActions, AttachedPage, AttachedState
from desktop_client.ui.pages.new_picture import NewPictureActions, NewPicturePage, NewPictureState
from desktop_client.wording.language import _, _n, fill, problem_sentence
from shared_models.catalogue.problems import Problem

FIRST_KIND = "CNIC_F"


@dataclass(slots=True)
class _New:
    """Pages on their way: what they show and how they are framed."""

    pages: list[Taken]
    kinds: tuple[tuple[str, str, str], ...]
    kind: str = FIRST_KIND
    framing: Framing = field(default_factory=Framing)
    at: int = 0


class Attaching:
    """One person's pictures at a time."""

    def __init__(
        self,
        port: Callable[[], AttachingPort],
        runner: TaskRunner,
        frame: DeskFrame,
        clock: Callable[[], int],
        show: Callable[[Page], object],
        failed: Callable[[Problem], object],
        camera: Camera | None = None,
        rail_entry: str = "find",
    ) -> None:
        self._port, self._runner, self._frame, self._clock = port, runner, frame, clock
        self._failed = failed

        def show_here(page: Page) -> None:
            page.rail_entry = rail_entry
            show(page)

        self._show = show_here
        self._camera = camera or this_camera()
        # Only while the window is open: a camera writes into it, and what it wrote is kept encrypted a moment later.
        self._folder = tempfile.TemporaryDirectory(prefix="frc-camera-")

    def open(self, person_id: str, name: str, back: Callable[[], object], *, may_add: bool, said: str = "") -> None:
        """Show what is kept of a person."""

        def again(kept: int) -> None:
            words = fill(_n("{count} page is kept.", "{count} pages are kept.", kept), count=kept) if kept else ""
            self.open(person_id, name, back, may_add=may_add, said=words)

        def show(rows: tuple[PictureRow, ...]) -> None:
            def add(files: Sequence[Path]) -> None:
                if files:
                    self._runner.on_printer(lambda: (self._port().read(files), self._port().kinds()), begin, not_added)

            def begin(found: tuple[tuple[Taken, ...], tuple[tuple[str, str, str], ...]]) -> None:
                self._frame_pages(_New(list(found[0]), found[1]), person_id, again)

            def not_added(met: Problem) -> None:
                _say(page, met)

            actions = AttachedActions(
                open=lambda picture: self._open_picture(page, picture),
                choose_files=lambda: add(self._ask_for_files()),
                add_files=add,
                camera=lambda: self._camera.take(Path(self._folder.name), lambda file: add([file]), not_added),
                back=back,
            )
            page = AttachedPage(AttachedState(name, rows, self._clock(), said=said, may_add=may_add), actions)
            self._show(page)

        self._runner.on_database(lambda: self._port().pictures(person_id), show, self._failed)

    def _frame_pages(self, new: _New, person_id: str, done: Callable[[int], object]) -> None:
        def state(preview: bytes = b"", failed: str = "") -> NewPictureState:
            return NewPictureState(new.kinds, new.kind, new.at, len(new.pages), new.framing, preview, failed)

        def look() -> None:
            shown = (new.at, new.kind, new.framing)

            def ready(preview: bytes) -> None:
                if shown == (new.at, new.kind, new.framing):
                    page.show_state(state(preview))

            self._runner.on_printer(
                lambda: self._port().preview(new.pages[shown[0]], shown[1], shown[2]), ready, lambda met: failed(met)
            )

        def failed(met: Problem) -> None:
            page.show_state(state(page.state.preview, problem_sentence(met)))

        def change(**values: object) -> None:
            for name, value in values.items():
                setattr(new, name, value)
            look()

        def keep() -> None:
            self._runner.on_database(
                lambda: self._port().keep(person_id, new.kind, new.pages, new.framing), done, failed
            )

        def more() -> None:
            files = self._ask_for_files()
            if files:
                self._runner.on_printer(lambda: self._port().read(files), joined, failed)

        def joined(taken: tuple[Taken, ...]) -> None:
            new.pages += taken
            change(at=len(new.pages) - 1)

        actions = NewPictureActions(
            kind=lambda kind: change(kind=kind),
            frame=lambda framing: change(framing=framing),
            turn_to=lambda at: change(at=at),
            keep=keep,
            more=more,
            back=lambda: done(0),
        )
        page = NewPicturePage(state(), actions)
        self._show(page)
        look()

    def _open_picture(self, page: AttachedPage, picture: str) -> None:
        row = next((one for one in page.state.rows if one.id == picture), None)
        if row is None:
            return

        def show(jpeg: bytes | None) -> None:
            if jpeg is None:
                page.show_state(
                    replace(page.state, chosen=picture, opened=b"", said=_("Fetching it from Islamabad…"), failed="")
                )
                self._runner.on_network(
                    lambda: self._port().fetch_picture(picture), show, lambda met: _say(page, met, picture)
                )
                return
            page.show_state(replace(page.state, chosen=picture, opened=jpeg, said="", failed=""))

        self._runner.on_database(lambda: self._port().open_picture(picture), show, lambda met: _say(page, met, picture))

    def _ask_for_files(self) -> list[Path]:
        pictures = _("Pictures and PDF")
        chosen, _kind = QFileDialog.getOpenFileNames(
            self._frame,
            _("Photo or paper"),
            "",
            f"{pictures} (*.jpg *.jpeg *.png *.pdf *.tif *.tiff *.webp)",
        )
        return [Path(name) for name in chosen]


def _say(page: AttachedPage, met: Problem, picture: str = "") -> None:
    chosen = picture or page.state.chosen
    page.show_state(replace(page.state, chosen=chosen, opened=b"", said="", failed=problem_sentence(met)))
