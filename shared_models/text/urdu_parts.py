"""An Urdu name taken apart, however its compounds are written: عبد الرحمن, عبدالرحمٰن, ضیاء الدین, ضیاءالدین."""

import re
from collections.abc import Sequence
from functools import cache

from shared_models.text.name_parts import Part, join_to_last, split_known
from shared_models.text.name_tables import compact_urdu, load_name_tables, load_particles
from shared_models.text.names import is_title
from shared_models.text.normalise import clean_text, fold_urdu

__all__ = ["urdu_parts", "urdu_pieces"]

LONGEST_COMPOUND = 3
SHORTEST_PART = 2  # short vowels are not written
SHORTEST_UNKNOWN = 4  # what follows an article: الطاف and الیاس are names themselves
ABD, AL, ALLAH, WAW = "عبد", "ال", "اللہ", "و"
ABDAL = ABD + AL
ZER = "\u0650"
_NOT_LETTERS = re.compile(r"[^\w\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u200c]+|[\d_]+")
_HIDDEN_ARTICLE = re.compile(f"(..+?){AL}(..+)")


def urdu_pieces(text: str) -> list[str]:
    """The words as they were written, with their marks, without punctuation and digits."""
    return _NOT_LETTERS.sub(" ", clean_text(text)).split()


def urdu_parts(text: str) -> list[Part]:
    """The parts of an Urdu name in the order they were written."""
    pieces = [part for piece in urdu_pieces(text) for part in _unjoined(piece)]
    parts: list[Part] = []
    at = 0
    while at < len(pieces):
        at += _take(parts, pieces, at)
    return parts


def _take(parts: list[Part], pieces: list[str], at: int) -> int:
    """Add the part that begins at `at`; answer how many pieces it took."""
    tables = load_name_tables()
    for length in range(min(LONGEST_COMPOUND, len(pieces) - at), 1, -1):
        if "".join(map(compact_urdu, pieces[at : at + length])) in tables.compounds:
            parts.append(Part("word", (" ".join(pieces[at : at + length]),)))
            return length
    piece, following = pieces[at], pieces[at + 1 : at + 2]
    folded = compact_urdu(piece)
    if folded in {ABD, ABDAL} and following:
        parts.append(Part("abdul", (_without_article(following[0]),)))
        return 2
    behind = _behind_article(folded) if folded not in tables.by_urdu else ""
    if (behind and join_to_last(parts, "article", behind)) or (folded == ALLAH and join_to_last(parts, "god")):
        return 1
    if folded == WAW and following and join_to_last(parts, "waw", following[0]):
        return 2
    if at and pieces[at - 1].endswith(ZER) and join_to_last(parts, "izafat", piece):
        return 1
    if folded in _passed_over() and following and parts:
        parts.append(Part("passed_over", (piece,)))
    else:
        parts.append(Part("title" if is_title(piece) else "word", (piece,)))
    return 1


def _behind_article(folded: str) -> str:
    """The name behind its article, or nothing when the word only happens to begin like one."""
    if not folded.startswith(AL) or folded == ALLAH:
        return ""
    name = folded.removeprefix(AL)
    return name if name in load_name_tables().by_urdu or len(name) >= SHORTEST_UNKNOWN else ""


def _without_article(piece: str) -> str:
    return piece.removeprefix(AL) if compact_urdu(piece) != ALLAH and len(piece) > len(AL) + 1 else piece


def _unjoined(piece: str) -> Sequence[str]:
    """The pieces of a compound that was written as one word, unless the table knows it so."""
    folded = compact_urdu(piece)
    known = load_name_tables().by_urdu
    if folded in known or is_title(piece) or folded.startswith(AL):
        return (piece,)
    if folded.startswith(ABDAL) and len(folded) > len(ABDAL) + 1:
        return ABDAL, folded.removeprefix(ABDAL)
    if folded.endswith(ALLAH) and len(folded) > len(ALLAH):
        return folded.removesuffix(ALLAH), ALLAH
    hidden = _HIDDEN_ARTICLE.fullmatch(folded)
    if hidden is not None and hidden[2] in known:
        return hidden[1], AL + hidden[2]
    two = split_known(folded, known.__contains__, SHORTEST_PART)
    return two if len(two) > 1 else (piece,)


@cache
def _passed_over() -> frozenset[str]:
    return frozenset(fold_urdu(word) for word in load_particles().passed_over.values())
