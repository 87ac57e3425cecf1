"""A few people get a photo each, as any picture file: what a desk makes of it goes by line or on a stick."""

from __future__ import annotations

import random
from pathlib import Path

from PIL import Image

from installers.broken_line import BrokenLine
from installers.demo.programs import Desk, ProgramError

BREAKS_EVERY = 30 * 1024
_MOST_SYNCS = 20


def take(desk: Desk, folder: Path, seed: int, people: int) -> list[str]:
    """Give the newest people of a desk a photo each, with their yes; their record ids."""
    chance, named = random.Random(seed), [str(one["id"]) for one in desk.ask("records", "list", "--limit", str(people))]
    for number, person in enumerate(named):
        file = folder / f"photo-{seed}-{number}.png"
        coarse = Image.frombytes("RGB", (60, 75), chance.randbytes(60 * 75 * 3))
        coarse.resize((960, 1200)).save(file)
        desk.run("records", "amend", person, "episode.c_photo=yes")
        desk.run("attachments", "add", person, str(file), "--kind", "PHOTO")
    return named


def check_there(desk: Desk, people: list[str]) -> None:
    """Raise ProgramError unless head office has said that it holds the photo of each of them."""
    for person in people:
        if not all(one["held"] for one in desk.ask("attachments", "list", person)):
            raise ProgramError(f"the photo of {person} is not in Islamabad")


def over_a_bad_line(desk: Desk, line: BrokenLine, people: list[str]) -> str:
    """Sync unattended while the line breaks again and again; what it took, in words."""
    cuts, carried, syncs = line.cuts, line.bytes_up + line.bytes_down, 0
    while syncs < _MOST_SYNCS:
        syncs += 1
        desk.run("sync", may_fail=True)
        if all(one["held"] for person in people for one in desk.ask("attachments", "list", person)):
            break
    check_there(desk, people)
    carried = line.bytes_up + line.bytes_down - carried
    return (
        f"{len(people)} photos were taken. The line broke {line.cuts - cuts} times, every {BREAKS_EVERY // 1024} KB; after "
        f"{syncs} sync all of them are in Islamabad, in {carried // 1024} KB."
    )
