"""Kinds of field made of words: plain text, names in both scripts, e-mail, and the links between records."""

import re

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.text.names import is_only_title, split_parent
from shared_models.text.normalise import clean_text, has_forbidden_marks, is_arabic

__all__ = ["ARABIC_NAME", "DIGIT", "KINDS", "LATIN_LETTER", "LATIN_NAME", "SHORTEST_NAME", "check_text"]

SHORTEST_NAME = 2
LATIN_NAME = re.compile(r"[A-Za-z .'\-]+")
DIGIT = re.compile(r"\d")
LATIN_LETTER = re.compile(r"[A-Za-z]")
ARABIC_NAME = re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc\u200c .'\-]+")
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_RECORD_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
_CURLY = str.maketrans({"’": "'", "‘": "'", "`": "'", "–": "-", "—": "-", "‐": "-"})


def check_text(field: Field, value: object, around: Surroundings) -> Problem | None:
    """A problem when the value is no text, is empty, too long, or holds invisible signs."""
    if not isinstance(value, str):
        return problem("field.wrong_type", around.path)
    if not value.strip():
        return problem("field.empty", around.path)
    if len(value) > field.max_length:
        return problem("field.too_long", around.path, limit=field.max_length, length=len(value))
    if value.isascii() and value.isprintable():
        return None  # nothing in it is invisible
    if has_forbidden_marks(value) or ("\n" in value and not field.has_lines):
        return problem("field.invisible_signs", around.path)
    return None


def _check_name_latin(field: Field, value: object, around: Surroundings) -> Problem | None:
    found = check_text(field, value, around)
    if found or not isinstance(value, str):
        return found
    if DIGIT.search(value):
        return problem("field.name_has_digits", around.path)
    if not LATIN_NAME.fullmatch(value) or not LATIN_LETTER.search(value):
        return problem("field.name_not_latin", around.path)
    return _check_name(value, around)


def _check_name_urdu(field: Field, value: object, around: Surroundings) -> Problem | None:
    found = check_text(field, value, around)
    if found or not isinstance(value, str):
        return found
    if DIGIT.search(value):
        return problem("field.name_has_digits", around.path)
    if not ARABIC_NAME.fullmatch(value) or not is_arabic(value):
        return problem("field.name_not_urdu", around.path)
    return _check_name(value, around)


def _check_name(value: str, around: Surroundings) -> Problem | None:
    if len(value) < SHORTEST_NAME:
        return problem("field.name_too_short", around.path)
    return problem("field.name_only_title", around.path) if is_only_title(value) else None


def _check_email(field: Field, value: object, around: Surroundings) -> Problem | None:
    found = check_text(field, value, around)
    if found or not isinstance(value, str):
        return found
    return None if _EMAIL.fullmatch(value) else problem("field.email_shape", around.path)


def _check_link(_field: Field, value: object, around: Surroundings) -> Problem | None:
    if isinstance(value, str) and _RECORD_ID.fullmatch(value):
        return None
    return problem("field.not_a_record", around.path)


def _parse_text(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text, keep_lines=field.has_lines)
    return _checked(check_text(field, value, around), value)


def _parse_name_latin(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text.translate(_CURLY))
    split = split_parent(value)
    if "/" in value and split.relation:
        raise refuse("field.name_has_parent", around, name=split.name, parent=split.parent)
    return _checked(_check_name_latin(field, value, around), value)


def _parse_name_urdu(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text.translate(_CURLY))
    return _checked(_check_name_urdu(field, value, around), value)


def _parse_email(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text).replace(" ", "").lower()
    return _checked(_check_email(field, value, around), value)


def _parse_link(field: Field, text: str, around: Surroundings) -> str:
    value = clean_text(text).lower()
    return _checked(_check_link(field, value, around), value)


def _checked(found: Problem | None, value: str) -> str:
    if found:
        raise ProblemError(found)
    return value


def show_text(value: object, _codes: CodeList | None, _lang: str) -> str:
    """The value as it stands."""
    return str(value)


KINDS = {
    kind.name: kind
    for kind in (
        FieldKind("text", _parse_text, check_text, show_text, 200, "text, spaces collapsed"),
        FieldKind("name_latin", _parse_name_latin, _check_name_latin, show_text, 80, "2-80 of A-Z, space, . ' -"),
        FieldKind("name_urdu", _parse_name_urdu, _check_name_urdu, show_text, 80, "2-80 letters of the Urdu script"),
        FieldKind("email", _parse_email, _check_email, show_text, 120, "x@y.z"),
        FieldKind("link", _parse_link, _check_link, show_text, 36, "the id of another record"),
        FieldKind("void", _parse_text, check_text, show_text, 200, "the reason a row was withdrawn"),
    )
}
