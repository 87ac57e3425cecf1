"""How a machine becomes a desk: a one-time code on paper, a proof from both sides, then a person's approval."""

from dataclasses import dataclass, field

import msgspec
import sqlalchemy as sa

from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.protocol.messages import EnrolmentReply, EnrolmentRequest, enrolment_transcript, reply_transcript
from shared_models.security import signing
from shared_models.security.code_keys import code_id, code_key, mac_matches, new_code, transcript_mac
from shared_models.text.normalise import clean_text
from sync_server.storage.audit import append_audit
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.state import read_epoch
from sync_server.storage.tables.network import enrolment_code
from sync_server.subjects.network import REVOKED, Device, add_pending_device, find_device, new_device_code

CODE_HOURS = 48
TRIES = 5
HOUR_MS = 60 * 60 * 1000
SIGNATURE_DOMAIN = "frc/enrolment/v1"


@dataclass(frozen=True, slots=True)
class EnrolmentCode:
    """What is printed for the office; the code itself is never stored."""

    id: str
    code: str = field(repr=False)
    office: str
    expires: int


@dataclass(frozen=True, slots=True)
class EnrolmentOutcome:
    """The answer for the machine, or why not; the caller commits either way, for a wrong try counts."""

    reply: EnrolmentReply | None = None
    problem: Problem | None = None


def make_enrolment_code(connection: sa.Connection, head_office: HeadOffice, office: str, who: str) -> EnrolmentCode:
    """A new code for one machine of `office`, good for 48 hours and five tries."""
    code, now = new_code(), head_office.clock()
    made = EnrolmentCode(code_id(code), code, office, now + CODE_HOURS * HOUR_MS)
    connection.execute(
        enrolment_code.insert().values(
            id=made.id,
            office=office,
            key=head_office.cipher.protect_bytes("enrolment_code", "key", made.id, code_key(code)),
            made_by=who,
            made_at=now,
            expires=made.expires,
            tries_left=TRIES,
        )
    )
    append_audit(connection, now, who, "enrolment_code.made", made.id, {"office": office})
    return made


def enrol(connection: sa.Connection, head_office: HeadOffice, request: EnrolmentRequest) -> EnrolmentOutcome:
    """Answer a machine that shows a code. The same machine may ask again with the same code and gets the same answer."""
    now = head_office.clock()
    row = connection.execute(
        sa.select(enrolment_code).where(enrolment_code.c.id == request.code_id).with_for_update()
    ).first()
    if row is None or row.expires <= now or not row.key:
        return EnrolmentOutcome(problem=Problem("enrolment.code_unknown"))
    if row.tries_left <= 0:
        return EnrolmentOutcome(problem=Problem("enrolment.code_used_up"))
    key = head_office.cipher.reveal_bytes("enrolment_code", "key", row.id, row.key)
    if not _proves_code(request, key):
        left = row.tries_left - 1
        connection.execute(enrolment_code.update().where(enrolment_code.c.id == row.id).values(tries_left=left))
        append_audit(connection, now, "unknown machine", "enrolment_code.wrong_proof", row.id, {"tries_left": left})
        return EnrolmentOutcome(problem=Problem("enrolment.proof_wrong", "", {"tries": str(left)}))
    try:
        public_key = _own_key(request)
    except ProblemError as refusal:
        return EnrolmentOutcome(problem=refusal.problem)
    device_id = signing.key_id(public_key)
    if row.used_by not in {None, device_id}:
        return EnrolmentOutcome(problem=Problem("enrolment.code_used"))
    found = find_device(connection, device_id)
    if found is not None and (row.used_by is None or found.state == REVOKED):
        return EnrolmentOutcome(problem=Problem("enrolment.key_known"))
    if found is None:
        found = add_pending_device(
            connection,
            device_id,
            code=new_device_code(connection, head_office.random_bytes),
            office=row.office,
            name=clean_text(request.machine),
            public_key=public_key,
            app_version=clean_text(request.version),
            at=now,
        )
        connection.execute(enrolment_code.update().where(enrolment_code.c.id == row.id).values(used_by=device_id))
    epoch = read_epoch(connection).id
    return EnrolmentOutcome(reply=_reply(head_office, request, key, epoch, found))


def expired_codes(connection: sa.Connection, now: int) -> list[str]:
    """Codes whose time is over and whose key is still kept."""
    query = sa.select(enrolment_code.c.id).where(enrolment_code.c.expires <= now, enrolment_code.c.key != b"")
    return list(connection.execute(query).scalars())


def expire_code(connection: sa.Connection, expired: str) -> None:
    """Forget the key of a code; that it existed and who used it stays."""
    connection.execute(enrolment_code.update().where(enrolment_code.c.id == expired).values(key=b""))


def _proves_code(request: EnrolmentRequest, key: bytes) -> bool:
    try:
        proof = bytes.fromhex(request.mac)
    except ValueError:
        return False
    return mac_matches(key, "desk", enrolment_transcript(request), proof)


def _own_key(request: EnrolmentRequest) -> bytes:
    """The key the machine proves to hold. Raises ProblemError `enrolment.key_wrong`."""
    try:
        public_key = bytes.fromhex(request.public_key)
        signature = bytes.fromhex(request.signature)
        signing.verify(public_key, SIGNATURE_DOMAIN, enrolment_transcript(request), signature)
    except (ValueError, signing.SignatureError):
        raise ProblemError(Problem("enrolment.key_wrong")) from None
    return public_key


def _reply(head_office: HeadOffice, request: EnrolmentRequest, key: bytes, epoch: str, desk: Device) -> EnrolmentReply:
    said = EnrolmentReply(
        device=desk.id,
        code=desk.code,
        office=desk.office,
        epoch=epoch,
        receipt_key=head_office.receipt_public_key.hex(),
        certificate_authority=head_office.authority.certificate_pem.decode("ascii"),
        mac="",
    )
    proof = transcript_mac(key, "head-office", reply_transcript(request, said))
    told = {"protection": head_office.protection_statement(), "bundle": head_office.bundle_statement()}
    return msgspec.structs.replace(said, mac=proof.hex(), **told)
