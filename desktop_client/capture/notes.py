"""Puts words that no rule understood into the interviewer's note, as they stood and never beyond its length."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_client.capture.findings import Note

__all__ = ["NOT_ALL_FITS", "note_text"]

NOT_ALL_FITS = "[…] more in the import report / باقی درآمد کی رپورٹ میں"


def note_text(entries: Sequence[str | Note], limit: int) -> tuple[str, tuple[Note, ...]]:
    """
    The note of at most `limit` code points, and the entries that did not fit.

    An entry is kept whole or left out whole; when one is left out, the last line of the note says so.
    """
    lines: list[str] = []
    left_out: list[Note] = []
    room = limit - len(NOT_ALL_FITS) - 1
    whole = "\n".join(entry if isinstance(entry, str) else entry.line() for entry in entries)
    if len(whole) <= limit:
        return whole, ()
    for entry in entries:
        line = entry if isinstance(entry, str) else entry.line()
        if len("\n".join([*lines, line])) <= room:
            lines.append(line)
        else:
            left_out.append(entry if isinstance(entry, Note) else Note("note", entry))
    return "\n".join([*lines, NOT_ALL_FITS]), tuple(left_out)
