"""Kinds of field that point at a person: numbers of identity papers, and phones."""

import re

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.identifiers.cards import CARD_DIGITS, is_card_number
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.kinds.words import check_text
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.text.normalise import clean_text, fold_digits

__all__ = ["CARD_TYPES", "HOME_MOBILE", "KINDS", "has_new_passport_shape"]

CARD_TYPES = frozenset({"CNIC", "SNIC", "NICOP", "SNICOP", "POC", "BFORM"})
HOME_COUNTRY = "PK"
_HOME_CODE = "+92"
# Digits of one keyboard: the same number is stored in one way, whoever sends it.
_OLD_CARD = re.compile(r"[0-9]{11}")
_NEW_PASSPORT = re.compile(r"[A-Z]{2}[0-9]{7}")
_PASSPORT = re.compile(r"[A-Z]{1,2}[0-9]{6,7}")
_DOCUMENT = re.compile(r"[0-9A-Z\u0600-\u06ff /().-]+")
_E164 = re.compile(r"\+[1-9][0-9]{7,14}")
HOME_MOBILE = re.compile(r"\+923[0-9]{9}")
_HOME_PHONE = re.compile(r"\+92[1-9][0-9]{7,10}")


def has_new_passport_shape(number: str) -> bool:
    """Whether a passport number looks like those given out today; older ones are taken too."""
    return _NEW_PASSPORT.fullmatch(number) is not None


def _check_document(field: Field, value: object, around: Surroundings) -> Problem | None:
    found = check_text(field, value, around)
    if found or not isinstance(value, str):
        return found
    paper = around.row.get("type") or field.paper
    if paper in CARD_TYPES:
        return _check_card(value, around)
    if paper == "OLDNIC":
        return None if _OLD_CARD.fullmatch(value) else problem("field.old_card_shape", around.path)
    if paper == "PASSPORT":
        return None if _PASSPORT.fullmatch(value) else problem("field.passport_shape", around.path)
    return None if _DOCUMENT.fullmatch(value) else problem("field.document_shape", around.path)


def _check_card(value: str, around: Surroundings) -> Problem | None:
    if not (len(value) == CARD_DIGITS and value.isascii() and value.isdecimal()):
        digits = sum(sign.isdigit() for sign in value)
        return problem("field.card_shape", around.path, digits=digits)
    return None if is_card_number(value) else problem("field.card_impossible", around.path)


def _parse_document(field: Field, text: str, around: Surroundings) -> str:
    value = fold_digits(clean_text(text)).upper()
    paper = around.row.get("type") or field.paper
    if paper in CARD_TYPES or paper in {"OLDNIC", "PASSPORT"} or re.fullmatch(r"[\d\s._/-]{13,19}", value):
        value = re.sub(r"[\s._/-]", "", value)
    found = _check_document(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _check_phone(field: Field, value: object, around: Surroundings) -> Problem | None:
    found = check_text(field, value, around)
    if found or not isinstance(value, str):
        return found
    shape = _E164
    if value.startswith(_HOME_CODE):
        shape = HOME_MOBILE if value.startswith(_HOME_CODE + "3") else _HOME_PHONE
    return None if shape.fullmatch(value) else problem("field.phone_shape", around.path)


def _parse_phone(field: Field, text: str, around: Surroundings) -> str:
    # The library reads its tables when it is first imported; only typing a phone needs them.
    import phonenumbers

    typed = fold_digits(clean_text(text))
    # 92300… without the plus is how registers write it; no number inside Pakistan begins with 92.
    if re.fullmatch(r"92\d{10}", re.sub(r"[\s()-]", "", typed)):
        typed = "+" + typed
    try:
        number = phonenumbers.parse(typed, HOME_COUNTRY)
    except phonenumbers.NumberParseException as refusal:
        raise refuse("field.phone_shape", around) from refusal
    if number.extension or not phonenumbers.is_possible_number(number):
        raise refuse("field.phone_shape", around)
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    found = _check_phone(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _show_document(value: object, _codes: CodeList | None, _lang: str) -> str:
    text = str(value)
    return f"{text[:5]}-{text[5:12]}-{text[12]}" if is_card_number(text) else text


def _show_phone(value: object, _codes: CodeList | None, _lang: str) -> str:
    text = str(value)
    if HOME_MOBILE.fullmatch(text):
        return f"0{text[3:6]} {text[6:]}"
    return text


KINDS = {
    kind.name: kind
    for kind in (
        FieldKind("document_number", _parse_document, _check_document, _show_document, 40, "by type of paper"),
        FieldKind("phone", _parse_phone, _check_phone, _show_phone, 16, "E.164; Pakistan when no country is given"),
    )
}
