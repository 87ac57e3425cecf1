"""A desk in a process of its own that works until it is killed: each line it prints was safe before it was printed.

`python -m tests.saving_process HOME register|draft`, with the database key (hexadecimal) on standard input.
"""

import itertools
import sys
import time
from pathlib import Path

from desktop_client.services import drafts, intake, opening
from desktop_client.services.desk import OpenDesk
from desktop_client.storage import key_slots
from desktop_client.storage.engine import open_database
from desktop_client.storage.home import DeskHome
from desktop_client.storage.key_slots import Unlocked
from tests.networks import EPISODE, LOGIN


def opened_desk(folder: Path, key: bytes) -> OpenDesk:
    home = DeskHome(folder)
    home.hold()
    slots = key_slots.read_slots(home.key_slots)
    slot = slots.of(LOGIN)
    assert slot is not None
    return opening._open(
        open_database(home.database, key), slots, Unlocked(slot, key, b""), lambda: time.time_ns() // 1_000_000
    )


def main() -> None:
    folder, work = Path(sys.argv[1]), sys.argv[2]
    desk = opened_desk(folder, bytes.fromhex(sys.stdin.readline()))
    draft = drafts.open_new(desk).id if work == "draft" else ""
    for number in itertools.count():
        if work == "draft":
            drafts.save_answer(desk, draft, "person.name_latin", {"typed": f"half a name {number}"})
            print(draft, number, flush=True)
        else:
            made = intake.register(desk, {"person.name_latin": "Amina Bibi"}, EPISODE, origin="import")
            print(made.person, made.number, flush=True)


if __name__ == "__main__":
    main()
