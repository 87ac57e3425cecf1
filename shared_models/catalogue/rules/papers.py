"""Rules about identity papers: what a card number suggests, whose it is, and whether it was read right."""

from collections.abc import Iterator, Mapping
from typing import Final

from shared_models.catalogue.context import Context, NearPerson
from shared_models.catalogue.identifiers.cards import card_gender, digits_of, is_card_number, one_slip_apart
from shared_models.catalogue.identifiers.residence import birth_year_in, residence_shape
from shared_models.catalogue.kinds.identity import CARD_TYPES, has_new_passport_shape
from shared_models.catalogue.kinds.moments import year_of
from shared_models.catalogue.leaves import living_rows
from shared_models.catalogue.problems import Problem
from shared_models.catalogue.rules.rule import Judge, Rule, Values, beside, each, text_at
from shared_models.text.names import without_titles
from shared_models.text.normalise import fold_latin, fold_urdu

__all__ = ["JUDGES"]

SAMPLE_DIGIT: Final = "0"
ABROAD_DIGIT: Final = "9"


def card_gender_differs(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X1: the last digit of a card number is odd for men and even for women; the transgender choose."""
    gender_path, number = rule.fields
    gender = values.get(gender_path)
    if gender not in {"M", "F"}:
        return
    for path, card in _cards(values, number):
        if card_gender(card) != gender:
            yield rule.at(path, gender=gender)


def card_sample(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X2: no real card begins with 0; sample people have such numbers."""
    for path, card in _cards(values, rule.fields[0]):
        if card[0] == SAMPLE_DIGIT:
            yield rule.at(path)


def card_abroad(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X2: numbers first given abroad begin with 9."""
    for path, card in _cards(values, rule.fields[0]):
        if card[0] == ABROAD_DIGIT:
            yield rule.at(path)


def card_district(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X3: the first three digits hint at the district; people move and districts were split, so this only informs."""
    district_path, number = rule.fields
    district = rule.catalogue.lists["DISTRICT"].get(text_at(values, district_path))
    digits = tuple(filter(None, district.extra.get("cnic", "").split("|"))) if district else ()
    for path, card in _cards(values, number):
        if digits and card[0] not in {SAMPLE_DIGIT, ABROAD_DIGIT} and not card.startswith(digits):
            yield rule.at(path)


def card_of_other(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """X4: two people never share a card number, so one of the two was written in the wrong place."""
    number, *others = rule.fields
    own = {card for _, card in _cards(values, number)}
    for other in others:
        places = each(values, other) if _is_repeated(rule, other) else [(other, values.get(other))]
        for path, value in places:
            if isinstance(value, str) and value in own:
                yield rule.at(path)


def card_typed_twice(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """X5: a number that was typed a second time has to come out the same."""
    yield from _second_reading(rule, values, context.typed_again)


def card_scanned(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """X5: what the scanner read and what was typed are the same number."""
    yield from _second_reading(rule, values, context.scanned)


def card_near(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """X6: one slip of the fingers away from the card of somebody with a similar name: perhaps the same person."""
    if not context.near:
        return
    number, latin, urdu = rule.fields
    for path, card in _cards(values, number):
        for person in context.near:
            if one_slip_apart(card, person.card) and _alike(text_at(values, latin), text_at(values, urdu), person):
                yield rule.at(path, record=person.record)


def passport_card(rule: Rule, values: Values, context: Context) -> Iterator[Problem]:
    """X7: a passport's machine lines carry the card number of the person it was made for."""
    if not context.mrz_cards:
        return
    for path, card in _cards(values, rule.fields[0]):
        if card not in context.mrz_cards:
            yield rule.at(path)


def document_twice(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """One paper stands in one row: the same number under the same type twice is a slip."""
    paper, number = rule.fields
    seen: set[tuple[str, object]] = set()
    for path, value in each(values, number):
        key = (text_at(values, beside(path, paper)), value if isinstance(value, str) else "")
        if key in seen:
            yield rule.at(path)
        seen.add(key)


def passport_old(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Passports of today have two letters and seven digits; older ones are taken, but looked at twice."""
    paper, number = rule.fields
    for path, value in each(values, number):
        is_passport = values.get(beside(path, paper)) == "PASSPORT"
        if is_passport and isinstance(value, str) and not has_new_passport_shape(value):
            yield rule.at(path)


def paper_dates(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """A paper is not out of date before it is made."""
    issued, expires = rule.fields
    for path, value in each(values, issued):
        if isinstance(value, str) and "" < text_at(values, beside(path, expires)) < value:
            yield rule.at(beside(path, expires))


def residence_card(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """How residence numbers of the usual countries look; a hint, as nobody publishes the rule."""
    number, country = rule.fields
    for path, value in each(values, number):
        if values.get(beside(path, "type"), "RESID") != "RESID":
            continue  # among the papers only residence cards; elsewhere the field holds nothing else
        shape = residence_shape(text_at(values, beside(path, country)))
        if shape and isinstance(value, str) and not shape.fits(value):
            yield rule.at(path, digits=shape.digits, example=shape.example)


def residence_birth(rule: Rule, values: Values, _context: Context) -> Iterator[Problem]:
    """Some countries write the year of birth into the number of the residence card."""
    number, country, birth = rule.fields
    born = year_of(values.get(birth))
    if born is None:
        return
    for path, value in each(values, number):
        told = birth_year_in(text_at(values, beside(path, country)), value) if isinstance(value, str) else None
        if told is not None and told != born:
            yield rule.at(path, year=told)


def _second_reading(rule: Rule, values: Values, readings: Mapping[str, str]) -> Iterator[Problem]:
    if not readings:
        return
    for path, value in each(values, rule.fields[0]):
        again = readings.get(path)
        if again and isinstance(value, str) and digits_of(again) != digits_of(value):
            yield rule.at(path)


def _alike(latin: str, urdu: str, person: NearPerson) -> bool:
    """Whether half of the words of the shorter name sound like words of the other, in either script."""
    pairs = (
        (set(fold_latin(without_titles(latin)).split()), set(fold_latin(without_titles(person.name_latin)).split())),
        (set(fold_urdu(urdu).split()), set(fold_urdu(person.name_urdu).split())),
    )
    return any(ours and theirs and 2 * len(ours & theirs) >= min(len(ours), len(theirs)) for ours, theirs in pairs)


def _cards(values: Values, number: str) -> Iterator[tuple[str, str]]:
    """The card numbers among the papers that have the shape of one, each with its leaf path."""
    section = number.rpartition(".")[0]
    for row in living_rows(section, values):
        card = values.get(f"{section}.{row}.number")
        if isinstance(card, str) and values.get(f"{section}.{row}.type") in CARD_TYPES and is_card_number(card):
            yield f"{section}.{row}.number", card


def _is_repeated(rule: Rule, path: str) -> bool:
    field = rule.catalogue.fields.get(path)
    return field is not None and field.repeated


JUDGES: Final[Mapping[str, Judge]] = {
    "card_gender": card_gender_differs,
    "residence_abroad": residence_card,
    **{
        judge.__name__: judge
        for judge in (
            card_sample, card_abroad, card_district, card_of_other, card_typed_twice, card_scanned, card_near,
            passport_card, document_twice, passport_old, paper_dates, residence_card, residence_birth,
        )
    },
}  # fmt: skip
