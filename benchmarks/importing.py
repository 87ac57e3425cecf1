"""How fast old registers come in: the two examples, through the same service as the form."""

from __future__ import annotations

import time
from pathlib import Path

from benchmarks import stage
from benchmarks.figures import Figures
from desktop_client.services.importing import import_file
from desktop_client.services.registrar import DeskRegistrar

REGISTERS = Path(__file__).resolve().parent.parent / "examples" / "registers"
EXAMPLES = (("register_lahore_2018.xlsx", "lahore_2018.toml"), ("register_karachi_2019.csv", "karachi_2019.toml"))


def measure(figures: Figures, folder: Path, desk_folder: Path, *, rounds: int) -> None:
    """Import both examples into a fresh desk, several times."""
    rates: dict[str, list[float]] = {name: [] for name, _ in EXAMPLES}
    again: dict[str, list[float]] = {name: [] for name, _ in EXAMPLES}
    rows: dict[str, int] = {}
    for turn in range(rounds):
        with stage.open_desk(stage.copied(desk_folder, folder / f"import-{turn}")) as desk:
            for name, map_name in EXAMPLES:
                for found in (rates, again):
                    began = time.perf_counter()
                    summary = import_file(
                        REGISTERS / name, DeskRegistrar(desk.open), desk.open.catalogue, today=desk.open.today(),
                        map_path=REGISTERS / map_name,
                    )  # fmt: skip
                    found[name].append(summary.rows / (time.perf_counter() - began))
                    rows[name] = summary.rows
    group = "Old registers are imported"
    for name, _ in EXAMPLES:
        figures.add(group, f"{name}, {rows[name]} rows", "rows/s", rates[name])
        figures.add(group, f"{name} a second time (nothing is new)", "rows/s", again[name])
