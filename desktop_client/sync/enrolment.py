"""Become a desk: prove the one-time code, learn head office's key, and let nobody stand in between."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass

import msgspec

from desktop_client.storage.settings import HeadOffice, Identity
from desktop_client.sync.transport import Transport, expect
from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol import bundle_key
from shared_models.protocol.messages import (
    EnrolmentReply,
    EnrolmentRequest,
    enrolment_transcript,
    reply_transcript,
)
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.protection_key import read as read_protection_key
from shared_models.security import code_keys, signing

PATH = "/api/v1/enrol"
DOMAIN = "frc/enrolment/v1"


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What a desk knows after its enrolment: who it is, where head office is, the epoch it began in, what to compare.

    `protection` is head office's statement of its protection key, checked; empty when it has none. `bundle` is the one of
    the key for sticks.
    """

    identity: Identity
    head_office: HeadOffice
    epoch: str
    fingerprint: str
    protection: str = ""
    bundle: str = ""


def enrol(transport: Transport, *, url: str, code: str, machine: str, version: str, person: str) -> Enrolled:
    """Ask head office to take this machine in. Raises LineDown, or ProblemError when the code or the answer is wrong."""
    try:
        name, shared = code_keys.code_id(code), code_keys.code_key(code)
    except code_keys.CodeError:
        raise ProblemError(problem("enrolment.code_unreadable")) from None
    key = signing.new_signing_key()
    public = signing.public_bytes(key)
    unsigned = EnrolmentRequest(
        code_id=name,
        public_key=public.hex(),
        nonce=secrets.token_hex(16),
        machine=machine[:200],
        version=version,
        person=person[:200],
        mac="",
        signature="",
    )
    transcript = enrolment_transcript(unsigned)
    request = msgspec.structs.replace(
        unsigned,
        mac=code_keys.transcript_mac(shared, "desk", transcript).hex(),
        signature=signing.sign(key, DOMAIN, transcript).hex(),
    )
    answer = transport.send("POST", PATH, {"Content-Type": "application/json"}, msgspec.json.encode(request))
    reply: EnrolmentReply = expect(answer, lambda body: msgspec.json.decode(body, type=EnrolmentReply))
    expected = code_keys.transcript_mac(shared, "head-office", reply_transcript(request, reply)).hex()
    if not hmac.compare_digest(expected, reply.mac) or reply.device != signing.key_id(public):
        raise ProblemError(problem("enrolment.not_head_office"))
    identity = Identity(reply.device, reply.code, reply.office, key)
    head_office = HeadOffice(url, reply.certificate_authority, bytes.fromhex(reply.receipt_key))
    try:
        protection = reply.protection
        if protection:
            read_protection_key(protection, head_office.receipt_key)
        if reply.bundle:
            bundle_key.read(reply.bundle, head_office.receipt_key)
    except ProtocolError:
        raise ProblemError(problem("enrolment.not_head_office")) from None
    return Enrolled(identity, head_office, reply.epoch, signing.fingerprint(public), protection, reply.bundle)
