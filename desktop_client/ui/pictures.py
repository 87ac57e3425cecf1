"""Draws every page in every state and both languages into PNG files: `python -m desktop_client.ui.pictures OUTDIR`."""

import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from desktop_client.ui import samples
from desktop_client.ui.frame import DeskFrame, HeaderState, RailEntry
from desktop_client.ui.keys import SHIFT, Command, key
from desktop_client.ui.page_states import PageState, all_page_states, nothing, section_states
from desktop_client.wording.language import LanguageCode, _, use_language
from desktop_client.wording.line_sentence import LineSentence, line_sentence

# 1366 x 768 less title bar and task bar.
WIDTH, HEIGHT = 1366, 695
LANGUAGES: tuple[LanguageCode, ...] = ("en", "ur")


def picture_frame() -> DeskFrame:
    """A frame like the real one that leads nowhere."""
    frame = DeskFrame(lambda: samples.NOW)
    entries = [
        RailEntry("home", lambda: _("Home"), nothing),
        RailEntry("new", lambda: _("New"), nothing),
        RailEntry("find", lambda: _("Find"), nothing),
        RailEntry("forms", lambda: _("Forms"), nothing),
        RailEntry("line", lambda: _("Line"), nothing),
        RailEntry("office", lambda: _("Office"), nothing),
    ]
    commands = [
        Command(key(Qt.Key.Key_F2), nothing, lambda: _("new")),
        Command(key(Qt.Key.Key_F3), nothing, lambda: _("find")),
        Command(key(Qt.Key.Key_F5), nothing, lambda: _("line")),
        Command(key(Qt.Key.Key_F12), nothing, lambda: _("lock")),
        Command(key(Qt.Key.Key_F8, SHIFT), nothing, lambda: "English / اردو"),
    ]
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


def draw_pictures(folder: Path, wanted: str = "") -> list[Path]:
    """Draw all pictures (or those whose name holds `wanted`; `section-` draws every section) and return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for language in LANGUAGES:
        use_language(language)
        for state in section_states() if wanted.startswith("section-") else all_page_states():
            if wanted not in state.name:
                continue
            frame = picture_frame()
            frame.speak()
            frame.show()
            frame.activateWindow()
            show_state(frame, state)
            settle_window()
            path = folder / f"{state.name}-{language}.png"
            frame.grab().save(str(path))
            written.append(path)
            frame.hide()
            frame.deleteLater()
    return written


def main() -> None:
    """Draw into the folder named on the command line; a second word narrows the list."""
    if len(sys.argv) < 2:
        raise SystemExit("Say where the pictures go: python -m desktop_client.ui.pictures OUTDIR [NAME]")
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication([])
    written = draw_pictures(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    application.quit()
    sys.stdout.write(f"{len(written)} pictures\n")


if __name__ == "__main__":
    main()
