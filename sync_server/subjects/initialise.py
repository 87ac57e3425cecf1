"""The first hour of a head office: keys, certificate authority, tables, epoch and the first administrator."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field

import uuid6

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security.signing import fingerprint, load_private, public_bytes
from sync_server.storage.audit import append_audit
from sync_server.storage.authority import make_authority, root_fingerprint
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import open_engine, reading, writing
from sync_server.storage.head_office import utc_milliseconds
from sync_server.storage.key_files import ServerKeys, keys_mark, load_keys, make_keys
from sync_server.storage.protection_key import make_protection_key
from sync_server.storage.schema import is_known, newest_revision, present_revision, upgrade
from sync_server.storage.state import INITIALISED_AT, KEYS_MARK, begin_epoch, write_state
from sync_server.subjects.accounts import create_account, new_one_time_password

FIRST_ADMINISTRATOR = "administrator"
ACTOR = "frc-server init"


@dataclass(frozen=True, slots=True)
class Initialised:
    """What the person at the keyboard must write down."""

    epoch: str
    administrator: str
    one_time_password: str = field(repr=False)
    root_fingerprint: str
    receipt_fingerprint: str
    protection_passphrase: str = field(repr=False)


def initialise(
    configuration: ServerConfiguration,
    clock: Callable[[], int] = utc_milliseconds,
    random_bytes: Callable[[int], bytes] = os.urandom,
    administrator: str = FIRST_ADMINISTRATOR,
) -> Initialised:
    """Make a head office where there is none. Raises ProblemError `server.already_initialised` and the engine's."""
    if configuration.embedded and configuration.database_file.exists():
        raise ProblemError(Problem("server.already_initialised"))
    if not configuration.embedded:
        _refuse_used_postgresql(configuration)
    configuration.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys = make_keys(configuration.key_folder, random_bytes)
    try:
        return _fill(configuration, keys, clock(), random_bytes, administrator)
    except BaseException:
        # Nothing of a head office that was never finished may stand in the way of the next try.
        shutil.rmtree(configuration.key_folder)
        for file in configuration.data.glob(f"{configuration.database_file.name}*"):
            file.unlink()
        raise


def _fill(
    configuration: ServerConfiguration,
    keys: ServerKeys,
    now: int,
    random_bytes: Callable[[int], bytes],
    administrator: str,
) -> Initialised:
    authority = make_authority(configuration.key_folder, now)
    engine = open_engine(configuration, keys.database)
    password = new_one_time_password(random_bytes)
    protection_words = make_protection_key(configuration.key_folder, now, random_bytes)
    try:
        with writing(engine) as connection:
            upgrade(connection)
            epoch = begin_epoch(connection, str(uuid6.uuid7()))
            write_state(connection, INITIALISED_AT, str(now))
            write_state(connection, KEYS_MARK, keys_mark(keys))
            append_audit(connection, now, ACTOR, "server.initialised", epoch.id)
            create_account(
                connection, administrator, "administrator", None, one_time_password=password, made_by=ACTOR, at=now
            )
    finally:
        engine.dispose()
    return Initialised(
        epoch=epoch.id,
        administrator=administrator,
        one_time_password=password,
        root_fingerprint=root_fingerprint(authority.certificate_pem),
        receipt_fingerprint=fingerprint(public_bytes(load_private(keys.receipt))),
        protection_passphrase=protection_words,
    )


def bring_up_to_date(
    configuration: ServerConfiguration, who: str, clock: Callable[[], int] = utc_milliseconds
) -> tuple[str, str]:
    """Run the revisions an older program's database lacks, all or none; returns the revision before and after.

    Raises ProblemError `server.not_initialised` and `server.schema_new`.
    """
    if not configuration.key_folder.is_dir() or (configuration.embedded and not configuration.database_file.exists()):
        raise ProblemError(Problem("server.not_initialised"))
    engine = open_engine(configuration, load_keys(configuration.key_folder).database)
    try:
        with writing(engine) as connection:
            before = present_revision(connection)
            if before is None:
                raise ProblemError(Problem("server.not_initialised"))
            if not is_known(before):
                raise ProblemError(Problem("server.schema_new", "", {"found": before, "needed": newest_revision()}))
            upgrade(connection)
            if before != newest_revision():
                append_audit(connection, clock(), who, "server.upgraded", newest_revision(), {"before": before})
    finally:
        engine.dispose()
    return before, newest_revision()


def _refuse_used_postgresql(configuration: ServerConfiguration) -> None:
    engine = open_engine(configuration, b"")
    try:
        with reading(engine) as connection:
            used = present_revision(connection) is not None
    finally:
        engine.dispose()
    if used:
        raise ProblemError(Problem("server.already_initialised"))
