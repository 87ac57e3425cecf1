"""Somebody left the desk: their slot goes from every copy, and the database gets a key that they never had.

Begun in the database (`accounts.removing`), then the slots with both keys are on the disk, then the file is encrypted anew,
then the old key goes. Stopped anywhere it opens with one key or the other, and whoever signs in next finishes it.
"""

from __future__ import annotations

from dataclasses import replace

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import audit, key_slots, settings
from desktop_client.storage.engine import change_key, reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.key_slots import SlotFile
from shared_models.catalogue import ProblemError, problem

KEY_BYTES = 32


def check_may_renew(desk: OpenDesk, slots: SlotFile) -> None:
    """A key is sealed only to public keys that the database knows: a planted slot must not receive the next one.

    Raises ProblemError `colleagues.sign_in_first` or `desk.key_file_altered`.
    """
    with reading(desk.engine) as connection:
        known = {slot.login: settings.get(connection, f"{settings.SLOT_PUBLIC}.{slot.login}") for slot in slots.slots}
    unknown = sorted(slot.name or slot.login for slot in slots.slots if not known[slot.login])
    if unknown:
        raise ProblemError(problem("colleagues.sign_in_first", names=", ".join(unknown)))
    if any(known[slot.login] != slot.public for slot in slots.slots):
        raise ProblemError(problem("desk.key_file_altered", file="keyslots.json"))


def finish(home: DeskHome, desk: OpenDesk) -> OpenDesk:
    """Do what is left of a removal that was begun; the desk with the key that is in force then.

    Raises ProblemError `colleagues.key_later` when the disk did not take the new key: the slot is gone all the same, and
    the key is renewed at the next sign-in.
    """
    with reading(desk.engine) as connection:
        leaving = settings.get(connection, settings.REMOVING)
    if not leaving:
        return desk
    slots = key_slots.read_slots(home.key_slots).without(leaving)
    key_slots.write_slots(home.key_slots, slots)
    check_may_renew(desk, slots)
    key = desk.random_bytes(KEY_BYTES)
    both = slots.with_coming_key(key)
    try:
        key_slots.write_slots(home.key_slots, both)
        change_key(desk.engine, key)
    except (ProblemError, OSError):
        key_slots.write_slots(home.key_slots, both.settled(renewed=False))
        raise ProblemError(problem("colleagues.key_later")) from None
    key_slots.write_slots(home.key_slots, both.settled(renewed=True))
    with writing(desk.engine) as connection:
        settings.put(connection, settings.REMOVING, "")
        audit.append(
            connection, at=desk.clock(), login=desk.person.login, action="database_key_renewed", subject=leaving
        )
    return replace(desk, database_key=key)
