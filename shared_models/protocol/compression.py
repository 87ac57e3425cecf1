"""zstd with a published dictionary, and a hard bound on what may come out, so that no message can fill a machine's memory."""

from __future__ import annotations

import hashlib
import threading
from functools import cache
from importlib.resources import files

import zstandard

from shared_models.protocol.problems import ProtocolError

MAX_PLAIN_BYTES = 50 * 1024 * 1024
MAX_RATIO = 100
_SMALL = 64 * 1024  # a tiny message may expand more than MAX_RATIO without harm
LEVEL = 9
SLOW_LINE_LEVEL = 19
FAST_LINE_LEVEL = 3
NO_DICTIONARY = ""


@cache
def published_dictionaries() -> dict[str, bytes]:
    """Every dictionary head office ever published, by the first 16 hexadecimal digits of its SHA-256."""
    folder = files("shared_models.reference").joinpath("dictionaries")
    if not folder.is_dir():
        return {}
    raws = [entry.read_bytes() for entry in sorted(folder.iterdir(), key=str) if entry.name.endswith(".dict")]
    return {hashlib.sha256(raw).hexdigest()[:16]: raw for raw in raws}


@cache
def newest_dictionary() -> str:
    """The name of the dictionary to use for new batches: the last one in the folder's order."""
    names = list(published_dictionaries())
    return names[-1] if names else NO_DICTIONARY


def common_dictionary(named: str) -> str:
    """What to compress with for somebody whose newest dictionary is `named`: that one if it is known here, else none."""
    return named if named in published_dictionaries() else NO_DICTIONARY


@cache
def _trained(name: str) -> zstandard.ZstdCompressionDict | None:
    if name == NO_DICTIONARY:
        return None
    try:
        return zstandard.ZstdCompressionDict(published_dictionaries()[name])
    except KeyError as reason:
        raise ProtocolError("batch.dictionary_unknown", name) from reason


class _Coders(threading.local):
    """zstd's contexts of one thread: they are costly to make, and two threads must never share one."""

    def __init__(self) -> None:
        self._compressors: dict[tuple[str, int], zstandard.ZstdCompressor] = {}
        self._decompressors: dict[str, zstandard.ZstdDecompressor] = {}

    def compressor(self, name: str, level: int) -> zstandard.ZstdCompressor:
        found = self._compressors.get((name, level))
        if found is None:
            found = zstandard.ZstdCompressor(
                level=level, dict_data=_trained(name), write_dict_id=False, write_checksum=False
            )
            self._compressors[name, level] = found
        return found

    def decompressor(self, name: str) -> zstandard.ZstdDecompressor:
        found = self._decompressors.get(name)
        if found is None:
            found = self._decompressors[name] = zstandard.ZstdDecompressor(dict_data=_trained(name))
        return found


_coders = _Coders()


def compress(plain: bytes, dictionary: str, level: int = LEVEL) -> bytes:
    """`plain` as one zstd frame that states its size."""
    return _coders.compressor(dictionary, level).compress(plain)


def decompress(packed: bytes, dictionary: str) -> bytes:
    """The plain bytes. Raises ProtocolError before anything large is made of a frame that lies or bursts."""
    try:
        size = zstandard.frame_content_size(packed)
    except zstandard.ZstdError as reason:
        raise ProtocolError("batch.not_readable", "zstd") from reason
    bound = min(MAX_PLAIN_BYTES, max(_SMALL, len(packed) * MAX_RATIO))
    if size < 0 or size > bound:
        raise ProtocolError("batch.too_large", "zstd")
    try:
        return _coders.decompressor(dictionary).decompress(packed, max_output_size=bound)
    except zstandard.ZstdError as reason:
        raise ProtocolError("batch.not_readable", "zstd") from reason
