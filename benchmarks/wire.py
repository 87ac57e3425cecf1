"""What the trained dictionary brings, on invented registrations and on registers it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from benchmarks import importing, stage
from benchmarks.changes import day_of_changes
from benchmarks.figures import Figures
from desktop_client.services.importing import import_file
from desktop_client.services.registrar import DeskRegistrar
from desktop_client.storage.journal import own_changes
from desktop_client.storage.tables import journal
from shared_models.protocol import compression, shapes
from shared_models.records.changes import Change

START_MS = 1_795_000_000_000
GROUP = "What the dictionary brings (compressed with it / without it, level 9)"
SIZES = (1, 10, 256)


def measure(figures: Figures, folder: Path, desk_folder: Path) -> None:
    """Compress the same documents with and without the newest dictionary."""
    note = (
        "Invented people of other seeds come from the same small lists of names as the training, so their gain is flattering. "
        "The two registers were written by other hands, with other names and notes: the gain there is the more honest one."
    )
    for size in SIZES:
        days = [day_of_changes(900 + at, START_MS, size) for at in range(8)]
        figures.add(GROUP, f"invented, {size} a batch", "×", [_gain(day) for day in days], noisy=False, note=note)
    with stage.open_desk(stage.copied(desk_folder, folder / "registers")) as desk:
        for name, map_name in importing.EXAMPLES:
            import_file(
                importing.REGISTERS / name, DeskRegistrar(desk.open), desk.open.catalogue, today=desk.open.today(),
                map_path=importing.REGISTERS / map_name,
            )  # fmt: skip
        with desk.open.engine.connect() as connection:
            everything = journal.change.c.number > sa.literal(0)
            changes = [own.change for own in own_changes(connection, desk.open.identity.device, everything)]
    for size in SIZES:
        starts = range(0, min(len(changes) - 2 * size, 40 * size) + 1, 10 * size)
        gains = [_gain(changes[start : start + 2 * size]) for start in starts]
        figures.add(GROUP, f"old registers, {size} a batch", "×", gains, noisy=False)


def _gain(changes: Sequence[Change]) -> float:
    plain = shapes.encode(changes)
    with_it = compression.compress(plain, compression.newest_dictionary())
    return len(with_it) / len(compression.compress(plain, compression.NO_DICTIONARY))
