"""A machine that enrols, as the desk program would, for tests that need a desk and not the desk program."""

from dataclasses import dataclass

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared_models.protocol.messages import EnrolmentRequest, enrolment_transcript
from shared_models.security import signing
from shared_models.security.code_keys import code_id, code_key, transcript_mac

DOMAIN = "frc/enrolment/v1"


@dataclass(frozen=True)
class Machine:
    """A machine with its own key."""

    key: Ed25519PrivateKey

    @property
    def id(self) -> str:
        return signing.key_id(signing.public_bytes(self.key))


def new_machine() -> Machine:
    return Machine(signing.new_signing_key())


def enrolment_request(
    machine: Machine, code: str, *, proof_code: str | None = None, called: str = "front room"
) -> EnrolmentRequest:
    """What `machine`, `called` so, sends for `code`; `proof_code` proves another code than it names."""
    unsigned = EnrolmentRequest(
        code_id=code_id(code),
        public_key=signing.public_bytes(machine.key).hex(),
        nonce="00" * 16,
        machine=called,
        version="0.1",
        person="ali",
        mac="",
        signature="",
    )
    transcript = enrolment_transcript(unsigned)
    return msgspec.structs.replace(
        unsigned,
        mac=transcript_mac(code_key(proof_code or code), "desk", transcript).hex(),
        signature=signing.sign(machine.key, DOMAIN, transcript).hex(),
    )
