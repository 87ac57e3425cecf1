"""The fonts the desk draws with are the ones made for it, whatever the machine has installed."""

import pytest
from fontTools.ttLib import TTFont

from installers.fonts import FAMILIES, WEIGHTS, font_folder


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
@pytest.mark.parametrize("style", WEIGHTS)
def test_each_font_is_static_and_of_a_private_family(family: str, style: str) -> None:
    font = TTFont(font_folder() / f"{family.replace(' ', '')}-{style}.ttf")
    assert "fvar" not in font
    assert {font["name"].getDebugName(number) for number in (1, 16)} == {family}
    assert font["name"].getDebugName(2) == style
    assert font["OS/2"].usWeightClass == WEIGHTS[style]


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_the_licence_lies_beside_each_font(family: str) -> None:
    licence = font_folder() / f"OFL-{family.replace(' ', '')}.txt"
    assert "SIL Open Font License" in licence.read_text("utf-8")


def test_urdu_letters_and_isolating_marks_are_in_the_naskh() -> None:
    drawn = TTFont(font_folder() / "FRCNaskh-Regular.ttf").getBestCmap()
    assert {
        letter for letter in "آابپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوہھءیے۰۱۲۳۴۵۶۷۸۹،؟۔" if ord(letter) not in drawn
    } == set()
