"""A receipt: head office's signed word that it holds everything up to one batch of one desk."""

from __future__ import annotations

from typing import Literal

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol import packed
from shared_models.protocol.problems import ProtocolError
from shared_models.security import signing

DOMAIN = "frc/receipt/v1"
Durability = Literal["committed", "backed_up", "quarantined"]


class Receipt(msgspec.Struct, frozen=True):
    """`head` is the hash of the last batch of an unbroken chain, `count` the changes in that chain; `ledger` the place of
    the statement in head office's book of batches. `committed` = on disk there, `backed_up` = in the oldest backup that
    may be restored, `quarantined` = kept, but not applied because the desk was closed. `safe` (with
    `backed_up`) = the position up to which each of those backups holds head office's order.
    """

    v: int
    epoch: str
    device: str
    head: str
    count: int
    ledger: int
    durability: Durability
    at: int
    safe: int = 0


def issue(receipt: Receipt, key: Ed25519PrivateKey, *, short: bool = False) -> bytes:
    """The signed statement as it is sent and kept; `short` for a desk that speaks protocol 2."""
    body = packed.write(receipt) if short else msgspec.json.encode(receipt)
    return signing.sign_statement(key, DOMAIN, body)


def read(statement: bytes, public: bytes) -> Receipt:
    """The receipt in a statement signed by head office. Raises ProtocolError."""
    try:
        body = signing.open_statement(public, DOMAIN, statement)
    except signing.SignatureError as reason:
        raise ProtocolError("receipt.not_genuine") from reason
    return packed.read(body, Receipt, "receipt.not_genuine")
