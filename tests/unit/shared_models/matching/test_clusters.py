"""Who belongs together: joined by judgements, kept apart by judgements, whatever the order."""

import random

import pytest

from shared_models.matching.clusters import Clusters, Refused


def test_people_are_joined_through_others() -> None:
    clusters: Clusters[str] = Clusters()
    assert [clusters.join(*edge) for edge in (("a", "b"), ("c", "d"), ("b", "c"), ("a", "d"))] == [None] * 4
    assert set(clusters.of("d")) == {"a", "b", "c", "d"}
    assert clusters.of("e") == ("e",)


def test_a_judgement_that_two_are_not_the_same_is_never_jumped() -> None:
    clusters = Clusters([("a", "d")])
    assert clusters.join("a", "b") is None
    assert clusters.join("c", "d") is None
    assert clusters.join("b", "c") in {Refused("a", "d"), Refused("d", "a")}
    assert (set(clusters.of("a")), set(clusters.of("d"))) == ({"a", "b"}, {"c", "d"})


@pytest.mark.parametrize("turn", range(20))
def test_no_order_of_joining_brings_together_who_was_judged_apart(turn: int, seed: int) -> None:
    chance = random.Random(seed + turn)
    people = range(30)
    apart = [tuple(chance.sample(people, 2)) for _ in range(12)]
    clusters: Clusters[int] = Clusters((one, other) for one, other in apart)
    for _ in range(60):
        clusters.join(*chance.sample(people, 2))
    assert not [pair for pair in apart if pair[1] in clusters.of(pair[0])]
    assert sorted(person for group in clusters.groups() for person in group) == sorted(
        person for person in people if len(clusters.of(person)) > 1
    )
