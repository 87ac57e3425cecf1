"""An open desk: its database, journal and view bound to the person who signed in; what every service works with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from desktop_client.storage.journal import Journal, Typist
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.view import RecordView
from shared_models.catalogue import Catalogue
from shared_models.catalogue.context import day_in_pakistan
from shared_models.catalogue.in_use import Reference


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person at the desk; `role` is a role of the access table (CLERK, CASEW, SUPV, PROT)."""

    login: str
    name: str
    role: str
    session: str


@dataclass(slots=True)
class OwnKey:
    """The private half of the key with which the person signs; empty when nobody can. A new password may bring a new one."""

    private: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class OpenDesk:
    """Everything an open desk is. `clock` gives UTC milliseconds, `random_bytes` randomness.

    `personal_key` is the signed-in person's own: what it encrypts, no colleague at this desk reads. `own_key` signs what
    that person wrote.
    `reference` is the published version that `catalogue` belongs to, None for what the program ships with.
    """

    engine: sa.Engine
    identity: Identity
    head_office: HeadOffice
    catalogue: Catalogue
    journal: Journal
    view: RecordView
    person: SignedIn
    clock: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    database_key: bytes = field(repr=False)
    personal_key: bytes = field(repr=False)
    own_key: OwnKey
    reference: Reference | None = None

    @property
    def typist(self) -> Typist:
        """Who types now, as changes name him."""
        return Typist(self.person.login, self.person.session)

    def today(self) -> dt.date:
        """The calendar day in Pakistan."""
        return day_in_pakistan(self.clock())
