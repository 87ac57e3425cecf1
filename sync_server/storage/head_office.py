"""Everything an answer or a duty needs of this head office, in one frozen value that the edge makes once."""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol import bundle_key, protection_key
from shared_models.security import sealing
from shared_models.security.certificates import KeyAndCertificate
from shared_models.security.signing import load_private, public_bytes
from sync_server.storage.authority import load_authority, root_fingerprint
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import open_engine, reading
from sync_server.storage.fence import heed_fence
from sync_server.storage.key_files import ServerKeys, keys_mark, load_keys
from sync_server.storage.protection import FieldCipher, make_cipher
from sync_server.storage.protection_key import read_protection_key
from sync_server.storage.schema import is_known, newest_revision, present_revision
from sync_server.storage.state import KEYS_MARK, Epoch, read_epoch, read_state


@dataclass(frozen=True, slots=True)
class HeadOffice:
    """An opened head office: where it keeps things, its keys, and the clock and randomness it lives by."""

    configuration: ServerConfiguration
    engine: sa.Engine
    keys: ServerKeys
    cipher: FieldCipher
    authority: KeyAndCertificate = field(repr=False)
    clock: Callable[[], int]
    random_bytes: Callable[[int], bytes]

    @property
    def epoch(self) -> Epoch:
        """The present life, asked of the database each time: another process may have begun a new one.

        Whoever is in a transaction asks `read_epoch` there.
        """
        with reading(self.engine) as connection:
            return read_epoch(connection)

    @property
    def receipt_key(self) -> Ed25519PrivateKey:
        """Signs receipts and pages."""
        return load_private(self.keys.receipt)

    @property
    def receipt_public_key(self) -> bytes:
        """What desks verify receipts and pages with (32 raw bytes)."""
        return public_bytes(self.receipt_key)

    @property
    def root_fingerprint(self) -> str:
        """Eight groups that name the certificate authority on the code sheet."""
        return root_fingerprint(self.authority.certificate_pem)

    def protection_statement(self, known: str = "") -> str:
        """The protection key as desks believe it; empty when there is none or `known` names it already."""
        key = read_protection_key(self.configuration.key_folder)
        return "" if key is None or key.name == known else protection_key.state(key, self.receipt_key)

    @property
    def bundle_key(self) -> bytes:
        """Opens what desks seal to head office on a stick; derived, so that no head office and no backup lacks it."""
        return sealing.derive(self.keys.receipt, bundle_key.DOMAIN)

    def bundle_statement(self) -> str:
        """The public half of that key as desks believe it."""
        return bundle_key.state(sealing.public_of(self.bundle_key), self.receipt_key)

    def close(self) -> None:
        """Give the database back."""
        self.engine.dispose()


def utc_milliseconds() -> int:
    """The clock of a real head office."""
    return time.time_ns() // 1_000_000


def open_head_office(
    configuration: ServerConfiguration,
    clock: Callable[[], int] = utc_milliseconds,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> HeadOffice:
    """Open what `initialise` made.

    Raises ProblemError `server.not_initialised`, `server.schema_old` and those of the engine.
    """
    if not configuration.key_folder.is_dir() or (configuration.embedded and not configuration.database_file.exists()):
        raise ProblemError(Problem("server.not_initialised"))
    keys = load_keys(configuration.key_folder)
    authority = load_authority(configuration.key_folder)
    engine = open_engine(configuration, keys.database)
    try:
        with reading(engine) as connection:
            check_revision(connection)
            if read_state(connection, KEYS_MARK) != keys_mark(keys):
                raise ProblemError(Problem("server.database_foreign"))  # noqa: TRY301 (the engine is given back below)
        heed_fence(engine, configuration.data, clock())
    except ProblemError:
        engine.dispose()
        raise
    return HeadOffice(
        configuration=configuration,
        engine=engine,
        keys=keys,
        cipher=cipher_of(configuration, keys, random_bytes),
        authority=authority,
        clock=clock,
        random_bytes=random_bytes,
    )


def check_revision(connection: sa.Connection) -> None:
    """Refuse another revision. Raises ProblemError `server.not_initialised`, `server.schema_old`, `server.schema_new`."""
    found, needed = present_revision(connection), newest_revision()
    if found is None:
        raise ProblemError(Problem("server.not_initialised"))
    if found != needed:
        code = "server.schema_old" if is_known(found) else "server.schema_new"
        raise ProblemError(Problem(code, "", {"found": found, "needed": needed}))


def cipher_of(
    configuration: ServerConfiguration, keys: ServerKeys, random_bytes: Callable[[int], bytes]
) -> FieldCipher:
    """Values are encrypted one by one only where the database file itself is not."""
    return make_cipher(keys.value, keys.blind_index, active=not configuration.embedded, random_bytes=random_bytes)
