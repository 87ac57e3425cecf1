"""What the mill changes around the product while it runs: nothing is logged, lines are narrow, applying may be put off."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import structlog

from desktop_client.storage import reference as desk_reference
from desktop_client.storage import schema
from desktop_client.sync import upload
from sync_server.exchange import arrival
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects.network import Device
from sync_server.subjects.reference import in_use
from sync_server.web.desks import blobs, sync
from tests.simulation.editions import EveryRead
from tests.simulation.prepared import prepared


@dataclass
class Busy:
    """Whether head office is too busy to apply what it has stored: it is done later, by the worker."""

    on: bool = False


BUSY = Busy()


@dataclass
class Faults:
    """Failures that head office logged: in the mill each of them is a broken promise."""

    lines: list[str] = field(default_factory=list)


FAULTS = Faults()
_VERSIONS = EveryRead()


def _apply_unless_busy(office: HeadOffice, desk: Device) -> bool:
    return BUSY.on or arrival.apply_now(office, desk)


def _hear(_logger: Any, method: str, line: MutableMapping[str, Any]) -> Any:
    if method in {"error", "critical", "exception"}:
        FAULTS.lines.append(" ".join(f"{name}={line[name]}" for name in sorted(line)))
    raise structlog.DropEvent


@contextlib.contextmanager
def surroundings() -> Iterator[None]:
    """The changes, for as long as the block lasts."""
    prepared()  # before the ways are changed by which it is made
    before = structlog.get_config()
    FAULTS.lines.clear()
    with contextlib.ExitStack() as stack:
        # Every folder of the mill is a copy of one at the newest revision; asking again costs as much as a sync.
        stack.enter_context(mock.patch.object(schema, "upgrade", return_value=None))
        for side in (desk_reference, in_use):
            stack.enter_context(mock.patch.object(side, "_last_read", _VERSIONS))
        stack.enter_context(mock.patch.object(sync, "apply_now", _apply_unless_busy))
        stack.enter_context(mock.patch.object(blobs, "apply_now", _apply_unless_busy))
        for name, size in (("SMALLEST_PART", 64), ("LARGEST_PART", 256)):
            stack.enter_context(mock.patch.object(upload, name, size))
        structlog.configure(processors=[_hear], wrapper_class=structlog.BoundLogger, cache_logger_on_first_use=False)
        try:
            yield
        finally:
            structlog.configure(**before)
