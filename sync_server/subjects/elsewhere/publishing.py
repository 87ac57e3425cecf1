"""Telling the list: a whole one at first, then what changed since, as signed files, one row of them for each office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from shared_models.matching import load_model
from shared_models.protocol.elsewhere import (
    MAX_FILES,
    NAMED_LETTERS,
    ListFile,
    ListHeader,
    name_of,
    open_list,
    seal_list,
)
from shared_models.protocol.elsewhere_pages import office_of, pages_of
from shared_models.protocol.file_store import FileStore
from shared_models.protocol.problems import ProtocolError
from sync_server.events import log
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import INITIALISED_AT, read_state, write_state
from sync_server.storage.tables.elsewhere import elsewhere_file, elsewhere_person
from sync_server.storage.tables.network import device
from sync_server.subjects.elsewhere.entries import Parts, entries_now, entries_told
from sync_server.subjects.elsewhere.keys import generation_of

OFFICES = "elsewhere.offices"  # JSON: the codes to whose places entries point; codes are only added
TOLD_AT = "elsewhere.told_at"
TOLD = "elsewhere.told"  # the generation and the number of the last files
EVERYWHERE = ""  # head office's own list: nobody's people are left out
DAY_MS = 24 * 60 * 60 * 1000
WHOLE_AGAIN = 4  # a whole list goes out when the differences since the last one are a quarter of it


@dataclass(frozen=True, slots=True)
class Made:
    """One file, not told yet."""

    office: str
    follows: str
    sha256: str
    raw: bytes
    entries: int
    people: int


@dataclass(frozen=True, slots=True)
class Edition:
    """The files of one telling, made from one state of the records; `after` is the telling they were made to follow."""

    generation: str
    number: int
    after: str
    offices: list[str]
    files: list[Made]


@dataclass(frozen=True, slots=True)
class _Chain:
    """The files an office was told since its last whole list."""

    names: list[str]
    entries: int  # of the whole list
    changed: int  # by the differences

    @property
    def goes_on(self) -> bool:
        return bool(self.names) and len(self.names) < MAX_FILES and self.changed * WHOLE_AGAIN <= self.entries


def store_of(head_office: HeadOffice) -> FileStore:
    """Where the files lie; no backup needs them."""
    return FileStore(head_office.configuration.data / "elsewhere")


def is_due(connection: sa.Connection, now_ms: int) -> bool:
    """Whether a day has gone since the list was last told, or since head office began."""
    last = read_state(connection, TOLD_AT) or read_state(connection, INITIALISED_AT) or 0
    return now_ms - int(last) >= DAY_MS


def make_edition(connection: sa.Connection, head_office: HeadOffice) -> Edition:
    """What is to be told now, made in a reading transaction: nobody waits for it. Everybody's keys must be up to date."""
    generation = generation_of(connection)
    after = read_state(connection, TOLD) or ""
    told_generation, _, number = after.partition(" ")
    offices = msgspec.json.decode(read_state(connection, OFFICES) or "[]", type=list[str])
    now = entries_now(connection, load_model(), offices)
    chains = _chains(connection) if told_generation == generation else {}
    come, gone = _changes(now, _told(head_office, chains.get(EVERYWHERE)))
    if come is None:  # nothing was told, or head office's own files are not on this disk any more
        chains = {}
    edition = Edition(generation, int(number or 0) + 1, after, offices, [])
    people = _people(connection)
    readers = connection.execute(sa.select(device.c.office).distinct().order_by(device.c.office)).scalars()
    for office in (EVERYWHERE, *readers):
        chain = chains.get(office)
        # An empty list has nothing that could be a quarter of it.
        goes_on = chain is not None and chain.goes_on
        if goes_on and not come and not gone:
            continue
        some = sum(many for code, many in people.items() if code != office)
        edition.files.append(
            _file(head_office, edition, office, chain.names[-1], come or [], gone or [], some)
            if goes_on and chain is not None
            else _file(head_office, edition, office, "", [one for part in now for one in part], [], some)
        )
    return edition


def put_edition(connection: sa.Connection, head_office: HeadOffice, edition: Edition) -> bool:
    """Tell it, in the caller's transaction; False when somebody else told one meanwhile."""
    column = elsewhere_file.c
    known = sa.select(column.office, column.number, column.sha256)
    stored = {(row.office, row.number): row.sha256 for row in connection.execute(known)}
    if (read_state(connection, TOLD) or "") != edition.after or generation_of(connection) != edition.generation:
        return False
    now, store = head_office.clock(), store_of(head_office)
    for made in edition.files:
        store.put(made.raw)
        if not made.follows:
            connection.execute(elsewhere_file.delete().where(column.office == made.office))
        connection.execute(
            elsewhere_file.insert(),
            {"office": made.office, "number": edition.number, "sha256": made.sha256, "follows": made.follows,
             "bytes": len(made.raw), "entries": made.entries, "people": made.people, "made_at": now},
        )  # fmt: skip
    write_state(connection, TOLD_AT, str(now))
    write_state(connection, OFFICES, msgspec.json.encode(edition.offices).decode())
    if edition.files:
        write_state(connection, TOLD, f"{edition.generation} {edition.number}")
    kept = set(connection.execute(sa.select(column.sha256)).scalars())
    for name in {*stored.values()} - kept:
        store.drop(name)
    log("elsewhere.told", count=len(edition.files), bytes=sum(len(made.raw) for made in edition.files))
    return True


def newest_name(connection: sa.Connection, office: str) -> str:
    """The beginning of the name of the newest file for an office, "" before the first."""
    column = elsewhere_file.c
    newest = sa.select(column.sha256).where(column.office == office).order_by(column.number.desc()).limit(1)
    return str(connection.execute(newest).scalar() or "")[:NAMED_LETTERS]


def _chains(connection: sa.Connection) -> dict[str, _Chain]:
    column = elsewhere_file.c
    rows = connection.execute(sa.select(elsewhere_file).order_by(column.office, column.number)).all()
    found: dict[str, list[sa.Row[tuple[object, ...]]]] = {}
    for row in rows:
        found.setdefault(row.office, []).append(row)
    return {
        office: _Chain([row.sha256 for row in files], files[0].entries, sum(row.entries for row in files[1:]))
        for office, files in found.items()
    }


def _told(head_office: HeadOffice, chain: _Chain | None) -> Iterator[set[int]] | None:
    """What head office's own list says; None without one."""
    if chain is None:
        return None
    store = store_of(head_office)
    files: list[ListFile] = []
    for name in chain.names:
        raw = store.get(name)
        if raw is None:
            return None
        try:
            files.append(open_list(raw, head_office.receipt_public_key))
        except ProtocolError:
            return None
    return entries_told(files)


def _changes(now: Parts, told: Iterable[set[int]] | None) -> tuple[list[int], list[int]] | tuple[None, None]:
    if told is None:
        return None, None
    come: list[int] = []
    gone: list[int] = []
    for here, there in zip(now, told, strict=True):
        have = set(here)
        come += sorted(have - there)
        gone += sorted(there - have)
    return come, gone


def _people(connection: sa.Connection) -> dict[str, int]:
    column = elsewhere_person.c
    counted = sa.select(column.office, sa.func.count()).group_by(column.office)
    return {str(office): int(many) for office, many in connection.execute(counted)}


def _file(
    head_office: HeadOffice,
    edition: Edition,
    office: str,
    follows: str,
    come: Sequence[int],
    gone: Sequence[int],
    people: int,
) -> Made:
    """The file for one office, in which its own people are left out."""
    own = edition.offices.index(office) if office in edition.offices else -1
    comes, goes = ([one for one in entries if office_of(one) != own] for entries in (come, gone))
    header = ListHeader(
        1, edition.generation, office, edition.number, follows, head_office.clock(), people, edition.offices, ""
    )
    raw = seal_list(header, pages_of(comes), pages_of(goes), head_office.receipt_key)
    return Made(office, follows, name_of(raw), raw, len(comes) + len(goes), people)
