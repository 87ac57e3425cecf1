"""Values that name people are encrypted before PostgreSQL sees them; the embedded file is encrypted as a whole."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared_models.catalogue.problems import Problem, ProblemError

KEY_VERSION = "1"
NONCE_BYTES = 12
TEXT_MARK = "g1:"
TERM_BYTES = 16
FEWEST_DIGITS_OF_A_NUMBER = 4


@dataclass(frozen=True, slots=True)
class FieldCipher:
    """Encrypts whole TEXT values where `active`, and hands them through untouched where the file is encrypted anyway.

    Every ciphertext is bound to table, column and row, so it cannot be moved to another person.
    """

    active: bool
    aes: AESGCM = field(repr=False)
    blind_index_key: bytes = field(repr=False)
    random_bytes: Callable[[int], bytes] = field(repr=False)

    def protect(self, table: str, column: str, row: str, text: str) -> str:
        """The text to store."""
        if not self.active:
            return text
        sealed = self.protect_bytes(table, column, row, text.encode())
        return TEXT_MARK + base64.b64encode(sealed).decode("ascii")

    def protect_json(self, table: str, column: str, row: str, text: bytes) -> str | bytes:
        """The same of a text that is at hand as UTF-8; what comes back is for `insert_rows`, which takes both."""
        if not self.active:
            return text
        sealed = self.protect_bytes(table, column, row, text)
        return TEXT_MARK + base64.b64encode(sealed).decode("ascii")

    def reveal(self, table: str, column: str, row: str, stored: str) -> str:
        """The text that was protected. Raises ProblemError `server.value_damaged` when it is not this row's."""
        if not self.active:
            return stored
        if not stored.startswith(TEXT_MARK):
            raise ProblemError(Problem("server.value_damaged", "", {"table": table}))
        return self.reveal_bytes(table, column, row, base64.b64decode(stored[len(TEXT_MARK) :])).decode()

    def protect_bytes(self, table: str, column: str, row: str, content: bytes) -> bytes:
        """The bytes to store."""
        if not self.active:
            return content
        nonce = self.random_bytes(NONCE_BYTES)
        return nonce + self.aes.encrypt(nonce, content, _place(table, column, row))

    def reveal_bytes(self, table: str, column: str, row: str, stored: bytes) -> bytes:
        """The bytes that were protected; errors as in `reveal`."""
        if not self.active:
            return stored
        try:
            return self.aes.decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], _place(table, column, row))
        except (InvalidTag, ValueError):
            raise ProblemError(Problem("server.value_damaged", "", {"table": table})) from None

    def stored_term(self, term: str) -> str:
        """How a search term stands in `search_term`: numbers become keyed hashes where the table is readable.

        A hash is found by the whole number only; words keep their look-up by beginning.
        """
        if not self.active or not is_number_term(term):
            return term
        mac = hmac.digest(self.blind_index_key, b"term/v1|" + term.encode(), hashlib.sha256)
        return "#" + mac[:TERM_BYTES].hex()


def make_cipher(
    field_key: bytes, blind_index_key: bytes, *, active: bool, random_bytes: Callable[[int], bytes]
) -> FieldCipher:
    """A cipher under the field key of head office."""
    return FieldCipher(active, AESGCM(field_key), blind_index_key, random_bytes)


def is_number_term(term: str) -> bool:
    """True for terms that are mostly digits: CNIC, passport and telephone numbers and their parts."""
    return sum(character.isdigit() for character in term) >= FEWEST_DIGITS_OF_A_NUMBER


def _place(table: str, column: str, row: str) -> bytes:
    return f"{table}|{column}|{row}|{KEY_VERSION}".encode()
