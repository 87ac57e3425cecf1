"""Trains the zstd dictionary that desks and head office share: `make dictionary`.

A published dictionary is never altered, for batches name it by its hash: this writes the next number unless the newest one
already has the same content. It learns from invented registrations, quick ones and such with every section filled, so it
knows the layout, the paths and the codes; of real people it knows only what is common to all of them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import zstandard

from benchmarks.changes import Journalist, day_of_changes
from benchmarks.people import whole_registration
from shared_models.protocol import shapes
from shared_models.records.changes import Change

FOLDER = Path(__file__).resolve().parent.parent / "shared_models" / "reference" / "dictionaries"
FIRST_SEED = 500_000  # the benchmarks use small seeds: nobody is measured who was learnt from
# Twice the size makes a whole registration a tenth smaller and a quick one a twentieth.
DICTIONARY_BYTES = 64 * 1024
SAMPLES = {1: 1200, 2: 500, 5: 200, 10: 120, 20: 60, 64: 20}
# A whole registration is thirty times as long: with more of them the quick ones, which are usual, would have no room.
WHOLE_SAMPLES = {1: 450, 2: 125, 5: 30, 10: 15}
OFFICES = ("LHE", "KHI", "PEW", "UET", "MUX", "MIR", "ISB")
START_MS = 1_767_225_600_000  # 2026-01-01
DAY_MS = 86_400_000


def training_documents() -> list[bytes]:
    """Documents of every size a desk sends, amendments among them."""
    chance = random.Random(FIRST_SEED)
    documents: list[bytes] = []
    seed = FIRST_SEED
    for size, count in SAMPLES.items():
        for _ in range(count):
            seed += 1
            changes = _some_day(seed, size, chance)
            documents.append(shapes.encode(changes))
    for size, count in WHOLE_SAMPLES.items():
        for _ in range(count):
            seed += 1
            documents.append(shapes.encode(_whole_day(seed, size, chance)))
    chance.shuffle(documents)  # the training holds back a part, and it is to see of everything something
    return documents


def _some_day(seed: int, size: int, chance: random.Random) -> list[Change]:
    office, amended = chance.choice(OFFICES), chance.choice((0, 0, 1, size // 4))
    return day_of_changes(seed, _some_time(chance), size, office=office, amended=amended)


def _whole_day(seed: int, size: int, chance: random.Random) -> list[Change]:
    at = _some_time(chance)
    today = datetime.fromtimestamp(at / 1000, UTC).date()
    desk = Journalist(seed, at, chance.choice(OFFICES))
    return list(desk.write([whole_registration(chance, today) for _ in range(size)]))


def _some_time(chance: random.Random) -> int:
    return START_MS + chance.randrange(900) * DAY_MS + chance.randrange(DAY_MS)


def train(documents: Sequence[bytes], size: int = DICTIONARY_BYTES) -> bytes:
    """The dictionary; the same documents and the same zstd give the same bytes."""
    return zstandard.train_dictionary(size, list(documents), level=9, dict_id=1, d=8, k=512).as_bytes()


def main() -> int:
    """Write the next dictionary and say what it is."""
    made = train(training_documents())
    FOLDER.mkdir(exist_ok=True)
    published = sorted(FOLDER.glob("*.dict"))
    if published and published[-1].read_bytes() == made:
        print(f"{published[-1].name} is already what the training gives.")
        return 0
    file = FOLDER / f"{len(published) + 1:04d}.dict"
    file.write_bytes(made)
    print(f"{file.name}: {len(made)} bytes.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
