"""Conditions are data with a closed list of operators."""

import pytest

from shared_models.catalogue.conditions import OPERATORS, fields_of, parse_condition

VALUES = {"a": "M", "n": 5, "set.X": True, "empty": ""}


@pytest.mark.parametrize(
    ("test", "holds"),
    [
        ({"field": "a", "op": "is", "value": "M"}, True),
        ({"field": "a", "op": "is_not", "value": "M"}, False),
        ({"field": "none", "op": "is_not", "value": "M"}, True),
        ({"field": "a", "op": "in", "value": ["F", "M"]}, True),
        ({"field": "none", "op": "in", "value": ["F"]}, False),
        ({"field": "a", "op": "not_in", "value": ["F"]}, True),
        ({"field": "a", "op": "set"}, True),
        ({"field": "empty", "op": "set"}, False),
        ({"field": "none", "op": "not_set"}, True),
        ({"field": "set", "op": "has", "value": "X"}, True),
        ({"field": "set", "op": "has", "value": "Y"}, False),
        ({"field": "n", "op": "gt", "value": 4}, True),
        ({"field": "n", "op": "ge", "value": 5}, True),
        ({"field": "n", "op": "lt", "value": 5}, False),
        ({"field": "n", "op": "le", "value": 5}, True),
        ({"field": "none", "op": "lt", "value": 5}, False),
        ({"field": "a", "op": "lt", "value": 5}, False),
        ({"all": [{"field": "a", "op": "set"}, {"field": "n", "op": "set"}]}, True),
        ({"any": [{"field": "none", "op": "set"}, {"field": "n", "op": "set"}]}, True),
        ({"not": {"field": "a", "op": "set"}}, False),
    ],
)
def test_a_condition_holds_or_not(test: dict[str, object], holds: bool) -> None:
    assert parse_condition(test).holds(VALUES.get) is holds


@pytest.mark.parametrize(
    "data",
    [
        "a == 'M'",
        {},
        {"all": []},
        {"all": "x"},
        {"field": "a"},
        {"field": "a", "op": "like", "value": "M"},
        {"field": "a", "op": "is", "value": 1, "more": 2},
        {"all": [{"field": "a", "op": "set"}], "any": []},
    ],
)
def test_what_is_no_condition_is_refused(data: object) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_condition(data)


def test_a_condition_names_the_fields_it_looks_at() -> None:
    condition = parse_condition({"any": [{"not": {"field": "a", "op": "set"}}, {"field": "b", "op": "set"}]})
    assert fields_of(condition) == {"a", "b"}


def test_every_operator_answers_for_a_field_without_a_value() -> None:
    assert all(OPERATORS[op](None, "x") in {True, False} for op in OPERATORS)
