"""The tables about names hang together: every spelling leads to its name and back."""

import re
import time

import pytest

from shared_models.text.name_keys import name_key, name_keys
from shared_models.text.name_scripts import same_name_in_both_scripts
from shared_models.text.name_suggestions import suggest_latin, suggest_urdu
from shared_models.text.name_tables import NameGroup, load_name_tables, load_titles, read_variants

TWINS = {"wazirtribe", "gill"}  # written in Urdu like wazir and gul


@pytest.fixture(scope="module")
def groups() -> list[NameGroup]:
    return list(load_name_tables().groups)


def test_all_variant_groups_are_there_and_no_name_twice() -> None:
    canonical = [row["canonical"] for row in read_variants()]
    assert len(canonical) == len(set(canonical)) == 404
    spellings = [word for row in read_variants() for word in row["variants"].split("|")]
    assert len(spellings) == 1221
    assert [word for word in spellings if not re.fullmatch(r"[a-z]+(-[a-z]+)*~?", word)] == []


def test_every_spelling_may_stand_for_its_name(groups: list[NameGroup]) -> None:
    lost = [
        (spelled, group.key)
        for group in groups
        for spelled in (*group.latin, *group.shared)
        if group.key not in name_keys(spelled)
    ]
    assert lost == []


def test_every_urdu_spelling_has_the_key_of_its_name(groups: list[NameGroup]) -> None:
    assert [group.key for group in groups if name_key(group.urdu) != group.key and group.key not in TWINS] == []


def test_every_spelling_is_the_name_that_its_group_writes_in_urdu(groups: list[NameGroup]) -> None:
    refused = [
        (spelled, group.urdu)
        for group in groups
        for spelled in (*group.latin, *group.shared)
        if same_name_in_both_scripts(spelled.replace("-", " "), group.urdu) is not True
    ]
    assert refused == []


def test_every_name_is_proposed_in_both_directions(groups: list[NameGroup]) -> None:
    assert [group.urdu for group in groups if group.urdu not in suggest_urdu(group.latin[0])] == []
    reached = {
        group.key
        for group in groups
        if {word.replace("-", " ") for word in group.latin} & {name.lower() for name in suggest_latin(group.urdu)}
    }
    assert {group.key for group in groups} - reached == set()


def test_titles_are_written_in_one_way_only() -> None:
    spelled = [word for title in (*load_titles().drop, *load_titles().light) for word in title.latin]
    assert len(spelled) == len(set(spelled))


def test_a_name_is_keyed_and_proposed_within_a_millisecond(groups: list[NameGroup]) -> None:
    names = [f"{one.latin[0]} {other.latin[0]} zarqabil" for one, other in zip(groups, groups[7:], strict=False)]
    started = time.process_time()
    for name in names:
        name_key(name)
        suggest_urdu(name)
    assert (time.process_time() - started) / len(names) < 0.002
