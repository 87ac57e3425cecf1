"""A name proposed in the other script: the table of names first, letter rules for what it does not know."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import product

from shared_models.text.latin_parts import latin_parts
from shared_models.text.latin_spelling import spell_in_latin
from shared_models.text.name_keys import LONGEST_NAME, latin_groups, urdu_groups
from shared_models.text.name_parts import Part
from shared_models.text.name_tables import compact_urdu, load_name_tables, load_particles, load_titles
from shared_models.text.normalise import is_arabic, urdu_ways
from shared_models.text.urdu_parts import urdu_parts
from shared_models.text.urdu_spelling import spell_in_urdu

__all__ = ["MOST_SUGGESTIONS", "suggest_latin", "suggest_urdu"]

MOST_SUGGESTIONS = 5
READINGS_OF_A_WORD = 3
ZER = "\u0650"
# The l of the article takes the sound of these first letters: Zia-ud-Din, Shams-uz-Zaman.
_SUN_LETTERS = {"ت": "t", "ث": "s", "د": "d", "ذ": "z", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "z",
    "ط": "t", "ظ": "z", "ن": "n"}  # fmt: skip


def suggest_urdu(latin: str) -> tuple[str, ...]:
    """Urdu spellings of a romanised name, the likeliest first, at most five; titles and particles are written too."""
    return () if is_arabic(latin) else _urdu_names(latin[:LONGEST_NAME])


def suggest_latin(urdu: str) -> tuple[str, ...]:
    """Latin spellings of an Urdu name, the likeliest first, at most five; each word begins with a capital."""
    return _latin_names(urdu[:LONGEST_NAME]) if is_arabic(urdu) else ()


@lru_cache(2048)
def _urdu_names(latin: str) -> tuple[str, ...]:
    return _combined((_urdu_of(part) for part in latin_parts(latin)), " ".join)


@lru_cache(2048)
def _latin_names(urdu: str) -> tuple[str, ...]:
    return _combined((_latin_of(part) for part in urdu_parts(urdu)), lambda words: _capitals(" ".join(words)))


def _combined(readings: Iterable[Sequence[str]], join: Callable[[Iterable[str]], str]) -> tuple[str, ...]:
    """Whole names from the readings of their parts, those first that leave the likeliest readings least."""
    choices = [tuple(enumerate(words[:READINGS_OF_A_WORD])) for words in readings]
    if not choices or not all(choices):
        return ()
    # Long names vary in their last words only: the first ones are mostly Muhammad, Syed, Abdul.
    choices = [
        words if len(choices) - place <= READINGS_OF_A_WORD + 1 else words[:1] for place, words in enumerate(choices)
    ]
    ranked = sorted(product(*choices), key=lambda chosen: sum(rank for rank, _word in chosen))
    names = dict.fromkeys(join(word for _rank, word in chosen) for chosen in ranked[: MOST_SUGGESTIONS * 2])
    return tuple(names)[:MOST_SUGGESTIONS]


# ------------------------------------------------------------------------------------------------ to Urdu


def _urdu_of(part: Part) -> Sequence[str]:
    first, second = part.words[0], part.words[-1]
    if part.kind == "abdul":
        groups = load_name_tables().by_latin.get("abdul" + first)
        known = [group.urdu for group in groups.own] if groups else []
        return _once((*known, *("عبدال" + name for name in _urdu_words(first))))
    if part.kind == "god":
        return [_before_god(name) + " اللہ" for name in _urdu_words(first)]
    if part.kind == "article":
        return [
            f"{_before_god(one)} ال{other}" for one, other in product(_urdu_words(first)[:2], _urdu_words(second)[:2])
        ]
    if part.kind in {"izafat", "waw"}:
        sign = ZER if part.kind == "izafat" else " و"
        return [f"{one}{sign} {other}" for one, other in product(_urdu_words(first)[:2], _urdu_words(second)[:2])]
    if part.kind == "passed_over":
        return (load_particles().passed_over.get(first, "ال"),)
    return _urdu_words(first)


@lru_cache(4096)
def _urdu_words(word: str) -> tuple[str, ...]:
    own, shared = latin_groups(word)
    title = _urdu_titles().get(word)
    named = [group.urdu for group in (*own, *shared)]
    # A spelling that only shares the name of a group may well be another name.
    return _once((*([title] if title else []), *named, *(() if own or title else spell_in_urdu(word))))


def _before_god(name: str) -> str:
    """ضیا and ثنا carry a hamza in compounds."""
    return name + "ء" if name.endswith("ا") else name


@cache
def _urdu_titles() -> dict[str, str]:
    titles = load_titles()
    return {word: title.urdu for title in (*titles.drop, *titles.light) if title.urdu for word in title.latin}


# ------------------------------------------------------------------------------------------------ to Latin


def _latin_of(part: Part) -> Sequence[str]:
    first, second = part.words[0], part.words[-1]
    if part.kind == "abdul":
        groups = load_name_tables().by_urdu.get("عبدال" + compact_urdu(first), ())
        known = [spelled for group in groups for spelled in _spellings(group.latin)]
        return _once((*known, *("abdul " + name for name in _latin_words(first))))
    if part.kind == "god":
        return [name + "ullah" for name in _latin_words(first)]
    if part.kind == "article":
        article = "u" + _SUN_LETTERS.get(second[0], "l")
        return [f"{one} {article} {other}" for one, other in product(_latin_words(first)[:2], _latin_words(second)[:2])]
    if part.kind in {"izafat", "waw"}:
        joint = "e" if part.kind == "izafat" else "o"
        return [f"{one} {joint} {other}" for one, other in product(_latin_words(first)[:2], _latin_words(second)[:2])]
    if part.kind == "passed_over":
        return (_latin_particles().get(compact_urdu(first), ""),)
    return _latin_words(first)


@lru_cache(4096)
def _latin_words(word: str) -> tuple[str, ...]:
    groups = urdu_groups(word)
    titles = [spelled for way in urdu_ways(word) for spelled in _latin_titles().get(way, ())]
    named = [spelled for group in groups for spelled in _spellings(group.latin)]
    return _once((*titles, *named, *(() if groups or titles else spell_in_latin(word))))


def _spellings(latin: Iterable[str]) -> Iterator[str]:
    """The spellings of a group as they are written: the parts of a compound apart."""
    return (word.replace("-", " ") for word in latin)


@cache
def _latin_titles() -> dict[str, tuple[str, ...]]:
    titles = load_titles()
    entries = [title for title in (*titles.drop, *titles.light) if title.urdu and title.latin]
    return {way: title.latin for title in entries for way in urdu_ways(title.urdu)}


@cache
def _latin_particles() -> dict[str, str]:
    # Several Latin words share one Urdu word; the first of the file is written.
    return {compact_urdu(urdu): latin for latin, urdu in reversed(load_particles().passed_over.items())}


def _capitals(name: str) -> str:
    particles = load_particles()
    small = particles.article | particles.izafat | particles.waw | particles.passed_over.keys()
    words = name.split(" ")
    return " ".join(word if place and word in small else word.capitalize() for place, word in enumerate(words))


def _once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
