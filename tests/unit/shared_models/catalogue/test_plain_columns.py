"""A column that is called right holds only what is right when it is looked at value by value."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from shared_models.catalogue import check_leaf, load_catalogue
from shared_models.catalogue.fields import Leaf
from shared_models.catalogue.plain_columns import are_plainly_right
from shared_models.catalogue.sample_values import sample_registration

CATALOGUE = load_catalogue()
ODD: tuple[object, ...] = (
    "", " ", "\u202eAslam", "Aslam\n", "x" * 5000, "Haji", "حاجی", "12", "محمد", "Aslam", "YES", "+92300", "1985-02-30",
    "1985-02", "9999-01-01", "K\u200cx", "\u034f" * 3, 0, 1, -1, 1.5, 2**60, True, False, [], {}, {"amount": 1}, ["N01"],
)  # fmt: skip


def _columns(random_source: random.Random) -> Iterator[tuple[str, Leaf, list[object]]]:
    """Every leaf that an invented registration answers, with the answers of many."""
    found: dict[str, tuple[str, list[object]]] = {}
    for _ in range(40):
        answers = sample_registration(CATALOGUE, random_source, date(2026, 11, 1))
        for path, value in answers.items():
            leaf = CATALOGUE.leaf_of(path)
            assert leaf is not None
            found.setdefault(leaf.key, (path, []))[1].append(value)
    for path, values in found.values():
        leaf = CATALOGUE.leaf_of(path)
        assert leaf is not None
        yield path, leaf, values


def test_honest_answers_are_seen_to_be_right_at_once(random_source: random.Random) -> None:
    doubted = {
        leaf.field.kind
        for path, leaf, values in _columns(random_source)
        if not path.startswith("sealed.") and not are_plainly_right(leaf, [*values, None], CATALOGUE)
    }
    assert doubted <= {"document_number"}  # judged by the type of paper in its row


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: repr(odd)[:20])
def test_one_wrong_answer_puts_its_column_in_doubt(odd: object, random_source: random.Random) -> None:
    for path, leaf, values in _columns(random_source):
        column = [*values[:3], odd, *values[3:]]
        if are_plainly_right(leaf, column, CATALOGUE):
            assert check_leaf(path, odd, CATALOGUE) is None, path
