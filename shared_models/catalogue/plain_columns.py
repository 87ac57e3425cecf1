"""Many values of one leaf judged in one go: most are right and are seen to be so without a look at each of them.

What is wrong, and why, only `check_known` says; here a column is either right as a whole or in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from itertools import repeat
from typing import Final

from shared_models.catalogue.access import SEALED
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Field, Leaf
from shared_models.catalogue.kinds import FIELD_KINDS, Surroundings
from shared_models.catalogue.kinds.identity import HOME_MOBILE
from shared_models.catalogue.kinds.moments import FIRST_YEAR, LAST_YEAR
from shared_models.catalogue.kinds.words import ARABIC_NAME, DIGIT, LATIN_LETTER, LATIN_NAME, SHORTEST_NAME
from shared_models.catalogue.validation import CHOSEN, check_known, right_choices
from shared_models.text.names import is_only_title, is_title
from shared_models.text.normalise import has_forbidden_marks, is_arabic

__all__ = ["are_plainly_right"]

# Of these the same few thousand values come again and again; what is remembered is bounded by calendar and clerk.
_REMEMBERED: Final = frozenset({"date", "partial_date", "integer"})
_MOST_REMEMBERED: Final = 65_536
_NONE: Final = type(None)
# Of one length and shape, so that one expression sees all of them.
_DAY: Final = r"\d{4}-\d\d-\d\d"
_DAYS: Final = re.compile(rf"{_DAY}(?:\n{_DAY})*", re.ASCII)
_DAY_LETTERS, _FIRST_DAY, _LAST_DAY = 10, f"{FIRST_YEAR}-01-01", f"{LAST_YEAR}-12-31"
_MOBILES: Final = re.compile(rf"{HOME_MOBILE.pattern}(?:\n{HOME_MOBILE.pattern})*")
_MOBILE_LETTERS: Final = len("+923001234567")


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
    if types == {str} and field.kind in _ALIKE:
        values = _ALIKE[field.kind](values)  # type: ignore[arg-type]
        if not values:
            return True
    return _are_right(leaf, values, catalogue)


def _are_right_choices(leaf: Leaf, values: Sequence[object], catalogue: Catalogue) -> bool:
    right = right_choices(catalogue)
    try:
        asked = {(leaf.key, kind, value) for kind, value in _different(values)}
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
        new = _different(values) - right
    except TypeError:
        return False
    if any(check(field, value, around) is not None for _, value in new):
        return False
    if len(right) < _MOST_REMEMBERED:
        right |= new
    return True


def _different(values: Sequence[object]) -> set[tuple[type, object]]:
    """The different values with their types, for 1 and true are equal. Raises TypeError for what is no plain value."""
    types = set(map(type, values))
    if len(types) == 1:  # nearly always: then each different value is looked at, not each value
        return set(zip(repeat(types.pop()), set(values), strict=False))
    return set(zip(map(type, values), values, strict=True))


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
        and not _is_any_only_title(texts)
    )


def _is_any_only_title(texts: Sequence[str]) -> bool:
    firsts = {text.partition(" ")[0] for text in texts}
    titles = {first for first in firsts if not first or is_title(first)}
    return bool(titles) and any(is_only_title(text) for text in texts if text.partition(" ")[0] in titles)


def _not_whole_days(texts: Sequence[str]) -> Sequence[str]:
    """Those that are not plainly whole days that exist, in a year that may be."""
    days = {text for text in texts if len(text) == _DAY_LETTERS}
    if not days or not _DAYS.fullmatch("\n".join(days)) or min(days) < _FIRST_DAY or max(days) > _LAST_DAY:
        return texts
    try:
        for day in days:
            date.fromisoformat(day)
    except ValueError:
        return texts
    return [text for text in texts if text not in days] if len(days) < len(texts) else ()


def _not_home_mobiles(texts: Sequence[str]) -> Sequence[str]:
    """Those that are no mobile numbers of Pakistan, unless one that is as long is something else."""
    mobiles = [text for text in texts if len(text) == _MOBILE_LETTERS]
    if not mobiles or not _MOBILES.fullmatch("\n".join(mobiles)):
        return texts
    return [text for text in texts if len(text) != _MOBILE_LETTERS] if len(mobiles) < len(texts) else ()


_ALIKE: Final[Mapping[str, Callable[[Sequence[str]], Sequence[str]]]] = {
    "date": _not_whole_days,
    "partial_date": _not_whole_days,
    "phone": _not_home_mobiles,
}
_TEXTS: Final[Mapping[str, Callable[[Sequence[str]], bool]]] = {
    "text": lambda _texts: True,
    "name_latin": lambda texts: _are_right_names(texts, LATIN_NAME, LATIN_LETTER.search),
    "name_urdu": lambda texts: _are_right_names(texts, ARABIC_NAME, is_arabic),
}
