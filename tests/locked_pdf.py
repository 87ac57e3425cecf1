"""A PDF of one page that opens with a password only, as banks send them: standard encryption of the first kind."""

from __future__ import annotations

import hashlib

_PAD = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
_ID = bytes(16)
_ALLOWED = (-4).to_bytes(4, "little", signed=True)


def locked_pdf(password: str) -> bytes:
    """The file's bytes."""
    padded = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded, usedforsecurity=False).digest()[:5], padded)
    key = hashlib.md5(padded + owner + _ALLOWED + _ID, usedforsecurity=False).digest()[:5]
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>",
        f"<</Filter/Standard/V 1/R 2/P -4/O<{owner.hex()}>/U<{_rc4(key, _PAD).hex()}>>>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{one}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    trailer = f"trailer\n<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<{_ID.hex()}><{_ID.hex()}>]>>\n"
    end = f"xref\n0 5\n0000000000 65535 f \n{table}{trailer}startxref\n{len(written)}\n%%EOF\n"
    return written + end.encode()


def _rc4(key: bytes, content: bytes) -> bytes:
    box, other = list(range(256)), 0
    for at in range(256):
        other = (other + box[at] + key[at % len(key)]) % 256
        box[at], box[other] = box[other], box[at]
    made, at, other = bytearray(), 0, 0
    for byte in content:
        at = (at + 1) % 256
        other = (other + box[at]) % 256
        box[at], box[other] = box[other], box[at]
        made.append(byte ^ box[(box[at] + box[other]) % 256])
    return bytes(made)
