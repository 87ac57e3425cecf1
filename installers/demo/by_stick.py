"""A desk without any line: its work goes to head office on a stick, and its receipts come home on one."""

from __future__ import annotations

from pathlib import Path

from installers.demo import mishaps, photos
from installers.demo.programs import Desk, HeadOffice, ProgramError

REGISTERED, WITH_PHOTO = 40, 2


def carry(desk: Desk, head_office: HeadOffice, folder: Path, seed: int) -> tuple[str, str]:
    """Register people, carry the file there and the answer back; what was on the way and what came home, in words.

    Raises ProgramError when the desk's work is not in Islamabad afterwards.
    """
    register, out, home = folder / "far.csv", folder / "stick.frcusb", folder / "answer.frcusb"
    mishaps.write_late_register(register, seed + 1, REGISTERED)
    desk.run("import", str(register))
    people = photos.take(desk, folder, seed + 1, WITH_PHOTO)
    written = desk.ask("bundle", "write", str(out))
    half = folder / "half.frcusb"
    half.write_bytes(out.read_bytes()[: written["bytes"] // 3])
    said = head_office.say_no("bundle", "import", str(half), "--reply", str(home))
    taken = head_office.ask("bundle", "import", str(out), "--reply", str(home))
    head_office.ask("bundle", "import", str(out), "--reply", str(home))
    read = desk.ask("bundle", "read", str(home))
    left = desk.ask("status")["unsent"]
    photos.check_there(desk, people)
    if left or not read["receipt"]["verified"] or taken["changes"] != written["changes"]:
        raise ProgramError(f"{left} changes are still to go; the answer said {read}")
    way = f"A third of the stick's file is no file: {said}"
    came = (
        f"The whole one: {written['records']} records and {WITH_PHOTO} photos, {written['bytes'] // 1024} KB, read twice, "
        f"taken in once; the answer brought {read['accepted']} outcomes and a receipt for {read['receipt']['seq']} changes."
    )
    return way, came
