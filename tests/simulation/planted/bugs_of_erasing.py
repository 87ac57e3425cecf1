"""Bugs that leave something of who was erased, give pictures to whom they do not belong, or believe what was only carried."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from desktop_client.storage.engine import writing
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync import bundles, epochs, erasing, pages
from shared_models.protocol.attached import FilesReply
from sync_server.subjects import files
from sync_server.subjects.intake import erased, handed_back, twins
from sync_server.subjects.intake.apply import ApplyRun
from sync_server.web.desks import files as routes_of_files
from tests.simulation.planted.bugs import replaced


def erased_is_not_told() -> AbstractContextManager[None]:
    """Desks never hear that somebody was erased (protocol.md, F4)."""
    return replaced((erased, "between", lambda _connection, _span: []))


def erased_is_taken_again() -> AbstractContextManager[None]:
    """What comes late of somebody who was erased is taken like anybody's."""
    return replaced((erased, "among_changes", lambda _connection, _changes: {}))


def erased_comes_back_by_a_page() -> AbstractContextManager[None]:
    """A page that a desk hands back brings somebody who was erased."""
    honest = ApplyRun.take

    def take(self: ApplyRun, changes: Sequence[Any], *at_hand: Any) -> list[Any]:
        if not self.trusted:
            return honest(self, changes, *at_hand)
        with replaced((erased, "among_changes", lambda _connection, _changes: {})):
            return honest(self, changes, *at_hand)

    knows_nobody = SimpleNamespace(among=lambda _connection, _names: {})
    return replaced((ApplyRun, "take", take), (handed_back, "erased", knows_nobody))


def erased_stays_in_batches() -> AbstractContextManager[None]:
    """A desk's stored batches keep whom they brought."""
    return replaced((erasing, "_thin_batches", lambda _engine, _names: None))


def erased_stays_in_pages() -> AbstractContextManager[None]:
    """A desk's kept pages keep whom they told of."""
    return replaced((erasing, "_drop_pages", lambda _engine, _names, _public: None))


def erased_keeps_its_pictures() -> AbstractContextManager[None]:
    """The photos of an erased person stay on the disk of the desk."""
    return replaced((erasing, "_drop_files", lambda _engine, _store: None))


def picture_for_a_closed_desk() -> AbstractContextManager[None]:
    """A closed desk is given photos like any other."""
    return replaced((routes_of_files, "REVOKED", "never"))


def picture_for_every_office() -> AbstractContextManager[None]:
    """Who knows the name of a picture is given it."""
    return replaced((files, "may_touch", lambda _office, _where, _name, _record: True))


def picture_held_by_its_name() -> AbstractContextManager[None]:
    """Head office says that it holds a picture when its record speaks of it, whether or not the bytes came."""

    def take(head_office: Any, office: str, named: list[Any], stored: list[bytes]) -> FilesReply:
        del stored
        spoken_of = files._spoken_of(head_office, office, named)
        held = [one.name for one in named if one.name in spoken_of.get(one.record, set())]
        return FilesReply(held, [one.name for one in named if one.name not in held])

    return replaced((files, "take", take))


def picture_is_not_offered_again() -> AbstractContextManager[None]:
    """A head office that was put back never gets the photos that its backup lacks."""
    begin = epochs.begin

    def still_held(connection: sa.Connection, epoch: str, lineage: Sequence[tuple[str, int]]) -> None:
        there = list(connection.execute(sa.select(stored_file.c.name).where(stored_file.c.held)).scalars())
        begin(connection, epoch, lineage)
        connection.execute(stored_file.update().where(stored_file.c.name.in_(there)).values(held=True))

    return replaced((epochs, "begin", still_held))


def twin_kept_twice() -> AbstractContextManager[None]:
    """Each batch that brings another content of an id makes one more of it (F8)."""
    return replaced((twins, "among", lambda _connection, _key, _changes: set()))


def packed_is_sent() -> AbstractContextManager[None]:
    """What was written on a stick counts as received."""
    honest = bundles.Carrier.compose

    def compose(self: bundles.Carrier) -> Any:
        made = honest(self)
        with writing(self.engine) as connection:
            connection.execute(journal.batch.update().values(held=True))
        return made

    return replaced((bundles.Carrier, "compose", compose))


def place_of_a_lost_save_is_old() -> AbstractContextManager[None]:
    """What a disk that was put back got in a page keeps its place when head office is put back, too."""
    return replaced((pages, "_place_pulled", lambda _connection, _identity, _outcomes: set()))
