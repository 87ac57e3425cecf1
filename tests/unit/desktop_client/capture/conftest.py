"""The one way in which these tests bring a register to a desk that lives in memory."""

import csv
from pathlib import Path

import pytest

from desktop_client.services.importing import ImportSummary, import_file
from shared_models.catalogue import Catalogue, load_catalogue
from tests.unit.desktop_client.capture.memory_desk import TODAY, BringIn, MemoryDesk, ReportLines


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
def bring_in(desk: MemoryDesk, catalogue: Catalogue, tmp_path: Path) -> BringIn:
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
def report_lines(tmp_path: Path) -> ReportLines:
    def read() -> list[dict[str, str]]:
        with (tmp_path / "report.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    return read
