"""Many values of one leaf judged in one go: most are right and are seen to be so without a look at each of them.

What is wrong, and why, only `check_known` says; here a column is either right as a whole or in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import repeat
from typing import Final

from shared_models.catalogue.access import SEALED
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Field, Leaf
from shared_models.catalogue.kinds import FIELD_KINDS, Surroundings
from shared_models.catalogue.kinds.words import ARABIC_NAME, DIGIT, LATIN_LETTER, LATIN_NAME, SHORTEST_NAME
from shared_models.catalogue.validation import CHOSEN, check_known, right_choices
from shared_models.text.names import is_only_title, is_title
from shared_models.text.normalise import has_forbidden_marks, is_arabic

__all__ = ["are_plainly_right"]

# Of these the same few thousand values come again and again; what is remembered is bounded by calendar and clerk.
_REMEMBERED: Final = frozenset({"date", "partial_date", "integer"})
_MOST_REMEMBERED: Final = 65_536
_NONE: Final = type(None)


def are_plainly_right(leaf: Leaf, values: Sequence[object], catalogue: Catalogue) -> bool:
    """
    Whether all these values of one leaf are right by themselves; False says only that they must be looked at singly.

    Asked without day and row, as a change is judged at head office.
    """
    field = leaf.field
    if field.sensitivity == SEALED or leaf.part == "void":
        return False
    types = set(map(type, values))
    if _NONE in types:  # cleared, which is always allowed
        values = [value for value in values if value is not None]
        types.discard(_NONE)
    if not values:
        return True
    if leaf.part == "reason" or leaf.member or field.kind in CHOSEN:
        return _are_right_choices(leaf, values, catalogue)
    if field.code_list or field.kind == "document_number":  # judged by the type of paper in its row
        return False
    if types == {str} and field.kind in _TEXTS:
        texts: list[str] = values  # type: ignore[assignment]
        return _are_right_texts(field, texts) and _TEXTS[field.kind](texts)
    return _are_right(leaf, values, catalogue)


def _are_right_choices(leaf: Leaf, values: Sequence[object], catalogue: Catalogue) -> bool:
    right = right_choices(catalogue)
    try:
        asked = set(zip(repeat(leaf.key), map(type, values), values, strict=False))
    except TypeError:  # an object or a list, which is no choice
        return False
    return all(check_known(leaf, value, leaf.field.path, catalogue) is None for _, _, value in asked - right)


def _are_right(leaf: Leaf, values: Sequence[object], catalogue: Catalogue) -> bool:
    """One look at each value that was not seen before."""
    field = leaf.field
    check, around = FIELD_KINDS[field.kind].check, Surroundings(field.path)
    if field.kind not in _REMEMBERED:
        return all(check(field, value, around) is None for value in values)
    right: set[tuple[type, object]] = catalogue.derived.setdefault(("right values", field.path), set())
    try:
        new = set(zip(map(type, values), values, strict=True)) - right
    except TypeError:
        return False
    if any(check(field, value, around) is not None for _, value in new):
        return False
    if len(right) < _MOST_REMEMBERED:
        right |= new
    return True


def _are_right_texts(field: Field, texts: Sequence[str]) -> bool:
    """As `check_text`: not empty, not too long, nothing invisible in them."""
    if max(map(len, texts)) > field.max_length or not all(map(str.strip, texts)):
        return False
    together = " ".join(texts)
    if together.isascii() and together.isprintable():
        return True
    return not has_forbidden_marks(together) and (field.has_lines or "\n" not in together)


def _are_right_names(texts: Sequence[str], letters: re.Pattern[str], has_letter: Callable[[str], object]) -> bool:
    together = " ".join(texts)
    return (
        min(map(len, texts)) >= SHORTEST_NAME
        and not DIGIT.search(together)
        and letters.fullmatch(together) is not None
        and all(map(has_letter, texts))
        and not any(is_only_title(text) for text in set(texts) if _begins_with_title(text))
    )


def _begins_with_title(text: str) -> bool:
    first = text.partition(" ")[0]
    return not first or is_title(first)


_TEXTS: Final[Mapping[str, Callable[[Sequence[str]], bool]]] = {
    "text": lambda _texts: True,
    "name_latin": lambda texts: _are_right_names(texts, LATIN_NAME, LATIN_LETTER.search),
    "name_urdu": lambda texts: _are_right_names(texts, ARABIC_NAME, is_arabic),
}
