"""The line in the mill: it drops, doubles, delays, overtakes and cuts, exactly where the action says, and remembers pages.

`before`, `meanwhile` and `after` let a second run of the same desk go by: before the request arrives, between two
transactions of head office that answer it, before the desk takes the answer in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from desktop_client.sync.transport import Answer, LineDown, Traffic
from shared_models.protocol import framing, short_form
from shared_models.protocol.messages import SyncReply
from shared_models.protocol.problems import ProtocolError
from tests.simulation.actions import Fault
from tests.simulation.failpoints import Killed
from tests.simulation.head_office import MillOffice
from tests.simulation.prepared import URL
from tests.simulation.surroundings import BUSY
from tests.simulation.told import look_at_answer

KINDS = ("drop", "lost", "cut_up", "cut_down", "twice", "twice_first", "late", "overtake", "busy", "revoke", "down", "die",
         "die_after", "before", "meanwhile", "after")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Underway:
    """A request that left a desk and has not arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class MillLine:
    """One run's line between a desk and head office; `underway` and `pages` are the world's and outlive it."""

    office: MillOffice
    faults: Mapping[int, Fault]
    underway: list[Underway]
    pages: list[bytes]
    revoke: Callable[[], None]
    run_again: Callable[[], None]
    hear: Callable[[Underway, Answer], None]
    traffic: Traffic = field(default_factory=Traffic)
    events: list[str] = field(default_factory=list)
    _number: int = -1
    _kept: bool = False  # the connection has carried an answer and did not break since

    def url(self, path: str) -> str:
        return URL + path

    def send(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """Carry one request as the fault for its number lets it. Raises LineDown, or Killed for the desk."""
        self._number += 1
        fault = self.faults.get(self._number)
        sent = Underway(method, path, dict(headers), body)
        kept, self._kept = self._kept, False
        if fault is not None:
            self.events.append(f"{fault.kind}@{self._number}")
        try:
            return self._came(self._arrive(sent) if fault is None else self._carry(sent, fault))
        except LineDown as down:
            down.kept = kept
            raise

    def _carry(self, sent: Underway, fault: Fault) -> Answer:
        self._before(sent, fault)
        BUSY.on = fault.kind == "busy"
        try:
            answer = self._arrive(sent)
            if fault.kind in {"twice", "twice_first"}:
                again = self._arrive(sent)
                answer = again if fault.kind == "twice" else answer
        finally:
            BUSY.on = False
            self.office.failpoint.arm(0)
            self.office.meanwhile.disarm()
        match fault.kind:
            case "lost":
                raise LineDown
            case "cut_down":
                raise LineDown(answer_began=True)
            case "die_after":
                raise Killed("before the answer is taken in")
            case "after":
                self.run_again()
        return answer

    def _before(self, sent: Underway, fault: Fault) -> None:
        """What happens before the whole request arrives, if it does."""
        match fault.kind:
            case "drop":
                raise LineDown
            case "die":
                raise Killed("before the request leaves")
            case "late":
                self.underway.append(sent)
                raise LineDown
            case "cut_up":
                self._arrive(sent, int(len(sent.body) * fault.amount))
                raise LineDown
            case "overtake" if self.underway:
                self._arrive(self.underway.pop(0))
            case "revoke":
                self.revoke()
            case "down":
                self.office.failpoint.arm(max(1, int(fault.amount)))
            case "before":
                self.run_again()
            case "meanwhile":
                self.office.meanwhile.arm(max(1, int(fault.amount)), self.run_again)

    def _arrive(self, sent: Underway, arrived: int | None = None) -> Answer:
        try:
            answer = self.office.answer(
                sent.method, sent.path, sent.headers, sent.body, len(sent.body) if arrived is None else arrived
            )
        except Killed as death:
            self.events.append(f"head office dies: {death}")
            self.office.crash()
            raise LineDown from None
        self._remember(answer)
        self.hear(sent, answer)
        return answer

    def _came(self, answer: Answer) -> Answer:
        self.traffic.round_trips += 1
        self._kept = True
        return answer

    def _remember(self, answer: Answer) -> None:
        try:
            facts, blobs = framing.split(answer.body)
        except ProtocolError:
            return
        look_at_answer(self.office.office, blobs)
        try:
            is_json = facts.startswith(b"{")
            reply = msgspec.json.decode(facts, type=SyncReply) if is_json else short_form.read_reply(facts, "", [])
        except (msgspec.MsgspecError, ProtocolError):
            return
        if reply.page and len(self.pages) < 50:
            self.pages.append(blobs[-1])
