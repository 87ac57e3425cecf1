"""Names as registers hold them: the father behind an S/O, titles, short forms."""

import pytest

from shared_models.text.names import expand_short_forms, is_only_title, split_parent, without_titles


@pytest.mark.parametrize(
    ("text", "name", "relation", "parent", "gender"),
    [
        ("Zaffar Usman Khan S/O Rashid Ahmad Khan", "Zaffar Usman Khan", "father", "Rashid Ahmad Khan", "M"),
        ("shafeeq baloch s/o javed", "shafeeq baloch", "father", "javed", "M"),
        ("Aamina Khatoon D/O Saleam Afridi", "Aamina Khatoon", "father", "Saleam Afridi", "F"),
        ("Nasreen Bibi W/O Late Haji Muhammad Din", "Nasreen Bibi", "husband", "Muhammad Din", "F"),
        ("Aslam S.O. Abdul Ghani (late)", "Aslam", "father", "Abdul Ghani", "M"),
        ("Aslam s o Karim", "Aslam s o Karim", "", "", ""),
        ("Aslam son of Karim", "Aslam", "father", "Karim", "M"),
        ("محمد اسلم ولد غلام رسول", "محمد اسلم", "father", "غلام رسول", "M"),
        ("آمنہ بنت سلیم", "آمنہ", "father", "سلیم", "F"),
        ("نسرین زوجہ زاہد حسین", "نسرین", "husband", "زاہد حسین", "F"),
        ("Aslam walad Karim", "Aslam", "father", "Karim", "M"),
        ("Soomro", "Soomro", "", "", ""),
        ("S/O Karim", "S/O Karim", "", "", ""),
    ],
)
def test_a_name_is_told_apart_from_the_parent(text: str, name: str, relation: str, parent: str, gender: str) -> None:
    split = split_parent(text)
    assert (split.name, split.relation, split.parent, split.gender_hint) == (name, relation, parent, gender)


def test_a_title_alone_is_no_name_but_stays_when_nothing_else_is_there() -> None:
    assert is_only_title("Haji Sahib")
    assert is_only_title("حاجی صاحب")
    assert not is_only_title("Haji Aslam")
    assert without_titles("Dr. Muhammad Aslam") == "Muhammad Aslam"
    assert without_titles("Haji") == "Haji"


def test_short_forms_are_written_out() -> None:
    assert expand_short_forms("Mohd. Aslam Ch") == "muhammad aslam chaudhry"
