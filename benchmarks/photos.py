"""Many registrations with a photo each over a line that breaks again and again, and the same desk by stick without any line.

python -m benchmarks.photos [--count 2000] [--breaks-every 30720] [--bits 64000]
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from PIL import Image

from benchmarks.people import Day
from benchmarks.stage import Desk, enrol, free_port, new_office, open_desk, running
from desktop_client.capture import pictures
from desktop_client.services import attachments, bundles, intake, line
from desktop_client.storage.file_store import FileStore
from desktop_client.sync.transport import HttpTransport, LineDown
from installers.broken_line import CHUNK_BYTES, Fate, broken_line

MOST_RUNS = 500
SEED = 20261124
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


def over_a_broken_line(desk: Desk, port: int, fate: Fate, size: int) -> None:
    """Run after run, unattended, until head office holds everything."""
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
    facts = line.line_facts(desk.open)
    there, every = facts.load.photos
    print(f"  {runs} runs, {cuts:,} cuts, {time.perf_counter() - began:.0f} s")
    print(f"  still to go: {facts.still_to_go} records; photos and small pictures in Islamabad: {there:,} of {every:,}")
    print(f"  bytes on the line {carried:,}: {carried / size:.2f} x those of the pictures alone")


def by_stick(desk: Desk, server: Path, folder: Path) -> None:
    """Files go to head office and its answers come home until nothing is left."""
    began, turns = time.perf_counter(), 0
    more = True
    while more and turns < MOST_RUNS:
        turns += 1
        out, back = folder / f"{turns}.frcusb", folder / f"{turns}-answer.frcusb"
        more = bundles.write_bundle(desk.open, desk.home, out).more
        command = [
            sys.executable,
            "-c",
            _SERVER,
            "bundle",
            "import",
            "--data",
            str(server),
            str(out),
            "--reply",
            str(back),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        bundles.read_bundle(desk.open, desk.home, back)
    facts = line.line_facts(desk.open)
    there, every = facts.load.photos
    receipt = line.newest_receipt(desk.open)
    print(f"  {turns} sticks there and back, {time.perf_counter() - began:.0f} s")
    print(f"  still to go: {facts.still_to_go} records; photos and small pictures in Islamabad: {there:,} of {every:,}")
    print(f"  receipt: {receipt['seq']} changes, verified: {receipt['verified']}")


def main() -> None:
    """Both ways, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--breaks-every", type=int, default=30 * 1024)
    parser.add_argument("--bits", type=int, default=0, help="a second; 0 = as fast as this machine")
    asked = parser.parse_args()
    fate = Fate(both=asked.breaks_every, delay_seconds=CHUNK_BYTES * 8 / asked.bits if asked.bits else 0)
    with tempfile.TemporaryDirectory(prefix="frc-photos-") as name:
        folder, port = Path(name), free_port()
        new_office(folder / "server")
        with running(folder / "server", port) as office:
            for called in ("line", "stick"):
                enrol(office, folder / called)
            with open_desk(folder / "stick") as desk:
                desk.sync()  # the first contact brings the key to which sticks are sealed
            with open_desk(folder / "line") as desk:
                size = fill(desk, asked.count, SEED)
                print(
                    f"{asked.count:,} registrations with a photo each, {size:,} bytes; breaks every {asked.breaks_every:,}"
                )
                over_a_broken_line(desk, port, fate, size)
        with open_desk(folder / "stick") as desk:
            size = fill(desk, asked.count, SEED + 1)
            print(f"the same by stick, {size:,} bytes")
            by_stick(desk, folder / "server", folder)


if __name__ == "__main__":
    main()
