"""Who sends a request: RFC 9421 in a trimmed profile (ed25519, method, target, digest, protocol) with a counter as its nonce."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import (
    HTTPMessageSigner,
    HTTPMessageVerifier,
    HTTPSignatureKeyResolver,
    algorithms,
)
from http_message_signatures.exceptions import HTTPMessageSignaturesException

from shared_models.protocol.messages import LENGTH_HEADER, OFFSET_HEADER, PROTOCOL_HEADER
from shared_models.security import signing

TAG = "frc-sync-v1"
LABEL = "frc"
# Beside the body of a refused counter: the answer to HEAD has no body that could tell the highest one.
COUNTER_HEADER = "FRC-Counter"
_WHOLE = ("@method", "@path", PROTOCOL_HEADER.lower())
_PART = (*_WHOLE, OFFSET_HEADER.lower(), LENGTH_HEADER.lower())


class SignatureRefusedError(Exception):
    """The request is not signed by a known key in the way this profile asks."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signed, the counter that only rises, and when by the sender's own clock (UTC seconds)."""

    device: str
    counter: int
    created: int = 0


@dataclass(slots=True)
class Message:
    """A request as the signature sees it; `headers` are altered when it is signed."""

    method: str
    url: str
    headers: dict[str, str] = field(default_factory=dict)


class _Resolver(HTTPSignatureKeyResolver):
    def __init__(self, private: Ed25519PrivateKey | None, public_of: Callable[[str], bytes | None]) -> None:
        self._private = private
        self._public_of = public_of

    def resolve_private_key(self, key_id: str) -> Ed25519PrivateKey:  # noqa: ARG002 (the library's interface)
        if self._private is None:
            raise SignatureRefusedError
        return self._private

    def resolve_public_key(self, key_id: str) -> object:
        public = self._public_of(key_id)
        if public is None:
            raise SignatureRefusedError(key_id)
        return signing.load_public(public)


class _Verifier(HTTPMessageVerifier):
    """Leaves the time out of it: a desk's clock may be ten years off, and the counter already keeps repeats out."""

    def validate_created_and_expires(self, sig_input: object, max_age: object = None) -> None:
        """See the class."""


def sign_request(
    message: Message, *, key: Ed25519PrivateKey, device: str, counter: int, now_ms: int, body: bytes | None
) -> None:
    """Add the signature headers. A part of an upload has `body` None: its bytes are named by the hash in its path."""
    signer = HTTPMessageSigner(
        signature_algorithm=algorithms.ED25519, key_resolver=_Resolver(key, lambda _device: None)
    )
    signer.sign(
        message,
        key_id=device,
        created=datetime.fromtimestamp(max(now_ms, 0) // 1000, UTC),
        nonce=str(counter),
        tag=TAG,
        label=LABEL,
        include_alg=False,
        covered_component_ids=_PART if body is None else _WHOLE,
        body=body,
    )


def verify_request(
    message: Message, *, public_of: Callable[[str], bytes | None], body: bytes | None, cut: bool = False
) -> Sender:
    """Who sent this request. Raises SignatureRefusedError. The caller checks that the counter rises.

    `cut`: not all of the body came, so that its digest proves nothing of what did; who sent it is known all the same.
    """
    is_part = body is None and not cut
    verifier = _Verifier(signature_algorithm=algorithms.ED25519, key_resolver=_Resolver(None, public_of))
    try:
        results = verifier.verify(
            message,
            max_age=None,
            expect_tag=TAG,
            require_components=_PART if is_part else (*_WHOLE, "content-digest"),
            body=None if cut else body,
        )
        parameters: Mapping[str, object] = results[0].parameters
        counter = str(parameters.get("nonce", ""))
        device = str(parameters["keyid"])
    except (HTTPMessageSignaturesException, KeyError, IndexError, ValueError, AssertionError) as reason:
        raise SignatureRefusedError from reason
    if len(results) != 1 or not counter.isdecimal() or len(counter) > 18:
        raise SignatureRefusedError
    created = parameters.get("created")
    return Sender(device, int(counter), created if isinstance(created, int) else 0)
