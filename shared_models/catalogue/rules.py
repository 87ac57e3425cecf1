"""Checks across the fields of a record: named pure functions of (values, context), each giving a problem or none."""

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import Context
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds.identity import CARD_DIGITS, CARD_TYPES, card_gender
from shared_models.catalogue.kinds.moments import first_day, year_of
from shared_models.catalogue.leaves import living_rows, members_of
from shared_models.catalogue.loading import load_catalogue
from shared_models.catalogue.problems import Problem, problem
from shared_models.catalogue.validation import check_leaf
from shared_models.text.names import split_parent

__all__ = ["RULES", "check_record"]

OLDEST_AGE = 110
ADULT_AGE = 18
LATE_AFTER_MONTHS = 24
SAMPLE_DIGIT = "0"
ABROAD_DIGIT = "9"
NOTHING_MISSING: Mapping[str, object] = {}

Values: TypeAlias = Mapping[str, object]
Rule: TypeAlias = Callable[[Values, Context, Catalogue], Iterator[Problem]]


def check_record(
    kind: str, values: Values, context: Context, catalogue: Catalogue | None = None
) -> tuple[Problem, ...]:
    """
    Everything that is wrong with the values of one record (or of a registration: other kinds' values are only read).

    Each leaf of `kind` is checked, then the rules of that kind. The problems come sorted, the blocking ones first.
    """
    catalogue = catalogue or load_catalogue()
    if kind not in catalogue.kinds:
        return (problem("record.kind_unknown", kind),)
    found = list(_check_leaves(kind, values, context, catalogue))
    found.extend(_count_rows(kind, values, catalogue))
    found.extend(_count_chosen(kind, values, catalogue))
    for rule in RULES.get(kind, ()):
        found.extend(rule(values, context, catalogue))
    order = {"block": 0, "warn": 1, "info": 2}
    return tuple(sorted(set(found), key=lambda one: (order[one.level], one)))


def _check_leaves(kind: str, values: Values, context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    prefix = kind + "."
    for path, value in values.items():
        if not path.startswith(prefix):
            if path.partition(".")[0] not in catalogue.kinds:
                yield problem("field.unknown", path)
            continue
        row: Mapping[str, object] = NOTHING_MISSING
        if path.endswith(".number"):
            # A number is judged by the type of paper in its own row.
            row = {"type": values.get(path.removesuffix("number") + "type")}
        found = check_leaf(path, value, catalogue, context=context, row=row)
        if found:
            yield found


def _count_rows(kind: str, values: Values, catalogue: Catalogue) -> Iterator[Problem]:
    for section in catalogue.sections_of(kind):
        if section.max_rows and len(living_rows(section.path, values)) > section.max_rows:
            yield problem("record.too_many_rows", section.path, limit=section.max_rows)


def _count_chosen(kind: str, values: Values, catalogue: Catalogue) -> Iterator[Problem]:
    """Each member of a set is a leaf of its own, so how many there are is only seen in the whole record."""
    counts: dict[str, int] = {}
    limits: dict[str, int] = {}
    for path, value in values.items():
        leaf = catalogue.leaf_of(path) if value and path.startswith(kind + ".") else None
        if leaf and leaf.member and leaf.field.maximum:
            whole = path.removesuffix("." + leaf.member)
            counts[whole] = counts.get(whole, 0) + 1
            limits[whole] = leaf.field.maximum
    for path, count in counts.items():
        if count > limits[path]:
            yield problem("field.too_many", path, limit=limits[path])


# ------------------------------------------------------------------------------------------------ person


def _has_a_name(values: Values, _context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """Without a usable name in either script nobody can be found again."""
    if not values.get("person.name_latin") and not values.get("person.name_urdu"):
        yield problem("record.no_name", "person.name_latin")


def _one_name_in_one_field(values: Values, _context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """X15: `Aslam son of Karim` holds two names; the form suggests where the second belongs."""
    for path in ("person.name_latin", "person.name_urdu"):
        name = values.get(path)
        if isinstance(name, str) and split_parent(name).relation:
            yield problem("record.name_has_parent", path)


def _card_fits_gender(values: Values, _context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """X1: the last digit of a card number is odd for men and even for women; the transgender choose."""
    gender = values.get("person.gender")
    if gender not in {"M", "F"}:
        return
    for path, number in _card_numbers(values):
        if card_gender(number) != gender:
            yield problem("record.card_gender", path, gender=gender)


def _card_first_digit(values: Values, _context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """X2: sample numbers begin with 0, numbers first given abroad with 9."""
    for path, number in _card_numbers(values):
        if number[0] == SAMPLE_DIGIT:
            yield problem("record.card_sample", path)
        elif number[0] == ABROAD_DIGIT:
            yield problem("record.card_abroad", path)


def _card_fits_district(values: Values, _context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    """X3: the first three digits hint at the district; people move and districts were split, so this only informs."""
    code = values.get("person.address_permanent.district")
    district = catalogue.lists["DISTRICT"].get(code) if isinstance(code, str) else None
    digits = tuple(filter(None, district.extra.get("cnic", "").split("|"))) if district else ()
    for path, number in _card_numbers(values):
        if digits and number[0] not in {SAMPLE_DIGIT, ABROAD_DIGIT} and not number.startswith(digits):
            yield problem("record.card_district", path)


def _card_once(values: Values, _context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """One paper stands in one row: the same number under the same type twice is a slip."""
    seen: set[tuple[object, str]] = set()
    for row in living_rows("person.documents", values):
        number = values.get(f"person.documents.{row}.number")
        key = (values.get(f"person.documents.{row}.type"), str(number))
        if number and key in seen:
            yield problem("record.document_twice", f"person.documents.{row}.number")
        seen.add(key)


def _birth_is_likely(values: Values, context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """X20 and the age limit: 1 January and 1 July are what people say who do not know the day."""
    birth = values.get("person.birth")
    year = year_of(birth)
    if not isinstance(birth, str) or year is None:
        return
    if context.today.year - year > OLDEST_AGE:
        yield problem("record.too_old", "person.birth", years=OLDEST_AGE)
    if birth.endswith(("-01-01", "-07-01")) and len(birth) == len("1985-01-01"):
        yield problem("record.birth_day_guess", "person.birth")


def _district_in_province(values: Values, _context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    province = values.get("person.address_permanent.province")
    code = values.get("person.address_permanent.district")
    district = catalogue.lists["DISTRICT"].get(code) if isinstance(code, str) else None
    if district and province and district.parent != province:
        yield problem("record.district_province", "person.address_permanent.district")


def _reason_beside_value(kind: str) -> Rule:
    """A missing reason and a value contradict each other; setting the one clears the other."""

    def rule(values: Values, _context: Context, catalogue: Catalogue) -> Iterator[Problem]:
        for path, reason in values.items():
            if not path.endswith("!") or not reason or not path.startswith(kind + "."):
                continue
            leaf = catalogue.leaf_of(path)
            if leaf and _holds(leaf.field, path[:-1], values, leaf.row):
                yield problem("record.reason_and_value", path)

    return rule


def _holds(field: Field, path: str, values: Values, row: str) -> bool:
    if field.kind == "rows":
        return bool(living_rows(path, values))
    return bool(members_of(field, values, row)) if field.kind == "codes" else values.get(path) is not None


def _card_numbers(values: Values) -> Iterator[tuple[str, str]]:
    for row in living_rows("person.documents", values):
        path = f"person.documents.{row}.number"
        number = values.get(path)
        is_card = values.get(f"person.documents.{row}.type") in CARD_TYPES
        if is_card and isinstance(number, str) and len(number) == CARD_DIGITS and number.isdecimal():
            yield path, number


# ------------------------------------------------------------------------------------------------ episode


def _permission_given(values: Values, context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """Without permission nothing is kept; permission on old paper comes only with an old register."""
    if values.get("episode.c_register") is False:
        yield problem("record.no_permission", "episode.c_register")
    if values.get("episode.consent_method") == "LEGACY_PAPER" and context.origin == "form":
        yield problem("record.paper_permission", "episode.consent_method")


def _guardian_for_children(values: Values, context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """X8: for a person under 18 the permission comes from a guardian."""
    birth = values.get("person.birth")
    if not isinstance(birth, str) or year_of(birth) is None or values.get("episode.c_register") is not True:
        return
    try:
        born = first_day(birth.rstrip("~"))
    except ValueError:
        return
    age = context.today.year - born.year - ((context.today.month, context.today.day) < (born.month, born.day))
    if age < ADULT_AGE and values.get("episode.consent_method") not in {"GUARDIAN", "LEGACY_PAPER"}:
        yield problem("record.guardian_needed", "episode.consent_method")


def _return_after_birth(values: Values, context: Context, _catalogue: Catalogue) -> Iterator[Problem]:
    """X10, as far as there are fields: nobody returns before being born, and old returns are marked late."""
    returned = values.get("episode.return_date")
    year = year_of(returned)
    if not isinstance(returned, str) or year is None:
        return
    born = year_of(values.get("person.birth"))
    if born is not None and year < born:
        yield problem("record.return_before_birth", "episode.return_date")
    month = int(returned[5:7]) if len(returned) >= len("1985-03") else 12
    if (context.today.year - year) * 12 + context.today.month - month > LATE_AFTER_MONTHS:
        yield problem("record.late_registration", "episode.return_date")


def _main_reason_is_chosen(values: Values, _context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    main = values.get("episode.return_reason_main")
    if main and main not in members_of(catalogue.fields["episode.return_reasons"], values):
        yield problem("record.main_reason", "episode.return_reason_main")


def _needs_have_ranks(values: Values, _context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    """No two needs share a rank: somebody has to be helped with one of them first."""
    field = catalogue.fields["episode.needs"]
    ranks = [values[f"{field.path}.{code}"] for code in members_of(field, values)]
    if len(ranks) != len(set(map(str, ranks))):
        yield problem("record.same_rank", field.path)


RULES: Mapping[str, tuple[Rule, ...]] = {
    "person": (
        _has_a_name,
        _one_name_in_one_field,
        _card_fits_gender,
        _card_first_digit,
        _card_fits_district,
        _card_once,
        _birth_is_likely,
        _district_in_province,
        _reason_beside_value("person"),
    ),
    "episode": (
        _permission_given,
        _guardian_for_children,
        _return_after_birth,
        _main_reason_is_chosen,
        _needs_have_ranks,
        _reason_beside_value("episode"),
    ),
}
