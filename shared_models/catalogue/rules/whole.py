"""The check of a whole record: each of its answers, how many there are, and the rules across fields."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import Context
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds import Surroundings
from shared_models.catalogue.leaves import Leaves, arranged, leaf_path, living_rows, members_of
from shared_models.catalogue.loading import load_catalogue
from shared_models.catalogue.problems import Problem, known_codes, problem
from shared_models.catalogue.rules import abroad, consent, household, names, papers, person, returning
from shared_models.catalogue.rules.rule import Judge, Rule, Values
from shared_models.catalogue.validation import (
    HASHED,
    MAX_PATH_LETTERS,
    check_known,
    plain_checks,
    right_choices,
)

__all__ = ["JUDGES", "check_record", "check_registration", "check_state", "rules_of"]

REGISTRATION: Final = ("person", "episode")
_ORDER: Final = {"block": 0, "warn": 1, "info": 2}
STOPS = "block"
# Of a text that failed its own check; longer than any answer that the rules look at.
MAX_JUDGED_LETTERS: Final = 1_000
_NO_ROW: Mapping[str, object] = {}


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
    return _sorted(_check((kind,), arranged(values, catalogue), context, catalogue))


def check_registration(
    values: Values, context: Context, catalogue: Catalogue | None = None, *, only_stopping: bool = False
) -> tuple[Problem, ...]:
    """
    Everything that is wrong with a person and one return together, as `check_record` finds it.

    `only_stopping` leaves out the rules that warn: at a save nobody reads them, the form has shown them.
    """
    catalogue = catalogue or load_catalogue()
    values = arranged(values, catalogue)
    return _sorted(_check(REGISTRATION, values, context, catalogue, only_stopping=only_stopping))


def check_state(kind: str, values: Values, context: Context, catalogue: Catalogue | None = None) -> tuple[Problem, ...]:
    """
    What makes the state of one record wrong by today's rules, though each of its answers has the right form.

    So it becomes when answers of several people meet: a district of another province, an answer and a reason why there
    is none, more rows than fit. Only what stops is told.
    """
    catalogue = catalogue or load_catalogue()
    if "!" not in "".join(values) and not _is_judged_as_a_whole(kind, catalogue):
        return ()
    values = arranged(values, catalogue)
    return _sorted(one for one in _check_state(kind, values, context, catalogue) if one.level == STOPS)


def _is_judged_as_a_whole(kind: str, catalogue: Catalogue) -> bool:
    """Whether anything about a record of this kind can be wrong though each of its answers is right."""
    return bool(rules_of(kind, catalogue) or _limited_sections(kind, catalogue) or _limited(kind, catalogue))


def _check_state(kind: str, values: Values, context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    for path, value in values.items():
        if value and path[-1:] == "!":
            leaf = catalogue.leaf_of(path) if len(path) <= MAX_PATH_LETTERS else None
            if leaf is not None and _holds(leaf.field, path[:-1], values, leaf.row):
                yield problem("record.reason_and_value", path)
    yield from _check_whole(kind, values, context, catalogue, only_stopping=True)


def rules_of(kind: str, catalogue: Catalogue) -> tuple[tuple[Rule, Judge], ...]:
    """
    The rules of a record kind with the functions that judge.

    A rule of a newer version, for which this program has no function, is left to the programs that have it.
    """
    bound: tuple[tuple[Rule, Judge], ...] | None = catalogue.derived.get(("rules", kind))
    if bound is None:
        bound = catalogue.derived["rules", kind] = tuple(
            (Rule(name, entry, catalogue), JUDGES[name])
            for name, entry in catalogue.rules.items()
            if kind in entry.kinds and name in JUDGES
        )
    return bound


def _sorted(found: Iterable[Problem]) -> tuple[Problem, ...]:
    return tuple(sorted(set(found), key=lambda one: (_ORDER[one.level], one)))


def _check(
    kinds: tuple[str, ...], values: Leaves, context: Context, catalogue: Catalogue, *, only_stopping: bool = False
) -> Iterator[Problem]:
    wrong = list(_check_leaves(kinds, values, context, catalogue))
    yield from wrong
    judged = _without_endless(values, wrong, catalogue)
    for kind in kinds:
        yield from _check_whole(kind, judged, context, catalogue, only_stopping=only_stopping)


def _check_whole(
    kind: str, values: Values, context: Context, catalogue: Catalogue, *, only_stopping: bool
) -> Iterator[Problem]:
    """How many there are of what has a limit, and the rules across fields."""
    levels = known_codes() if only_stopping else {}
    yield from _count_rows(kind, values, catalogue)
    yield from _count_chosen(kind, values, catalogue)
    for rule, judge in rules_of(kind, catalogue):
        if not only_stopping or levels.get(f"record.{rule.name}", {}).get("level", STOPS) == STOPS:
            yield from judge(rule, values, context)


def _without_endless(values: Leaves, wrong: Iterable[Problem], catalogue: Catalogue) -> Leaves:
    """The values for the rules: of an endless text that failed its own check they look at the beginning only."""
    endless = {
        found.path: text[:MAX_JUDGED_LETTERS]
        for found in wrong
        if isinstance(text := values.get(found.path), str) and len(text) > MAX_JUDGED_LETTERS
    }
    return Leaves({**values, **endless}, catalogue) if endless else values


def _check_leaves(kinds: tuple[str, ...], values: Leaves, context: Context, catalogue: Catalogue) -> Iterator[Problem]:
    prefixes, today = tuple(f"{kind}." for kind in kinds), context.today
    right, plain = right_choices(catalogue), plain_checks(catalogue)
    for path, value, leaf in values.taken:
        if not path.startswith(prefixes):
            if path.partition(".")[0] not in catalogue.kinds:
                yield problem("field.unknown", path)
            continue
        if leaf is None or len(path) > MAX_PATH_LETTERS:
            yield problem("field.unknown", path[:MAX_PATH_LETTERS])
            continue
        field, part = leaf.field, leaf.part
        if part == "reason" and value and _holds(field, path[:-1], values, leaf.row):
            # A missing reason and a value contradict each other; setting the one clears the other.
            yield problem("record.reason_and_value", path)
        check = plain.get(field.path) if part == "value" and value is not None else None
        if check is not None:
            row: Mapping[str, object] = _NO_ROW
            if field.kind == "document_number":
                # A number is judged by the type of paper in its own row.
                row = {"type": values.get(path.removesuffix("number") + "type")}
            found = check(field, value, Surroundings(path, None, today, row))
        elif value.__class__ in HASHED and (leaf.key, value.__class__, value) in right:
            continue
        else:
            found = check_known(leaf, value, path, catalogue, context=context)
        if found:
            yield found


def _count_rows(kind: str, values: Values, catalogue: Catalogue) -> Iterator[Problem]:
    for path, most in _limited_sections(kind, catalogue):
        if len(living_rows(path, values)) > most:
            yield problem("record.too_many_rows", path, limit=most)


def _limited_sections(kind: str, catalogue: Catalogue) -> tuple[tuple[str, int], ...]:
    found: tuple[tuple[str, int], ...] | None = catalogue.derived.get(("limited sections", kind))
    if found is None:
        found = catalogue.derived["limited sections", kind] = tuple(
            (section.path, section.max_rows) for section in catalogue.sections_of(kind) if section.max_rows
        )
    return found


def _count_chosen(kind: str, values: Values, catalogue: Catalogue) -> Iterator[Problem]:
    """Each member of a set is a leaf of its own, so how many there are is only seen in the whole record."""
    for field in _limited(kind, catalogue):
        for row in living_rows(field.row_section, values) if field.repeated else ("",):
            if len(members_of(field, values, row)) > (field.maximum or 0):
                yield problem("field.too_many", leaf_path(field, row), limit=field.maximum)


def _limited(kind: str, catalogue: Catalogue) -> tuple[Field, ...]:
    found: tuple[Field, ...] | None = catalogue.derived.get(("limited sets", kind))
    if found is None:
        found = catalogue.derived["limited sets", kind] = tuple(
            field for field in catalogue.fields_of(kind) if field.kind == "codes" and field.maximum
        )
    return found


def _holds(field: Field, path: str, values: Values, row: str) -> bool:
    if field.kind == "rows":
        return bool(living_rows(path, values))
    return bool(members_of(field, values, row)) if field.kind == "codes" else values.get(path) is not None


JUDGES: Final[Mapping[str, Judge]] = {
    **names.JUDGES, **papers.JUDGES, **person.JUDGES, **consent.JUDGES, **returning.JUDGES, **abroad.JUDGES,
    **household.JUDGES,
}  # fmt: skip
