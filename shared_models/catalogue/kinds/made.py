"""Kinds of field that nobody types: the fingerprint of a stored file, and what is worked out from other answers."""

import re

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.text.normalise import clean_text

__all__ = ["KINDS"]

HASH_LETTERS = 64
_HASH = re.compile(f"[0-9a-f]{{{HASH_LETTERS}}}")
_SHOWN = 8  # enough to tell two files apart on a screen
_YES_NO = {(True, "en"): "yes", (False, "en"): "no", (True, "ur"): "ہاں", (False, "ur"): "نہیں"}


def _check_attachment(_field: Field, value: object, around: Surroundings) -> Problem | None:
    """The SHA-256 of the file as it is kept, in small hexadecimal letters."""
    if isinstance(value, str) and _HASH.fullmatch(value):
        return None
    return problem("field.not_a_file", around.path)


def _parse_attachment(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text).lower()
    found = _check_attachment(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _check_computed(_field: Field, _value: object, around: Surroundings) -> Problem | None:
    """Whatever is sent is refused: a second, written answer could contradict the ones it comes from."""
    return problem("field.computed", around.path)


def _parse_computed(_field: Field, _text: str, around: Surroundings) -> object:
    raise refuse("field.computed", around)


def _show_attachment(value: object, _codes: CodeList | None, _lang: str) -> str:
    return str(value)[:_SHOWN]


def _show_computed(value: object, _codes: CodeList | None, lang: str) -> str:
    return _YES_NO[value, "ur" if lang == "ur" else "en"] if isinstance(value, bool) else str(value)


KINDS = {
    kind.name: kind
    for kind in (
        FieldKind(
            "attachment", _parse_attachment, _check_attachment, _show_attachment, HASH_LETTERS,
            "SHA-256 of a stored file, in hexadecimal",
        ),
        FieldKind(
            "computed", _parse_computed, _check_computed, _show_computed, 20,
            "worked out from other answers where it is shown; never written",
        ),
    )
}  # fmt: skip
