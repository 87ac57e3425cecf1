"""A whole day at a real window by keyboard under the Urdu layout, against a head office over HTTP, killed once."""

import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

from benchmarks.screen import screen
from desktop_client.services import opening
from desktop_client.services.opening import DeskUser
from desktop_client.storage.engine import writing
from desktop_client.storage.journal import Edit
from tests.e2e.sittings import HALF_TYPED_NOW
from tests.networks import PASSWORD, TrialDesk, assert_settled, open_copy, running

ROOT = Path(__file__).resolve().parents[2]
SITTING_SECONDS = 120


def _sitting(name: str, folder: Path, screen_words: dict[str, str]) -> subprocess.Popen[str]:
    command = [
        sys.executable, "-m", "pytest", "-q", "-s", "-p", "no:xdist", "-p", "no:cacheprovider",
        f"tests/e2e/sittings.py::test_{name}",
    ]  # fmt: skip
    environment = {**os.environ, **screen_words, "FRC_TEST_DAY": str(folder)}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _wait_until_half_typed(morning: subprocess.Popen[str]) -> None:
    """Read what the sitting says until it says that it is in the middle of a field; it is ended when it never does."""
    ended = threading.Timer(SITTING_SECONDS, morning.kill)
    ended.start()
    assert morning.stdout is not None
    said: list[str] = []
    for line in morning.stdout:
        said.append(line)
        if line.strip() == HALF_TYPED_NOW:
            ended.cancel()
            return
    ended.cancel()
    raise AssertionError("".join(said))


def _send_something_wrong(desk: TrialDesk) -> None:
    """Yesterday's registration, and a correction of it that head office will not take."""
    desk.clock.forward(days=-1)
    made = desk.register("Amina Bibi", {"person.father_name_latin": "Bashir"})
    desk.clock.forward(days=1)
    desk.sync()
    wrong = [Edit(made.person, "person", "edit", {"person.birth": "19x4"}, (desk.own_ids()[0],), {}, ())]
    with writing(desk.desk.engine) as connection:
        version = desk.desk.catalogue.version
        sent = desk.desk.journal.append(connection, wrong, desk.desk.typist, at=desk.clock(), reference=version)
        desk.desk.view.apply_own(connection, sent)
    desk.sync()
    desk.sync()


def test_a_day_at_the_window(tmp_path: Path) -> None:
    with running(tmp_path) as net, screen() as words:
        desk = net.desk()
        _send_something_wrong(desk)
        opening.add_user(desk.home, desk.desk, DeskUser("nadia", "Nadia", "supervisor"), PASSWORD)
        desk.desk.engine.dispose()
        folder = tmp_path / "day"
        folder.mkdir()
        shutil.move(desk.home.folder, folder / "desk")

        morning = _sitting("morning", folder, words)
        _wait_until_half_typed(morning)
        morning.send_signal(signal.SIGKILL)
        morning.communicate()

        afternoon = _sitting("afternoon", folder, words)
        said = afternoon.communicate(timeout=SITTING_SECONDS)[0]
        assert afternoon.returncode == 0, said
        shutil.move(folder / "desk", desk.home.folder)
        desk.desk = open_copy(desk.home.folder, desk.clock)
        assert_settled(net, desk)
