"""A romanised name taken apart, however its compounds are written: Abd-ur-Rehman, Abdul Rehman, Abdurrehman."""

import re
import unicodedata
from collections.abc import Sequence

from shared_models.text.name_parts import Part, PartKind, join_to_last, split_known
from shared_models.text.name_tables import load_name_tables, load_particles, load_short_forms
from shared_models.text.names import is_title
from shared_models.text.normalise import clean_text

__all__ = ["latin_parts", "latin_pieces"]

LONGEST_COMPOUND = 4  # pieces: zia ur reh man
SHORTEST_PART = 3  # of a word that two names were written into
GOD = frozenset({"ullah", "ulla", "olla", "allah"})
_APOSTROPHES = re.compile("['’‘`ʼʿʾ]")
_NOT_LETTERS = re.compile("[^a-z/]+")
_RELATIONS = re.compile(r"\b([sdw])\s*/\s*o\b")
_ABDUL = re.compile("abd(?:[aeu](?:l|r|sh|s|z|d|t|n))?")
_ABDUL_JOINED = re.compile("(abd)[aeu](?:l|sh|r|s|z|d|t|n)([a-z]{3,})")
_IN_FRONT = re.compile("([aeu](?:l|r|d))(d[ei]e?n|ha(?:q|que|qq)|re?a?hman)")
# Found at every place of a word, overlapping ones too.
_ARTICLE = re.compile("(?=([aeu](?:l|sh|r|s|z|d|t|n)))")
_BEHIND = re.compile("([a-z]{2,})(u(?:l|sh|r|s|z|d|t|n))")
_GOD_BEHIND = re.compile("([a-z]{2,}?)[uoa]ll?ah?")


def latin_pieces(text: str) -> list[str]:
    """The pieces of small letters a-z: accents and apostrophes gone, hyphens and stops parting, `s/o` one piece."""
    text = unicodedata.normalize("NFKD", _APOSTROPHES.sub("", clean_text(text))).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    kept = _RELATIONS.sub(r"\1/o", _NOT_LETTERS.sub(" ", text)).split()
    return [
        piece for whole in kept for piece in ((whole,) if _RELATIONS.fullmatch(whole) else whole.split("/")) if piece
    ]


def latin_parts(text: str) -> list[Part]:
    """The parts of a romanised name in the order they were written."""
    pieces = latin_pieces(text)
    pieces = [part for place, piece in enumerate(pieces) for part in _unjoined(piece, pieces[place + 1 :])]
    parts: list[Part] = []
    at = 0
    while at < len(pieces):
        at += _take(parts, pieces, at)
    return parts


def _take(parts: list[Part], pieces: list[str], at: int) -> int:
    """Add the part that begins at `at`; answer how many pieces it took."""
    tables = load_name_tables()
    for length in range(min(LONGEST_COMPOUND, len(pieces) - at), 1, -1):
        compound = "".join(pieces[at : at + length])
        if compound in tables.compounds:
            parts.append(Part("word", (compound,)))
            return length
    piece, following = pieces[at], pieces[at + 1 : at + 2]
    if _ABDUL.fullmatch(piece) and following:
        skipped = 1 if following[0] in load_particles().article and at + 2 < len(pieces) else 0
        parts.append(Part("abdul", (pieces[at + 1 + skipped],)))
        return 2 + skipped
    kind = _joining(piece)
    if kind and following and join_to_last(parts, kind, following[0]):
        return 2
    if piece in GOD and join_to_last(parts, "god"):
        return 1
    between = bool(parts) and (kind or piece in load_particles().passed_over)
    if following and (between or kind == "article"):
        parts.append(Part("passed_over", (piece,)))
    else:
        parts.append(Part("title" if is_title(piece) else "word", (piece,)))
    return 1


def _joining(piece: str) -> PartKind | None:
    particles = load_particles()
    if piece in particles.article:
        return "article"
    if piece in particles.izafat:
        return "izafat"
    return "waw" if piece in particles.waw else None


def _unjoined(piece: str, following: list[str]) -> Sequence[str]:
    """The pieces of a compound that was written as one word, unless the table knows it so."""
    if found := _IN_FRONT.fullmatch(piece):
        return "u" + found[1][1:], found[2]
    if piece in load_name_tables().by_latin or piece in GOD or is_title(piece) or piece in load_short_forms():
        return (piece,)
    if found := _ABDUL_JOINED.fullmatch(piece):
        return "abdul", found[2]
    two = split_known(piece, _is_name, SHORTEST_PART)
    if len(two) > 1:
        return two
    if found := _GOD_BEHIND.fullmatch(piece):
        return (found[1], "ullah")
    return _around_article(piece) or _before_article(piece, following) or (piece,)


def _is_name(piece: str) -> bool:
    readings = load_name_tables().by_latin.get(piece)
    return readings is not None and bool(readings.own) and not _IN_FRONT.fullmatch(piece)


def _around_article(piece: str) -> Sequence[str]:
    """Two names and their article in one word, when the table knows the second: Shamsuzzaman."""
    for found in _ARTICLE.finditer(piece):
        first, article, second = piece[: found.start()], found[1], piece[found.end(1) :]
        if len(first) > 1 and _is_name(second) and (article.endswith("l") or second.startswith(article[1:])):
            return first, "u" + article[1:], second
    return ()


def _before_article(piece: str, following: list[str]) -> Sequence[str]:
    """A known name and the article of the name behind it: Ziaul Haq, Shamsur Rehman."""
    found = _BEHIND.fullmatch(piece) if following else None
    if found is None or not _is_name(found[1]):
        return ()
    fits = found[2].endswith("l") or following[0].startswith(found[2][1:])
    return found.groups() if fits else ()
