"""Kinds of field that count: whole numbers, decimals, and sums of money in the smallest unit of their currency."""

import re
from collections.abc import Mapping
from decimal import Decimal

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings, refuse
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.text.normalise import clean_text, fold_digits

__all__ = ["DECIMALS", "KINDS", "LARGEST"]

LARGEST = 2**53 - 1  # beyond it JSON readers lose digits
USUAL_DECIMALS = 2
# Currencies people bring, with the decimals of their smallest unit.
DECIMALS: Mapping[str, int] = {
    **dict.fromkeys(("OMR", "KWD", "BHD", "IQD", "JOD", "LYD"), 3),
    **dict.fromkeys("PKR SAR AED QAR IRR MYR TRY EUR GBP USD CHF SEK NOK DKK CAD AUD CNY ZAR".split(), USUAL_DECIMALS),
    **dict.fromkeys(("JPY", "KRW"), 0),
}
_DECIMAL = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,6})?")
_TYPED_DECIMAL = re.compile(r"[+-]?(?:\d{1,15}\.?\d{0,6}|\.\d{1,6})")
_MONEY = re.compile(r"(?P<before>[A-Z]{3})?\s*(?P<amount>\d[\d,]*(?:\.\d+)?)\s*(?P<after>[A-Z]{3})?")


def _check_integer(field: Field, value: object, around: Surroundings) -> Problem | None:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
        return problem("field.not_a_number", around.path)
    return _check_bounds(field, value, around)


def _check_bounds(field: Field, value: int | Decimal, around: Surroundings) -> Problem | None:
    if field.minimum is not None and value < field.minimum:
        return problem("field.too_small", around.path, limit=field.minimum)
    if field.maximum is not None and value > field.maximum:
        return problem("field.too_large", around.path, limit=field.maximum)
    return None


def _parse_integer(field: Field, text: str, around: Surroundings) -> int:
    bare = fold_digits(clean_text(text)).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,16}", bare):
        raise refuse("field.not_a_number", around)
    value = int(bare)
    found = _check_integer(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _check_decimal(field: Field, value: object, around: Surroundings) -> Problem | None:
    """Decimals travel as text, so that no reader rounds them."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        return problem("field.not_a_number", around.path)
    return _check_bounds(field, Decimal(value), around)


def _parse_decimal(field: Field, text: str, around: Surroundings) -> str:
    bare = fold_digits(clean_text(text)).replace(" ", "").replace("٫", ".").replace(",", "")
    if not _TYPED_DECIMAL.fullmatch(bare):
        raise refuse("field.not_a_number", around)
    value = format(Decimal(bare).normalize(), "f")
    found = _check_decimal(field, value, around)
    if found:
        raise ProblemError(found)
    return value


def _check_money(field: Field, value: object, around: Surroundings) -> Problem | None:
    if not isinstance(value, Mapping) or set(value) != {"minor", "currency"}:
        return problem("field.wrong_type", around.path)
    if value["currency"] not in DECIMALS:
        return problem("field.currency_unknown", around.path)
    minor = value["minor"]
    if not isinstance(minor, int) or isinstance(minor, bool) or not 0 <= minor <= LARGEST:
        return problem("field.not_a_number", around.path)
    return _check_bounds(field, minor, around)


def _parse_money(field: Field, text: str, around: Surroundings) -> dict[str, object]:
    found = _MONEY.fullmatch(fold_digits(clean_text(text)).upper())
    currency = str((found["before"] or found["after"] or "PKR") if found else "")
    if not found or currency not in DECIMALS:
        raise refuse("field.money_shape", around)
    amount = Decimal(found["amount"].replace(",", "")).scaleb(DECIMALS[currency])
    if amount != amount.to_integral_value():
        raise refuse("field.money_shape", around)
    value: dict[str, object] = {"minor": int(amount), "currency": currency}
    wrong = _check_money(field, value, around)
    if wrong:
        raise ProblemError(wrong)
    return value


def _show_number(value: object, _codes: CodeList | None, _lang: str) -> str:
    return str(value)


def _show_money(value: object, _codes: CodeList | None, _lang: str) -> str:
    if not isinstance(value, Mapping):
        return ""
    currency = str(value["currency"])
    places = DECIMALS.get(currency, USUAL_DECIMALS)
    return f"{currency} {Decimal(int(value['minor'])).scaleb(-places):,.{places}f}"


KINDS = {
    kind.name: kind
    for kind in (
        FieldKind("integer", _parse_integer, _check_integer, _show_number, 16, "whole number"),
        FieldKind("decimal", _parse_decimal, _check_decimal, _show_number, 24, "decimal number, kept as text"),
        FieldKind("money", _parse_money, _check_money, _show_money, 24, "sum in the smallest unit, with its currency"),
    )
}
