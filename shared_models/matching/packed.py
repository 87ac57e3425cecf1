"""People as they are compared, packed to be stored beside their keys: whoever is compared again is not taken apart again."""

from functools import lru_cache
from typing import NamedTuple

import msgspec

from shared_models.matching.comparable import Birth, Comparable, Name, name_of
from shared_models.text.name_keys import NameWord

__all__ = ["PACKING", "packed", "unpacked"]

PACKING = 1  # of what is stored; raised when people are taken apart otherwise or stored otherwise
NAMES_KEPT = 65_536


class _Word(NamedTuple):
    keys: tuple[str, ...]
    skeletons: tuple[str, ...]
    known: bool
    light: bool
    letters: str


class _Spelling(NamedTuple):
    urdu: bool
    words: tuple[_Word, ...]


class _Packed(msgspec.Struct, frozen=True, array_like=True):
    """A person with each name still packed: names return so often that most are known already."""

    names: tuple[msgspec.Raw, ...]
    fathers: tuple[msgspec.Raw, ...]
    husbands: tuple[msgspec.Raw, ...]
    mothers: tuple[msgspec.Raw, ...]
    sex: str
    birth: Birth | None
    cards: tuple[str, ...]
    passports: tuple[str, ...]
    papers: tuple[str, ...]
    phones: tuple[str, ...]
    districts: tuple[str, ...]
    provinces: tuple[str, ...]
    email: str


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Packed)
_SPELLINGS = msgspec.msgpack.Decoder(_Spelling)


def packed(person: Comparable) -> bytes:
    """The person in some two hundred bytes; two of them are equal when the two people are compared equally."""
    return _ENCODER.encode(
        _Packed(
            _raw(person.names), _raw(person.fathers), _raw(person.husbands), _raw(person.mothers), person.sex,
            person.birth, person.cards, person.passports, person.papers, person.phones, person.districts,
            person.provinces, person.email,
        )
    )  # fmt: skip


def unpacked(content: bytes | memoryview) -> Comparable:
    """The person that was packed. Raises msgspec.MsgspecError when that was something else."""
    found = _DECODER.decode(content)
    return Comparable(
        _names(found.names), _names(found.fathers), _names(found.husbands), _names(found.mothers), found.sex,
        found.birth, found.cards, found.passports, found.papers, found.phones, found.districts, found.provinces,
        found.email,
    )  # fmt: skip


def _raw(names: tuple[Name, ...]) -> tuple[msgspec.Raw, ...]:
    return tuple(msgspec.Raw(_packed_name(name)) for name in names)


def _names(packed_names: tuple[msgspec.Raw, ...]) -> tuple[Name, ...]:
    return tuple([_unpacked_name(bytes(name)) for name in packed_names])


@lru_cache(NAMES_KEPT)
def _packed_name(name: Name) -> bytes:
    words = tuple(_Word(word.keys, word.skeletons, word.known, word.light, word.letters) for word in name.words)
    return _ENCODER.encode(_Spelling(name.urdu, words))


@lru_cache(NAMES_KEPT)
def _unpacked_name(content: bytes) -> Name:
    spelling = _SPELLINGS.decode(content)
    return name_of(spelling.urdu, tuple(map(_word, spelling.words)))


@lru_cache(NAMES_KEPT)
def _word(word: _Word) -> NameWord:
    return NameWord(word.keys, word.skeletons, word.known, word.light, word.letters)
