"""The reference tables about names, read once and indexed by what is looked up in them."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TypeVar

import msgspec
import tomli

from shared_models.text.letters import urdu_skeleton
from shared_models.text.normalise import fold_latin, fold_urdu

__all__ = [
    "NameGroup", "NameTables", "Particles", "Readings", "Title", "Titles", "compact_latin", "compact_urdu",
    "load_name_tables", "load_particles", "load_short_forms", "load_titles", "parts_of_urdu", "read_variants",
    "words_naming_nobody",
]  # fmt: skip

_Shape = TypeVar("_Shape")

_FOLDER = Path(__file__).parent.parent / "reference" / "names"
OF_ANOTHER_NAME = "~"  # marks a spelling that is at home in another group


@dataclass(frozen=True, slots=True)
class NameGroup:
    """One name: its key, its Urdu, its Latin spellings (likeliest first) and those it shares with another name."""

    key: str
    urdu: str
    latin: tuple[str, ...]
    shared: tuple[str, ...]
    skeleton: str


@dataclass(frozen=True, slots=True)
class Readings:
    """The names a spelling may stand for: those it is at home in, and those that only share it."""

    own: tuple[NameGroup, ...] = ()
    shared: tuple[NameGroup, ...] = ()


class Title(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One title as its entry writes it."""

    latin: tuple[str, ...]
    urdu: str = ""


class Titles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The titles: those left out of comparisons, and those that are names as well and tell little."""

    drop: tuple[Title, ...]
    light: tuple[Title, ...]


class Particles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The small words between the words of a name; `passed_over` maps Latin to Urdu."""

    article: frozenset[str]
    izafat: frozenset[str]
    waw: frozenset[str]
    passed_over: dict[str, str]


@dataclass(frozen=True, slots=True)
class NameTables:
    """Names by spelling (small letters without hyphens), by sound, and by folded Urdu without spaces."""

    groups: tuple[NameGroup, ...]
    by_latin: Mapping[str, Readings]
    by_sound: Mapping[str, tuple[NameGroup, ...]]
    by_urdu: Mapping[str, tuple[NameGroup, ...]]
    compounds: frozenset[str]  # spellings, in either script, of names written in several words too


@cache
def load_name_tables() -> NameTables:
    """The tables this program ships with."""
    groups = _read_groups()
    groups += _parts_of_compounds(groups)
    compounds = {
        spelled
        for group in groups
        for word in group.latin
        if "-" in word and word.partition("-")[0] not in load_particles().article  # ud-din is joined to what is before
        for spelled in (compact_latin(word), compact_urdu(group.urdu))
    }
    compounds |= {compact_urdu(group.urdu) for group in groups if " " in group.urdu}
    return NameTables(
        tuple(groups), _index_latin(groups), _index_sounds(groups), _index_urdu(groups), frozenset(compounds)
    )


@cache
def load_short_forms() -> Mapping[str, tuple[str, ...]]:
    """What each abbreviation is read as, likeliest first."""
    return _read("abbreviations.toml", dict[str, tuple[str, ...]])


@cache
def load_titles() -> Titles:
    """The titles of both scripts."""
    return _read("honorifics.toml", Titles)


@cache
def load_particles() -> Particles:
    """The particles of names."""
    return _read("particles.toml", Particles)


@cache
def words_naming_nobody() -> frozenset[str]:
    """What a parent's field says, in small letters or folded Urdu, when it names nobody."""
    return frozenset(fold_urdu(words) for words in _read("father_noise.toml", dict[str, list[str]])["no_name"])


def compact_latin(spelling: str) -> str:
    """A spelling of the tables as it is looked up: one word, without the mark of a shared spelling."""
    return spelling.removesuffix(OF_ANOTHER_NAME).replace("-", "")


@lru_cache(8192)
def compact_urdu(text: str) -> str:
    """The folded Urdu of a name as it is looked up: without the spaces of compounds."""
    return fold_urdu(text).replace(" ", "")


def _read(name: str, shape: type[_Shape]) -> _Shape:
    return msgspec.convert(tomli.loads((_FOLDER / name).read_text("utf-8")), shape)


def _read_groups() -> list[NameGroup]:
    """The variant groups; then names we added, of which some are a second Urdu or Latin spelling of a group."""
    groups = [_group(row["canonical"], row["urdu"], row["variants"].split("|")) for row in read_variants()]
    known = {group.key: group for group in groups}
    for row in _rows("additions.csv"):
        spellings = row["variants"].split("|") if row["variants"] else known[row["canonical"]].latin
        groups.append(_group(row["canonical"], row["urdu"], spellings))
    return groups + [_group(title.latin[0], title.urdu, title.latin) for title in load_titles().light if title.urdu]


def read_variants() -> list[dict[str, str]]:
    """The rows of the variant groups as they stand in their file: canonical, urdu, variants (parted by |)."""
    return _rows("variants.csv")


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _group(canonical: str, urdu: str, spellings: Iterable[str]) -> NameGroup:
    own = tuple(word for word in spellings if not word.endswith(OF_ANOTHER_NAME))
    shared = tuple(word.removesuffix(OF_ANOTHER_NAME) for word in spellings if word.endswith(OF_ANOTHER_NAME))
    skeleton = "".join(urdu_skeleton(word) for word in parts_of_urdu(urdu))
    return NameGroup(canonical.replace("-", ""), urdu, own, shared, skeleton)


def parts_of_urdu(urdu: str) -> list[str]:
    """The words of an Urdu name with a compound of عبدال taken apart, its article with the first word."""
    if urdu.startswith("عبدال") and urdu != "عبداللہ":
        return ["عبدال", urdu.removeprefix("عبدال")]
    return [word.removeprefix("ال") if word.startswith("الرح") else word for word in urdu.split(" ")]


def _parts_of_compounds(groups: Iterable[NameGroup]) -> list[NameGroup]:
    """Names that the table only knows inside a compound, as ستار in عبدالستار; a known key or Urdu is left alone."""
    keys = {group.key for group in groups}
    urdu_keys = {compact_urdu(group.urdu) for group in groups}
    found: dict[str, NameGroup] = {}
    for group in groups:
        parts = parts_of_urdu(group.urdu)
        pieces = [word.split("-") for word in group.latin if word.count("-") == 1]
        if len(parts) == 1 or not pieces:
            continue
        for place, urdu in enumerate(parts):
            spellings = tuple(dict.fromkeys(piece[place] for piece in pieces))
            if spellings[0] not in keys and fold_urdu(urdu) not in urdu_keys and urdu != "عبدال":
                found.setdefault(spellings[0], _group(spellings[0], urdu, spellings))
    return list(found.values())


def _index_latin(groups: Iterable[NameGroup]) -> dict[str, Readings]:
    own: dict[str, list[NameGroup]] = {}
    shared: dict[str, list[NameGroup]] = {}
    for group in groups:
        for word in group.latin:
            own.setdefault(compact_latin(word), []).append(group)
        for word in group.shared:
            shared.setdefault(compact_latin(word), []).append(group)
    for one, other in _read("undecided.toml", dict[str, list[tuple[str, str]]])["pairs"]:
        for word, second in ((one, other), (other, one)):
            shared.setdefault(word, []).extend(own.get(second, ()))
    return {
        word: Readings(_once(own.get(word, ())), _once(group for group in shared.get(word, ()) if group not in own.get(word, ())))
        for word in {**own, **shared}
    }  # fmt: skip


def _index_sounds(groups: Iterable[NameGroup]) -> dict[str, tuple[NameGroup, ...]]:
    found: dict[str, list[NameGroup]] = {}
    for group in groups:
        for word in group.latin:
            found.setdefault(fold_latin(compact_latin(word)), []).append(group)
    return {sound: _once(named) for sound, named in found.items()}


def _index_urdu(groups: Iterable[NameGroup]) -> dict[str, tuple[NameGroup, ...]]:
    found: dict[str, list[NameGroup]] = {}
    for group in groups:
        # The small alef of رحمٰن is left out by some and written in full by others.
        for spelling in (group.urdu, group.urdu.replace("یٰ", "ا"), group.urdu.replace("ٰ", "ا")):
            found.setdefault(compact_urdu(spelling), []).append(group)
    return {urdu: _once(named) for urdu, named in found.items()}


def _once(groups: Iterable[NameGroup]) -> tuple[NameGroup, ...]:
    return tuple(dict.fromkeys(groups))
