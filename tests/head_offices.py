"""Head offices for tests: real ones, in a folder of the test's own, with a clock that only the test moves."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.head_office import HeadOffice, open_head_office
from sync_server.subjects.initialise import Initialised, initialise

NOW = 1_790_000_000_000


@dataclass
class Clock:
    """UTC milliseconds that stand still until the test moves them."""

    now: int = NOW

    def __call__(self) -> int:
        return self.now

    def forward(self, *, seconds: int = 0, hours: int = 0, days: int = 0) -> None:
        self.now += ((days * 24 + hours) * 3600 + seconds) * 1000


@dataclass(frozen=True)
class TrialOffice:
    """An initialised and opened head office with what its `init` printed."""

    head_office: HeadOffice
    printed: Initialised
    clock: Clock = field(default_factory=Clock)


def make_office(data: Path, database_url: str | None = None) -> TrialOffice:
    """Initialise and open a head office in `data`; the caller closes it."""
    clock = Clock()
    configuration = ServerConfiguration(data=data, database_url=database_url, stall_seconds=5, threads=8)
    printed = initialise(configuration, clock, os.urandom)
    return TrialOffice(open_head_office(configuration, clock, os.urandom), printed, clock)
