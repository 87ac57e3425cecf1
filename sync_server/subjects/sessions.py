"""Console sessions: an opaque token in a cookie, of which only a hash is stored, ended by idleness and by age."""

import base64
import hashlib
from collections.abc import Callable

import sqlalchemy as sa

from sync_server.storage.tables.accounts import account, web_session
from sync_server.subjects.accounts import Account

TOKEN_BYTES = 32
IDLE_MS = 30 * 60 * 1000
LONGEST_MS = 12 * 60 * 60 * 1000
TOUCH_MS = 60 * 1000


def open_session(connection: sa.Connection, name: str, at: int, random_bytes: Callable[[int], bytes]) -> str:
    """Begin a session and return the token for the cookie; expired ones are dropped on the way."""
    expired = sa.or_(web_session.c.last_seen < at - IDLE_MS, web_session.c.started < at - LONGEST_MS)
    connection.execute(web_session.delete().where(expired))
    token = base64.urlsafe_b64encode(random_bytes(TOKEN_BYTES)).rstrip(b"=").decode()
    connection.execute(web_session.insert().values(id=_stored(token), account=name, started=at, last_seen=at))
    return token


def session_account(connection: sa.Connection, token: str, at: int) -> Account | None:
    """Whose session this is, or None when it never was, has ended, or its account was closed."""
    query = (
        sa.select(account)
        .join(web_session, web_session.c.account == account.c.name)
        .where(
            web_session.c.id == _stored(token),
            web_session.c.last_seen >= at - IDLE_MS,
            web_session.c.started >= at - LONGEST_MS,
            account.c.state == "active",
        )
    )
    row = connection.execute(query).first()
    return None if row is None else Account(row.name, row.role, row.office, row.state, row.one_time)


def needs_touch(connection: sa.Connection, token: str, at: int) -> bool:
    """True when the session was last marked as used more than a minute ago; saves a write for most requests."""
    query = sa.select(web_session.c.last_seen).where(web_session.c.id == _stored(token))
    last_seen = connection.execute(query).scalar()
    return last_seen is not None and last_seen < at - TOUCH_MS


def touch_session(connection: sa.Connection, token: str, at: int) -> None:
    """Mark the session as used."""
    connection.execute(web_session.update().where(web_session.c.id == _stored(token)).values(last_seen=at))


def close_session(connection: sa.Connection, token: str) -> None:
    """Sign out."""
    connection.execute(web_session.delete().where(web_session.c.id == _stored(token)))


def close_sessions_of(connection: sa.Connection, name: str) -> None:
    """End every session of a person, after a change of password or when the account is closed."""
    connection.execute(web_session.delete().where(web_session.c.account == name))


def _stored(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
