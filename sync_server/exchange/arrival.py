"""What happens to a batch on its way in: believed, kept, applied; the same for whole batches and for parts put together."""

from __future__ import annotations

from shared_models.protocol import batch as batches
from shared_models.protocol.messages import BatchAnswer, SyncRequest
from shared_models.protocol.problems import ProtocolError
from sync_server.events import log, log_fault
from sync_server.storage.engine import reading, writing
from sync_server.storage.fence import heed_fence, is_behind
from sync_server.storage.head_office import HeadOffice
from sync_server.subjects import desk_people, intake
from sync_server.subjects.network import REVOKED, Device

LINE = "line"


def take_in(office: HeadOffice, desk: Device, raw: bytes, via: str = LINE) -> BatchAnswer:
    """Verify and store one batch; it is on this server's disk when the answer says so. `via` = the way on which it came."""
    try:
        sealed = batches.read(raw)
    except ProtocolError as failure:
        return BatchAnswer(hash="", kept=False, problem=failure.code, where=failure.where[:80])
    if sealed.header.device != desk.id:
        return BatchAnswer(hash=sealed.hash, kept=False, problem="batch.signature_wrong")
    try:
        batches.verify(sealed, desk.public_key)
    except ProtocolError as failure:
        log("batch.refused", device=desk.id, code=failure.code)
        return BatchAnswer(hash=sealed.hash, kept=False, problem=failure.code, where=failure.where[:80])
    with writing(office.engine) as connection:
        stored = intake.store_batch(connection, office, sealed, quarantine=desk.state == REVOKED, via=via)
    log("batch.stored", device=desk.id, count=sealed.header.count, state=stored.state)
    return BatchAnswer(hash=sealed.hash)


def apply_now(office: HeadOffice, desk: Device) -> bool:
    """Apply what is stored of this desk at once and in its order, each batch in its own transaction.

    A batch whose request broke after it was stored goes before the one that came next. What fails here is receipted all
    the same; False says that the worker has to do it again.
    """
    if desk.state == REVOKED:
        return True
    with reading(office.engine) as connection:
        names = intake.stored_batches(connection, desk.id)
    whole = True
    for name in names:
        try:
            with writing(office.engine) as connection:
                intake.apply_batch(connection, office, name)
        except Exception as failure:  # noqa: BLE001 (what is stored is receipted whatever applying it meets)
            log_fault("batch.apply_failed", failure, device=desk.id)
            whole = False
    return whole


def look_behind(office: HeadOffice, desk: Device, asked: SyncRequest, shown: list[bytes]) -> bool:
    """Notice a database that was put back before anything is said in its name; whether the desk is to show what it knows."""
    with reading(office.engine) as connection:
        behind = is_behind(connection, office.configuration.data)
        doubtful = asked.shown is None and intake.is_doubtful(connection, desk.id, asked)
    if behind:
        heed_fence(office.engine, office.configuration.data, office.clock())
        with reading(office.engine) as connection:
            doubtful = asked.shown is None and intake.is_doubtful(connection, desk.id, asked)
    if shown:
        with writing(office.engine) as connection:
            begun = intake.heed_shown(connection, office, desk.id, shown)
        if begun:
            log("server.found_put_back", device=desk.id)
    return doubtful


def learn_people(office: HeadOffice, desk: Device, asked: SyncRequest, via: str = LINE) -> str:
    """Take in who opens the desk, before what they wrote is judged; the name of the list that stands, when one was told."""
    if not asked.people or desk.state == REVOKED:
        return ""
    with writing(office.engine) as connection:
        return desk_people.learn(connection, office, desk, asked.people, by_line=via == LINE)


def take_back(office: HeadOffice, desk: Device, pages: list[bytes]) -> None:
    """Head office's own signed words from before it was put back: what it lacks of them counts again."""
    for raw in pages:
        with writing(office.engine) as connection:
            taken = intake.take_back(connection, office, raw, desk.id)
        log("page.handed_back", device=desk.id, count=taken)
