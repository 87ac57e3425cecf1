"""Who stands twice in the old registers: the queue that head office made of them by itself, with its reasons."""

from __future__ import annotations

from collections.abc import Iterator

from installers.demo.programs import HeadOffice, ProgramError

SHOWN = 3
REASONS = 3


def waiting(head_office: HeadOffice) -> Iterator[str]:
    """How many pairs wait, and the surest of them in both languages. Raises ProgramError when nobody was found twice."""
    found = head_office.ask("duplicates", "find")["pairs"]
    pairs = head_office.ask("duplicates", "list", "--limit", str(SHOWN))
    if not pairs:
        raise ProgramError("nobody of the registers' own repeats was found")
    yield f"{found['open']} pairs wait for a reviewer, the surest first:"
    for pair in pairs:
        one, other = pair["numbers"]
        yield f"{one} and {other}: {pair['score']:+.1f} bits"
        for language in ("en", "ur"):
            said = [reason["text"] for reason in pair["reasons"][language][:REASONS]]
            yield "   " + ("؛ " if language == "ur" else "; ").join(said)
