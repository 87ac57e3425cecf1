"""Runs the two programs as a person at a terminal would, and keeps what they say."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PASSWORD = "four plain words suffice"
_BESIDE = Path(sys.executable).parent
_LONGEST_SECONDS = 300


class ProgramError(Exception):
    """A program refused what the demonstration expected of it; the text is what it said."""


@dataclass
class Desk:
    """One desk of the demonstration."""

    home: Path
    login: str
    office: str
    password_file: Path

    def run(self, *words: str, may_fail: bool = False, shown: bool = False) -> str:
        """Run `frc-desk` with these words; what it printed. `shown` lets its progress through to the terminal."""
        environment = {**os.environ, "FRC_PASSWORD_FILE": str(self.password_file), "FRC_HOME": str(self.home)}
        return _run([str(_BESIDE / "frc-desk"), *words], environment, may_fail=may_fail, shown=shown)

    def ask(self, *words: str) -> Any:
        """Run `frc-desk … --json`; the document it printed."""
        return json.loads(self.run(*words, "--json"))


@dataclass
class HeadOffice:
    """Head office of the demonstration."""

    data: Path
    database: str
    url: str = ""
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @property
    def _where(self) -> list[str]:
        return ["--data", str(self.data), *(["--database-url", self.database] if self.database else [])]

    def run(self, *words: str, told: str = "") -> str:
        """Run `frc-server` with these words, and what is typed into it; what it printed."""
        return _run([str(_BESIDE / "frc-server"), *words, *self._where], dict(os.environ), told=told)

    def ask(self, *words: str, told: str = "") -> Any:
        """Run `frc-server … --json`; the document it printed."""
        return json.loads(self.run(*words, "--json", told=told))

    def say_no(self, *words: str) -> str:
        """Run what is to be refused; the first sentence it said. Raises ProgramError when it was not refused."""
        try:
            self.run(*words)
        except ProgramError as refused:
            lines = str(refused).splitlines()
            return next((line for line in lines[1:] if line), "")
        raise ProgramError(f"{' '.join(words[:2])} was to be refused and was not")

    def start(self) -> None:
        """Let it answer on a free port of this machine. Raises ProgramError."""
        log = (self.data.parent / "head-office.log").open("w")
        command = [str(_BESIDE / "frc-server"), "run", "--port", "0", *self._where]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        said = self._process.stdout.readline() if self._process.stdout else ""
        self.url = said.rpartition(" ")[2].strip()
        if not self.url.startswith("http"):
            raise ProgramError((self.data.parent / "head-office.log").read_text())

    def stop(self) -> None:
        """End it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)


def _run(
    command: list[str], environment: dict[str, str], *, may_fail: bool = False, shown: bool = False, told: str = ""
) -> str:
    finished = subprocess.run(
        command,
        env=environment,
        input=told,
        stdout=subprocess.PIPE,
        stderr=None if shown else subprocess.PIPE,
        text=True,
        timeout=_LONGEST_SECONDS,
        check=False,
    )
    if finished.returncode and not may_fail:
        raise ProgramError(
            f"$ {' '.join(Path(word).name for word in command[:3])}\n{finished.stdout}{finished.stderr or ''}"
        )
    return (finished.stdout + (finished.stderr or "")).strip() if may_fail else finished.stdout
