"""The files that take this desk's work to head office without a line, and bring its answer home."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_client import __version__
from desktop_client.services import closing, private_conversation
from desktop_client.services.desk import OpenDesk
from desktop_client.services.status import read_status
from desktop_client.storage import search_index
from desktop_client.storage.engine import writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.home import DeskHome
from desktop_client.sync.bundles import Carrier, Taken
from shared_models.catalogue import ProblemError, problem
from shared_models.protocol.bundle import ENDING
from shared_models.protocol.bundle_file import read_file, write_file


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """What is whole on its medium: `names` are the files that belong together, `file` the first of them. `records` = the
    registrations in them, `files` photos and papers, `bytes` of all; `more` when one trip does not take everything.
    """

    file: str
    names: tuple[str, ...]
    id: str
    bytes: int
    records: int
    batches: int
    changes: int
    pages: int
    files: int
    more: bool


def suggested_name(desk: OpenDesk) -> str:
    """What to call the file: the desk and the day, nobody's name."""
    return f"{desk.identity.code}-{desk.today():%Y%m%d}{ENDING}"


def write_bundle(desk: OpenDesk, home: DeskHome, file: Path, *, pictures: bool = False) -> WrittenFile:
    """Write everything that has no receipt yet, sealed to head office; with `pictures`, ask for small ones of other desks.

    What is more than one file takes goes into several beside it. Nothing counts as sent by it. Raises ProblemError; files
    that were written until then are whole.
    """
    private_conversation.settle(desk)
    closing.sign_what_was_written(desk)
    made = _carrier(desk, home).compose(pictures=pictures)
    names, size = list[str](), 0
    for place, raw in made.raws():
        written = place.beside(file)
        write_file(written, raw)
        names.append(written.name)
        size += len(raw)
    records = read_status(desk).today.to_go
    counted = records, made.batches, made.changes, made.pages, made.photos, made.more
    return WrittenFile(names[0], tuple(names), made.id, size, *counted)


def read_bundle(desk: OpenDesk, home: DeskHome, file: Path) -> Taken:
    """Believe and apply head office's answer, as often as it is read. Raises ProblemError; what was taken until then stays."""
    raw = read_file(file)
    try:
        taken = _carrier(desk, home).take(raw, file.name)
    finally:
        with writing(desk.engine) as connection:
            search_index.settle(connection)
    if taken.not_kept is not None:
        raise ProblemError(problem(taken.not_kept.problem, "", where=taken.not_kept.where))
    return taken


def _carrier(desk: OpenDesk, home: DeskHome) -> Carrier:
    return Carrier(
        engine=desk.engine,
        identity=desk.identity,
        head_office=desk.head_office,
        view=desk.view,
        clock=desk.clock,
        random_bytes=desk.random_bytes,
        store=FileStore(home.folder),
        version=__version__,
    )
