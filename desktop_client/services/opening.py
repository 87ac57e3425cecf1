"""From a folder and a password to an open desk: enrolment, sign-in, and more people on the same machine."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import sqlalchemy as sa

from desktop_client.services import closing, private_conversation, renewing_key
from desktop_client.services.desk import OpenDesk, OwnKey, SignedIn
from desktop_client.storage import audit, key_slots, settings
from desktop_client.storage.engine import open_database, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.journal import Journal
from desktop_client.storage.key_slots import SlotFile, Unlocked
from desktop_client.storage.reference import version_in_use
from desktop_client.storage.surface import Surface, read_surface, write_surface
from desktop_client.storage.tables.desk import account
from desktop_client.storage.tries import SignInTries
from desktop_client.storage.view import RecordView
from desktop_client.sync.enrolment import Enrolled
from shared_models.catalogue import ProblemError, problem
from shared_models.catalogue.in_use import use_everywhere
from shared_models.catalogue.loading import shipped_catalogue
from shared_models.security import code_keys, sealing

ROLES = {"clerk": "CLERK", "caseworker": "CASEW", "supervisor": "SUPV", "focal_point": "PROT"}
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 256
SAFE = "safe"  # the slot of the printed code that lies in the office's safe
CERTIFICATE_FILE = "head-office.pem"


@dataclass(frozen=True, slots=True)
class DeskUser:
    """Somebody who may open this desk."""

    login: str
    name: str
    role: str


def check_password(password: str) -> None:
    """Raise ProblemError `desk.password_short` or `desk.password_long`; no other rule, and none about when to change it."""
    if len(password) < SHORTEST_PASSWORD:
        raise ProblemError(problem("desk.password_short", length=SHORTEST_PASSWORD))
    if len(password) > LONGEST_PASSWORD:
        raise ProblemError(problem("desk.password_long", length=LONGEST_PASSWORD))


def check_login(login: str, role: str) -> None:
    """Raise ProblemError `desk.login_unusable` or `desk.role_unknown`."""
    if not login or len(login) > 60 or login == SAFE or any(not letter.isprintable() for letter in login):
        raise ProblemError(problem("desk.login_unusable"))
    if role not in ROLES:
        raise ProblemError(problem("desk.role_unknown", role=role[:40]))


def install(home: DeskHome, enrolled: Enrolled, user: DeskUser, password: str, clock: Callable[[], int]) -> str:
    """Make the encrypted database and its key slots; the printed code for the safe. Nothing half made is ever a desk."""
    database_id, database_key = secrets.token_hex(16), secrets.token_bytes(32)
    unfinished = home.database.with_suffix(".enrolling")
    _clear(unfinished)
    engine = open_database(unfinished, database_key, create=True)
    safe_code = code_keys.new_code()
    slots = SlotFile(database_id, ())
    with writing(engine) as connection:
        settings.put(connection, settings.DATABASE_ID, database_id)
        settings.put(connection, settings.EPOCH, enrolled.epoch)
        settings.put_identity(connection, enrolled.identity, enrolled.head_office)
        settings.put(connection, settings.PROTECTION, enrolled.protection)
        settings.put(connection, settings.BUNDLE_KEY, enrolled.bundle)
        for login, kind, name, role, secret in (
            (user.login, "password", user.name, user.role, password),
            (SAFE, "code", "", "supervisor", code_keys.fold_code(safe_code)),
        ):
            slots, _ = _add_slot(connection, slots, database_key, DeskUser(login, name, role), kind, secret, clock())
        audit.append(connection, at=clock(), login=user.login, action="enrolled", subject=enrolled.identity.device)
    engine.dispose()
    key_slots.write_slots(home.key_slots, slots)
    unfinished.replace(home.database)
    mine = enrolled.identity
    known = Surface(language=read_surface(home).language, office=mine.office, device_code=mine.code)
    write_surface(home, known)
    return safe_code


def _clear(database: Path) -> None:
    for file in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        file.unlink(missing_ok=True)


def _add_slot(
    connection: sa.Connection,
    slots: SlotFile,
    key: bytes,
    user: DeskUser,
    kind: str,
    secret: str,
    at: int,
    signing_key: bytes = b"",
) -> tuple[SlotFile, Unlocked]:
    slot, unlocked = key_slots.new_slot(
        database=slots.database,
        generation=slots.generation,
        database_key=key,
        login=user.login,
        name=user.name,
        role=user.role,
        kind=kind,
        secret=secret,
        signing_key=signing_key,
    )
    connection.execute(account.delete().where(account.c.login == user.login))
    row = {
        "login": user.login,
        "name": user.name,
        "role": user.role,
        "signing_key": slot.signing_public,
        "added_at": at,
    }
    connection.execute(account.insert(), row)
    settings.put(connection, f"{settings.SLOT_PUBLIC}.{user.login}", slot.public)
    return slots.with_slot(slot), unlocked


def list_users(home: DeskHome) -> tuple[DeskUser, ...]:
    """Who may open this desk. Raises ProblemError when the key file is missing or altered."""
    slots = key_slots.read_slots(home.key_slots).slots
    return tuple(DeskUser(slot.login, slot.name, slot.role) for slot in slots if slot.login != SAFE)


def sign_in(home: DeskHome, login: str, password: str, clock: Callable[[], int]) -> OpenDesk:
    """Open the desk for a person. Raises ProblemError with the sentence for each way in which it cannot be opened."""
    if not home.is_enrolled:
        raise ProblemError(problem("desk.not_enrolled"))
    home.hold()
    _finish_enrolment(home)
    slots = key_slots.read_slots(home.key_slots)
    key_slots.renew_twin(home.key_slots)
    unlocked = _unlock(home, slots, login, password, clock)
    engine, slots, unlocked = _with_the_key_in_force(home, slots, unlocked)
    try:
        desk = _open(engine, slots, unlocked, clock)
        with contextlib.suppress(ProblemError):  # tried again at the next sign-in
            desk = renewing_key.finish(home, desk)
    except BaseException:
        engine.dispose()
        raise
    use_everywhere(desk.reference)
    return desk


def _with_the_key_in_force(home: DeskHome, slots: SlotFile, unlocked: Unlocked) -> tuple[sa.Engine, SlotFile, Unlocked]:
    """The open database; after a stop while it got another key, with whichever of both opens it."""
    if not slots.coming:
        return open_database(home.database, unlocked.database_key), slots, unlocked
    try:
        engine, renewed, key = open_database(home.database, unlocked.coming_key), True, unlocked.coming_key
    except ProblemError as refused:
        if refused.problem.code != "desk.database_foreign":
            raise
        key, renewed = unlocked.database_key, False
        engine = open_database(home.database, key)
    settled = slots.settled(renewed=renewed)
    key_slots.write_slots(home.key_slots, settled)
    return engine, settled, replace(unlocked, database_key=key, coming_key=b"")


def _finish_enrolment(home: DeskHome) -> None:
    unfinished = home.database.with_suffix(".enrolling")
    if unfinished.exists() and not home.database.exists() and home.key_slots.exists():
        unfinished.replace(home.database)


def _unlock(home: DeskHome, slots: SlotFile, login: str, password: str, clock: Callable[[], int]) -> Unlocked:
    tries = SignInTries(home.tries, clock)
    tries.check()
    unlocked = key_slots.open_slot(slots, login, password)
    slot = slots.of(login)
    if unlocked is None and slot is not None and slot.kind == "code":
        try:
            unlocked = key_slots.open_slot(slots, login, code_keys.fold_code(password))
        except code_keys.CodeError:
            unlocked = None
    if unlocked is None:
        raise tries.failed()
    tries.succeeded()
    return unlocked


def _open(engine: sa.Engine, slots: SlotFile, unlocked: Unlocked, clock: Callable[[], int]) -> OpenDesk:
    slot = unlocked.slot
    with writing(engine) as connection:
        if settings.get(connection, settings.DATABASE_ID) != slots.database:
            raise ProblemError(problem("desk.database_foreign", file="desk.db"))
        if settings.get(connection, settings.REMOVING) == slot.login:
            raise ProblemError(problem("sign_in.removed"))
        settings.put(connection, f"{settings.SLOT_PUBLIC}.{slot.login}", slot.public)
        identity, head_office = settings.identity(connection), settings.head_office(connection)
        reference = version_in_use(connection, head_office.receipt_key)
        # The slot is written before the database takes its part: after a stop between the two the slot says what holds.
        known = {"last_signed_in": clock(), "signing_key": slot.signing_public}
        known_here = connection.execute(account.update().where(account.c.login == slot.login).values(known)).rowcount
        if not known_here:
            made = {"login": slot.login, "name": slot.name, "role": slot.role, "added_at": clock()}
            connection.execute(account.insert(), made | known)
        audit.append(connection, at=clock(), login=slot.login, action="signed_in")
    catalogue = shipped_catalogue() if reference is None else reference.catalogue
    desk = OpenDesk(
        engine=engine,
        identity=identity,
        head_office=head_office,
        catalogue=catalogue,
        journal=Journal(identity.device, clock, os.urandom),
        view=RecordView(catalogue, identity.device, identity.office),
        person=SignedIn(slot.login, slot.name, ROLES.get(slot.role, "CLERK"), secrets.token_hex(6)),
        clock=clock,
        random_bytes=os.urandom,
        database_key=unlocked.database_key,
        personal_key=sealing.derive(unlocked.signing_key, f"frc/personal-key/v1|{slots.database}|{slot.login}"),
        own_key=OwnKey(unlocked.signing_key if slot.kind == "password" else b""),
        reference=reference,
    )
    private_conversation.settle(desk)
    return desk


def add_user(home: DeskHome, desk: OpenDesk, user: DeskUser, password: str | None) -> str | None:
    """Let another person open this desk; without a password a one-time code is made and returned.

    Raises ProblemError `desk.login_taken`, `desk.login_unusable`, `desk.role_unknown`, `desk.password_short`.
    """
    check_login(user.login, user.role)
    code = None if password is not None else code_keys.new_code()
    if password is not None:
        check_password(password)
    secret = password if password is not None else code_keys.fold_code(str(code))
    kind = "code" if code else "password"
    with writing(desk.engine) as connection:
        # Read in the writer's place: of two changes at once none may write slots it read before the other's.
        slots = key_slots.read_slots(home.key_slots)
        if slots.of(user.login) is not None:
            raise ProblemError(problem("desk.login_taken", login=user.login))
        slots, _ = _add_slot(connection, slots, desk.database_key, user, kind, secret, desk.clock())
        audit.append(connection, at=desk.clock(), login=desk.person.login, action="user_added", subject=user.login)
        key_slots.write_slots(home.key_slots, slots)
    return code


def change_password(home: DeskHome, desk: OpenDesk, password: str) -> None:
    """Give the person signed in a new password; nothing else is encrypted again. Raises ProblemError.

    The key with which they sign stays theirs. Behind a one-time code it was not: whoever made the code could have had it.
    """
    check_password(password)
    with writing(desk.engine) as connection:
        slots = key_slots.read_slots(home.key_slots)
        mine = slots.of(desk.person.login)
        if mine is None:
            raise ProblemError(problem("desk.key_file_altered", file=home.key_slots.name))
        user, kept = DeskUser(mine.login, mine.name, mine.role), desk.own_key.private
        unlocked = replace_slot(connection, home, desk, user, "password", password, signing_key=kept)
        audit.append(connection, at=desk.clock(), login=mine.login, action="password_changed")
    desk.own_key.private = unlocked.signing_key


def replace_slot(
    connection: sa.Connection,
    home: DeskHome,
    desk: OpenDesk,
    user: DeskUser,
    kind: str,
    secret: str,
    signing_key: bytes = b"",
) -> Unlocked:
    """Put a new slot in the place of a person's old one, in the caller's writing transaction; what it opens."""
    # Read in the writer's place: of two changes at once none may write slots it read before the other's.
    before = key_slots.read_slots(home.key_slots)
    slots, unlocked = _add_slot(
        connection, before, desk.database_key, user, kind, secret, desk.clock(), signing_key=signing_key
    )
    key_slots.write_slots(home.key_slots, slots)
    return unlocked


def certificate_file(home: DeskHome, desk: OpenDesk) -> Path | None:
    """The pinned certificate authority as a file, written anew from the encrypted database; None on loopback."""
    if not desk.head_office.ca or not desk.head_office.url.startswith("https"):
        return None
    file = home.folder / CERTIFICATE_FILE
    file.write_text(desk.head_office.ca, "ascii")
    return file


def close(desk: OpenDesk) -> None:
    """Sign out: what was written is signed, open private conversations are sealed, connections and keys are dropped."""
    closing.sign_what_was_written(desk)
    try:
        private_conversation.seal_open(desk)
    except ProblemError:  # a full disk keeps nobody in: what is open stays encrypted and is sealed later
        pass
    finally:
        desk.engine.dispose()
