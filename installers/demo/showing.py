"""At the end: window and console stay open on a screen; without one, pictures of both are saved."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import webbrowser
from pathlib import Path

from installers.demo import new_field
from installers.demo.programs import PASSWORD
from installers.demo.story import Story


def show(story: Story, pictures: Path, *, on_screen: bool) -> None:
    """Show the desk's window and head office's console."""
    if on_screen or story.whole is None:
        _open(story)
        return
    whole, window = story.whole, (str(story.lahore_2.home), story.lahore_2.login)
    pictures.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    for module, words in (
        ("installers.demo.window_pictures", [*window, whole.number, story.newest, new_field.PATH]),
        ("installers.demo.console_pictures", [story.head_office.url, story.reviewer_code, whole.person]),
    ):
        command = [sys.executable, "-m", module, str(pictures), *words]
        subprocess.run(
            command, check=False, env={**environment, "FRC_PASSWORD_FILE": str(story.lahore_2.password_file)}
        )
    made = sorted(pictures.glob("*.png"))
    print(f"\nNo display here, so {len(made)} pictures of window and console are in {pictures}/")


def _open(story: Story) -> None:
    print(f"\nThe window is that of the second Lahore desk: sign in as {story.lahore_2.login}, password: {PASSWORD}")
    print(f"The console is at {story.head_office.url}: reviewer, one-time password {story.reviewer_code}")
    webbrowser.open(story.head_office.url)
    environment = {**os.environ, "FRC_HOME": str(story.lahore_2.home)}
    subprocess.run([str(Path(sys.executable).parent / "frc-desk")], check=False, env=environment)
    with contextlib.suppress(EOFError):  # nobody at the keyboard: a script started it
        input("The window is closed. Enter ends head office, too. ")
