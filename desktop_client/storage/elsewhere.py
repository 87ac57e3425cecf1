"""The list by which this desk recognises people of other offices: laid down in pages, changed page by page, asked key by key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa

from desktop_client.storage import settings
from desktop_client.storage.engine import writing
from desktop_client.storage.tables.elsewhere import elsewhere_page, elsewhere_piece
from shared_models.protocol.elsewhere import NAMED_LETTERS, ListFile
from shared_models.protocol.elsewhere_pages import entries_of, first_key, key_of, of_key, opened, pages_of

LIST = "elsewhere.list"
PASSED_OVER = "elsewhere.passed_over"
PAGES_AT_ONCE = 256  # of one transaction: a save that waits for its place waits for some milliseconds
_SLOT_BITS = 40
_NEAREST = "SELECT id, content FROM elsewhere_page WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT 1"
_NEXT = "SELECT id, content FROM elsewhere_page WHERE id > ? AND id < ? ORDER BY id LIMIT 1"

_PAGES_OF = """
    SELECT asked.value, page.id, page.content FROM json_each(?1) AS asked JOIN elsewhere_page AS page ON page.id =
        (SELECT id FROM elsewhere_page WHERE id BETWEEN ?2 AND ?2 + asked.value ORDER BY id DESC LIMIT 1)
"""


class Known(msgspec.Struct, frozen=True):
    """The list in use: which file it came from last, the secret of its keys (hexadecimal), whose people are in it."""

    name: str
    generation: str
    secret: str
    offices: list[str]
    people: int
    at: int
    slot: int = 0

    @property
    def low(self) -> int:
        """Where the pages of this list begin."""
        return self.slot << _SLOT_BITS

    @property
    def end(self) -> int:
        """Behind its last page."""
        return self.slot + 1 << _SLOT_BITS


class _PassedOver(msgspec.Struct, frozen=True):
    """Which list this program could not take."""

    name: str
    program: str


def known(connection: sa.Connection) -> Known | None:
    """The list in use; None before the first came."""
    text = settings.get(connection, LIST)
    return msgspec.json.decode(text, type=Known) if text else None


def told_of(connection: sa.Connection, program: str) -> str:
    """The beginning of the name of the list that this desk has, or could not take with this program."""
    text = settings.get(connection, PASSED_OVER)
    passed = msgspec.json.decode(text, type=_PassedOver) if text else None
    if passed is not None and passed.program == program:
        return passed.name
    found = known(connection)
    return "" if found is None else found.name[:NAMED_LETTERS]


def pass_over(connection: sa.Connection, name: str, program: str) -> None:
    """Do not ask for this list again with this program."""
    told = _PassedOver(name[:NAMED_LETTERS], program)
    settings.put(connection, PASSED_OVER, msgspec.json.encode(told).decode())


def arrived(connection: sa.Connection, sha256: str) -> int:
    """How many bytes of a file are here."""
    column = elsewhere_piece.c
    total = sa.select(sa.func.sum(sa.func.length(column.raw))).where(column.sha256 == sha256)
    return int(connection.execute(total).scalar() or 0)


def keep_piece(connection: sa.Connection, sha256: str, start: int, raw: bytes) -> None:
    """Keep the next bytes of a file; of another one that was on its way nothing is needed any more."""
    connection.execute(elsewhere_piece.delete().where(elsewhere_piece.c.sha256 != sha256))
    connection.execute(elsewhere_piece.insert(), {"sha256": sha256, "start": start, "raw": raw})


def whole(connection: sa.Connection, sha256: str) -> bytes:
    """All bytes of a file that are here."""
    column = elsewhere_piece.c
    pieces = sa.select(column.raw).where(column.sha256 == sha256).order_by(column.start)
    return b"".join(bytes(raw) for raw in connection.execute(pieces).scalars())


def drop_pieces(connection: sa.Connection) -> None:
    """Nothing is on its way any more."""
    connection.execute(elsewhere_piece.delete())


def lay(engine: sa.Engine, file: ListFile, fresh: Known, before: Known | None) -> None:
    """Put a whole list beside the one in use, then use it. What a stop leaves half laid is cleared by the next one."""
    slot = 1 - before.slot if before else 0
    fresh = msgspec.structs.replace(fresh, slot=slot)
    _clear(engine, fresh)
    for start in range(0, len(file.come), PAGES_AT_ONCE):
        some = file.come[start : start + PAGES_AT_ONCE]
        rows = [{"id": fresh.low | first_key(page), "content": page} for page in some if entries_of(page)]
        with writing(engine) as connection:
            connection.execute(elsewhere_page.insert(), rows)
    _use(engine, fresh)
    if before:
        _clear(engine, before)


def change(engine: sa.Engine, file: ListFile, fresh: Known, before: Known) -> None:
    """Write what a difference brings and takes away into the pages of the list in use; doing it twice changes nothing."""
    fresh = msgspec.structs.replace(fresh, slot=before.slot)
    gone = {one for page in file.gone for one in entries_of(page)}
    come = {one for page in file.come for one in entries_of(page)}
    waiting = sorted(gone | come)
    at = 0
    while at < len(waiting):
        with writing(engine) as connection:
            for _ in range(PAGES_AT_ONCE):
                at = _change_page(connection, fresh, waiting, at, come)
                if at == len(waiting):
                    break
    _use(engine, fresh)


def _change_page(connection: sa.Connection, fresh: Known, waiting: Sequence[int], at: int, come: set[int]) -> int:
    """Write one page anew with all that belongs into it; the place of the first change that belongs into another."""
    wanted = fresh.low | key_of(waiting[at])
    row = connection.exec_driver_sql(_NEAREST, (fresh.low, wanted)).first()
    row = row or connection.exec_driver_sql(_NEXT, (wanted, fresh.end)).first()
    following = connection.exec_driver_sql(_NEXT, (row.id if row else wanted, fresh.end)).first()
    until = following.id & (1 << _SLOT_BITS) - 1 if following else 1 << _SLOT_BITS
    end = at
    while end < len(waiting) and key_of(waiting[end]) < until:
        end += 1
    touched = set(waiting[at:end])
    entries = (set(entries_of(bytes(row.content))) if row else set()) - touched | touched & come
    if row:
        connection.execute(elsewhere_page.delete().where(elsewhere_page.c.id == row.id))
    rows = [{"id": fresh.low | first_key(page), "content": page} for page in pages_of(sorted(entries))]
    if rows:
        connection.execute(elsewhere_page.insert(), rows)
    return end


def _use(engine: sa.Engine, fresh: Known) -> None:
    with writing(engine) as connection:
        settings.put(connection, LIST, msgspec.json.encode(fresh).decode())
        settings.put(connection, PASSED_OVER, "")
        drop_pieces(connection)


def _clear(engine: sa.Engine, old: Known) -> None:
    column = elsewhere_page.c.id
    some = sa.select(column).where(column >= old.low, column < old.end).limit(PAGES_AT_ONCE)
    rows = 1
    while rows:
        with writing(engine) as connection:
            rows = connection.execute(elsewhere_page.delete().where(column.in_(some))).rowcount


def find(connection: sa.Connection, used: Known, keys: Iterable[int]) -> dict[int, list[tuple[str, int]]]:
    """Key to (office, year) of every entry that has one of these keys. Raises ProtocolError for a page that is none."""
    pages: dict[int, tuple[list[int], bytes, bytes]] = {}
    found: dict[int, list[tuple[str, int]]] = {}
    asked = msgspec.json.encode(sorted(keys)).decode()
    for key, page, content in connection.exec_driver_sql(_PAGES_OF, (asked, used.low)):
        if page not in pages:
            pages[page] = opened(bytes(content))
        places = [(used.offices[place], year) for place, year in of_key(pages[page], key) if place < len(used.offices)]
        if places:
            found[key] = places
    return found
