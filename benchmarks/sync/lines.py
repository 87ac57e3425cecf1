"""How the run talks with a contestant's client, a process of its own: one JSON command a line, one JSON answer a line.

Only the standard library is used, for the clients of other programs run in a Python of their own.

    {"op": "open", …}           make or open the local store
    {"op": "load", "file": F}   add the records of F ({"id", "fields"} a line), on the disk before it answers
    {"op": "edit", "file": F}   apply the edits of F ({"id", "set"} a line), on the disk before it answers
    {"op": "sync"}              bring both sides level; may be asked again after a failure
    {"op": "push"}              as sync, but without asking what others wrote, where that can be left out
    {"op": "dump", "file": F}   write the fields of every record to F, one record a line
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

MARK = "@"
Answer = dict[str, Any]
Handler = Callable[..., Mapping[str, Any] | None]


def serve(handlers: Mapping[str, Handler]) -> None:
    """Answer commands until they end; an error is an answer, and the run decides whether to ask again."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"ok": True, **(handlers[asked.pop("op")](**asked) or {})}
        except Exception as failure:  # noqa: BLE001 (whatever a library throws is one failed command)
            answer = {"ok": False, "error": f"{type(failure).__name__}: {str(failure)[:300]}"}
        sys.stdout.write(MARK + json.dumps(answer) + "\n")
        sys.stdout.flush()


def read_rows(file: str) -> Iterator[Answer]:
    with Path(file).open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def write_rows(file: str | Path, rows: Iterator[Any]) -> None:
    with Path(file).open("w", encoding="utf-8") as lines:
        lines.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)


class Client:
    """A contestant's client as the run sees it."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
        self._log = log.open("ab")
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, text=True, env=dict(environment)
        )

    def ask(self, *, seconds: float = 900, **asked: Any) -> Answer:
        """The answer to a command; a client that does not answer in time is ended, and that is the answer."""
        self.send(**asked)
        return self.receive(seconds)

    def send(self, **asked: Any) -> None:
        if self.process.stdin is None:
            raise RuntimeError("the client takes no commands")
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def receive(self, seconds: float = 900) -> Answer:
        guard = threading.Timer(seconds, self.process.kill)
        guard.start()
        try:
            for line in self.process.stdout or ():
                if line.startswith(MARK):
                    answer: Answer = json.loads(line[len(MARK) :])
                    return answer
                self._log.write(line.encode())
        finally:
            guard.cancel()
        return {"ok": False, "error": "not done in time" if self.process.poll() is None else "the client ended"}

    def must(self, **asked: Any) -> Answer:
        """The answer to a command that may not fail."""
        answer = self.ask(**asked)
        if not answer["ok"]:
            raise RuntimeError(f"{asked['op']}: {answer['error']}")
        return answer

    def close(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._log.close()
