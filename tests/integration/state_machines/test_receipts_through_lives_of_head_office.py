"""Receipts, true, old, foreign and forged, while head office is backed up and put back: a desk believes what holds, no more."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_client.storage import settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import journal
from desktop_client.sync import epochs, outbox, receipts, sealing
from shared_models.protocol import receipt as statements
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.receipt import Durability, Receipt
from shared_models.records import ids
from shared_models.security import signing
from tests.simulation.machines import Machine
from tests.simulation.prepared import EPOCH, new_folder, prepared

GENUINE = Ed25519PrivateKey.from_private_bytes(b"head office of the state machine")
FORGER = Ed25519PrivateKey.from_private_bytes(b"another key, not of head office.")
PUBLIC = signing.public_bytes(GENUINE)


@dataclass(frozen=True, slots=True)
class Life:
    """Head office at one moment: its epoch and those before it, how far its order is, which batches it holds."""

    epoch: str
    cuts: Mapping[str, int]
    position: int
    held: frozenset[str]


class BelievingDesk(RuleBasedStateMachine):
    """One desk's real database against a head office that is three facts; `trail` are the pages that lead to its cursor."""

    def __init__(self) -> None:
        super().__init__()
        self.place = new_folder("frc-receipts-")
        shutil.copytree(prepared().desks[0], self.place / "a-0")
        self.machine = Machine("a", self.place / "a-0", "receipts")
        self.now = Life(EPOCH, {}, 0, frozenset())
        self.backups: list[Life] = []
        self.said: list[bytes] = []
        self.trail: list[tuple[str, int, int]] = []  # epoch, end, built
        self.lives = 1

    def teardown(self) -> None:
        """The desk is switched off."""
        self.machine.close()
        shutil.rmtree(self.place)

    def _chain(self) -> list[sa.Row[Any]]:
        with reading(self.machine.desk.engine) as connection:
            return list(connection.execute(sa.select(journal.batch).order_by(journal.batch.c.number)))

    def _marks(self) -> tuple[int, int]:
        with reading(self.machine.desk.engine) as connection:
            return tuple(settings.get_number(connection, name) for name in (settings.RECEIPTED, settings.BACKED_UP))  # type: ignore[return-value]

    def _whole(self, held: frozenset[str]) -> list[sa.Row[Any]]:
        """The part of the chain without a gap that lies there."""
        chain = self._chain()
        gap = next((at for at, row in enumerate(chain) if row.hash not in held), len(chain))
        return chain[:gap]

    def _issue(self, chain: list[sa.Row[Any]], durability: Durability) -> bytes:
        count = sum(row._mapping["count"] for row in chain)
        device, head = self.machine.device, chain[-1].hash
        told = Receipt(1, self.now.epoch, device, head, count, 1, durability, 0, safe=self.now.position)
        return statements.issue(told, GENUINE)

    def _comes(self, statement: bytes) -> Receipt | None:
        desk = self.machine.desk
        with writing(desk.engine) as connection:
            return receipts.believe(connection, desk.identity, PUBLIC, statement, desk.clock())

    @rule()
    def save(self) -> None:
        """Something is written and sealed."""
        desk = self.machine.desk
        edit = Edit(ids.record_id(0, bytes(10)), "person", "edit", {"person.name_latin": "Amina"})
        with writing(desk.engine) as connection:
            desk.journal.append(connection, [edit], desk.typist, at=0, reference="2026.1")
        sealing.seal_pending(desk.engine, desk.identity, desk.clock())

    @rule(newest_only=st.booleans(), lost=st.booleans())
    def send(self, newest_only: bool, lost: bool) -> None:
        """Batches come to head office, perhaps over a gap; it answers with a receipt, which may be lost."""
        with reading(self.machine.desk.engine) as connection:
            sent = [name for name, _ in outbox.to_send(connection, 1 << 20)]
        there = sent[-1:] if newest_only else sent
        self.now = Life(self.now.epoch, self.now.cuts, self.now.position + len(there), self.now.held | {*there})
        whole = self._whole(self.now.held)
        if whole:
            self.said.append(self._issue(whole, "committed"))
            if not lost:
                assert self._comes(self.said[-1]) is not None

    @precondition(lambda self: self.backups)
    @rule()
    def told_what_is_safe(self) -> None:
        """Head office says what the oldest backup holds, as far as the chain is whole there."""
        safe = self._whole(self.backups[0].held & self.now.held)
        if safe:
            self.said.append(self._issue(safe, "backed_up"))
            assert self._comes(self.said[-1]) is not None

    @precondition(lambda self: self.said)
    @rule(which=st.integers(0, 99))
    def an_old_receipt_comes(self, which: int) -> None:
        """A receipt that was said once comes again, perhaps from a life that is gone."""
        statement = self.said[which % len(self.said)]
        believed = self._comes(statement)
        assert (believed is not None) == (statements.read(statement, PUBLIC).epoch == self.now.epoch)

    @precondition(lambda self: self.machine.sealed())
    @rule(how_wrong=st.sampled_from(("forged", "foreign", "count", "head")))
    def a_wrong_receipt_comes(self, how_wrong: str) -> None:
        """A receipt that proves nothing changes nothing."""
        before, chain = self._marks(), self._chain()
        device = "0" * 32 if how_wrong == "foreign" else self.machine.device
        head = "f" * 64 if how_wrong == "head" else str(chain[-1].hash)
        count = sum(row._mapping["count"] for row in chain) + (how_wrong == "count")
        told = Receipt(1, self.now.epoch, device, head, count, 1, "backed_up", 0, safe=99)
        if how_wrong == "forged":
            with pytest.raises(ProtocolError):
                self._comes(statements.issue(told, FORGER))
        else:
            assert self._comes(statements.issue(told, GENUINE)) is None
        assert self._marks() == before

    @rule(grown=st.integers(1, 3), part=st.booleans())
    def a_page_comes(self, grown: int, part: bool) -> None:
        """The order has grown, and a page of it comes, or its first part."""
        self.now = Life(self.now.epoch, self.now.cuts, self.now.position + grown, self.now.held)
        with writing(self.machine.desk.engine) as connection:
            start = settings.get_number(connection, settings.CURSOR)
            end = start + 1 if part else self.now.position
            row = {"epoch": self.now.epoch, "start_position": start, "end_position": end, "raw": b"page"}
            connection.execute(journal.page.insert(), row | {"built": self.now.position, "received_at": 0})
            settings.put(connection, settings.CURSOR, end)
        self.trail.append((self.now.epoch, end, self.now.position))

    @rule()
    def back_up(self) -> None:
        """Head office is backed up."""
        self.backups.append(self.now)

    @precondition(lambda self: len(self.backups) > 1)
    @rule()
    def a_backup_grows_too_old(self) -> None:
        """The days of the oldest backup are over."""
        del self.backups[0]

    @precondition(lambda self: self.backups)
    @rule(which=st.integers(0, 9))
    def put_back(self, which: int) -> None:
        """Head office goes back to a backup; the desk hears of the new life and asks what is held."""
        old = self.backups[which % len(self.backups)]
        self.lives += 1
        cuts = {**old.cuts, old.epoch: old.position}
        self.now = Life(f"{self.lives:032x}", cuts, old.position, old.held)
        while self.trail and self.trail[-1][2] > cuts.get(self.trail[-1][0], -1):
            self.trail.pop()
        with writing(self.machine.desk.engine) as connection:
            epochs.begin(connection, self.now.epoch, list(cuts.items()))
            offered = outbox.to_offer(connection, set(), uncertain=True)
            outbox.note_offered(connection, offered, [name for name in offered if name in self.now.held])

    @invariant()
    def what_is_shown_as_sent_is_there_and_what_is_safe_is_in_every_backup(self) -> None:
        received, safe = self._marks()
        for row in self._chain():
            if row.held or row.last_change <= received:
                assert row.hash in self.now.held
            if row.last_change <= safe:
                assert all(row.hash in life.held for life in self.backups)

    @invariant()
    def the_cursor_is_the_end_of_the_trail_that_both_lives_share(self) -> None:
        with reading(self.machine.desk.engine) as connection:
            cursor = settings.get_number(connection, settings.CURSOR)
            back = connection.execute(sa.select(journal.page.c.number).where(journal.page.c.end_position > cursor))
            if self.now.epoch != EPOCH:
                again = {number for number, _ in epochs.to_hand_back(connection, 1 << 20)}
                mine = connection.execute(
                    sa.select(journal.page.c.number).where(journal.page.c.epoch == self.now.epoch)
                )
                assert {*back.scalars()} - {*mine.scalars()} <= again
        assert cursor == (self.trail[-1][1] if self.trail else 0)


TestBelievingDesk = BelievingDesk.TestCase
TestBelievingDesk.settings = how(max_examples=20, stateful_step_count=20, deadline=None)
