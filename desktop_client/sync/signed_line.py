"""The line as this desk speaks on it: each request signed, with a counter that is on the disk before the request leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.storage import audit, settings
from desktop_client.storage.engine import writing
from desktop_client.storage.settings import Identity
from desktop_client.sync.transport import Answer, LineDown, Transport
from shared_models.protocol import http_signature
from shared_models.protocol.messages import PROTOCOL, PROTOCOL_HEADER

CONFLICT = 409
SMALL = 4096  # bytes of a body that are said again without a question


@dataclass(frozen=True, slots=True)
class SignedLine:
    """Sends requests of one desk."""

    engine: sa.Engine
    identity: Identity
    transport: Transport
    clock: Callable[[], int]

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str] | None = None, *, part: bool = False
    ) -> Answer:
        """Send one request. A part of an upload is not covered by a digest: its bytes are named by the hash in its path.

        When head office has seen a higher counter (this desk was put back from a copy), the desk goes on above it, once.
        A small request that a kept connection took along is said again on a fresh one, once: whatever it asked for, a
        repeat changes nothing.
        """
        try:
            answer = self._send(method, path, body, headers or {}, part=part)
        except LineDown as down:
            if not down.kept or down.answer_began or len(body) > SMALL:
                raise
            answer = self._send(method, path, body, headers or {}, part=part)
        if answer.status == CONFLICT and self._raise_counter(answer):
            answer = self._send(method, path, body, headers or {}, part=part)
        return answer

    def _send(self, method: str, path: str, body: bytes, headers: Mapping[str, str], *, part: bool) -> Answer:
        with writing(self.engine) as connection:
            counter = settings.add(connection, settings.COUNTER)
        message = http_signature.Message(method, self.transport.url(path), {PROTOCOL_HEADER: str(PROTOCOL), **headers})
        http_signature.sign_request(
            message,
            key=self.identity.key,
            device=self.identity.device,
            counter=counter,
            now_ms=self.clock(),
            body=None if part else body,
        )
        return self.transport.send(method, path, message.headers, body)

    def _raise_counter(self, answer: Answer) -> bool:
        told = answer.headers.get(http_signature.COUNTER_HEADER, "")
        if not (told.isascii() and told.isdecimal() and len(told) <= 18):
            return False
        highest = int(told)
        with writing(self.engine) as connection:
            settings.put(connection, settings.COUNTER, max(highest, settings.get_number(connection, settings.COUNTER)))
            # Its numbers for people may have been given out already by its other self.
            settings.put(connection, settings.PUT_BACK, self.clock())
            settings.put(connection, settings.ASKS_FOR_CODE, 1)
            audit.append(connection, at=self.clock(), login="", action="put_back")
        return True
