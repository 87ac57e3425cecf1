"""A head office process and homes of desks, for tests that kill one or the other."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from desktop_client.storage.file_store import FileStore
from shared_models.protocol.file_store import FileStore as StoreOfHeadOffice
from tests.kill.victims import Say, Victim, victim
from tests.kill.works import (
    READY,
    application,
    free_port,
    kept_at,
    open_desk,
    own_ids,
    pictures_of,
    server_work,
    sync,
)
from tests.networks import template
from tests.simulation.prepared import new_folder, prepared
from tests.whole_desks import assert_whole

PUPILS = (0, 1, 3, 5, 6, 8, 9)
"""The prepared desks that are of one office."""


@dataclass
class Place:
    """One head office, its desks, and every save that somebody was told of."""

    folder: Path
    port: int
    desk: Path = Path()
    told: list[str] = field(default_factory=list)
    held: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)
    erased: set[str] = field(default_factory=set)
    _desks: int = 0

    @property
    def data(self) -> Path:
        return self.folder / "head-office"

    def new_desk(self) -> None:
        """Go on with the home of another desk; what the last one said is of no more concern."""
        number = PUPILS[self._desks % len(PUPILS)]
        self._desks += 1
        self.desk, self.told, self.pictures = self.folder / f"desk-{number}", [], set()
        shutil.rmtree(self.desk, ignore_errors=True)
        shutil.copytree(prepared().desks[number], self.desk)

    def new_office(self) -> None:
        """Begin again with a head office and a desk as they were at first: some moments come once a day only."""
        shutil.rmtree(self.data)
        shutil.copytree(prepared().head_office, self.data)
        self.held, self.erased = set(), set()
        shutil.rmtree(self.stick, ignore_errors=True)
        self.stick.mkdir()
        self.new_desk()

    @property
    def stick(self) -> Path:
        """The folder that stands for a stick."""
        return self.folder / "stick"

    @contextmanager
    def serving(self, watch: Callable[[Say], None] = lambda _say: None) -> Iterator[Victim]:
        """Head office in a process of its own."""
        with victim(server_work(self.data, self.port, watch)) as server:
            server.wait_for(READY)
            yield server

    def believe(self, said: list[str]) -> None:
        """Take in what a process said before it died."""
        assert not [line for line in said if line.startswith("failed")], said[-1]
        self.told += [line.removeprefix("saved ") for line in said if line.startswith("saved ")]
        self.pictures |= {line.removeprefix("picture ") for line in said if line.startswith("picture ")}
        self.erased |= {line.removeprefix("erased ") for line in said if line.startswith("erased ")}

    def check_desk(self) -> None:
        """The home opens and is whole, and everything that was told is in it."""
        held = open_desk(self.desk)
        try:
            assert_whole(held.desk)
            assert set(self.told) <= set(own_ids(held.desk))
            store = FileStore(self.desk)
            assert all(store.get(name) is not None for name in self.pictures), "a paper that was kept is gone"
        finally:
            held.close()

    def check_arrival(self) -> None:
        """After a run everything of the desk is at head office, once. Head office must be serving."""
        held = open_desk(self.desk)
        try:
            sync(held, self.port)
            mine, pictures = own_ids(held.desk), pictures_of(held.desk)
        finally:
            held.close()
        there = kept_at(self.data).changes
        assert len(set(there)) == len(there), "a change stands twice in head office's order"
        assert set(mine) <= set(there), "a save never came to head office"
        store = StoreOfHeadOffice(self.data)
        assert all(pictures.values()), "the desk was not told that its paper has come"
        assert all(store.get(name) is not None for name in pictures), "a paper never came whole to head office"


@pytest.fixture
def place(random_source: random.Random) -> Iterator[Place]:
    """A head office that nobody serves yet, and a first desk."""
    template(), prepared(), application()  # before anything is forked
    folder = new_folder("frc-kill-")
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        shutil.copytree(prepared().head_office, folder / "head-office")
        made = Place(folder, free_port())
        made.new_desk()
        yield made
