"""Many registrations with a photo each over a line that breaks again and again, and the same desk by stick without any line.

python -m benchmarks.photos [--people 2000] [--line | --stick] [--breaks-every 30720] [--bits 64000]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

from benchmarks.people import Day
from benchmarks.report import DOCUMENT
from benchmarks.stage import Desk, enrol, free_port, new_office, open_desk, running
from benchmarks.sync import table
from desktop_client.capture import pictures
from desktop_client.services import attachments, bundles, intake, line
from desktop_client.storage.file_store import FileStore
from desktop_client.sync.transport import HttpTransport, LineDown
from installers.broken_line import CHUNK_BYTES, Fate, broken_line

PEOPLE, BREAKS_EVERY = 2_000, 30 * 1024
MOST_RUNS = 500
SEED = 20261124
Outcome = dict[str, Any]
_SERVER = "from sync_server.cli import main; main()"


def _photo(chance: random.Random) -> pictures.Prepared:
    """A picture with as much detail as a face has: a coarse noise, enlarged."""
    coarse = Image.frombytes("RGB", (60, 75), chance.randbytes(60 * 75 * 3))
    return pictures.prepare(coarse.resize((960, 1200)), pictures.PHOTO)


def fill(desk: Desk, count: int, seed: int) -> int:
    """Register people with a photo each; the bytes of the stored files."""
    chance, store, size = random.Random(seed), FileStore(desk.home.folder), 0
    for one in Day(seed, desk.open.today()).registrations(count):
        episode = {**one.episode, "episode.c_photo": True}
        made = intake.register(desk.open, one.person, episode, origin="import")
        photo = _photo(chance)
        attachments.add(desk.open, store, made.person, "PHOTO", [photo])
        size += len(photo.picture) + len(photo.small)
    return size


def over_a_broken_line(desk: Desk, port: int, fate: Fate, size: int) -> Outcome:
    """Run after run, unattended, until head office holds everything; what it took."""
    began, runs = time.perf_counter(), 0
    with broken_line(("127.0.0.1", port), lambda _number: fate) as cut:
        more = True
        while more and runs < MOST_RUNS:
            runs += 1
            transport = HttpTransport(cut.url)
            try:
                more = line.run_sync(desk.open, desk.home, transport=transport).more
            except LineDown:
                more = True
        carried, cuts = cut.bytes_up + cut.bytes_down, cut.cuts
    seconds = time.perf_counter() - began
    print(f"  {runs} runs, {cuts:,} cuts, {seconds:.0f} s")
    print(f"  bytes on the line {carried:,}: {carried / size:.2f} x those of the pictures alone")
    taken = {
        "pictures": size,
        "runs": runs,
        "cuts": cuts,
        "breaks_every": fate.both,
        "seconds": seconds,
        "carried": carried,
    }
    return taken | _end(desk)


def by_stick(desk: Desk, server: Path, folder: Path, size: int) -> Outcome:
    """Files go to head office and its answer comes home, trip after trip, until nothing is left; what it took."""
    trips, more = 0, True
    taken: Outcome = {"pictures": size, "files": 0, "carried": 0, "writing": 0.0, "taking": 0.0, "reading": 0.0}
    while more and trips < MOST_RUNS:
        trips += 1
        began = time.perf_counter()
        written = bundles.write_bundle(desk.open, desk.home, folder / f"{trips}.frcusb")
        brought = time.perf_counter()
        answer = folder / f"{trips}-answer.frcusb"
        files = [str(folder / name) for name in written.names]
        command = [
            sys.executable,
            "-c",
            _SERVER,
            "bundle",
            "import",
            "--data",
            str(server),
            *files,
            "--reply",
            str(answer),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        answered = time.perf_counter()
        more = bundles.read_bundle(desk.open, desk.home, answer).result.more or written.more
        for name, much in (
            ("files", len(files)), ("carried", written.bytes + answer.stat().st_size), ("writing", brought - began),
            ("taking", answered - brought), ("reading", time.perf_counter() - answered),
        ):  # fmt: skip
            taken[name] += much
    print(
        f"  {trips} trips, {taken['files']} files, {taken['carried']:,} bytes there and back; written in "
        f"{taken['writing']:.0f} s, taken in in {taken['taking']:.0f} s, answers read in {taken['reading']:.0f} s"
    )
    return taken | {"trips": trips} | _end(desk)


def _end(desk: Desk) -> Outcome:
    """What of the desk is in Islamabad, and what it has in its hands for it."""
    facts, receipt = line.line_facts(desk.open), line.newest_receipt(desk.open)
    there, every = facts.load.photos
    print(f"  still to go: {facts.still_to_go} records; photos and small pictures in Islamabad: {there:,} of {every:,}")
    print(f"  receipt: {receipt['seq']} changes, verified: {receipt['verified']}")
    return {"there": there, "every": every, "left": facts.still_to_go, "receipt": receipt["seq"]}


def main() -> None:
    """Both ways, one after the other, or one of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--breaks-every", type=int, default=BREAKS_EVERY)
    parser.add_argument("--bits", type=int, default=0, help="a second; 0 = as fast as this machine")
    way = parser.add_mutually_exclusive_group()
    way.add_argument("--line", action="store_true", help="only over the broken line")
    way.add_argument("--stick", action="store_true", help="only by stick")
    asked = parser.parse_args()
    outcome: dict[str, Outcome] = {}
    fate = Fate(both=asked.breaks_every, delay_seconds=CHUNK_BYTES * 8 / asked.bits if asked.bits else 0)
    with tempfile.TemporaryDirectory(prefix="frc-photos-") as name:
        folder, port = Path(name), free_port()
        new_office(folder / "server")
        with running(folder / "server", port) as office:
            for called in ("line", "stick"):
                enrol(office, folder / called)
            with open_desk(folder / "stick") as desk:
                desk.sync()  # the first contact brings the key to which sticks are sealed
            if not asked.stick:
                with open_desk(folder / "line") as desk:
                    size = fill(desk, asked.people, SEED)
                    print(
                        f"{asked.people:,} people with a photo each, {size:,} bytes; breaks every {asked.breaks_every:,}"
                    )
                    outcome["line"] = over_a_broken_line(desk, port, fate, size)
        if not asked.line:
            with open_desk(folder / "stick") as desk:
                size = fill(desk, asked.people, SEED + 1)
                print(f"{asked.people:,} people with a photo each by stick, {size:,} bytes")
                outcome["stick"] = by_stick(desk, folder / "server", folder, size)
    if (asked.people, asked.breaks_every, asked.bits) == (PEOPLE, BREAKS_EVERY, 0):
        table.keep_photos({"people": asked.people, **outcome})
        DOCUMENT.write_text(table.put_into(DOCUMENT.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main()
