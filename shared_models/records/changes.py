"""A change: one edit of one record by one person, with what it stands on; the only thing that ever alters a record."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

import msgspec

Value: TypeAlias = Any
"""A JSON value: text, number, true/false, a small object such as money, or null for "cleared by a person"."""

ACTIONS = ("create", "edit", "void", "resolve", "refuse", "erase")
HEAD_OFFICE = "0"


class ChangeIdError(ValueError):
    """The text does not name a change."""


class ChangeId(msgspec.Struct, frozen=True, order=True, gc=False):
    """(device, incarnation, sequence): never changes, whoever carries the change; as text `device.incarnation.seq`."""

    device: str
    incarnation: str
    seq: int

    def __str__(self) -> str:
        return f"{self.device}.{self.incarnation}.{self.seq}"

    @classmethod
    def parse(cls, text: str) -> ChangeId:
        """The id a text names. Raises ChangeIdError."""
        device, _, rest = text.partition(".")
        incarnation, _, seq = rest.partition(".")
        if not device or not incarnation or not seq.isdecimal() or not seq.isascii():
            raise ChangeIdError(text)
        return cls(device, incarnation, int(seq))


class Change(msgspec.Struct, frozen=True):
    """One edit of one record.

    `set` maps leaf paths to values (null = cleared; absent = untouched). `base` holds the ids of the writes whose values
    the screen showed, one answer for all paths with exceptions in `bases`; empty on create. `covers` is for a void: the
    writes it saw. `at` is UTC milliseconds by the desk's clock: evidence, never a judge. `session` names the sign-in
    under which it was typed, `author` the person, `reference` the version of the reference data.
    """

    id: ChangeId
    record: str
    kind: str
    action: str
    set: Mapping[str, Value]
    at: int
    session: str = ""
    author: str = ""
    reference: str = ""
    base: tuple[str, ...] = ()
    bases: Mapping[str, tuple[str, ...]] = {}  # a new one each time, as msgspec makes it
    covers: tuple[str, ...] = ()

    def base_of(self, path: str) -> tuple[str, ...]:
        """The writes this change stands on at `path`."""
        return self.bases.get(path, self.base)


_encoder = msgspec.json.Encoder(order="deterministic")


def content_bytes(change: Change) -> bytes:
    """The change's meaning as canonical JSON: two carriers of one change give the same bytes, another content never does."""
    return _encoder.encode(
        (
            str(change.id),
            change.record,
            change.kind,
            change.action,
            change.set,
            change.base,
            change.bases,
            change.covers,
            change.at,
            change.session,
            change.author,
            change.reference,
        )
    )


class Written(NamedTuple):
    """A change as JSON: its `content_bytes`, and what it sets, which is a part of them. Both empty where nobody made them."""

    content: bytes = b""
    stated: bytes = b""


def written(changes: Iterable[Change]) -> list[Written]:
    """The changes as JSON, put together from pieces of which the last is the same for all that one person did at once."""
    encode = _encoder.encode
    ends: dict[tuple[int, str, str, str], bytes] = {}
    found: list[Written] = []
    for change in changes:
        head = encode((str(change.id), change.record, change.kind, change.action))
        stated = encode(change.set)
        said = change.at, change.session, change.author, change.reference
        is_plain = not (change.base or change.bases or change.covers)
        end = ends.get(said) if is_plain else None
        if end is None:
            end = encode((change.base, change.bases, change.covers, *said))
            if is_plain:
                ends[said] = end
        found.append(Written(b"%b,%b,%b" % (head[:-1], stated, end[1:]), stated))
    return found


def content_hash(key: bytes, change: Change) -> str:
    """A keyed hash of the content (HMAC-SHA256, 32 hexadecimal digits): tells a repeat from another change under one id."""
    return hash_of_content(key, content_bytes(change))


def hash_of_content(key: bytes, content: bytes) -> str:
    """The same of content that is at hand as bytes already."""
    return hmac.digest(key, content, "sha256").hex()[:32]


def document_json(change: Change, stated: bytes) -> bytes:
    """`document` as JSON; `stated` is what it sets as JSON."""
    if change.base or change.bases or change.covers:
        return msgspec.json.encode({**document(change), "set": msgspec.Raw(stated)})
    return b'{"set":' + stated + b"}"


def document(change: Change) -> dict[str, Any]:
    """What of a change is stored as one JSON document beside its columns; empty parts are left out."""
    parts: dict[str, Any] = {"set": dict(change.set)}
    if change.base:
        parts["base"] = list(change.base)
    if change.bases:
        parts["bases"] = {path: list(ids) for path, ids in change.bases.items()}
    if change.covers:
        parts["covers"] = list(change.covers)
    return parts


def from_document(head: Change, parts: Mapping[str, Any]) -> Change:
    """`head` (a change without its contents) completed from a stored document."""
    return Change(
        id=head.id,
        record=head.record,
        kind=head.kind,
        action=head.action,
        set=parts["set"],
        at=head.at,
        session=head.session,
        author=head.author,
        reference=head.reference,
        base=tuple(parts.get("base", ())),
        bases={path: tuple(ids) for path, ids in parts.get("bases", {}).items()},
        covers=tuple(parts.get("covers", ())),
    )
