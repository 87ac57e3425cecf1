"""Small facts about head office that must lie in the database: which life of the server this is, and since when."""

import msgspec
import sqlalchemy as sa

from sync_server.storage.tables.state import server_state

EPOCH = "epoch"
INITIALISED_AT = "initialised_at"
KEYS_MARK = "keys_mark"
# Asked several times for each answer, so it is put together once.
_READ = sa.select(server_state.c.value).where(server_state.c.key == sa.bindparam("named"))


class Ancestor(msgspec.Struct, frozen=True):
    """An earlier life of the server and the last position it shares with the present one."""

    id: str
    cut: int


class Epoch(msgspec.Struct, frozen=True):
    """Which life of the server this is; `lineage` runs from the oldest to the youngest ancestor."""

    id: str
    lineage: tuple[Ancestor, ...] = ()


def read_state(connection: sa.Connection, key: str) -> str | None:
    """One fact, or None."""
    value: str | None = connection.execute(_READ, {"named": key}).scalar_one_or_none()
    return value


def write_state(connection: sa.Connection, key: str, value: str) -> None:
    """Set one fact, whether it was known before or not."""
    changed = connection.execute(server_state.update().where(server_state.c.key == key).values(value=value))
    if changed.rowcount == 0:
        connection.execute(server_state.insert().values(key=key, value=value))


def read_epoch(connection: sa.Connection) -> Epoch:
    """The present epoch; an initialised head office always has one."""
    text = read_state(connection, EPOCH)
    if text is None:
        raise LookupError("head office has no epoch")
    return msgspec.json.decode(text, type=Epoch)


def begin_epoch(connection: sa.Connection, epoch_id: str, cut: int | None = None) -> Epoch:
    """Start a new life: at initialise without a cut, after a restore with the last position that was kept."""
    lineage: tuple[Ancestor, ...] = ()
    if cut is not None:
        before = read_epoch(connection)
        lineage = (*before.lineage, Ancestor(before.id, cut))
    epoch = Epoch(epoch_id, lineage)
    write_state(connection, EPOCH, msgspec.json.encode(epoch).decode())
    return epoch
