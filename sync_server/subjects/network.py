"""The desks of the network: which machines exist, who approved them, and what their last contact said."""

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.desk_keys import MOST_DESKS
from shared_models.security.code_keys import CODE_ALPHABET
from shared_models.security.signing import fingerprint
from sync_server.storage.audit import append_audit, kept_reason
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.tables.network import device, former_code

DEVICE_CODE_LENGTH = 3
TRIES_FOR_A_CODE = 200
MOST_CODES = 50  # of one desk, however often it is put back

PENDING, APPROVED, REVOKED = "pending", "approved", "revoked"


@dataclass(frozen=True, slots=True)
class Device:
    """A desk's machine; times are UTC milliseconds.

    `counter` is the highest request counter seen. `head_hash` and `head_count` describe the unbroken chain of batches
    from its first one. `pending_estimate` is what the desk itself said it had not sent.
    """

    id: str
    code: str
    office: str
    name: str
    public_key: bytes
    state: str
    app_version: str
    enrolled_at: int
    decided_by: str | None
    counter: int
    last_contact: int | None
    clock_skew_ms: int | None
    incarnation: str | None
    pending_estimate: int | None
    head_hash: str | None
    head_count: int
    receipt: bytes | None
    alarm: str | None

    @property
    def fingerprint(self) -> str:
        """Eight groups that two people compare before one of them approves."""
        return fingerprint(self.public_key)


@dataclass(frozen=True, slots=True)
class Contact:
    """What one request of a desk told about itself."""

    at: int
    incarnation: str | None = None
    pending_estimate: int | None = None
    clock_skew_ms: int | None = None
    app_version: str | None = None
    cursor: int | None = None
    cursor_epoch: str | None = None


_COLUMNS = [device.c[name] for name in Device.__dataclass_fields__]
# Asked at every request, so they are put together once.
_NAMED = device.c.id == sa.bindparam("named")
_BY_ID = sa.select(*_COLUMNS).where(_NAMED)
_NEXT = sa.bindparam("next", type_=device.c.counter.type)
_TAKE_COUNTER = device.update().where(_NAMED, device.c.counter < _NEXT).values(counter=_NEXT)
_KEYS = (
    sa.select(device.c.public_key)
    .where((device.c.office == sa.bindparam("of")) & (device.c.state != PENDING))
    .order_by(device.c.enrolled_at.desc(), device.c.id)
    .limit(MOST_DESKS)
)


def devices(connection: sa.Connection, office: str | None = None) -> list[Device]:
    """The desks, all of them or those of one office, by office and code."""
    query = sa.select(*_COLUMNS).order_by(device.c.office, device.c.code)
    if office is not None:
        query = query.where(device.c.office == office)
    return [Device(*row) for row in connection.execute(query)]


def desk_keys_of(connection: sa.Connection, office: str) -> list[bytes]:
    """The public keys of an office's desks that were ever approved: a paper outlives the desk that printed it."""
    return [bytes(key) for key in connection.execute(_KEYS, {"of": office}).scalars()]


def find_device(connection: sa.Connection, device_id: str) -> Device | None:
    """The desk with this id; None for a machine nobody enrolled."""
    row = connection.execute(_BY_ID, {"named": device_id}).first()
    return None if row is None else Device(*row)


def find_device_by_name(connection: sa.Connection, id_or_code: str) -> Device:
    """The desk a person named by its id or its three-letter code. Raises ProblemError `enrolment.device_unknown`."""
    letters = id_or_code.upper()
    before = sa.select(former_code.c.device).where(former_code.c.code == letters)
    named = sa.or_(device.c.id == id_or_code, device.c.code == letters, device.c.id.in_(before))
    query = sa.select(*_COLUMNS).where(named)
    row = connection.execute(query).first()
    if row is None:
        raise ProblemError(Problem("enrolment.device_unknown", "", {"device": id_or_code[:40]}))
    return Device(*row)


def approve_device(connection: sa.Connection, device_id: str, who: str, at: int) -> Device:
    """Let a desk exchange work; a revoked one only by enrolling again. Asking twice changes nothing.

    Raises ProblemError `enrolment.device_unknown` and `enrolment.device_revoked`.
    """
    commit_order_lock(connection)
    found = find_device_by_name(connection, device_id)
    if found.state == REVOKED:
        raise ProblemError(Problem("enrolment.device_revoked", "", {"device": found.code}))
    if found.state == PENDING:
        _decide(connection, found.id, APPROVED, who, at)
        append_audit(connection, at, who, "device.approved", found.id, {"code": found.code, "office": found.office})
    return find_device_by_name(connection, found.id)


def revoke_device(connection: sa.Connection, device_id: str, who: str, at: int) -> Device:
    """Stop a desk: what it sends from now on is kept aside, what it sent before stands."""
    commit_order_lock(connection)
    found = find_device_by_name(connection, device_id)
    if found.state != REVOKED:
        _decide(connection, found.id, REVOKED, who, at)
        append_audit(connection, at, who, "device.revoked", found.id, {"code": found.code, "office": found.office})
    return find_device_by_name(connection, found.id)


def advance_counter(connection: sa.Connection, device_id: str, counter: int) -> int | None:
    """Take a request's counter if it is higher than all before. None when taken, else the highest one known.

    One statement decides, so of two requests with the same counter at the same time exactly one is taken.
    """
    taken = connection.execute(_TAKE_COUNTER, {"named": device_id, "next": counter})
    if taken.rowcount == 1:
        return None
    return int(connection.execute(sa.select(device.c.counter).where(device.c.id == device_id)).scalar() or 0)


def record_contact(connection: sa.Connection, device_id: str, contact: Contact) -> None:
    """Keep what a request said; what it left out stays as it was."""
    told = {
        "incarnation": contact.incarnation,
        "pending_estimate": contact.pending_estimate,
        "clock_skew_ms": contact.clock_skew_ms,
        "app_version": contact.app_version,
        "cursor": contact.cursor,
        "cursor_epoch": contact.cursor_epoch,
    }
    values = {name: value for name, value in told.items() if value is not None}
    connection.execute(device.update().where(device.c.id == device_id).values(last_contact=contact.at, **values))


def record_head(connection: sa.Connection, device_id: str, head_hash: str, head_count: int) -> None:
    """Move the end of the unbroken chain of batches."""
    connection.execute(
        device.update().where(device.c.id == device_id).values(head_hash=head_hash, head_count=head_count)
    )


def record_receipt(connection: sa.Connection, device_id: str, receipt: bytes) -> None:
    """Keep the last receipt as the very bytes that were signed, for the console and the export."""
    connection.execute(device.update().where(device.c.id == device_id).values(receipt=receipt))


def clear_alarm(connection: sa.Connection, device_id: str, who: str, at: int, reason: str) -> Device:
    """Take the alarm of a desk away once somebody knows what it was; the reason stays in the audit.

    Raises ProblemError `enrolment.device_unknown`, `enrolment.no_alarm`, `enrolment.alarm_reason`.
    """
    commit_order_lock(connection)
    found = find_device_by_name(connection, device_id)
    if found.alarm is None:
        raise ProblemError(Problem("enrolment.no_alarm", "", {"device": found.code}))
    said = kept_reason(reason, "enrolment.alarm_reason")
    connection.execute(device.update().where(device.c.id == found.id).values(alarm=None))
    append_audit(connection, at, who, "device.alarm_cleared", found.id, {"alarm": found.alarm, "reason": said})
    return find_device_by_name(connection, found.id)


def new_device_code(connection: sa.Connection, random_bytes: Callable[[int], bytes]) -> str:
    """Three letters no desk has had before. Raises ProblemError `enrolment.no_device_code` when they are used up."""
    for _ in range(TRIES_FOR_A_CODE):
        code = "".join(CODE_ALPHABET[byte % len(CODE_ALPHABET)] for byte in random_bytes(DEVICE_CODE_LENGTH))
        used = sa.union_all(
            sa.select(device.c.id).where(device.c.code == code),
            sa.select(former_code.c.device).where(former_code.c.code == code),
        )
        if connection.execute(used).first() is None:
            return code
    raise ProblemError(Problem("enrolment.no_device_code"))


def change_device_code(connection: sa.Connection, device_id: str, random_bytes: Callable[[int], bytes], at: int) -> str:
    """Other letters for a desk that was put back or copied, drawn each time: two machines with one disk get two.

    The same letters as before once a desk has had `MOST_CODES`. The old ones find it for ever (protocol.md, F6).
    """
    commit_order_lock(connection)
    now = str(connection.execute(sa.select(device.c.code).where(device.c.id == device_id)).scalar_one())
    had = sa.select(sa.func.count()).select_from(former_code).where(former_code.c.device == device_id)
    if int(connection.execute(had).scalar_one()) >= MOST_CODES:
        return now
    code = new_device_code(connection, random_bytes)
    connection.execute(former_code.insert().values(code=now, device=device_id, until=at))
    connection.execute(device.update().where(device.c.id == device_id).values(code=code))
    append_audit(connection, at, "head office", "device.new_code", device_id, {"from": now, "to": code})
    return code


def add_pending_device(
    connection: sa.Connection,
    device_id: str,
    *,
    code: str,
    office: str,
    name: str,
    public_key: bytes,
    app_version: str,
    at: int,
) -> Device:
    """Write down a machine that proved it knows an enrolment code; it waits for approval."""
    connection.execute(
        device.insert().values(
            id=device_id,
            code=code,
            office=office,
            name=name,
            public_key=public_key,
            app_version=app_version,
            state=PENDING,
            enrolled_at=at,
            last_contact=at,
        )
    )
    append_audit(connection, at, device_id, "device.enrolled", device_id, {"code": code, "office": office})
    return find_device_by_name(connection, device_id)


def _decide(connection: sa.Connection, device_id: str, state: str, who: str, at: int) -> None:
    connection.execute(
        device.update().where(device.c.id == device_id).values(state=state, decided_by=who, decided_at=at)
    )
