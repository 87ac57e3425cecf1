"""`python -m installers.demo`: tell the story, then show window and console, or pictures of them without a display."""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import sys
import tempfile
from pathlib import Path

from installers.demo.programs import ProgramError
from installers.demo.showing import show
from installers.demo.story import Story
from installers.trial_postgres import fresh_database, trial_postgres


def main() -> int:
    """Run the demonstration; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m installers.demo", description=__doc__)
    parser.add_argument("--database", choices=("embedded", "postgresql"), default="embedded")
    parser.add_argument(
        "--seed", type=int, default=None, help="where the line is cut; drawn and printed when not given"
    )
    parser.add_argument("--pictures", type=Path, default=Path("build/demo"), help="folder for pictures")
    chosen = parser.parse_args()
    seed = random.SystemRandom().randrange(10_000) if chosen.seed is None else chosen.seed
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="frc-demo-")))
        databases = ("", "")
        if chosen.database == "postgresql":
            server = stack.enter_context(trial_postgres())
            first, second = (stack.enter_context(fresh_database(server)) for _ in range(2))
            databases = (first, second)
        story = stack.enter_context(Story(folder, databases, seed))
        try:
            story.tell()
            show(story, chosen.pictures, on_screen=_has_display())
        except ProgramError as failure:
            print(f"\nThe demonstration stopped:\n{failure}", file=sys.stderr)
            return 1
    return 0


def _has_display() -> bool:
    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


sys.exit(main())
