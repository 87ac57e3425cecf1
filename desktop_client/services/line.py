"""Talking with head office on behalf of an open desk: one run, and the facts about the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import zip_longest
from typing import Any

import sqlalchemy as sa

from desktop_client import __version__
from desktop_client.services import (
    attachments,
    closing,
    keeping_time,
    lease,
    open_questions,
    opening,
    people,
    private_conversation,
)
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.status import midnight, read_status
from desktop_client.storage import audit, search_index, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.file_store import FileStore
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables import journal
from desktop_client.storage.tables.erasures import erased
from desktop_client.storage.tables.files import stored_file
from desktop_client.sync import countersigned, files, pace, proofs, sealing
from desktop_client.sync.countersigned import ClosingCheck
from desktop_client.sync.pace import Pace
from desktop_client.sync.proofs import ReceiptCheck
from desktop_client.sync.round import RoundResult, SyncRun
from desktop_client.sync.signed_line import SignedLine
from desktop_client.sync.transport import HttpTransport, Transport
from desktop_client.wording.line_sentence import CameBack, LineAnswer, LineLoad, LineStatus, PutBack, WaitsThere
from shared_models.catalogue import Problem, ProblemError, problem, sentence
from shared_models.protocol import compression
from shared_models.protocol import receipt as receipt_statements

_DAY_MS = 24 * 60 * 60 * 1000
_PUT_BACK_TOLD_MS = 30 * _DAY_MS
_CHANGE_BYTES = 120  # before this desk sealed anything
_ANSWERS = 5  # of head office, that the line's page shows
_MANY_CHANGES = 20_000  # are told as they are: nobody waits until so many were looked at


def run_sync(
    desk: OpenDesk,
    home: DeskHome,
    *,
    most_bytes: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
    stop: Callable[[], bool] = lambda: False,
    transport: Transport | None = None,
) -> RoundResult:
    """One run with head office; `progress(done, of)` counts changes, `stop()` ends it at any byte.

    Raises LineDown or ProblemError; whatever arrived until then counts.
    """
    private_conversation.settle(desk)
    closing.sign_what_was_sealed(desk)
    today = desk.today().isoformat()
    with reading(desk.engine) as connection:
        known, heard = pace.read(connection, today), settings.get(connection, settings.LAST_CONTACT)
    transport = transport or HttpTransport(desk.head_office.url, opening.certificate_file(home, desk), stop)
    run = SyncRun(
        engine=desk.engine,
        identity=desk.identity,
        head_office=desk.head_office,
        view=desk.view,
        transport=transport,
        clock=desk.clock,
        version=__version__,
        most_bytes=_most(desk, known, most_bytes),
        level=_level(known),
        batch_changes=sealing.FAST_LINE_CHANGES if known.is_fast else sealing.BATCH_CHANGES,
        progress=progress,
        stop=stop,
        sign=partial(closing.sign_run, desk),
        files=FileStore(home.folder),
    )
    ended = False
    try:
        result = run.run()
        ended = True
        return result
    finally:
        with writing(desk.engine) as connection:
            contact = ended or settings.get(connection, settings.LAST_CONTACT) != heard
            pace.note_run(connection, today, desk.clock(), transport.traffic, contact=contact)
            search_index.settle(connection)
        if contact:
            keeping_time.follow_head_office(desk)


def _level(known: Pace) -> int:
    if known.is_fast:
        return compression.FAST_LINE_LEVEL
    return compression.SLOW_LINE_LEVEL if known.is_slow else compression.LEVEL


def _most(desk: OpenDesk, known: Pace, asked: int | None) -> int | None:
    """How many bytes a run may carry: what was asked for it and what the day has left. Raises ProblemError when the day has
    none left.
    """
    left = known.left_today
    if left == 0:
        with writing(desk.engine) as connection:
            settings.put(connection, settings.NEXT_TRY, midnight(desk) + _DAY_MS + pace.AFTER_CONTACT_MS)
        raise ProblemError(problem("line.day_used_up", kilobytes=known.limit // 1000))
    return min((most for most in (left, asked) if most is not None), default=None)


def fetch_file(desk: OpenDesk, home: DeskHome, attachment: str, *, small: bool = False) -> None:
    """Bring a photo or paper onto this disk that head office holds. Raises LineDown or ProblemError."""
    name, size = attachments.file_wanted(desk, attachment, small=small)
    transport = HttpTransport(desk.head_office.url, opening.certificate_file(home, desk))
    signed = SignedLine(desk.engine, desk.identity, transport, desk.clock)
    files.fetch(signed, FileStore(home.folder), name, attachment, size)


def check_receipts(desk: OpenDesk) -> ReceiptCheck:
    """Check every receipt on this disk without asking anybody."""
    with reading(desk.engine) as connection:
        return proofs.verify_all(connection, desk.identity, desk.head_office.receipt_key)


def check_closings(desk: OpenDesk) -> ClosingCheck:
    """Check what the people of this desk signed, without asking anybody."""
    with reading(desk.engine) as connection:
        return countersigned.verify_closings(connection, desk.identity)


def line_facts(desk: OpenDesk) -> LineStatus:
    """What the status sentence and the line page say."""
    found = read_status(desk)
    with reading(desk.engine) as connection:
        known = pace.read(connection, desk.today().isoformat())
        load = _load(connection, known)
    back = tuple(
        CameBack(
            person_id=one.person.id,
            number=one.registration_no,
            name=_name(one),
            question_en=_question(reason, "en"),
            question_ur=_question(reason, "ur"),
            to_repair=bool(reason.get("to_repair")),
        )
        for one, reason in people.came_back(desk)
    )
    return LineStatus(
        registered_today=found.today.registered,
        in_islamabad_today=found.today.in_islamabad,
        still_to_go=found.today.to_go,
        last_contact=found.last_contact,
        next_try=found.next_attempt,
        came_back=back,
        waits_there=_waits_there(desk),
        answers=_answers(desk),
        put_back=_put_back(desk),
        erased_here=_erased_here(desk),
        load=load,
        line_down_since=known.down_since or None,
        old_closed=lease.closed_before(desk) is not None,
    )


def limit_day(desk: OpenDesk, most_bytes: int) -> None:
    """From now on so many bytes go over the line on one day, both ways together; 0 = no limit. Tries again at once."""
    with writing(desk.engine) as connection:
        settings.put(connection, settings.DAY_LIMIT, most_bytes)
        settings.put(connection, settings.NEXT_TRY, 0)
        audit.append(connection, at=desk.clock(), login=desk.person.login, action="line.limit")


def _load(connection: sa.Connection, known: Pace) -> LineLoad:
    batch = journal.batch.c
    newest = (
        sa.select(sa.func.length(batch.raw).label("size"), batch.count.label("changes"))
        .order_by(batch.number.desc())
        .limit(5)
    )
    seen = connection.execute(newest).all()
    each = sum(row.size for row in seen) / sum(row.changes for row in seen) if seen else _CHANGE_BYTES
    waiting = sa.select(sa.func.coalesce(sa.func.sum(sa.func.length(batch.raw)), 0)).where(batch.held.is_(False))
    sealed = int(connection.execute(waiting).scalar_one())
    open_changes = sa.select(sa.func.count()).select_from(journal.change).where(journal.change.c.batch.is_(None))
    left = sealed + round(each * int(connection.execute(open_changes).scalar_one()))
    return LineLoad(left, known.speed, known.spent, known.limit, *_files(connection))


def _files(connection: sa.Connection) -> tuple[tuple[int, int], tuple[int, int], int]:
    """(held, all) photos with small pictures, (held, all) papers, and the bytes still to go."""
    column, zero = stored_file.c, sa.literal(0)
    held, left = sa.case((column.held, 1), else_=zero), sa.case((column.held, 0), else_=column.size)
    is_paper = column.turn == attachments.PAPER_TURN
    counted = sa.select(is_paper, sa.func.sum(held), sa.func.count(), sa.func.sum(left)).group_by(is_paper)
    rows = {bool(row[0]): row for row in connection.execute(counted)}
    counts = [(int(rows[paper][1]), int(rows[paper][2])) if paper in rows else (0, 0) for paper in (False, True)]
    return counts[0], counts[1], sum(int(row[3]) for row in rows.values())


def _name(one: Registration) -> str:
    return str(one.person.values.get("person.name_latin") or one.person.values.get("person.name_urdu") or "")


def _waits_there(desk: OpenDesk) -> tuple[WaitsThere, ...]:
    """Each registration once, the longest wait first."""
    found: dict[str, WaitsThere] = {}
    with reading(desk.engine) as connection:
        for waits in open_questions.waiting_there(connection):
            one = people.registration_of(connection, waits.record)
            if one is not None:
                told = WaitsThere(one.person.id, one.registration_no, _name(one), waits.since)
                found.setdefault(one.person.id, told)
    return tuple(found.values())


def _put_back(desk: OpenDesk) -> PutBack | None:
    """Whether this disk was found to be a copy, or to have one, in the last month."""
    with reading(desk.engine) as connection:
        at = settings.get_number(connection, settings.PUT_BACK)
        if not at or abs(desk.clock() - at) > _PUT_BACK_TOLD_MS:
            return None
        asks = settings.get_number(connection, settings.ASKS_FOR_CODE)
        return PutBack(at, "" if asks else settings.get(connection, settings.CODE))


def _erased_here(desk: OpenDesk) -> int:
    """How many changes were not taken because their person was erased before they arrived, in the last month."""
    change = journal.change.c
    refused = (change.outcome == sa.literal_column("'refused'")) & change.reason.contains("record.erased")
    lately = erased.c.at > desk.clock() - _PUT_BACK_TOLD_MS
    query = sa.select(sa.func.count()).select_from(journal.change).join(erased, erased.c.record == change.record)
    with reading(desk.engine) as connection:
        return int(connection.execute(query.where(refused, lately)).scalar_one())


def _answers(desk: OpenDesk) -> tuple[LineAnswer, ...]:
    """What the newest receipts of this epoch say: how many records each covers that the one before did not."""
    receipt, change = journal.receipt.c, journal.change.c
    with reading(desk.engine) as connection:
        epoch = settings.get(connection, settings.EPOCH)
        earlier = journal.receipt.alias()
        reached = sa.exists().where(
            (earlier.c.epoch == epoch) & (earlier.c.number < receipt.number) & (earlier.c.count >= receipt.count)
        )
        # That a backup holds what was known to be there is no answer of its own.
        told = (receipt.epoch == epoch) & ~((receipt.durability == "backed_up") & reached)
        newest = sa.select(receipt.count.label("covers"), receipt.received_at).where(told)
        rows = connection.execute(newest.order_by(receipt.number.desc()).limit(_ANSWERS + 1)).all()
        answers = []
        for row, before in zip_longest(rows, rows[1:]):
            since = before.covers if before is not None else 0
            if before is None and len(rows) > _ANSWERS:
                break
            if row.covers - since > _MANY_CHANGES:
                answers.append(LineAnswer(row.received_at, int(row.covers - since)))
                continue
            covered = sa.select(change.kind, change.record, change.outcome == "refused").where(
                (change.number > since) & (change.number <= row.covers)
            )
            found = connection.execute(covered).all()
            asked = {(kind, record) for kind, record, refused in found if refused}
            arrived = {(kind, record) for kind, record, _ in found} - asked
            answers.append(LineAnswer(row.received_at, _registrations(arrived), _registrations(asked)))
    return tuple(answers)


def _registrations(records: set[tuple[str, str]]) -> int:
    """As many as people count: a person and the return that was written with it are one."""
    return max(Counter(kind for kind, _record in records).values(), default=0)


def _question(reason: dict[str, Any], language: str) -> str:
    told = Problem(str(reason.get("code", "record.unknown")), str(reason.get("path", "")), reason.get("params", {}))
    return sentence(told, language)


def received_at(desk: OpenDesk, registration: Registration) -> int | None:
    """When a verified receipt first covered the newest own change of a registration; None for another desk's work."""
    column, receipt = journal.change.c, journal.receipt.c
    mine = [record.id for record in registration.records]
    with reading(desk.engine) as connection:
        newest = connection.execute(sa.select(sa.func.max(column.number)).where(column.record.in_(mine))).scalar()
        covered = sa.select(sa.func.min(receipt.received_at)).where(receipt.count >= (newest or 0))
        return None if newest is None else connection.execute(covered).scalar()


def newest_receipt(desk: OpenDesk) -> dict[str, Any]:
    """The receipt of the present epoch that reaches furthest, checked again as it is asked for; empty before the first."""
    receipt = journal.receipt.c
    with reading(desk.engine) as connection:
        epoch = settings.get(connection, settings.EPOCH)
        furthest = sa.select(receipt.statement).where(receipt.epoch == epoch)
        furthest = furthest.order_by(receipt.count.desc(), receipt.number.desc()).limit(1)
        statement = connection.execute(furthest).scalar()
        if statement is None:
            return {"epoch": epoch, "seq": 0, "durability": "", "verified": False}
        told = receipt_statements.read(statement, desk.head_office.receipt_key)
    return {"epoch": told.epoch, "seq": told.count, "durability": told.durability, "verified": True}
