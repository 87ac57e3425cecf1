"""Pictures of the desk's real window on a real home, without a display: lists, the whole person, a new field, the line."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QScrollArea

from desktop_client.background.task_runner import TaskRunner
from desktop_client.storage.home import DeskHome
from desktop_client.ui.desk_window import DeskWindow
from desktop_client.ui.pages.person import PersonPage
from desktop_client.ui.service_desk import ServiceDesk
from desktop_client.ui.style import apply_style
from shared_models.catalogue import load_catalogue

WIDTH, HEIGHT = 1366, 695
LONGEST = 25_000
_LONGEST_MS = 30_000


def main() -> None:
    """Draw the pages of `HOME` for `LOGIN` into `FOLDER`: one person from top to bottom, another at the new field."""
    folder, home, login = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    whole, newest, new_path = sys.argv[4:7]
    password = Path(os.environ["FRC_PASSWORD_FILE"]).read_text().split("\n", 1)[0]
    application = QApplication(sys.argv[:1])
    apply_style(application)

    def clock() -> int:
        return time.time_ns() // 1_000_000

    port, runner = ServiceDesk(DeskHome(home), clock), TaskRunner()
    window = DeskWindow(port, runner, load_catalogue(), clock)
    window.frame.resize(WIDTH, HEIGHT)
    window.frame.show()

    def settle() -> None:
        loop, look, give_up = QEventLoop(), QTimer(), QTimer()
        look.timeout.connect(lambda: None if runner.under_way else loop.quit())
        give_up.timeout.connect(loop.quit)
        look.start(30)
        give_up.start(_LONGEST_MS)
        loop.exec()

    def picture(name: str) -> None:
        settle()
        window.frame.grab().save(str(folder / f"window-{name}.png"))

    window.start()
    settle()
    window.entering.sign_in(login, password)
    settle()
    person, corrected = (port.list_people(number, None, 1).rows[0].person_id for number in (whole, newest))

    for language in ("en", "ur"):
        window.show_home()
        picture(f"home-{language}")
        window.show_find()
        picture(f"find-{language}")
        window.open_person(person)
        settle()
        window.frame.resize(WIDTH, HEIGHT + _hidden_below(window))
        picture(f"person-{language}")
        window.frame.resize(WIDTH, HEIGHT)
        window.registering.correct(corrected, new_path)
        picture(f"new-field-{language}")
        window.show_line()
        picture(f"line-{language}")
        window.switch_language()
        settle()
    window.frame.close()


def _hidden_below(window: DeskWindow) -> int:
    """How much taller the window would have to be to show a person's page from top to bottom."""
    page = window.frame.findChild(PersonPage)
    area = page.findChild(QScrollArea) if page else None
    return min(area.verticalScrollBar().maximum(), LONGEST) if area else 0


if __name__ == "__main__":
    main()
    os._exit(0)  # threads of the picture maker hold nothing worth waiting for
