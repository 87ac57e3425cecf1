"""Photos and papers at head office: taken from the desk of whose record they are, given to who may see that record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa

from shared_models.protocol import attached
from shared_models.protocol.attached import KIND, PICTURE, SMALL, FilesReply, NamedFile
from shared_models.protocol.file_store import FileStore
from shared_models.protocol.problems import ProtocolError
from sync_server.storage.engine import reading
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.scope import in_scope
from sync_server.storage.tables.people import record


def store_of(head_office: HeadOffice) -> FileStore:
    """Where the files of this head office lie."""
    return FileStore(head_office.configuration.data)


def take(head_office: HeadOffice, office: str, named: list[NamedFile], stored: list[bytes]) -> FilesReply:
    """Keep what came of the files a desk names; which are here now, and of which no record speaks. Raises OSError."""
    store, spoken_of = store_of(head_office), _spoken_of(head_office, office, named)
    came = iter(stored)
    held, unknown = [], []
    for one in named:
        raw = next(came, b"") if one.here else b""
        if one.name not in spoken_of.get(one.record, set()):
            unknown.append(one.name)
        elif store.has(one.name) or (one.here and attached.name_of(raw) == one.name and store.put(raw) == one.name):
            held.append(one.name)
    return FilesReply(held, unknown)


def given(head_office: HeadOffice, office: str, named: Sequence[NamedFile]) -> list[str]:
    """Names of those files that are here and of which a record in the scope of the desk's office speaks, in their order."""
    store, names = store_of(head_office), list[str]()
    for first in range(0, len(named), attached.MAX_NAMED):
        some = list(named[first : first + attached.MAX_NAMED])
        spoken_of = _spoken_of(head_office, office, some)
        names += [one.name for one in some if one.name in spoken_of.get(one.record, set()) and store.has(one.name)]
    return names


def may_touch(head_office: HeadOffice, office: str, name: str, record_id: str) -> bool:
    """Whether a record of the desk's office speaks of the file with this name."""
    return name in _spoken_of(head_office, office, [NamedFile(name, record_id)]).get(record_id, set())


def _spoken_of(head_office: HeadOffice, office: str, named: list[NamedFile]) -> dict[str, set[str]]:
    """The names of files in the attachment records of the desk's office, by record."""
    wanted = {one.record for one in named}
    column = record.c
    mine = sa.select(column.id, column.field_values).where(column.id.in_(wanted), column.kind == KIND, in_scope(office))
    found: dict[str, set[str]] = {}
    with reading(head_office.engine) as connection:
        for row in connection.execute(mine):
            text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
            values = msgspec.json.decode(text, type=dict[str, object])
            found[row.id] = {str(values[path]) for which in (PICTURE, SMALL) if (path := f"{KIND}.{which}") in values}
    return found


def opened_picture(head_office: HeadOffice, values: Mapping[str, object], which: str) -> bytes | None:
    """The picture (JPEG) that the values of an attachment record speak of; None when it is not here or damaged."""
    name, key = str(values.get(f"{KIND}.{which}", "")), str(values.get(f"{KIND}.key", ""))
    stored = store_of(head_office).get(name) if FileStore.is_name(name) and FileStore.is_name(key) else None
    if stored is None:
        return None
    try:
        return attached.unlock(bytes.fromhex(key), stored, which)
    except ProtocolError:
        return None
