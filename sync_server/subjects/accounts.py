"""People who sign in at head office, and who the people at the desks are: roles, one-time passwords, sessions."""

import dataclasses
import functools
import re
import secrets
import threading
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.security.code_keys import CODE_ALPHABET
from shared_models.security.passwords import MAX_PASSWORD, MIN_PASSWORD
from sync_server.storage.audit import append_audit
from sync_server.storage.tables.accounts import account

DESK_ROLES = {"clerk": "CLERK", "caseworker": "CASEW", "supervisor": "SUPV", "focal_point": "PROT"}
CONSOLE_ROLES = {
    "administrator": "HO_SYNC",
    "reviewer": "HO_REV",
    "analyst": "ANALYST",
    "committee": "COMM",
    "auditor": "AUDIT",
}
# The names of the access rules for each role.
ACCESS_ROLES = DESK_ROLES | CONSOLE_ROLES

ONE_TIME_DAYS = 7
ONE_TIME_LENGTH = 20  # 100 bits, longer than the shortest password a person may choose
DAY_MS = 24 * 60 * 60 * 1000
FREE_TRIES = 3
LONGEST_WAIT_MS = 15 * 60 * 1000
PARALLEL_HASHES = 2  # each takes 64 MiB and all cores for a tenth of a second
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")

_hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)
_hashing = threading.BoundedSemaphore(PARALLEL_HASHES)


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account; the password's hash stays in the table."""

    name: str
    role: str
    office: str | None
    state: str
    must_change_password: bool

    @property
    def access_role(self) -> str:
        """The role's name in the access rules."""
        return ACCESS_ROLES[self.role]

    @property
    def at_console(self) -> bool:
        """True when this person may sign in at head office's console."""
        return self.role in CONSOLE_ROLES


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to sign in, counted already; `account` is None for a name nobody has."""

    name: str
    password_hash: str = field(repr=False)
    account: Account | None
    problem: Problem | None

    def matches(self, password: str) -> bool:
        """Whether the password is right; takes as long for a name that does not exist."""
        return self.problem is None and _matches(self.password_hash, password)


def new_one_time_password(random_bytes: Callable[[int], bytes]) -> str:
    """A password to print once, in groups of five; every letter is drawn from 32, so no letter is likelier."""
    letters = "".join(CODE_ALPHABET[byte % 32] for byte in random_bytes(ONE_TIME_LENGTH))
    return "-".join(letters[at : at + 5] for at in range(0, ONE_TIME_LENGTH, 5))


def create_account(
    connection: sa.Connection,
    name: str,
    role: str,
    office: str | None,
    *,
    one_time_password: str,
    made_by: str,
    at: int,
) -> Account:
    """Add a person whose first password works once, for seven days.

    Raises ProblemError `account.name`, `account.role_unknown`, `account.office_missing`, `account.exists`.
    """
    if not _NAME.fullmatch(name):
        raise ProblemError(Problem("account.name"))
    if role not in ACCESS_ROLES:
        raise ProblemError(Problem("account.role_unknown", "", {"role": role, "roles": ", ".join(ACCESS_ROLES)}))
    if role in DESK_ROLES and office is None:
        raise ProblemError(Problem("account.office_missing", "", {"role": role}))
    if find_account(connection, name) is not None:
        raise ProblemError(Problem("account.exists", "", {"name": name}))
    connection.execute(
        account.insert().values(
            name=name,
            role=role,
            office=office,
            password_hash=hash_password(one_time_password),
            one_time=True,
            one_time_expires=at + ONE_TIME_DAYS * DAY_MS,
            state="active",
            made_by=made_by,
            made_at=at,
        )
    )
    append_audit(connection, at, made_by, "account.created", name, {"role": role, "office": office})
    return Account(name, role, office, "active", must_change_password=True)


def find_account(connection: sa.Connection, name: str) -> Account | None:
    """The account of that name, closed ones too."""
    row = connection.execute(sa.select(account).where(account.c.name == name)).first()
    return None if row is None else _account_of(row)


def accounts(connection: sa.Connection) -> list[Account]:
    """Everybody, by name."""
    return [_account_of(row) for row in connection.execute(sa.select(account).order_by(account.c.name))]


def has_administrator(connection: sa.Connection) -> bool:
    """True when somebody can already administer this head office."""
    query = sa.select(account.c.name).where(account.c.role == "administrator", account.c.state == "active").limit(1)
    return connection.execute(query).first() is not None


def begin_attempt(connection: sa.Connection, name: str, at: int) -> Attempt:
    """Count a try before its password is looked at, so that tries sent side by side are all counted.

    The caller commits, then asks `Attempt.matches` outside any transaction (it takes a tenth of a second), then calls
    `end_attempt`. The problem never tells whether the name or the password was wrong.
    """
    row = connection.execute(sa.select(account).where(account.c.name == name).with_for_update()).first()
    if row is None:
        return Attempt(name, _nobodys_hash(), None, None)
    if row.locked_until > at:
        seconds = -(-(row.locked_until - at) // 1000)
        return Attempt(name, row.password_hash, None, Problem("account.wait", "", {"seconds": str(seconds)}))
    failed = row.failed + 1
    connection.execute(
        account.update().where(account.c.name == name).values(failed=failed, locked_until=at + _wait_after(failed))
    )
    return Attempt(name, row.password_hash, _account_of(row), None)


def end_attempt(connection: sa.Connection, attempt: Attempt, *, matched: bool, at: int) -> Account:
    """Sign the person in or say why not. Raises ProblemError only after everything that must be kept was written:
    the caller commits in both cases.
    """
    if attempt.problem is not None:
        raise ProblemError(attempt.problem)
    person = attempt.account
    if person is None or not matched or person.state != "active" or not person.at_console:
        if person is not None:
            append_audit(connection, at, attempt.name, "account.sign_in_failed", attempt.name)
        raise ProblemError(Problem("account.sign_in_failed"))
    connection.execute(account.update().where(account.c.name == person.name).values(failed=0, locked_until=0))
    expires = connection.execute(sa.select(account.c.one_time_expires).where(account.c.name == person.name)).scalar()
    if person.must_change_password and (expires or 0) <= at:
        raise ProblemError(Problem("account.one_time_expired"))
    append_audit(connection, at, person.name, "account.signed_in", person.name)
    return person


def change_password(connection: sa.Connection, name: str, new_password: str, at: int) -> None:
    """Set a password the person chose. Raises ProblemError `account.password_short` or `account.password_long`."""
    if len(new_password) < MIN_PASSWORD:
        raise ProblemError(Problem("account.password_short", "", {"least": str(MIN_PASSWORD)}))
    if len(new_password) > MAX_PASSWORD:
        raise ProblemError(Problem("account.password_long", "", {"most": str(MAX_PASSWORD)}))
    row = connection.execute(sa.select(account.c.password_hash).where(account.c.name == name)).one()
    if _matches(row.password_hash, new_password):
        raise ProblemError(Problem("account.password_same"))
    connection.execute(
        account.update()
        .where(account.c.name == name)
        .values(password_hash=hash_password(new_password), one_time=False, one_time_expires=None)
    )
    append_audit(connection, at, name, "account.password_changed", name)


def reset_password(connection: sa.Connection, name: str, *, one_time_password: str, who: str, at: int) -> Account:
    """Give somebody who cannot sign in a new one-time password. Raises ProblemError `account.unknown`."""
    found = _require(connection, name)
    connection.execute(
        account.update()
        .where(account.c.name == name)
        .values(
            password_hash=hash_password(one_time_password),
            one_time=True,
            one_time_expires=at + ONE_TIME_DAYS * DAY_MS,
            failed=0,
            locked_until=0,
        )
    )
    append_audit(connection, at, who, "account.password_reset", name)
    return dataclasses.replace(found, must_change_password=True)


def close_account(connection: sa.Connection, name: str, *, who: str, at: int) -> None:
    """End an account; what the person did keeps their name. Raises ProblemError `account.unknown`, `account.last`."""
    found = _require(connection, name)
    others = sa.select(account.c.name).where(
        account.c.role == "administrator", account.c.state == "active", account.c.name != name
    )
    if found.role == "administrator" and connection.execute(others.limit(1)).first() is None:
        raise ProblemError(Problem("account.last"))
    connection.execute(account.update().where(account.c.name == name).values(state="closed"))
    append_audit(connection, at, who, "account.closed", name)


def hash_password(password: str) -> str:
    """Argon2id with its parameters in the text; at most two run at a time."""
    with _hashing:
        return _hasher.hash(_folded(password))


def _require(connection: sa.Connection, name: str) -> Account:
    found = find_account(connection, name)
    if found is None:
        raise ProblemError(Problem("account.unknown", "", {"name": name[:40]}))
    return found


def _matches(stored: str, password: str) -> bool:
    if len(password) > MAX_PASSWORD:
        return False
    with _hashing:
        try:
            return _hasher.verify(stored, _folded(password))
        except (Argon2Error, InvalidHashError):
            return False


def _folded(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _wait_after(failed: int) -> int:
    if failed < FREE_TRIES:
        return 0
    return min(1000 << min(failed - FREE_TRIES + 1, 20), LONGEST_WAIT_MS)


def _account_of(row: sa.Row[tuple[object, ...]]) -> Account:
    return Account(row.name, row.role, row.office, row.state, row.one_time)


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_hex())
