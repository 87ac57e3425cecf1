"""Bugs in what desks and offices do beside registering: showing people to others, renewing a key, living with old programs."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from msgspec import structs

from desktop_client.services import renewing_key
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import key_slots, settings
from desktop_client.storage.engine import change_key, reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.sync import pages
from shared_models.catalogue import Catalogue
from shared_models.protocol.page import Page
from shared_models.records.changes import Change
from shared_models.records.states import REFERRAL
from sync_server.storage import fence
from sync_server.storage.tables.intake import scope_guest
from sync_server.subjects.intake import guests, stretches
from sync_server.subjects.intake import pages as pages_of_head_office
from sync_server.subjects.intake.guests import Guests
from sync_server.web.desks import signed
from tests.simulation.planted.bugs import replaced


def shown_for_ever() -> AbstractContextManager[None]:
    """What an office was shown once it goes on seeing, though the referral has ended."""
    wanted = Guests._wanted

    def for_ever(self: Guests, person: str) -> set[tuple[str, str]]:
        column = scope_guest.c
        rows = self.connection.execute(sa.select(column.record, column.office).where(column.person == person))
        return wanted(self, person) | {(row.record, row.office) for row in rows}

    return replaced((Guests, "_wanted", for_ever))


def shown_as_it_was() -> AbstractContextManager[None]:
    """An office that is shown a person is not told what happens to that person from then on."""
    honest = stretches.rows_of

    def rows_of(connection: sa.Connection, of: tuple[str, str], *rest: Any, **how: Any) -> tuple[list[Any], int]:
        found, end = honest(connection, of, *rest, **how)
        return [row for row in found if row.scope == of[1] or row.device == of[0]], end

    return replaced((pages_of_head_office, "rows_of", rows_of))


def shown_with_every_referral() -> AbstractContextManager[None]:
    """An office that is shown a person sees what other offices are asked about the person, too."""
    wanted = Guests._wanted

    def all_of_them(self: Guests, person: str) -> set[tuple[str, str]]:
        found, owner = wanted(self, person), self.records.get(person)
        hanging = self.records.of_person(person, owner.office) if owner is not None else []
        referrals = {one.id for one in hanging if one.kind == REFERRAL}
        return found | {(name, office) for name in referrals for _, office in found}

    return replaced((Guests, "_wanted", all_of_them))


def answer_is_taken_for_a_stranger() -> AbstractContextManager[None]:
    """The office that was asked writes into another office's record, so its answer is refused."""
    return replaced((guests, "is_asked", lambda _change, _office, _standing: False))


def guest_may_write_after_a_restore() -> AbstractContextManager[None]:
    """An office that hands back pages of people it is shown counts as one that had them, and may write to them."""
    return replaced((guests, "not_guests", lambda names, _office, _connection: set(names)))


def fence_says_nothing() -> AbstractContextManager[None]:
    """A database that somebody put back by hand goes on under the epoch it had (C9)."""
    return replaced((fence, "_is_behind", lambda _kept, _epoch, _here: False))


def old_key_goes_first() -> AbstractContextManager[None]:
    """The key file holds only the new key before the database has it (a stop in between locks everybody out)."""

    def finish(home: DeskHome, desk: OpenDesk) -> OpenDesk:
        with reading(desk.engine) as connection:
            leaving = settings.get(connection, settings.REMOVING)
        if not leaving:
            return desk
        key = desk.random_bytes(renewing_key.KEY_BYTES)
        slots = key_slots.read_slots(home.key_slots).without(leaving).with_coming_key(key).settled(renewed=True)
        key_slots.write_slots(home.key_slots, slots)
        change_key(desk.engine, key)
        with writing(desk.engine) as connection:
            settings.put(connection, settings.REMOVING, "")
        return replace(desk, database_key=key)

    return replaced((renewing_key, "finish", finish))


def leaver_keeps_the_key() -> AbstractContextManager[None]:
    """Who leaves loses the slot, and the database stays under the key they knew."""

    def finish(home: DeskHome, desk: OpenDesk) -> OpenDesk:
        with writing(desk.engine) as connection:
            leaving = settings.get(connection, settings.REMOVING)
            if leaving:
                key_slots.write_slots(home.key_slots, key_slots.read_slots(home.key_slots).without(leaving))
                settings.put(connection, settings.REMOVING, "")
        return desk

    return replaced((renewing_key, "finish", finish))


def unknown_field_is_dropped() -> AbstractContextManager[None]:
    """A desk keeps of what it is told only what its own version knows (F3)."""
    honest = pages.apply_page

    def apply_page(connection: sa.Connection, view: Any, identity: Any, page: Page, now_ms: int) -> int | None:
        known = tuple(replace(entry, change=_only_known(entry.change, view._catalogue)) for entry in page.entries)
        return honest(connection, view, identity, replace(page, entries=known), now_ms)

    return replaced((pages, "apply_page", apply_page))


def _only_known(change: Change, catalogue: Catalogue) -> Change:
    if change.kind not in catalogue.kinds:
        return change
    kept = {path: value for path, value in change.set.items() if "$" in path or catalogue.leaf_of(path) is not None}
    return structs.replace(change, set=kept)


def first_protocol_is_refused() -> AbstractContextManager[None]:
    """Head office speaks with programs of today only."""
    return replaced((signed, "SUPPORTED", (2,)))
