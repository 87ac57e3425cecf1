"""What takes time is done once a process: a head office that knows ten desks, and the ten enrolled homes."""

from __future__ import annotations

import atexit
import hashlib
import random
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop_client.storage import settings
from desktop_client.storage.engine import open_database
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.settings import HeadOffice as KnownHeadOffice
from desktop_client.storage.settings import Identity
from shared_models.security import signing
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import writing
from sync_server.storage.head_office import open_head_office
from sync_server.storage.state import begin_epoch
from sync_server.subjects import network
from sync_server.subjects.initialise import initialise
from tests.head_offices import Clock
from tests.networks import template

URL = "http://127.0.0.1:8440"
MOST_DESKS = 10
OFFICES = ("LHE", "LHE", "PEW", "LHE", "KHI", "LHE", "LHE", "PEW", "LHE", "LHE")
EPOCH = "01999999-0000-7000-8000-000000000001"
_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Prepared:
    """The folders that every world begins with."""

    head_office: Path
    desks: tuple[Path, ...]


def new_folder(prefix: str) -> Path:
    """An empty folder, in memory where the system has such a place: the mill dies often and writes much."""
    return Path(tempfile.mkdtemp(prefix=prefix, dir=_MEMORY if _MEMORY.is_dir() else None))


@cache
def prepared() -> Prepared:
    """The prepared folders of this process."""
    folder = new_folder("frc-mill-prepared-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    configuration = ServerConfiguration(data=folder / "head-office", stall_seconds=5)
    chance = random.Random("head office of the mill")
    initialise(configuration, Clock(), chance.randbytes)
    office = open_head_office(configuration, Clock(), chance.randbytes)
    identities = [identity_of(number) for number in range(MOST_DESKS)]
    with writing(office.engine) as connection:
        begin_epoch(connection, EPOCH)
        for mine in identities:
            public = signing.public_bytes(mine.key)
            told = {"code": mine.code, "office": mine.office, "public_key": public, "app_version": "mill", "at": 0}
            network.add_pending_device(connection, mine.device, name="front room", **told)  # type: ignore[arg-type]
            network.approve_device(connection, mine.device, "mill", 0)
    theirs = KnownHeadOffice(URL, "", office.receipt_public_key)
    carried = office.bundle_statement()
    desks = tuple(_home(folder / f"desk-{number}", mine, theirs, carried) for number, mine in enumerate(identities))
    office.close()
    return Prepared(configuration.data, desks)


def identity_of(number: int) -> Identity:
    """The identity of the desk with this number; its key follows from the number."""
    seed = hashlib.sha256(f"desk {number} of the mill".encode()).digest()
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return Identity(signing.key_id(signing.public_bytes(key)), f"0A{'ABCDEFGHJK'[number]}", OFFICES[number], key)


def _home(folder: Path, mine: Identity, theirs: KnownHeadOffice, carried: str) -> Path:
    shutil.copytree(template().folder, folder, ignore=shutil.ignore_patterns("*-shm"))
    engine = open_database(folder / "desk.db", template().unlocked.database_key)
    with writing_desk(engine) as connection:
        settings.put_identity(connection, replace(mine), theirs)
        settings.put(connection, settings.EPOCH, EPOCH)
        settings.put(connection, settings.BUNDLE_KEY, carried)
    engine.dispose()
    return folder
