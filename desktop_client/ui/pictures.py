"""Draws every page in every state, both languages and three sizes of text: `python -m desktop_client.ui.pictures`.

All of it goes to build/pictures with a list of what is cut (`cut.tsv`); the best few go to docs/pictures with their index.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from desktop_client.ui import samples
from desktop_client.ui.best_pictures import publish
from desktop_client.ui.fits import cut_in
from desktop_client.ui.frame import DeskFrame, HeaderState, RailEntry
from desktop_client.ui.keys import SHIFT, Command, key
from desktop_client.ui.page_states import FIND, FORMS, LINE, NEW, PageState, all_page_states, nowhere, section_states
from desktop_client.ui.style import use_strong_look
from desktop_client.wording.language import LanguageCode, _, use_language
from desktop_client.wording.line_sentence import LineSentence, line_sentence

# 1366 x 768 less title bar and task bar.
WIDTH, HEIGHT = 1366, 695
SCREEN_HEIGHT = 768
LANGUAGES: tuple[LanguageCode, ...] = ("en", "ur")
SCALES = (100, 150, 200)
BUILT = Path("build") / "pictures"


def picture_frame() -> DeskFrame:
    """A frame like the real one that leads nowhere."""
    frame = DeskFrame(lambda: samples.NOW)
    lock = nowhere()
    entries = [
        RailEntry("home", lambda: _("Home"), nowhere()),
        RailEntry("new", lambda: _("New"), NEW),
        RailEntry("find", lambda: _("Find"), FIND),
        RailEntry("forms", lambda: _("Forms"), FORMS),
        RailEntry("line", lambda: _("Line"), LINE),
        RailEntry("office", lambda: _("Office"), nowhere()),
    ]
    commands = [
        Command(key(Qt.Key.Key_F2), NEW, lambda: _("new")),
        Command(key(Qt.Key.Key_F3), FIND, lambda: _("find")),
        Command(key(Qt.Key.Key_F5), LINE, lambda: _("line")),
        Command(key(Qt.Key.Key_F9, SHIFT), FORMS),
        Command(key(Qt.Key.Key_F12), lock, lambda: _("lock")),
        Command(key(Qt.Key.Key_F8, SHIFT), nowhere(), lambda: "English / اردو"),
    ]
    frame.on_lock_clicked(lock)
    frame.on_strip_clicked(LINE)
    frame.set_rail(entries, lambda: commands if frame.rail.isVisibleTo(frame) else commands[-1:])
    frame.resize(WIDTH, HEIGHT)
    return frame


def show_state(frame: DeskFrame, state: PageState) -> None:
    """Put a page in its state into the frame, as the running window would."""
    standing = samples.STANDING
    user = samples.USERS[0].name if state.signed_in else ""
    known = not state.name.startswith("enrol")
    device = standing.device if known else ""
    QCursor.setPos(frame.mapToGlobal(QPoint(frame.width() // 2, 2)))
    frame.set_header(HeaderState(standing.office_en, standing.office_ur, device, user, state.training))
    frame.set_rail_visible(state.signed_in)
    frame.set_badge("forms", 2 if state.signed_in else 0)
    frame.set_badge("line", len(state.line.came_back))
    safe = LineSentence(_("Everything written at this desk is safe.") if known else "")
    frame.set_sentence(lambda: line_sentence(state.line, samples.NOW) if state.signed_in else safe)
    frame.show_page(state.make())
    page = frame.page
    if page is not None:
        settle_window()
        state.after(page)


def settle_window() -> None:
    """Let layouts and deferred deletions happen."""
    for _turn in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def draw_pictures(folder: Path, wanted: str = "", scale: int = 100) -> list[Path]:
    """Draw all pictures (or those whose name holds `wanted`; `section-` draws every section) and return the files.

    `scale` names the size of text that the process was started with (QT_SCALE_FACTOR); the screen stays the same.
    """
    folder.mkdir(parents=True, exist_ok=True)
    width, height = WIDTH * 100 // scale, HEIGHT * 100 // scale
    written, cut = [], []
    for language in LANGUAGES:
        use_language(language)
        for state in section_states() if wanted.startswith("section-") else all_page_states():
            if wanted not in state.name:
                continue
            frame = picture_frame()
            frame.speak()
            frame.resize(width, height)
            frame.show()
            frame.activateWindow()
            show_state(frame, state)
            if frame.page is not None and frame.page.whole_screen:
                # Without a screen "the whole screen" is one of an invented size.
                frame.resize(width, SCREEN_HEIGHT * 100 // scale)
            settle_window()
            path = folder / f"{state.name}-{language}-{scale}.png"
            frame.grab().save(str(path))
            written.append(path)
            cut += [f"{path.name}\t{line}" for line in cut_in(frame, width, height)]
            frame.hide()
            frame.deleteLater()
    (folder / f"cut-{scale}.tsv").write_text("".join(f"{line}\n" for line in cut), "utf-8")
    return written


def main() -> None:
    """Draw into a folder, each size of text in a process of its own, for Qt asks for it once, at its start."""
    parser = argparse.ArgumentParser(prog="python -m desktop_client.ui.pictures", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=BUILT)
    parser.add_argument(
        "name", nargs="?", default="", help="only states whose name holds this; `section-`: every section"
    )
    parser.add_argument("--strong", action="store_true", help="in the colours of high contrast; with --scale")
    parser.add_argument("--scale", type=int, choices=SCALES, help="one size of text only")
    given = parser.parse_args()
    if given.scale is None:
        _draw_all(given.folder, given.name)
        return
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["QT_SCALE_FACTOR"] = str(given.scale / 100)
    application = QApplication([])
    use_strong_look(given.strong)
    written = draw_pictures(given.folder, given.name, given.scale)
    application.quit()
    sys.stdout.write(f"{len(written)} pictures at {given.scale} %\n")


def _draw_all(folder: Path, wanted: str) -> None:
    for scale in SCALES:
        command = [sys.executable, "-m", "desktop_client.ui.pictures", str(folder), wanted, "--scale", str(scale)]
        subprocess.run(command, check=True)
    if not wanted:
        publish(folder)


if __name__ == "__main__":
    main()
