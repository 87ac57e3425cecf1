"""Two mishaps and how they end: head office comes back from an old backup, and a desk is put back from an old copy."""

from __future__ import annotations

import csv
import random
import shutil
from pathlib import Path

from installers.demo.programs import Desk, HeadOffice, ProgramError

WORDS = "the words of the backup, kept apart"
AFTER_BACKUP = 300
_FIRST_NAMES = ("Naveed", "Shazia", "Imran", "Rukhsana", "Tariq", "Nasreen", "Waqas", "Farida", "Adeel", "Samina")
_LAST_NAMES = ("Akhtar", "Bibi", "Hussain", "Khatoon", "Mehmood", "Parveen", "Qureshi", "Ahmed")
_COUNTRIES = ("Saudi Arabia", "United Arab Emirates", "Qatar", "Oman", "Kuwait")


def records_there(head_office: HeadOffice) -> int:
    """How many records head office holds."""
    return sum(head_office.ask("status")["records"].values())


def write_late_register(file: Path, seed: int, count: int) -> None:
    """A register of `count` invented people."""
    chance = random.Random(seed)
    columns = (
        "person.name_latin",
        "person.gender",
        "person.birth",
        "episode.return_date",
        "episode.return_from_country",
    )
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        sheet = csv.writer(opened)
        sheet.writerow(columns)
        for _ in range(count):
            name = f"{chance.choice(_FIRST_NAMES)} {chance.choice(_LAST_NAMES)}"
            born, back = chance.randint(1960, 2004), f"2026-{chance.randint(1, 9):02d}"
            sheet.writerow((name, chance.choice(("male", "female")), born, back, chance.choice(_COUNTRIES)))


def back_up(head_office: HeadOffice, file: Path) -> int:
    """Make a backup and try it; how many records it holds."""
    made = head_office.ask("backup", "create", str(file), "--passphrase-stdin", told=WORDS + "\n")
    head_office.ask("backup", "verify", str(file), "--passphrase-stdin", told=WORDS + "\n")
    return int(made["records"])


def put_back(backup: Path, into: HeadOffice) -> str:
    """Make head office again from a backup in an empty place; its new epoch."""
    return str(into.ask("backup", "restore", str(backup), "--passphrase-stdin", told=WORDS + "\n")["epoch"])


def refill(desks: tuple[Desk, ...]) -> tuple[int, int]:
    """Let desks meet the new epoch and go on until nothing is left; requests and bytes up together."""
    trips = up = 0
    for _ in range(3):
        for desk in desks:
            done = desk.ask("sync")
            trips, up = trips + done["round_trips"], up + done["bytes_up"]
    return trips, up


def register_one(desk: Desk, name: str, folder: Path) -> str:
    """Register one person by a register of one line; its number."""
    file = folder / f"{name}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        sheet = csv.writer(opened)
        sheet.writerow(("person.name_latin", "person.gender", "person.birth", "episode.return_date"))
        sheet.writerow((name, "male", "1985", "2026-10"))
    desk.run("import", str(file))
    return str(desk.ask("records", "list", "--limit", "1")[0]["registration_no"])


def two_branches(desk: Desk, folder: Path) -> tuple[str, str, str]:
    """One person on the desk, two on an older copy that is put in its place, before and after its first contact.

    Their numbers.
    """
    copy = folder / "copy-of-the-desk"
    shutil.copytree(desk.home, copy)
    first = register_one(desk, "Zahid Malik", folder)
    desk.ask("sync")
    shutil.rmtree(desk.home)
    shutil.copytree(copy, desk.home)
    second = register_one(desk, "Yasmeen Akhtar", folder)
    desk.ask("sync")
    return first, second, register_one(desk, "Khalida Anwar", folder)


def found_everywhere(desks: tuple[Desk, ...], names: tuple[str, ...]) -> None:
    """Each of these people is found at each desk. Raises ProgramError."""
    for desk in desks:
        for name in names:
            if not desk.ask("records", "list", "--search", name):
                raise ProgramError(f"{desk.login} does not find {name}")
