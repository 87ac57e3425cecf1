"""One key for a name however it is spelled, in both scripts, and the question whether two spellings are one name."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import islice, product

import msgspec

from shared_models.text.latin_parts import latin_parts
from shared_models.text.letters import latin_skeletons, urdu_skeleton
from shared_models.text.name_parts import Part
from shared_models.text.name_tables import NameGroup, load_name_tables, load_short_forms, load_titles
from shared_models.text.names import split_parent
from shared_models.text.normalise import fold_latin, fold_urdu, is_arabic, urdu_ways
from shared_models.text.urdu_parts import urdu_parts

__all__ = ["LONGEST_NAME", "NameWord", "latin_groups", "name_key", "name_keys", "name_words", "urdu_groups"]

ABDUL, ABDUL_SKELETON = "abdul", "abdl"
ALLAH_KEY, ALLAH_SKELETON = "ullah", "ala"
MUHAMMAD = "muhammad"
UNKNOWN_SIGN = "*"  # keeps the skeleton of an unknown name apart from the key of a group
LONGEST_NAME = 200  # signs: twice what a field holds
MOST_KEYS = 16  # of one name


class NameWord(msgspec.Struct, frozen=True, cache_hash=True):
    """
    One name inside a name.

    `keys` are the groups it may stand for, the likeliest first (Rashid for راشد, then for رشید); a name that no group
    knows has its skeleton for a key, with a sign in front. `skeletons` are its sound in the alphabet of both scripts.
    A `light` word (a title that is a name, Muhammad) tells little about who is meant. `letters` are how it was written,
    folded: what a slip of the keyboard is found by.
    """

    keys: tuple[str, ...]
    skeletons: tuple[str, ...]
    known: bool
    light: bool = False
    letters: str = ""


def name_key(text: str) -> str:
    """
    The likeliest key of a name in either script: `Mohd. Aslam`, `Muhammad Aslaam` and `محمد اسلم` have one.

    Titles, particles and a parent behind an `S/O` are left out. Equal keys mean one spelling of one name, not one
    person; names that Latin cannot tell apart differ (ask `name_keys` for all readings). Empty for no name.
    """
    return " ".join(word.keys[0] for word in name_words(text))


def name_keys(text: str) -> tuple[str, ...]:
    """Every key the spelling may stand for, the likeliest first and at most sixteen."""
    choices = product(*(word.keys for word in name_words(text)))
    return tuple(dict.fromkeys(" ".join(keys) for keys in islice(choices, MOST_KEYS)))


def name_words(text: str) -> tuple[NameWord, ...]:
    """The words of a name that comparisons use, in the order they were written; what is longer than a name is cut."""
    return _words_of(text[:LONGEST_NAME])


@lru_cache(4096)
def _words_of(text: str) -> tuple[NameWord, ...]:
    name = split_parent(text).name
    urdu = is_arabic(name)
    parts = [part for part in (urdu_parts(name) if urdu else latin_parts(name)) if part.kind != "passed_over"]
    words = [(part, _word_of(part, urdu=urdu)) for part in parts]
    return tuple(word for _part, word in _without_titles(words) if word.skeletons[0])


def _without_titles(words: Sequence[tuple[Part, NameWord]]) -> Sequence[tuple[Part, NameWord]]:
    """The words without titles; a title that is a name as well (Shaheed) stays unless a telling name is beside it."""
    kept = [(part, word) for part, word in words if part.kind != "title"]
    telling = any(not word.light for _part, word in kept)
    if not telling:
        kept = [(part, word) for part, word in words if part.kind != "title" or word.known]
    return kept or words


def _word_of(part: Part, *, urdu: bool) -> NameWord:
    read = _urdu_word if urdu else _latin_word
    if part.kind == "abdul":
        return _composed(NameWord((ABDUL,), (ABDUL_SKELETON,), known=True, letters=ABDUL), read(part.words[0]))
    first = read(part.words[0])
    if part.kind == "god":
        return _composed(first, NameWord((ALLAH_KEY,), (ALLAH_SKELETON,), known=True, letters=ALLAH_KEY))
    return _composed(first, read(part.words[1])) if len(part.words) > 1 else first


def _composed(first: NameWord, second: NameWord) -> NameWord:
    """One word of two (`zia` and `din`); the key of their group where the table knows the compound."""
    skeletons = (first.skeletons[0] + second.skeletons[0],)
    letters = first.letters + second.letters
    readings = load_name_tables().by_latin.get(first.keys[0] + second.keys[0])
    if readings is not None and readings.own:
        return _known((*readings.own, *readings.shared), skeletons, letters)
    keys = tuple(first.keys[0] + key for key in second.keys)
    return NameWord(keys, skeletons, first.known and second.known, letters=letters)


@lru_cache(8192)
def latin_groups(word: str) -> tuple[tuple[NameGroup, ...], tuple[NameGroup, ...]]:
    """The names a spelling is at home in and those that share it; an unknown spelling is looked up by its sound."""
    tables = load_name_tables()
    readings = tables.by_latin.get(word)
    if readings is not None:
        return readings.own, readings.shared
    if word in load_short_forms():
        groups = [group for name in load_short_forms()[word] for group in latin_groups(name)[0]]
        return tuple(groups[:1]), tuple(groups[1:])
    return tables.by_sound.get(fold_latin(word), ()), ()


def urdu_groups(word: str) -> tuple[NameGroup, ...]:
    """The names an Urdu spelling is written for."""
    tables = load_name_tables()
    return tuple(group for way in urdu_ways(word) for group in tables.by_urdu.get(way.replace(" ", ""), ()))


@lru_cache(8192)
def _latin_word(word: str) -> NameWord:
    skeletons = latin_skeletons(word)
    own, shared = latin_groups(word)
    if own:
        return _known((*own, *shared), (own[0].skeleton, *skeletons), word)
    first, *others = (UNKNOWN_SIGN + skeleton for skeleton in skeletons)
    return NameWord(_once((first, *(group.key for group in shared), *others)), skeletons, known=False, letters=word)


@lru_cache(8192)
def _urdu_word(word: str) -> NameWord:
    groups = urdu_groups(word)
    if groups:
        return _known(groups, (groups[0].skeleton,), fold_urdu(word))
    skeleton = urdu_skeleton(word)
    return NameWord((UNKNOWN_SIGN + skeleton,), (skeleton,), known=False, letters=fold_urdu(word))


def _known(groups: tuple[NameGroup, ...], skeletons: tuple[str, ...], letters: str) -> NameWord:
    keys = _once(group.key for group in groups)
    return NameWord(keys, _once(skeletons), known=True, light=keys[0] in _light_keys(), letters=letters)


def _once(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(keys))


@cache
def _light_keys() -> frozenset[str]:
    return frozenset({MUHAMMAD, *(word for title in load_titles().light for word in title.latin)})
