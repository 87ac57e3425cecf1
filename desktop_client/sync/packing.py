"""What goes to head office on a stick: planned as a whole, then packed file by file, so that photos never lie in memory together.

A stick may be lost, so that writing one counts as nothing sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables import people
from desktop_client.storage.tables.files import stored_file
from desktop_client.storage.view import read_record
from desktop_client.sync import bundle_keys, epochs, outbox, receipts, sealing, standing
from desktop_client.sync.counted_by_hand import to_repair
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import bundle as bundles
from shared_models.protocol.attached import KIND, SMALL, NamedFile
from shared_models.protocol.bundle import Asked
from shared_models.protocol.trip import MOST_FILES, Place
from shared_models.security.sealing import public_of

MOST_BATCHES = 2_000  # of one trip
MOST_BLOB_BYTES = 48 * 1024 * 1024  # of one file; padding and seals come on top
MOST_ASKED = 20_000  # photos and papers about which one trip asks
MOST_WANTED = 2_000  # small pictures that one trip would like to be brought
_ID_BYTES = 8
_T = TypeVar("_T")
_MOST_IN_PART = bundles.MOST_BLOBS - 2  # a receipt and the head of a page stand before the first of them


@dataclass(frozen=True, slots=True)
class _Part:
    """What one part of a file carries: kept pages, batches, or names of photos and papers that are read when it is packed."""

    size: int = 0
    blobs: list[bytes] = field(default_factory=list)
    pages: int = 0
    files: list[NamedFile] = field(default_factory=list)
    asks: list[NamedFile] = field(default_factory=list)
    wants: list[NamedFile] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Composed:
    """A trip to head office: its id, what is in its files (`photos` with papers), whether more waits than they hold.

    `raws` packs one file after the other; each is whole by itself.
    """

    id: str
    of: int
    batches: int
    changes: int
    pages: int
    photos: int
    more: bool
    raws: Callable[[], Iterator[tuple[Place, bytes]]]


@dataclass(frozen=True, slots=True)
class Packer:
    """Plans and packs what one desk sends by hand."""

    engine: sa.Engine
    identity: Identity
    head_office: HeadOffice
    clock: Callable[[], int]
    random_bytes: Callable[[int], bytes]
    store: FileStore
    version: str = ""

    def compose(self, *, pictures: bool = False) -> Composed:
        """Seal what is pending and plan what head office has not receipted; with `pictures`, ask for small ones of others.

        Raises ProblemError `bundle.no_key`.
        """
        sealing.seal_pending(self.engine, self.identity, self.clock())
        with writing(self.engine) as connection:
            public = bundle_keys.head_office_key(connection, self.head_office)
            if public is None:
                raise ProblemError(problem("bundle.no_key"))
            mine = public_of(bundle_keys.make_answer_key(connection)).hex()
            shown, back = receipts.to_show(connection), epochs.to_hand_back(connection, MOST_BLOB_BYTES // 2)
            batches, changes, more = _to_carry(connection, MOST_BLOB_BYTES - sum(len(raw) for _, raw in back))
            asks = _to_ask(connection)
            photos = [] if asks else self._photos(connection)
            wants = self._wanted(connection) if pictures else []
            records, again = to_repair(connection)
            request = msgspec.structs.replace(
                standing.request_of(connection, self.head_office, self.clock(), self.version),
                unsent=max(0, outbox.unsent(connection) - changes),  # what is not in these files
                whole=bool(settings.get_number(connection, settings.BUNDLE_WHOLE)),
            )
        parts = [_Part(wants=some) for some in _groups(wants, lambda _: 0)]
        parts += [_Part(asks=some) for some in _groups(asks, lambda _: 0)]
        parts += [_Part(_size(some), some, pages=len(some)) for some in _groups([raw for _, raw in back], len)]
        parts += [_Part(_size(some), some) for some in _groups(batches, len)]
        for group in _groups(photos, lambda file: file[1]):
            parts.append(_Part(sum(size for _, size in group), files=[named for named, _ in group]))
        files = _in_files(parts or [_Part()])
        more = more or len(files) > MOST_FILES
        files = files[:MOST_FILES]
        asked = Asked(
            "", self.identity.device, 0, 0, mine, request, handed_back=back[-1][0] if back else 0,
            records=records, again=again, takes=bundles.TAKES_BROUGHT,
        )  # fmt: skip
        name = self.random_bytes(_ID_BYTES).hex()

        def raws() -> Iterator[tuple[Place, bytes]]:
            for number, some in enumerate(files, 1):
                place = Place(name, number, len(files))
                yield place, self._pack(public, place, asked, some, shown if number == 1 else [])

        carried = sum(len(part.files) for some in files for part in some)
        return Composed(name, len(files), len(batches), changes, len(back), carried, more, raws)

    def _pack(self, public: bytes, place: Place, asked: Asked, parts: list[_Part], shown: list[bytes]) -> bytes:
        messages: list[tuple[Asked, list[bytes]]] = []
        for number, part in enumerate(parts, 1):
            first = shown if number == 1 else []
            found = [(named, stored) for named in part.files if (stored := self.store.get(named.name)) is not None]
            facts = msgspec.structs.replace(
                asked,
                id=place.id,
                part=number,
                of=len(parts),
                request=msgspec.structs.replace(asked.request, shown=len(first), pages=part.pages),
                # Pages that lie in another file have not come with this one.
                handed_back=asked.handed_back if any(one.pages for one in parts) else 0,
                files=[named for named, _ in found],
                asks=part.asks,
                wants=part.wants,
            )
            messages.append((facts, [*first, *part.blobs, *(stored for _, stored in found)]))
        address = bundles.Address(bundles.UP, public, self.identity.device, self.identity.code, place.id)
        return bundles.pack(address, self.identity.key, messages)

    def _photos(self, connection: sa.Connection) -> list[tuple[NamedFile, int]]:
        """(file, size) of photos and papers that head office does not hold, in their turn."""
        column = stored_file.c
        waiting = sa.select(column.name, column.record, column.size).where(column.held.is_(False))
        rows = connection.execute(waiting.order_by(column.turn, column.made_at))
        return [(NamedFile(row.name, row.record, here=True), row.size) for row in rows if self.store.has(row.name)]

    def _wanted(self, connection: sa.Connection) -> list[NamedFile]:
        """Small pictures of records shown here that are not on this disk, the newest first."""
        column, wanted = people.record.c, list[NamedFile]()
        shown = sa.select(people.record).where(column.kind == KIND, column.voided.is_(False))
        for row in connection.execute(shown.order_by(column.id.desc())):
            name = str(read_record(row).values.get(f"{KIND}.{SMALL}", ""))
            if FileStore.is_name(name) and not self.store.has(name):
                wanted.append(NamedFile(name, row.id))
            if len(wanted) == MOST_WANTED:
                break
        return wanted


def _to_ask(connection: sa.Connection) -> list[NamedFile]:
    """In a new life of head office it says first what it still holds: only the rest goes once more."""
    if not settings.get_number(connection, settings.ASK_FILES):
        return []
    column = stored_file.c
    every = sa.select(column.name, column.record).where(column.held.is_(False)).order_by(column.turn, column.made_at)
    asked = [NamedFile(row.name, row.record) for row in connection.execute(every.limit(MOST_ASKED))]
    if not asked:
        settings.put(connection, settings.ASK_FILES, 0)
    return asked


def _to_carry(connection: sa.Connection, most_bytes: int) -> tuple[list[bytes], int, bool]:
    """(batches, changes in them, whether more is left): all without a receipt, for what was said to be held may be lost."""
    column = tables.batch.c
    receipted = settings.get_number(connection, settings.RECEIPTED)
    waiting = sa.select(column.raw, column.count.label("changes")).where(
        column.number > settings.get_number(connection, settings.PRUNED),
        column.held.is_(False) | (column.last_change > receipted),
    )
    chosen: list[bytes] = []
    changes = size = 0
    for row in connection.execute(waiting.order_by(column.number)):
        size += len(row.raw)
        if chosen and (size > most_bytes or len(chosen) >= MOST_BATCHES):
            return chosen, changes, True
        chosen.append(row.raw)
        changes += row.changes
    return chosen, changes, False


def _size(blobs: Sequence[bytes]) -> int:
    return sum(map(len, blobs))


def _groups(things: Sequence[_T], size_of: Callable[[_T], int]) -> list[list[_T]]:
    """Things in their order, as many in a group as one part of a file takes."""
    groups: list[list[_T]] = []
    size = 0
    for one in things:
        size += size_of(one)
        if not groups or size > bundles.PART_BYTES or len(groups[-1]) >= _MOST_IN_PART:
            groups.append([])
            size = size_of(one)
        groups[-1].append(one)
    return groups


def _in_files(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Parts in their order, as many in a file as it takes."""
    files: list[list[_Part]] = []
    size = 0
    for part in parts:
        size += part.size
        if not files or size > MOST_BLOB_BYTES or len(files[-1]) >= bundles.MOST_PARTS:
            files.append([])
            size = part.size
        files[-1].append(part)
    return files
