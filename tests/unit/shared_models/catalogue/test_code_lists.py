"""Looking a word up: either script, any spelling, and honest when it can mean several."""

import pytest

from shared_models.catalogue import load_catalogue

LISTS = load_catalogue().lists


@pytest.mark.parametrize(
    ("name", "word", "codes"),
    [
        ("DISTRICT", "Lahore", ("PB-LHR",)),
        ("DISTRICT", "لاہور", ("PB-LHR",)),
        ("DISTRICT", "PB-LHR", ("PB-LHR",)),
        ("DISTRICT", "lyallpur", ("PB-FSD",)),
        ("DISTRICT", "Nawabshah", ("SD-SBA",)),
        ("DISTRICT", "D.I. Khan", ("KP-DIK",)),
        ("DISTRICT", "D G Khan", ("PB-DGK",)),
        ("DISTRICT", "Qilla Saifullah", ("BA-KSF",)),
        ("DISTRICT", "Mirpur", ("JK-MPR",)),
        ("DISTRICT", "Mirpurkhas", ("SD-MPK",)),
        ("DISTRICT", "G'wala", ("PB-GRW",)),
        ("DISTRICT", "Fsd", ("PB-FSD",)),
        ("DISTRICT", "Karachi East", ("SD-KET",)),
        ("DISTRICT", "Lah", ()),
        ("DISTRICT", "", ()),
        ("COUNTRY", "KSA", ("SAU",)),
        ("COUNTRY", "Saudia", ("SAU",)),
        ("COUNTRY", "سعودی عرب", ("SAU",)),
        ("COUNTRY", "U.A.E", ("ARE",)),
        ("COUNTRY", "Dubai", ("ARE",)),
        ("COUNTRY", "Muscat", ("OMN",)),
        ("COUNTRY", "Doha", ("QAT",)),
        ("COUNTRY", "Turkey", ("TUR",)),
        ("COUNTRY", "Turkiye", ("TUR",)),
        ("COUNTRY", "Yunan", ("GRC",)),
        ("OCC", "AC technician", ("AC_TECHNICIAN",)),
        ("OCC", "Machine operator", ("OPERATOR",)),
        ("OCC", "driver", ("DRIVER_LIGHT",)),
        ("OCC", "labourer", ("LABOURER",)),
        ("TRAVEL_DOCUMENT", "out pass", ("ETD",)),
        ("GENDER", "m", ("M",)),
    ],
)
def test_a_word_leads_to_its_code(name: str, word: str, codes: tuple[str, ...]) -> None:
    assert LISTS[name].candidates(word) == codes


def test_karachi_alone_means_seven_districts_of_one_province() -> None:
    districts = LISTS["DISTRICT"]
    codes = districts.candidates("Karachi")
    assert len(codes) == 7
    assert set(codes) < {row.code for row in districts.children("PK-SD")}


def test_a_town_gives_country_and_city() -> None:
    assert LISTS["COUNTRY"].place_of("abu dhabi") == "Abu Dhabi"
    assert LISTS["COUNTRY"].place_of("Saudia") == ""


def test_typing_finds_beginnings_of_words_favourites_first() -> None:
    countries = LISTS["COUNTRY"]
    assert countries.search("sau")[0] == "SAU"
    assert "ARE" in countries.search("emir")
    assert countries.search("")[:2] == ("SAU", "ARE")
    assert len(countries.search("a", limit=5)) == 5
    assert "PB-LHR" in LISTS["DISTRICT"].search("لاہ")


def test_typing_offers_only_what_is_in_use() -> None:
    districts = LISTS["DISTRICT"]
    assert "BA-LHR" not in districts.search("Lehri")
    assert districts.search("Lehri", day="2015-01-01") == ("BA-LHR",)


def test_a_code_of_another_version_is_shown_as_it_stands() -> None:
    assert LISTS["GENDER"].label("Z", "ur") == "Z"


def test_no_two_living_codes_share_a_label() -> None:
    for codes in LISTS.values():
        living = [row for row in codes.rows if not row.active_to]
        for texts in ([row.en for row in living], [row.ur for row in living]):
            assert len(texts) == len(set(texts)), codes.name
