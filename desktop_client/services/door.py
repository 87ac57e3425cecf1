"""Who may work at the desk now: open, locked behind six digits, locked behind the password, or closed.

A lock goes in two steps. First the window is emptied while the keys stay: six digits, kept in memory only, bring the same
person back. After half an hour the person's keys are dropped; the database then stays open without anybody, for sending
alone, while something is still to go, half a day at most. Whoever comes back then needs the password.
"""

from __future__ import annotations

import contextlib
import hmac
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

import sqlalchemy as sa

from desktop_client.services import closing, opening, private_conversation
from desktop_client.services.desk import OpenDesk, OwnKey, SignedIn
from desktop_client.services.keeping_time import DeskClock, note, settle
from desktop_client.storage import audit, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.journal import newest_number
from desktop_client.storage.tables.intake import draft
from desktop_client.storage.tables.journal import change
from desktop_client.storage.tables.sealed import private_draft
from shared_models.catalogue import ProblemError, problem
from shared_models.catalogue.context import day_in_pakistan
from shared_models.text.normalise import fold_digits

IDLE_MS = 3 * 60 * 1000
PASSWORD_AFTER_MS = 30 * 60 * 1000
LINE_ONLY_MS = 12 * 60 * 60 * 1000
PIN_DIGITS = 6
PIN_TRIES = 5
NOBODY = SignedIn("", "", "", "")
_RUNS = ("0123456789", "9876543210")

Stage: TypeAlias = Literal["open", "pin", "password", "closed"]


@dataclass(frozen=True, slots=True)
class Standing:
    """What opens the desk now, and whose turn it was; `kept` while that person may come back to the same letter."""

    stage: Stage
    login: str = ""
    name: str = ""
    kept: bool = False


@dataclass(slots=True)
class _Pin:
    """One person's six digits of one day: their mark, never the digits, and how often others were tried."""

    day: str
    mark: bytes
    wrong: int = 0


def check_pin(typed: str) -> str:
    """The six digits somebody chose, in Latin figures. Raises ProblemError `sign_in.pin_form` or `sign_in.pin_easy`."""
    digits = fold_digits(typed.strip())
    if len(digits) != PIN_DIGITS or not (digits.isascii() and digits.isdecimal()):
        raise ProblemError(problem("sign_in.pin_form"))
    if len(set(digits)) == 1 or any(digits in run for run in _RUNS):
        raise ProblemError(problem("sign_in.pin_easy"))
    return digits


class DeskDoor:
    """The one open desk of a program, and the two steps in which it is locked. `clock` gives UTC milliseconds."""

    def __init__(self, home: DeskHome, clock: Callable[[], int]) -> None:
        self._home = home
        self._clock = clock if isinstance(clock, DeskClock) else DeskClock(clock)
        self.stopped_at: int | None = None  # when the PC stopped under the person who works now
        self._desk: OpenDesk | None = None
        self._line: OpenDesk | None = None
        self._locked_at: int | None = None
        self._who = NOBODY
        self._pins: dict[str, _Pin] = {}
        self._secret = os.urandom(32)

    @property
    def desk(self) -> OpenDesk:
        """The desk of the person who works now. Raises ProblemError `sign_in.first` while it is locked or closed."""
        if self._desk is None or self._locked_at is not None:
            raise ProblemError(problem("sign_in.first"))
        return self._desk

    @property
    def is_open(self) -> bool:
        """Whether somebody works at the desk now."""
        return self._desk is not None and self._locked_at is None

    @property
    def line_desk(self) -> OpenDesk | None:
        """The desk as far as sending needs it: also while it is locked; None when it is closed."""
        return self._desk or self._line

    def sign_in(self, login: str, password: str, pin: str = "") -> OpenDesk:
        """Open the desk for a person, whoever had it before; `pin` is what reopens it today. Raises as opening does."""
        digits = check_pin(pin) if pin.strip() else ""
        opened = opening.sign_in(self._home, login, password, self._clock)
        self.admit(opened)
        if digits:
            self._pins[login] = _Pin(self._today(), self._mark(login, digits))
        return opened

    def admit(self, opened: OpenDesk) -> None:
        """From now on this is the open desk; the one before is closed."""
        self.close()
        self._desk, self._who = opened, opened.person
        with writing(opened.engine) as connection:
            settle(connection, self._clock)
            self.stopped_at = _last_sign_of_life(connection, self._who.login)
            settings.put(connection, f"{settings.IN_USE}.{self._who.login}", 1)

    def renew(self, desk: OpenDesk) -> None:
        """The database of the open desk has another key now."""
        if self._desk is not None:
            self._desk = desk

    def lock(self) -> Standing:
        """Let nobody work until digits or password were given; what was written is signed, what is private sealed."""
        if self._desk is None or self._locked_at is not None:
            return self.look()
        desk, self._locked_at = self._desk, self._clock()
        closing.sign_what_was_written(desk)
        with _whatever_the_disk_says():
            private_conversation.seal_open(desk)
            private_conversation.settle(desk)
        self._note(desk, "locked")
        if not self._pin_works():
            self._drop_keys()
        return self.look()

    def look(self) -> Standing:
        """What opens the desk now; keys and database are dropped here when their time is over. Asked every few seconds."""
        if self._locked_at is None:
            return Standing("closed" if self._desk is None else "open", self._who.login, self._who.name)
        away = self._clock() - self._locked_at
        # A clock that was set back must keep nothing open for longer.
        kept = 0 <= away < PASSWORD_AFTER_MS
        if self._desk is not None and not (kept and self._pin_works()):
            self._drop_keys()
        if self._line is not None and not (0 <= away < LINE_ONLY_MS and _something_to_send(self._line)):
            self._line.engine.dispose()
            self._line = None
        stage: Stage = "pin" if self._desk is not None else "password" if self._line is not None else "closed"
        return Standing(stage, self._who.login, self._who.name, kept)

    def open_with_pin(self, typed: str) -> OpenDesk:
        """Let the same person go on. Raises ProblemError `sign_in.pin_wrong`, `sign_in.pin_used_up`, `sign_in.pin_over`."""
        self.look()
        desk, pin = self._desk, self._pins.get(self._who.login)
        if desk is None or pin is None or self._locked_at is None:
            raise ProblemError(problem("sign_in.pin_over"))
        if not hmac.compare_digest(pin.mark, self._mark(self._who.login, fold_digits(typed.strip()))):
            pin.wrong += 1
            if pin.wrong < PIN_TRIES:
                raise ProblemError(problem("sign_in.pin_wrong", tries=PIN_TRIES - pin.wrong))
            del self._pins[self._who.login]
            self._note(desk, "digits_used_up")
            self._drop_keys()
            raise ProblemError(problem("sign_in.pin_used_up"))
        pin.wrong, self._locked_at = 0, None
        self._note(desk, "unlocked")
        return desk

    def close(self) -> None:
        """Drop everything: sign-out, another person, sleep, the end of the program."""
        if self._desk is not None:
            with _whatever_the_disk_says(), writing(self._desk.engine) as connection:
                settings.put(connection, f"{settings.IN_USE}.{self._who.login}", 0)
                note(connection, self._clock)
            opening.close(self._desk)
        if self._line is not None:
            self._line.engine.dispose()
        self._desk = self._line = self._locked_at = None

    def _pin_works(self) -> bool:
        pin = self._pins.get(self._who.login)
        return pin is not None and pin.day == self._today()

    def _drop_keys(self) -> None:
        if self._desk is not None:
            closing.sign_what_was_written(self._desk)  # what a task finished after the lock
            self._line = replace(self._desk, person=NOBODY, personal_key=b"", database_key=b"", own_key=OwnKey())
            self._desk = None

    def _mark(self, login: str, digits: str) -> bytes:
        return hmac.digest(self._secret, f"{login}|{digits}".encode(), "sha256")

    def _today(self) -> str:
        return day_in_pakistan(self._clock()).isoformat()

    def _note(self, desk: OpenDesk, action: str) -> None:
        with _whatever_the_disk_says(), writing(desk.engine) as connection:
            settings.put(connection, f"{settings.IN_USE}.{desk.person.login}", int(action == "unlocked"))
            note(connection, self._clock)
            audit.append(connection, at=self._clock(), login=desk.person.login, action=action)


@contextlib.contextmanager
def _whatever_the_disk_says() -> Iterator[None]:
    """A full disk keeps nobody in and nobody out: what it did not take stays encrypted and is done later."""
    with contextlib.suppress(ProblemError, sa.exc.SQLAlchemyError):
        yield


def _last_sign_of_life(connection: sa.Connection, login: str) -> int | None:
    """When the PC stopped under somebody, as far as the disk knows; None when the last one left as one leaves."""
    if not settings.get_number(connection, f"{settings.IN_USE}.{login}"):
        return None
    typed = sa.select(sa.func.max(draft.c.saved_at)).where(draft.c.login == login)
    written = sa.select(change.c.at).order_by(change.c.number.desc()).limit(1)
    seen = (connection.execute(typed).scalar(), connection.execute(written).scalar())
    return max((at for at in seen if at is not None), default=None)


def _something_to_send(desk: OpenDesk) -> bool:
    with reading(desk.engine) as connection:
        if newest_number(connection) > settings.get_number(connection, settings.RECEIPTED):
            return True
        waiting = sa.select(private_draft.c.id).where(private_draft.c.leaves_at.is_not(None)).limit(1)
        return connection.execute(waiting).scalar() is not None
