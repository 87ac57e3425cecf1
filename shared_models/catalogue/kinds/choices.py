"""Kinds of field that are chosen: one code, several codes, and yes or no."""

from collections.abc import Mapping

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.problems import Problem, problem
from shared_models.text.normalise import clean_text, fold_key

__all__ = ["KINDS", "check_member"]

MAX_MEMBERS = 40
_SEPARATORS = str.maketrans({"،": ",", "؛": ",", ";": ",", "|": ",", "/": ","})
_YES = frozenset(fold_key(word) for word in ("yes", "y", "true", "1", "ہاں", "جی", "جی ہاں", "haan", "han", "ji"))
_NO = frozenset(fold_key(word) for word in ("no", "n", "false", "0", "نہیں", "نہ", "nahi", "nahin"))
_YES_NO_TEXT = {(True, "en"): "yes", (False, "en"): "no", (True, "ur"): "ہاں", (False, "ur"): "نہیں"}


def _parse_code(_field: Field, text: str, around: Surroundings) -> str:
    word = clean_text(text)
    found = around.codes.candidates(word) if around.codes else ()
    if not found:
        raise refuse("field.code_unknown", around, word=word)
    if len(found) > 1 and around.codes:
        english, urdu = (_show_codes(found, around.codes, lang) for lang in ("en", "ur"))
        raise refuse("field.code_ambiguous", around, word=word, choices=english, choices_ur=urdu)
    return found[0]


def _check_code(_field: Field, value: object, around: Surroundings) -> Problem | None:
    if not isinstance(value, str):
        return problem("field.wrong_type", around.path)
    if around.codes is None or value not in around.codes:
        return problem("field.code_unknown", around.path, word=value[:20])
    return None


def _parse_codes(field: Field, text: str, around: Surroundings) -> tuple[str, ...]:
    words = [word for part in text.translate(_SEPARATORS).split(",") if (word := clean_text(part))]
    if not words:
        raise refuse("field.empty", around)
    return tuple(dict.fromkeys(_parse_code(field, word, around) for word in words))


def _check_codes(field: Field, value: object, around: Surroundings) -> Problem | None:
    """A whole set: a sequence of codes (rank by order) or code -> True or rank."""
    if isinstance(value, str) or not isinstance(value, list | tuple | Mapping):
        return problem("field.wrong_type", around.path)
    if len(value) > (field.maximum or MAX_MEMBERS):
        return problem("field.too_many", around.path, limit=field.maximum or MAX_MEMBERS)
    items = value.items() if isinstance(value, Mapping) else [(code, None) for code in value]
    for code, mark in items:
        found = _check_code(field, code, around) or (None if mark is None else check_member(field, mark, around))
        if found:
            return found
    return None


def check_member(field: Field, mark: object, around: Surroundings) -> Problem | None:
    """The value of one member's leaf: True in a set, its rank (1 = first) in a ranked one."""
    is_rank = isinstance(mark, int) and not isinstance(mark, bool) and 1 <= mark <= MAX_MEMBERS
    return None if (is_rank if field.ranked else mark is True) else problem("field.wrong_type", around.path)


def _parse_yes_no(_field: Field, text: str, around: Surroundings) -> bool:
    key = fold_key(clean_text(text))
    if key in _YES:
        return True
    if key in _NO:
        return False
    raise refuse("field.not_yes_or_no", around, word=clean_text(text))


def _check_yes_no(_field: Field, value: object, around: Surroundings) -> Problem | None:
    return None if isinstance(value, bool) else problem("field.wrong_type", around.path)


def _show_code(value: object, codes: CodeList | None, lang: str) -> str:
    return codes.label(str(value), lang) if codes else str(value)


def _show_codes(value: object, codes: CodeList | None, lang: str) -> str:
    members = value if isinstance(value, list | tuple | Mapping) else ()
    return ("، " if lang == "ur" else ", ").join(_show_code(code, codes, lang) for code in members)


def _show_yes_no(value: object, _codes: CodeList | None, lang: str) -> str:
    return _YES_NO_TEXT[bool(value), "ur" if lang == "ur" else "en"]


KINDS = {
    kind.name: kind
    for kind in (
        FieldKind("code", _parse_code, _check_code, _show_code, 20, "one code of the list"),
        FieldKind("codes", _parse_codes, _check_codes, _show_codes, 20, "codes of the list, each its own leaf"),
        FieldKind("yes_no", _parse_yes_no, _check_yes_no, _show_yes_no, 5, "true or false"),
    )
}
