"""A whole register compared at once: the same pairs and scores as one by one, in bounded time when many look alike."""

from itertools import combinations

from shared_models.matching import Comparable, Frequencies, load_model, match_keys, score
from shared_models.matching.bulk import candidate_pairs, scored_pairs
from tests.unit.shared_models.matching.people import someone

MODEL = load_model()
SECRET = b"bulk"
CROWD = 5_000


def test_exactly_the_pairs_that_share_a_key_are_compared_each_once() -> None:
    people = [
        someone(),
        someone(card=None, birth="1985~"),
        someone(
            name_latin="Waqas Mengal", father_name_latin="Dad", card=None, phone=None, birth="1950", district="BA-QTA"
        ),
        Comparable(cards=("0352012345971",)),
    ]
    keys = [set(match_keys(person, MODEL, SECRET)) for person in people]
    shared = [pair for pair in combinations(range(len(people)), 2) if keys[pair[0]] & keys[pair[1]]]
    assert list(candidate_pairs(people, MODEL, SECRET)) == shared
    frequencies = Frequencies(MODEL.names)
    for one, other, found in scored_pairs(people, MODEL, SECRET, frequencies):
        assert found == score(MODEL, people[one], people[other], frequencies, len(people))


def test_five_thousand_people_of_one_name_in_one_district_are_passed_over() -> None:
    crowd = [someone(card=None, phone=None, birth=None) for _ in range(CROWD)]
    assert list(candidate_pairs(crowd, MODEL, SECRET)) == []


def test_a_phone_brings_four_people_together_and_forty_not() -> None:
    for people, pairs in ((4, 6), (40, 0)):
        crowd = [Comparable(phones=("001234567",)) for _ in range(people)]
        assert len(list(candidate_pairs(crowd, MODEL, SECRET))) == pairs
