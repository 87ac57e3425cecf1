"""The desk's few single facts, each under one name, read and written in the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.dialects.sqlite import insert

from desktop_client.storage.bulk import value_of
from desktop_client.storage.tables.desk import setting
from shared_models.security import signing

DATABASE_ID = "database.id"
SERIAL = "registration.serial"
COUNTER = "line.counter"
EPOCH = "line.epoch"
CURSOR = "line.cursor"
RECEIPTED = "line.receipted_change"
BACKED_UP = "line.backed_up_change"
COUNTED = "scope.records"
COUNTED_SUM = "scope.digest"
COUNTED_AT = "scope.counted_at"
SPEAKS = "head_office.speaks"  # the highest protocol number it has said it understands
SAFE_POSITION = "line.safe_position"  # every backup holds head office's order up to here
PRUNED = "line.pruned_batch"  # up to here batches are kept without their payload
HAND_BACK = "line.handed_back_page"
HAND_BACK_TO = "line.last_page_to_hand_back"
LAST_CONTACT = "line.last_contact"
NEXT_TRY = "line.next_try"
SPEED = "line.bytes_a_second"
FRUITLESS = "line.tries_without_answer"
DOWN_SINCE = "line.down_since"
SPENT = "line.bytes_of_day"  # "2026-11-24:12345"
DAY_LIMIT = "line.most_bytes_a_day"  # 0: no limit
CLOCK_OFFSET = "line.clock_offset"
CLOCK_CORRECTION = "desk.clock_correction"  # milliseconds to add to the PC's clock
LATEST = "desk.latest_time"  # that was ever known here
IN_USE = "desk.in_use"  # with a login: 1 while he works; still 1 at his next sign-in: the PC stopped under him
HELD = "line.held"
WAITING = "line.waiting_changes"
DICTIONARY = "line.dictionary"
PEOPLE = "office.people"
STAFF_TOLD = "line.staff_told"  # epoch and name of the list of this desk's people that head office has
LANGUAGE = "window.language"
CODE = "identity.code"
SIGN_AGAIN = "erasing.sign_again"  # records whose kept pages went with something erased: JSON list of ids
PUT_BACK = "line.put_back"  # when the counter was found used: this disk is a copy or has one
ASKS_FOR_CODE = "line.asks_for_code"
ASK_FILES = "line.ask_files"  # 1: which files head office holds is not known in this epoch
PROTECTION = "head_office.protection"
DESK_KEYS = "office.desk_keys"
SLOT_PUBLIC = "slot.public"  # with a login behind it: to whom a renewed database key may be sealed
REMOVING = "accounts.removing"  # who is being removed, until the database has another key
BUNDLE_KEY = "head_office.bundle"  # the statement of the key to which what goes on a stick is sealed
ANSWER_KEY = "bundle.answer_key"  # the private key to which head office seals its answer
BUNDLE_DIFFERS = "bundle.differs"  # JSON: records that an answer showed otherwise; the next file asks for them
BUNDLE_WHOLE = "bundle.asks_whole"  # an answer spoke of own changes that are not on this disk
MATCH_UNDER = "matching.under"  # under which the match keys of this database are made
MATCH_MODEL = "matching.model"  # the version of the model whose keys are being written or stand
MATCH_RECORD = "matching.up_to_record"  # the number of the last person whose keys were written in order
MATCH_CHANGE = "matching.up_to_change"  # the number of the last change of this desk that was heeded
MATCH_PEOPLE = "matching.people"  # how many people can be met by a key
# Statements are built once: building one costs more than running it.
_GET = "SELECT value FROM setting WHERE name = ?"
_row = insert(setting).values(name=sa.bindparam("named"), value=sa.bindparam("said"))
_PUT = _row.on_conflict_do_update(index_elements=["name"], set_={"value": _row.excluded.value})
_ADD = """
    INSERT INTO setting (name, value) VALUES (?1, ?2)
    ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + ?2 RETURNING value
"""
_IDENTITY = ("identity.device", CODE, "identity.office", "identity.key")
_HEAD_OFFICE = ("head_office.url", "head_office.ca", "head_office.receipt_key")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this desk is: the id derived from its key, the three letters in its numbers, its office, its signing key."""

    device: str
    code: str
    office: str
    key: Ed25519PrivateKey


@dataclass(frozen=True, slots=True)
class HeadOffice:
    """Where head office is and how its words are recognised; `ca` is PEM text, empty on loopback."""

    url: str
    ca: str
    receipt_key: bytes


def get(connection: sa.Connection, name: str, default: str = "") -> str:
    """The value under `name`."""
    found = value_of(connection, _GET, (name,))
    return default if found is None else str(found)


def get_number(connection: sa.Connection, name: str, default: int = 0) -> int:
    """The number under `name`."""
    return int(get(connection, name) or default)


def put(connection: sa.Connection, name: str, value: str | int) -> None:
    """Write the value under `name`."""
    connection.execute(_PUT, {"named": name, "said": str(value)})


def add(connection: sa.Connection, name: str, step: int = 1) -> int:
    """Raise the number under `name` and give the new one."""
    return int(value_of(connection, _ADD, (name, str(step))))


def put_identity(connection: sa.Connection, identity: Identity, head_office: HeadOffice) -> None:
    """Remember who this desk became at its enrolment."""
    mine = (identity.device, identity.code, identity.office, signing.private_bytes(identity.key).hex())
    theirs = (head_office.url, head_office.ca, head_office.receipt_key.hex())
    for name, value in zip(_IDENTITY + _HEAD_OFFICE, mine + theirs, strict=True):
        put(connection, name, value)


def identity(connection: sa.Connection) -> Identity:
    """Who this desk is."""
    device, code, office, key = (get(connection, name) for name in _IDENTITY)
    return Identity(device, code, office, signing.load_private(bytes.fromhex(key)))


def head_office(connection: sa.Connection) -> HeadOffice:
    """Where head office is."""
    url, ca, receipt_key = (get(connection, name) for name in _HEAD_OFFICE)
    return HeadOffice(url, ca, bytes.fromhex(receipt_key))
