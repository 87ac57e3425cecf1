"""Somebody leaves a desk in the mill: the database gets another key, and the machine may die at every write on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest import mock

from sqlcipher3 import dbapi2 as sqlcipher

from desktop_client.services import accounts, opening, renewing_key
from desktop_client.services.opening import DeskUser
from desktop_client.storage import key_slots, settings
from desktop_client.storage.engine import change_key, reading
from desktop_client.storage.files import write_whole
from shared_models.security import cipher_file
from tests.cheap_passwords import cheap_passwords
from tests.simulation.ledger import hold
from tests.simulation.machines import Machine

if TYPE_CHECKING:
    from tests.simulation.world import World

LEAVER, WORDS = "bilal", "another long password"


def renew_key(_world: World, machine: Machine) -> str:
    """The supervisor removes somebody who could open this desk; who came for that day only is let in before."""
    home = machine.home
    if key_slots.read_slots(home.key_slots).of(LEAVER) is None:
        with cheap_passwords(), machine.failpoint.spared():
            opening.add_user(home, machine.desk, DeskUser(LEAVER, "Bilal", "clerk"), WORDS)
    machine.known_to_leaver = machine.desk.database_key
    supervisor = replace(machine.desk, person=replace(machine.desk.person, role="SUPV"))
    with (
        mock.patch.object(key_slots, "write_whole", _dying(machine, "a key file", write_whole)),
        mock.patch.object(renewing_key, "change_key", _dying(machine, "the new key", change_key)),
    ):
        renewed = accounts.remove_person(home, supervisor, LEAVER)
    machine.desk = replace(machine.desk, database_key=renewed.database_key)
    return "another key"


def _dying(machine: Machine, what: str, honest: Callable[..., Any]) -> Callable[..., Any]:
    """The same, with a moment before it and one behind it."""

    def call(*given: Any, **named: Any) -> Any:
        machine.failpoint.pass_by(f"before {what}")
        answer = honest(*given, **named)
        machine.failpoint.pass_by(f"after {what}")
        return answer

    return call


def check_keys(world: World) -> None:
    """At rest nobody who has left opens a desk with the key they knew, and no key is on its way. Raises BrokenPromiseError."""
    for machine in world.alive():
        slots = key_slots.read_slots(machine.home.key_slots)
        with reading(machine.desk.engine) as connection:
            leaving = settings.get(connection, settings.REMOVING)
        hold(not (slots.coming or leaving), f"key: {machine.name} never came to the end of a renewal")
        if machine.known_to_leaver and slots.of(LEAVER) is None:
            opens = _opens(machine, machine.known_to_leaver)
            hold(not opens, f"key: who has left {machine.name} can still open its database")


def _opens(machine: Machine, key: bytes) -> bool:
    try:
        cipher_file.connect(machine.home.database, key).close()
    except (sqlcipher.DatabaseError, cipher_file.CipherFileError):
        return False
    return True
