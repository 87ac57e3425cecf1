"""Put a backup back: on trial into a database that is thrown away, or for good where there is no head office."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import uuid6

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.file_store import FOLDER, FileStore
from shared_models.security.certificates import KeyAndCertificate
from shared_models.security.signing import load_private, public_bytes
from sync_server.storage.audit import append_audit
from sync_server.storage.authority import CERTIFICATE_FILE, KEY_FILE
from sync_server.storage.backups import note_restored
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import open_engine, reading, writing
from sync_server.storage.erasure_list import FILE as ERASURES
from sync_server.storage.erasure_list import adopt_list
from sync_server.storage.head_office import HeadOffice, utc_milliseconds
from sync_server.storage.key_files import KEY_BYTES, NAMES, ServerKeys, load_keys, write_secret
from sync_server.storage.protection import make_cipher
from sync_server.storage.schema import present_revision
from sync_server.storage.state import Epoch, begin_epoch, read_epoch
from sync_server.subjects.backups import files
from sync_server.subjects.backups.checks import Contents, check_contents
from sync_server.subjects.backups.creating import NO_ROOM
from sync_server.subjects.backups.loading import Surveyed, load, survey
from sync_server.subjects.backups.manifest import Manifest


@dataclass(frozen=True, slots=True)
class ErasedBefore:
    """How a restored head office learns whom it had erased: `carry_out` erases what its list names before anybody sees it
    (without it the worker does), `lists` are files in which somebody keeps that list, too.
    """

    carry_out: Callable[[sa.Connection, HeadOffice], None]
    lists: Sequence[Path] = ()


@dataclass(frozen=True, slots=True)
class Restored:
    """What is here now; on trial `epoch` is the one the backup was made in.

    `files` photos and papers belong to it; `missing` ones were not beside it when it was put back.
    """

    manifest: Manifest
    contents: Contents
    epoch: Epoch
    files: int = 0
    missing: int = 0


def verify_backup(file: Path, passphrase: str, room: Path | None = None) -> Restored:
    """Put the backup back into an encrypted database in a folder of its own below `room`, check all, throw it away.

    Its photos and papers have to lie beside it. Needs neither a head office nor PostgreSQL. Raises ProblemError `backup.*`.
    """
    surveyed = survey(file, passphrase)
    missing = files.missing_beside(file.parent, surveyed.files)
    if missing:
        raise ProblemError(Problem("backup.files_missing", "", {"count": str(len(missing)), "folder": FOLDER}))
    folder = Path(tempfile.mkdtemp(prefix="frc-backup-trial-", dir=room))
    try:
        trial = ServerConfiguration(data=folder)
        engine = open_engine(trial, os.urandom(KEY_BYTES))
        try:
            with _room_told(), writing(engine) as connection:
                load(connection, surveyed)
                contents = check_contents(connection, _opened(trial, engine, surveyed, os.urandom), surveyed.manifest)
        finally:
            engine.dispose()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    count = sum(1 for _ in files.listed(surveyed.files))
    return Restored(surveyed.manifest, contents, Epoch(surveyed.manifest.epoch), count)


def restore_backup(
    configuration: ServerConfiguration,
    file: Path,
    passphrase: str,
    *,
    who: str,
    expired_too: bool = False,
    erased: ErasedBefore | None = None,
    clock: Callable[[], int] = utc_milliseconds,
    random_bytes: Callable[[int], bytes] = os.urandom,
) -> Restored:
    """Make the head office that was backed up, in a new epoch; on any failure nothing of it stays.

    The longest list of erased records among those of `erased`, the one beside `file` and the one that lies here becomes the
    list of this head office.

    Raises ProblemError `server.already_initialised`, `backup.other_database`, `erasure.list_damaged` and all of `backup.*`.
    """
    _refuse_used_place(configuration)
    surveyed = survey(file, passphrase)
    manifest, at = surveyed.manifest, clock()
    if (manifest.engine == "postgresql") == configuration.embedded:
        raise ProblemError(Problem("backup.other_database"))
    if manifest.expires <= at and not expired_too:
        raise ProblemError(Problem("backup.expired"))
    store, fresh = FileStore(configuration.data), list[str]()
    try:
        with _room_told():
            configuration.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_keys(configuration.key_folder, surveyed)
            (configuration.data / "root_certificate.pem").write_bytes(surveyed.keys[CERTIFICATE_FILE])
            _adopt_erasures(configuration, [file.with_name(ERASURES), *(erased.lists if erased else ())])
            # Before erasures are carried out: what they name goes again.
            fresh, missing = files.put_back(file.parent, surveyed.files, store)
            engine = open_engine(configuration, load_keys(configuration.key_folder).database)
            try:
                with writing(engine) as connection:
                    load(connection, surveyed)
                    office = _opened(configuration, engine, surveyed, random_bytes)
                    contents = check_contents(connection, office, manifest)
                    begun = begin_epoch(connection, str(uuid6.uuid7()), manifest.position)
                    note_restored(connection, manifest.id, at=at)
                    detail: dict[str, str | int | None] = {"backup": manifest.id, "position": manifest.position}
                    append_audit(connection, at, who, "server.restored", begun.id, detail)
                    if erased is not None:
                        erased.carry_out(connection, office)
                    epoch = read_epoch(connection)
            finally:
                engine.dispose()
    except BaseException:
        # Nothing of a head office that was never finished may stand in the way of the next try.
        shutil.rmtree(configuration.key_folder, ignore_errors=True)
        (configuration.data / "root_certificate.pem").unlink(missing_ok=True)
        for name in fresh:
            store.drop(name)
        if configuration.embedded:
            for left in configuration.data.glob(f"{configuration.database_file.name}*"):
                left.unlink()
        raise
    return Restored(manifest, contents, epoch, sum(1 for _ in files.listed(surveyed.files)), missing)


def _refuse_used_place(configuration: ServerConfiguration) -> None:
    """Restoring never overwrites: what is here may hold what no backup holds."""
    if configuration.key_folder.exists() and any(configuration.key_folder.iterdir()):
        raise ProblemError(Problem("server.already_initialised"))
    if configuration.embedded:
        if configuration.database_file.exists():
            raise ProblemError(Problem("server.already_initialised"))
        return
    engine = open_engine(configuration, b"")
    try:
        with reading(engine) as connection:
            used = present_revision(connection) is not None
    finally:
        engine.dispose()
    if used:
        raise ProblemError(Problem("server.already_initialised"))


def _adopt_erasures(configuration: ServerConfiguration, found: Sequence[Path]) -> None:
    public = public_bytes(load_private(load_keys(configuration.key_folder).receipt))
    adopt_list(found, configuration.data / ERASURES, public)


def _write_keys(folder: Path, surveyed: Surveyed) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    for name, content in surveyed.keys.items():
        write_secret(folder / name, content)


def _opened(
    configuration: ServerConfiguration,
    engine: sa.Engine,
    surveyed: Surveyed,
    random_bytes: Callable[[int], bytes],
) -> HeadOffice:
    """The head office of the backup, for reading it; values are as encrypted as they were where it was made."""
    keys = ServerKeys(**{name: surveyed.keys[f"{name}.key"] for name in NAMES})
    active = surveyed.manifest.engine == "postgresql"
    return HeadOffice(
        configuration=configuration,
        engine=engine,
        keys=keys,
        cipher=make_cipher(keys.value, keys.blind_index, active=active, random_bytes=random_bytes),
        authority=KeyAndCertificate(surveyed.keys[KEY_FILE], surveyed.keys[CERTIFICATE_FILE]),
        clock=lambda: surveyed.manifest.made_at,
        random_bytes=random_bytes,
    )


@contextmanager
def _room_told() -> Iterator[None]:
    """A full disk is a sentence of its own: nothing is wrong with the backup."""
    try:
        yield
    except OSError as failure:
        code = "backup.disk_full" if failure.errno in NO_ROOM else "backup.place_not_writable"
        raise ProblemError(Problem(code, "", {"file": failure.filename or ""})) from None
    except sa.exc.DBAPIError as failure:
        said = str(failure.orig).lower()
        if "full" in said or "no space" in said:
            raise ProblemError(Problem("backup.disk_full", "", {"file": ""})) from None
        raise
