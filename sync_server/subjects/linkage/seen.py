"""What a judgement rests on, as keyed hashes: name, birth and card of both people, so that a later change is noticed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.matching import comparable_of
from shared_models.security.sealing import derive
from sync_server.storage.bulk import among
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import record

Facts = dict[str, dict[str, str]]  # person -> name, birth, card -> hash

_PURPOSE = "frc/judged-facts/v1"
_HASH_DIGITS = 16
_NAMES = ("person.name_latin", "person.name_urdu")


def facts_of(connection: sa.Connection, head_office: HeadOffice, people: Iterable[str]) -> Facts:
    """The facts of those of these people who are here."""
    key = derive(head_office.keys.blind_index, _PURPOSE)
    wanted = sa.select(record.c.id, record.c.field_values).where(among(connection, record.c.id, people))
    found: Facts = {}
    for row in connection.execute(wanted):
        text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
        values = msgspec.json.decode(text, type=dict[str, Any])
        found[row.id] = {name: _hashed(key, said) for name, said in _said(values).items()}
    return found


def changed(before: Mapping[str, Mapping[str, str]], now: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Which of name, birth and card is no longer what it was, of either person; one who is gone has changed nothing."""
    found = {
        name
        for person, facts in before.items()
        for name, said in facts.items()
        if person in now and now[person].get(name) != said
    }
    return sorted(found)


def _said(values: Mapping[str, Any]) -> dict[str, str]:
    """Only what a person wrote counts, not how this version folds it: a new version brings no pair back."""
    return {
        "name": "|".join(" ".join(str(values.get(path) or "").casefold().split()) for path in _NAMES),
        "birth": str(values.get("person.birth") or ""),
        "card": "|".join(sorted(comparable_of(values).cards)),
    }


def _hashed(key: bytes, said: str) -> str:
    return hmac.digest(key, said.encode(), hashlib.sha256).hex()[:_HASH_DIGITS]
