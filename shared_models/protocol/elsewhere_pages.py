"""How the list of other offices' keys is written: sorted entries in small pages, each read by itself, so that one key is
found among millions without reading the others.
"""

from __future__ import annotations

import struct
import sys
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, pairwise
from typing import Final

import zstandard

from shared_models.protocol.problems import ProtocolError

__all__ = [
    "FIRST_YEAR", "MOST_KEY", "MOST_OFFICES", "entries_of", "entry", "first_key", "key_of", "of_key", "office_of", "opened",
    "pages_of",
]  # fmt: skip

PAGE_ENTRIES: Final = 128
MOST_ENTRIES: Final = 1024  # one key is never cut, however many offices and years it has
MOST_KEY: Final = (1 << 40) - 1
FIRST_YEAR: Final = 2000
MOST_OFFICES: Final = 256
_LEVEL: Final = 1  # a page is small: higher levels take twice the time for a hundredth of the bytes
_HEAD: Final = struct.Struct(">HB5s")  # entries, planes of the differences, the first key
_PLANES: Final = 5
_OF_WIDTH: Final = {4: "I", 8: "Q"}
_RAW_PLANES: Final = 2  # the lower bytes of differences are chance: nothing packs them
_NOT_READABLE: Final = "elsewhere.not_readable"


def entry(key: int, office: int, year: int) -> int:
    """One entry as a number whose order is that of the list: a 40-bit key, the place of an office, a year."""
    return (key << 8 | office) << 8 | max(0, min(year - FIRST_YEAR, 255))


def key_of(found: int) -> int:
    """The key of an entry."""
    return found >> 16


def office_of(found: int) -> int:
    """The place of an entry's office in the list's offices."""
    return found >> 8 & 255


def pages_of(entries: Iterable[int]) -> Iterator[bytes]:
    """Ascending entries as pages; entries of one key share a page."""
    page: list[int] = []
    for one in entries:
        if len(page) >= PAGE_ENTRIES and key_of(one) != key_of(page[-1]):
            yield _page(page)
            page = []
        page.append(one)
    if page:
        yield _page(page)


def _page(entries: Sequence[int]) -> bytes:
    keys = [one >> 16 for one in entries]
    steps = array("Q", [0, *(later - before for before, later in pairwise(keys))])
    if sys.byteorder == "big":
        steps.byteswap()
    raw = steps.tobytes()
    planes = [raw[place::8] for place in range(_PLANES)]
    while len(planes) > 1 and not any(planes[-1]):
        planes.pop()
    said = bytes(one >> 8 & 255 for one in entries), bytes(one & 255 for one in entries)
    packed = zstandard.ZstdCompressor(level=_LEVEL).compress(b"".join((*planes[_RAW_PLANES:], *said)))
    head = _HEAD.pack(len(entries), len(planes), keys[0].to_bytes(_PLANES, "big"))
    return b"".join((head, *planes[:_RAW_PLANES], packed))


def first_key(page: bytes) -> int:
    """The smallest key in a page. Raises ProtocolError."""
    if len(page) < _HEAD.size:
        raise ProtocolError(_NOT_READABLE, "page")
    return int.from_bytes(_HEAD.unpack_from(page)[2], "big")


def opened(page: bytes) -> tuple[list[int], bytes, bytes]:
    """Keys, offices and years of the entries of a page, as they stand side by side. Raises ProtocolError.

    The order is not looked at: `entries_of` does that once, when a page comes.
    """
    try:
        count, depth, first = _HEAD.unpack_from(page)
        if not (0 < count <= MOST_ENTRIES and 0 < depth <= _PLANES):
            raise ProtocolError(_NOT_READABLE, "page")
        raw = min(depth, _RAW_PLANES)
        packed = page[_HEAD.size + raw * count :]
        if zstandard.frame_content_size(packed) != (depth - raw + 2) * count:
            raise ProtocolError(_NOT_READABLE, "size")
        plain = page[_HEAD.size : _HEAD.size + raw * count] + zstandard.ZstdDecompressor().decompress(packed)
    except (struct.error, zstandard.ZstdError) as reason:
        raise ProtocolError(_NOT_READABLE, type(reason).__name__) from reason
    width = 4 if depth <= 4 else 8
    wide = bytearray(width * count)
    for place in range(depth):
        wide[place::width] = plain[place * count : (place + 1) * count]
    steps = array(_OF_WIDTH[width])
    steps.frombytes(wide)
    if sys.byteorder == "big":
        steps.byteswap()
    keys = accumulate(steps, initial=int.from_bytes(first, "big"))
    next(keys)
    said = plain[depth * count :]
    return list(keys), said[:count], said[count:]


def entries_of(page: bytes) -> list[int]:
    """The entries of a page, ascending. Raises ProtocolError for what is no such page."""
    keys, offices, years = opened(page)
    found = [(key << 8 | office) << 8 | year for key, office, year in zip(keys, offices, years, strict=True)]
    if found[-1] >> 16 > MOST_KEY or any(later <= before for before, later in pairwise(found)):
        raise ProtocolError(_NOT_READABLE, "order")
    return found


def of_key(page: tuple[list[int], bytes, bytes], key: int) -> Iterator[tuple[int, int]]:
    """(place of the office, year) of each entry of a key in an opened page."""
    keys, offices, years = page
    for place in range(bisect_left(keys, key), bisect_right(keys, key)):
        yield offices[place], FIRST_YEAR + years[place]
