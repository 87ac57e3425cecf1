"""What a backup says of itself at its end, signed with the key of receipts, and the keys it carries at its beginning."""

from __future__ import annotations

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security import signing
from sync_server.storage import authority, protection_key
from sync_server.storage.key_files import NAMES

DOMAIN = "frc/backup/v1"
KEY_FILES = (*(f"{name}.key" for name in NAMES), authority.KEY_FILE, authority.CERTIFICATE_FILE, protection_key.FILE)
# Sessions of browsers end, counters begin anew, half-arrived parts are asked for again, pieces are made from the log.
LEFT_OUT = frozenset({"web_session", "rate_counter", "upload_part", "page_piece"})


class KeyPiece(msgspec.Struct, frozen=True):
    """The first piece: the key files, by their names in the key folder, and the names of photos and papers beside it."""

    keys: dict[str, bytes]
    files: bytes = b""


class RowsPiece(msgspec.Struct, frozen=True):
    """Every other piece but the last: rows of one table."""

    table: str
    columns: list[str]
    rows: list[list[object]]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What the file holds; `digest` is over every piece before it, `counts` the rows by table.

    `lineage` with (`epoch`, `position`) behind it is what a head office restored from this tells its desks.
    """

    v: int
    id: str
    made_by: str
    made_at: int
    expires: int
    engine: str
    revision: str
    epoch: str
    lineage: list[tuple[str, int]]
    position: int
    ledger: int
    audit_seq: int
    audit_hash: str
    counts: dict[str, int]
    digest: str


def sign_manifest(manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
    """The signed statement that ends a backup."""
    return signing.sign_statement(key, DOMAIN, msgspec.json.encode(manifest))


def read_manifest(statement: bytes, public: bytes) -> Manifest:
    """The manifest in a signed statement. Raises ProblemError `backup.damaged`, `backup.too_new`."""
    try:
        manifest = msgspec.json.decode(signing.open_statement(public, DOMAIN, statement), type=Manifest)
    except (signing.SignatureError, InvalidSignature, msgspec.MsgspecError):
        raise ProblemError(Problem("backup.damaged")) from None
    if manifest.v != 1:
        raise ProblemError(Problem("backup.too_new"))
    return manifest
