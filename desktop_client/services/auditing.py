"""Checking the desk's own chain of audit lines, for whoever wants to know whether somebody touched it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import audit
from desktop_client.storage.engine import reading


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """How many lines there are, and the first that does not follow from the one before."""

    lines: int
    first_bad: int | None


def check_chain(desk: OpenDesk) -> ChainCheck:
    """Walk the chain from its first line."""
    with reading(desk.engine) as connection:
        return ChainCheck(audit.count_lines(connection), audit.first_bad_line(connection))
