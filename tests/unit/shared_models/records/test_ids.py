"""Names a desk gives alone: record ids, row ids, and numbers people can read to each other."""

import uuid
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared_models.records import ids
from shared_models.records.changes import Change, ChangeId, ChangeIdError, content_hash, document, from_document
from shared_models.records.paths import is_path, row_leaf, row_prefix, set_member

CODES = st.text(ids.CODE_ALPHABET, min_size=3, max_size=3)
SERIALS = st.integers(1, 99_999)


@given(st.sampled_from(["LHE", "KHI", "ISB"]), st.integers(2000, 2099), CODES, SERIALS)
def test_a_number_is_found_again_however_it_is_typed(office: str, year: int, code: str, serial: int) -> None:
    number = ids.registration_number(office, year, code, serial)
    if number is None:
        return
    assert number[-1] not in "OI"
    for typed in (number.lower(), f"  {number} ", number.replace("-", " "), number.replace("-", "")):
        assert ids.parse_registration_number(typed) == number
    head, code_, serial_, check = number[:7], number[7:10], number[11:16], number[16:]
    forgiven = f"{head}{code_.replace('0', 'O').replace('1', 'I')}-{serial_.replace('0', 'o').replace('1', 'i')}{check}"
    assert ids.parse_registration_number(forgiven) == number


@given(CODES, SERIALS, st.integers(0, 13), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_letter_is_always_noticed(code: str, serial: int, at: int, letter: str) -> None:
    number = ids.registration_number("LHE", 2026, code, serial)
    assume(number is not None)
    assert number is not None
    plain = number.replace("-", "")
    assume(plain[at] != letter)
    wrong = plain[:at] + letter + plain[at + 1 :]
    assert ids.parse_registration_number(wrong) is None


@pytest.mark.parametrize("typed", ["", "LHE", "LHE-26-K7Q-00042", "LHE-26-K7Q-00042-C-", "١٢٣", "x" * 10_000, "LHE-26"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert ids.parse_registration_number(typed) is None


def test_serials_whose_check_character_people_confuse_are_skipped() -> None:
    taken = iter(range(1, 2000))
    numbers = [ids.next_registration_number("LHE", 2026, "K7Q", taken.__next__) for _ in range(1500)]
    assert not any(number.endswith(("O", "I")) for number in numbers)
    assert next(taken) > 1501
    for serial in (0, -1, 100_000):
        with pytest.raises(ValueError, match="serials"):
            ids.registration_number("LHE", 2026, "K7Q", serial)


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_a_record_id_is_a_version_7_uuid_and_gives_its_random_part_back(at: int, chance: bytes) -> None:
    made = ids.record_id(at, chance)
    assert uuid.UUID(made).version == 7
    assert ids.is_record_id(made)
    random = ids.record_random(made, at)
    assert random is not None
    assert ids.record_id(at, random) == made
    assert ids.record_random(made, at + 1) is None


@pytest.mark.parametrize(
    "text", ["", "x", "0197F000-0000-7000-8000-000000000000", "{0197f000-0000-7000-8000-000000000000}"]
)
def test_another_spelling_is_no_record_id(text: str) -> None:
    assert not ids.is_record_id(text)


def test_row_ids_count_on_within_their_record() -> None:
    taken: list[str] = []
    for expected in ("K7Qa3-1", "K7Qa3-2", "K7Qa3-3"):
        taken.append(ids.new_row_id("K7Q", "a3ff", taken))
        assert taken[-1] == expected
    assert ids.new_row_id("K7Q", "b4ff", taken) == "K7Qb4-1"


PLACES = {
    "person.name_latin": (True, None, None),
    "person.documents.K7Qa3-1.number": (True, "person.documents.K7Qa3-1.", None),
    "episode.needs.N01": (True, None, ("episode.needs", "N01")),
    "person.name_latin!": (True, None, None),
    "person.$void": (True, None, None),
    "person": (False, None, None),
    "person..x": (False, None, None),
    "person.ع": (False, None, None),
    "person." + "x" * 65: (False, None, None),
    "a.b.c.d.e.f.g": (False, None, None),
}


@pytest.mark.parametrize("path", PLACES)
def test_paths_are_told_apart(path: str) -> None:
    good, prefix, member = PLACES[path]
    assert is_path(path) is good
    if good:
        assert (row_prefix(path), set_member(path)) == (prefix, member)
        assert (row_leaf(path) is not None) is (prefix is not None)


@pytest.mark.parametrize("text", ["", "a", "a.b", "a.b.", "a.b.c", ".b.1", "a..1", "a.b.-1", "a.b.١", "a.b.1.2"])
def test_what_is_no_change_id_is_refused(text: str) -> None:
    with pytest.raises(ChangeIdError):
        ChangeId.parse(text)


def test_the_hash_of_a_change_is_of_all_of_it_and_of_the_key() -> None:
    change = Change(
        ChangeId("d", "i", 1), "r", "person", "edit", {"person.a": 1, "person.b": None}, 5, "s", "asma", "1"
    )
    again = from_document(
        Change(change.id, "r", "person", "edit", {}, 5, "s", "asma", "1"),
        {**document(change), "set": {"person.b": None, "person.a": 1}},
    )
    key = bytes(32)
    assert content_hash(key, again) == content_hash(key, change)
    others: dict[str, Any] = {
        "record": "q",
        "action": "void",
        "set": {"person.a": 1},
        "at": 6,
        "session": "t",
        "author": "bilal",
        "reference": "2",
        "base": ("a.b.1",),
        "covers": ("a.b.1",),
        "bases": {"person.a": ("a.b.1",)},
    }
    for name, value in others.items():
        assert content_hash(key, replace(change, **{name: value})) != content_hash(key, change), name
    assert content_hash(bytes(31) + b"1", change) != content_hash(key, change)
