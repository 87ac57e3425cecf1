"""A desk that remembers registrations in memory, and the one way in which these tests bring a register to it."""

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from desktop_client.services.importing import SOURCE, ImportSummary, import_file
from shared_models.catalogue import Catalogue, Context, check_record, load_catalogue

TODAY = date(2026, 3, 1)


@dataclass
class MemoryDesk:
    """Refuses what the intake service would refuse, and keeps the rest by its reference."""

    known: dict[str, dict[str, object]] = field(default_factory=dict)
    commits: int = 0
    waiting: int = 0
    largest_transaction: int = 0

    def known_legacy(self, legacy_ref: str) -> Mapping[str, object] | None:
        return self.known.get(legacy_ref)

    def register(self, person: Mapping[str, object], episode: Mapping[str, object], *, source: str) -> str:
        both = {**person, **episode}
        for kind in ("person", "episode"):
            blocking = [one for one in check_record(kind, both, Context(TODAY, "import")) if one.level == "block"]
            assert not blocking, blocking
        reference = str(person["person.legacy_ref"])
        assert reference not in self.known
        self.known[reference] = {**both, SOURCE: source}
        self.waiting += 1
        return reference

    def commit(self) -> None:
        self.commits += 1
        self.largest_transaction = max(self.largest_transaction, self.waiting)
        self.waiting = 0

    def only(self) -> dict[str, object]:
        (values,) = self.known.values()
        return values


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def desk() -> MemoryDesk:
    return MemoryDesk()


@pytest.fixture(scope="session")
def new_desk() -> type[MemoryDesk]:
    return MemoryDesk


@pytest.fixture
def bring_in(desk: MemoryDesk, catalogue: Catalogue, tmp_path: Path) -> Callable[..., ImportSummary]:
    """Imports a file, or rows given as text, by a map given as text; the report lands in `report.csv`."""

    def run(source: Path | str | bytes, map_text: str | Path | None = None, suffix: str = ".csv") -> ImportSummary:
        path = source if isinstance(source, Path) else tmp_path / f"register{suffix}"
        if isinstance(source, str | bytes):
            path.write_bytes(source.encode() if isinstance(source, str) else source)
        map_path = map_text if isinstance(map_text, Path) else None
        if isinstance(map_text, str):
            map_path = tmp_path / "map.toml"
            map_path.write_text(map_text, "utf-8")
        report = tmp_path / "report.csv"
        return import_file(path, desk, catalogue, today=TODAY, map_path=map_path, report=report)

    return run


@pytest.fixture
def report_lines(tmp_path: Path) -> Callable[[], list[dict[str, str]]]:
    def read() -> list[dict[str, str]]:
        with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read
