"""A page: a signed piece of head office's order for one desk, with the changes and outcomes in its scope."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol import compression, shapes
from shared_models.protocol.columns import differences, sums
from shared_models.protocol.packed import read as read_facts
from shared_models.protocol.packed import write as write_facts
from shared_models.protocol.problems import ProtocolError, decode_json
from shared_models.records.changes import Change, ChangeId
from shared_models.security import signing

DOMAIN = "frc/page/v1"
# After so many bytes of contents a page ends wherever it can: behind each page a broken line is taken up again.
MOST_BYTES = 250_000
_LENGTH = struct.Struct(">I")


class PageHeader(msgspec.Struct, frozen=True):
    """What is signed: for whom, from which position (not included) to which, how far the order had got when it was built."""

    v: int
    epoch: str
    device: str
    start: int
    end: int
    built: int
    at: int
    sha256: str
    dictionary: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A change of another desk or of head office at its position; `refused` ones carry no values and only bridge bases."""

    position: int
    change: Change
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of the desk's own changes: `accepted`, `conflict` or `refused`, the last with its reason.

    `kept` = taken, and its record belongs to another office now: the reason names the office and nothing else is said.
    """

    position: int
    change: ChangeId
    outcome: str
    reason: dict[str, Any] = field(default_factory=dict)


class Leave(msgspec.Struct, array_like=True, frozen=True):
    """A record that has left the scope: at which position, its id, and the office to which it belongs now."""

    position: int
    record: str
    office: str


class Erased(msgspec.Struct, array_like=True, frozen=True):
    """A record of which nothing may stay but its id: at which position that was written down."""

    position: int
    record: str


class OutcomeRun(msgspec.Struct, array_like=True, frozen=True):
    """`length` consecutive changes at consecutive positions with the same outcome; `origin` is device.incarnation."""

    origin: str
    seq: int
    position: int
    length: int
    outcome: str
    reason: dict[str, Any]

    @property
    def incarnation(self) -> str:
        """The opening in which these changes were made."""
        return self.origin.partition(".")[2]

    @property
    def last(self) -> int:
        """The number of the last of them."""
        return self.seq + self.length - 1


@dataclass(frozen=True, slots=True)
class Page:
    """A page that was opened and verified; `raw` is what is kept."""

    header: PageHeader
    entries: tuple[Entry, ...]
    runs: tuple[OutcomeRun, ...]
    people: tuple[dict[str, Any], ...]
    raw: bytes
    left: tuple[Leave, ...] = ()
    erased: tuple[Erased, ...] = ()

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """What became of each of the desk's own changes, one by one."""
        return tuple(outcome for run in self.runs for outcome in _outcomes(run))


_NO_CHANGES = msgspec.Raw()


class _Payload(msgspec.Struct, frozen=True, omit_defaults=True):
    positions: list[int] = []
    # The document itself, not a text of it, so that the dictionary knows its words.
    changes: msgspec.Raw = _NO_CHANGES
    refused: list[int] = []
    outcomes: list[OutcomeRun] = []
    people: list[dict[str, Any]] = []
    left: list[Leave] = []
    erased: list[Erased] = []


@dataclass(frozen=True, slots=True)
class PageContent:
    """What goes into a page; `people` are the accounts of the desk's office when they changed.

    `runs` are outcomes that were counted together already, beside those that are told one by one.
    """

    entries: Sequence[Entry] = ()
    outcomes: Sequence[Outcome] = ()
    runs: Sequence[OutcomeRun] = ()
    people: Sequence[dict[str, Any]] = ()
    left: Sequence[Leave] = ()
    erased: Sequence[Erased] = ()


def pack(content: PageContent, dictionary: str, level: int = compression.LEVEL) -> bytes:
    """The contents of a page as they are sent; who receives them and when stands in the head that `sign` puts before."""
    changes = [entry.change for entry in content.entries]
    payload = _Payload(
        positions=differences([entry.position for entry in content.entries]),
        changes=msgspec.Raw(shapes.encode(changes)) if changes else _NO_CHANGES,
        refused=[at_ for at_, entry in enumerate(content.entries) if entry.refused],
        outcomes=[*content.runs, *_outcome_runs(content.outcomes)],
        people=list(content.people),
        left=list(content.left),
        erased=list(content.erased),
    )
    return compression.compress(msgspec.json.encode(payload), dictionary, level)


def sign(  # noqa: PLR0913 (a page is these nine facts)
    packed: bytes,
    *,
    key: Ed25519PrivateKey,
    epoch: str,
    device: str,
    start: int,
    end: int,
    built: int,
    at: int,
    dictionary: str,
    short: bool = False,
) -> bytes:
    """The signed page as it is sent and kept, of contents that were packed with this dictionary.

    `short`: for a desk that speaks protocol 2.
    """
    header = PageHeader(1, epoch, device, start, end, built, at, hashlib.sha256(packed).hexdigest(), dictionary)
    head = write_facts(header) if short else msgspec.json.encode(header)
    return _LENGTH.pack(len(head)) + head + signing.sign(key, DOMAIN, head) + packed


def _outcome_runs(outcomes: Sequence[Outcome]) -> list[OutcomeRun]:
    runs: list[OutcomeRun] = []
    for outcome in outcomes:
        origin = f"{outcome.change.device}.{outcome.change.incarnation}"
        new = OutcomeRun(origin, outcome.change.seq, outcome.position, 1, outcome.outcome, outcome.reason)
        last = runs[-1] if runs else None
        if last and _follows(last, new):
            runs[-1] = OutcomeRun(origin, last.seq, last.position, last.length + 1, last.outcome, last.reason)
        else:
            runs.append(new)
    return runs


def _follows(last: OutcomeRun, new: OutcomeRun) -> bool:
    return (
        (last.origin, last.outcome, last.reason) == (new.origin, new.outcome, new.reason)
        and last.seq + last.length == new.seq
        and last.position + last.length == new.position
    )


def signed_head(raw: bytes) -> bytes:
    """What of a page proves that head office made it, without its contents."""
    return raw[: _signed_to(raw)]


def read_head(raw: bytes, public: bytes) -> PageHeader:
    """The head of the page in these bytes, or of what `signed_head` kept of it. Raises ProtocolError."""
    if len(raw) < _LENGTH.size:
        raise ProtocolError("page.not_genuine")
    signed_to = _signed_to(raw)
    head_to = signed_to - signing.SIGNATURE_BYTES
    head = raw[_LENGTH.size : head_to]
    try:
        signing.verify(public, DOMAIN, head, raw[head_to:signed_to])
    except signing.SignatureError as reason:
        raise ProtocolError("page.not_genuine") from reason
    return read_facts(head, PageHeader, "page.not_genuine")


def _signed_to(raw: bytes) -> int:
    (length,) = _LENGTH.unpack(raw[: _LENGTH.size])
    return _LENGTH.size + int(length) + signing.SIGNATURE_BYTES


def open_page(raw: bytes, public: bytes) -> Page:
    """The page in these bytes, signed by head office. Raises ProtocolError."""
    header = read_head(raw, public)
    pressed = raw[_signed_to(raw) :]
    if hashlib.sha256(pressed).hexdigest() != header.sha256:
        raise ProtocolError("page.not_genuine")
    payload = decode_json(compression.decompress(pressed, header.dictionary), _Payload, "page.not_genuine")
    changes = shapes.decode(bytes(payload.changes)) if bytes(payload.changes) else []
    positions = sums(payload.positions)
    if len(positions) != len(changes):
        raise ProtocolError("page.not_genuine")
    refused = set(payload.refused)
    entries = tuple(
        Entry(position, change, at in refused)
        for at, (position, change) in enumerate(zip(positions, changes, strict=True))
    )
    return Page(
        header, entries, tuple(payload.outcomes), tuple(payload.people), raw, tuple(payload.left), tuple(payload.erased)
    )


def _outcomes(run: OutcomeRun) -> list[Outcome]:
    device, _, incarnation = run.origin.partition(".")
    return [
        Outcome(run.position + step, ChangeId(device, incarnation, run.seq + step), run.outcome, run.reason)
        for step in range(run.length)
    ]
