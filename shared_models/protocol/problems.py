"""How a message that is not what it should be is named; the sentences for people stand in the reference data."""

from __future__ import annotations


class ProtocolError(Exception):
    """A message or a part of it breaks a rule; `code` names the sentence, `where` the place in the message."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code, where)
        self.code = code
        self.where = where
