"""What head office erased goes from this desk, too: what is shown and found, the journal's contents, batches and kept pages.

What is shown goes in the transaction of the page that tells it; sealed bytes are looked through at the end of the run. A
change keeps its name, a batch its signed head and the hashes of what is gone, so everything else in it can still be proven
and handed to a head office that was put back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import msgspec
import sqlalchemy as sa

from desktop_client.storage import audit, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.tables import intake, people
from desktop_client.storage.tables import journal as tables
from desktop_client.storage.tables.erasures import erased
from desktop_client.storage.tables.files import stored_file
from desktop_client.storage.tables.groups import travel_group_member
from desktop_client.storage.tables.scope import moved
from desktop_client.storage.tables.slips import leaflet, slip
from desktop_client.storage.view import RecordView
from shared_models.protocol import batch as batches
from shared_models.protocol.attached import KIND as ATTACHMENT
from shared_models.protocol.attached import PICTURE, SMALL
from shared_models.protocol.page import open_page
from shared_models.protocol.problems import ProtocolError
from shared_models.records.erasing import ACTION

_AT_ONCE = 500
NAMED = "link.other"  # a record of one person that names another one
_PAGES_AT_ONCE = 20
_NOTHING = msgspec.json.encode({"set": {}}).decode()


def among(connection: sa.Connection, records: Iterable[str]) -> set[str]:
    """Those of these records of which nothing may stay here."""
    found: set[str] = set()
    for some in _pieces(sorted(set(records))):
        found.update(connection.execute(sa.select(erased.c.record).where(erased.c.record.in_(some))).scalars())
    return found


def heed(connection: sa.Connection, view: RecordView, told: Collection[str], now_ms: int) -> list[str]:
    """Erase these records and what hangs on them, in the caller's transaction; which ones went."""
    names = set(told) | _hanging_on(connection, told)
    fresh = sorted(names - among(connection, names))
    for some in _pieces(fresh):
        rows = [{"record": name, "at": now_ms} for name in some]
        connection.execute(erased.insert(), rows)
        _forget_beside(connection, some)
        _name_files(connection, some, now_ms)
        for name in some:
            view.take_away(connection, name)
        connection.execute(tables.pulled_change.delete().where(tables.pulled_change.c.record.in_(some)))
        _empty_own(connection, some)
        _forget_forms(connection, some)
        audit.append(
            connection, at=now_ms, login="head office", action="records_erased", subject=some[0], detail=str(len(some))
        )
    return fresh


def _hanging_on(connection: sa.Connection, told: Collection[str]) -> set[str]:
    """Returns of these people, and what was answered about them, that head office may not know of yet."""
    found: set[str] = set()
    for some in _pieces(sorted(told)):
        found.update(
            connection.execute(sa.select(people.record.c.id).where(people.record.c.person.in_(some))).scalars()
        )
        for table in (people.search_term, people.fresh_term):
            column = table.c
            named = sa.select(people.record.c.id).join(table, column.record == people.record.c.number)
            found.update(connection.execute(named.where(column.term.in_(some), column.field == NAMED)).scalars())
    return found


def _forget_beside(connection: sa.Connection, records: Sequence[str]) -> None:
    """Papers that wait for a printer, places in groups, rows of old registers, marks."""
    legacy = sa.select(people.record.c.legacy_ref).where(
        people.record.c.id.in_(records), people.record.c.legacy_ref.is_not(None)
    )
    connection.execute(intake.register_row.delete().where(intake.register_row.c.legacy_ref.in_(legacy)))
    for paper in (slip, leaflet):
        connection.execute(paper.delete().where(paper.c.episode.in_(records)))
    connection.execute(travel_group_member.delete().where(travel_group_member.c.person.in_(records)))
    connection.execute(moved.delete().where(moved.c.record.in_(records)))


def _empty_own(connection: sa.Connection, records: Sequence[str]) -> None:
    """Own changes keep their names and what became of them; which rule one broke, without what it quoted."""
    column = tables.change.c
    mine = column.record.in_(records)
    content, numbers = tables.change_content, sa.select(column.number).where(mine)
    connection.execute(content.update().where(content.c.number.in_(numbers)).values(document=_NOTHING))
    connection.execute(tables.change.update().where(mine).values(action=ACTION))
    for row in connection.execute(
        sa.select(column.number, column.reason).where(mine, column.reason.is_not(None))
    ).all():
        told = msgspec.json.decode(row.reason)
        kept = {name: told[name] for name in ("code", "path") if name in told}
        reason = msgspec.json.encode(kept).decode() if kept else None
        connection.execute(tables.change.update().where(column.number == row.number).values(reason=reason))


def _forget_forms(connection: sa.Connection, records: Sequence[str]) -> None:
    """Forms left open over these records: what the screen showed stands beside the answers of such a form."""
    column = intake.draft_answer.c
    answered = column.path.in_([f"$link.{name}" for name in records])  # beside a form of somebody else, which stays
    connection.execute(intake.draft_answer.delete().where(answered))
    for name in records:
        over = sa.select(column.draft).where(column.path.like("$%"), column.answer.contains(name, autoescape=True))
        for form in connection.execute(over.distinct()).scalars().all():
            connection.execute(intake.draft_answer.delete().where(column.draft == form))
            connection.execute(intake.draft.delete().where(intake.draft.c.id == form))


def _name_files(connection: sa.Connection, records: Sequence[str], now_ms: int) -> None:
    """Write down which files are to go from this disk, also those that were only fetched; head office is sent none."""
    held = people.record.c
    for row in connection.execute(sa.select(people.record).where(held.id.in_(records), held.kind == ATTACHMENT)).all():
        values = msgspec.json.decode(row.values)
        for which in (PICTURE, SMALL):
            if name := values.get(f"{ATTACHMENT}.{which}"):
                line = {"name": name, "record": row.id, "turn": 0, "size": 0, "made_at": now_ms, "held": True}
                connection.execute(stored_file.insert().prefix_with("OR REPLACE"), line)


def clear(engine: sa.Engine, public: bytes, store: FileStore | None) -> int:
    """Look through batches, kept pages and files for what was erased since the last time; how many records that were."""
    if store is not None:
        _drop_files(engine, store)
    with reading(engine) as connection:
        names = set(connection.execute(sa.select(erased.c.record).where(erased.c.cleared.is_(False))).scalars())
    if not names:
        return 0
    _thin_batches(engine, names)
    _drop_pages(engine, names, public)
    with writing(engine) as connection:
        for some in _pieces(sorted(names)):
            connection.execute(erased.update().where(erased.c.record.in_(some)).values(cleared=True))
    return len(names)


def _drop_files(engine: sa.Engine, store: FileStore) -> None:
    going = stored_file.c.record.in_(sa.select(erased.c.record))
    with reading(engine) as connection:
        names = list(connection.execute(sa.select(stored_file.c.name).where(going)).scalars())
    for name in names:
        store.drop(name)
    if names:
        with writing(engine) as connection:
            connection.execute(stored_file.delete().where(going))


def _thin_batches(engine: sa.Engine, names: Collection[str]) -> None:
    change, batch = tables.change.c, tables.batch.c
    found: set[str] = set()
    with reading(engine) as connection:
        for some in _pieces(sorted(names)):
            carriers = sa.select(change.batch).where(change.record.in_(some), change.batch.is_not(None))
            found.update(connection.execute(carriers.distinct()).scalars())
    for name in sorted(found):
        with writing(engine) as connection:
            raw = connection.execute(sa.select(batch.raw).where(batch.hash == name)).scalar_one()
            try:
                left = batches.thinned(raw, names)
            except ProtocolError:  # it was not whole: nobody would take it as it is
                left = batches.without_payload(raw)
            connection.execute(tables.batch.update().where(batch.hash == name).values(raw=left))


def _drop_pages(engine: sa.Engine, names: Collection[str], public: bytes) -> None:
    """A page is signed as a whole: one that holds something erased goes whole. Its place in the trail stays, and what
    stood beside the erased is asked for anew.
    """
    column = tables.page.c
    last = 0
    while True:
        whole = (column.number > last) & (sa.func.length(column.raw) > 0)
        query = sa.select(column.number, column.raw).where(whole).order_by(column.number).limit(_PAGES_AT_ONCE)
        with reading(engine) as connection:
            rows = connection.execute(query).all()
        if not rows:
            return
        last = rows[-1].number
        others = {row.number: found for row in rows if (found := _beside(row.raw, names, public)) is not None}
        if others:
            with writing(engine) as connection:
                connection.execute(tables.page.update().where(column.number.in_(others)).values(raw=b""))
                _ask_anew(connection, set().union(*others.values()))


def _beside(raw: bytes, names: Collection[str], public: bytes) -> set[str] | None:
    """The other records in a page that holds some of these; None for a page that holds none of them."""
    try:
        page = open_page(raw, public)
    except ProtocolError:
        return set()  # nobody would take it back
    spoken_of = {entry.change.record for entry in page.entries}
    return spoken_of - set(names) if spoken_of & set(names) else None


def _ask_anew(connection: sa.Connection, records: set[str]) -> None:
    """A head office that is put back may need from this desk what stood beside the erased: it is to be signed anew."""
    settings.put(
        connection, settings.SIGN_AGAIN, msgspec.json.encode(sorted({*to_sign_again(connection), *records})).decode()
    )


def to_sign_again(connection: sa.Connection) -> list[str]:
    """Records of which a new signed page is to be asked for."""
    text = settings.get(connection, settings.SIGN_AGAIN)
    return msgspec.json.decode(text, type=list[str]) if text else []


def note_signed(connection: sa.Connection, records: Collection[str]) -> None:
    """A new page of these records is kept."""
    left = [name for name in to_sign_again(connection) if name not in records]
    settings.put(connection, settings.SIGN_AGAIN, msgspec.json.encode(left).decode() if left else "")


def _pieces(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
