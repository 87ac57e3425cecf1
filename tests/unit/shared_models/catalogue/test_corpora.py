"""What people type and scanners bring: some fifty real-looking lines for each reader, all of invented people."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.catalogue import Context, ProblemError, check_value, load_catalogue, parse_value
from shared_models.catalogue.identifiers.barcodes import read_scan
from shared_models.catalogue.identifiers.cards import split_name
from shared_models.catalogue.identifiers.hijri import from_hijri, to_hijri
from shared_models.catalogue.identifiers.keyboards import keys_of
from shared_models.catalogue.identifiers.mrz import read_mrz
from shared_models.catalogue.identifiers.residence import birth_year_in, residence_shape

FIELDS = load_catalogue().fields
FOLDER = Path(__file__).parent / "corpora"
TODAY = Context(date(2026, 11, 24))
KNOWN_DISTRICTS = ("363", "352", "173")
AT_LEAST = 50


def lines_of(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def as_typed(path: str, line: str, paper: str = "") -> str:
    """The value the field reads, as the corpora write it, or the code of the problem."""
    row = {"type": paper} if paper else {}
    try:
        value = parse_value(FIELDS[path], line, context=TODAY, row=row)
    except ProblemError as refusal:
        return refusal.problem.code
    assert check_value(FIELDS[path], value, context=TODAY, row=row) is None
    return f"{value['minor']} {value['currency']}" if isinstance(value, dict) else str(value)


def wrong(name: str, found: list[str]) -> list[tuple[str, str, str]]:
    """The lines that were read otherwise than expected."""
    lines = lines_of(name)
    assert len(lines) >= AT_LEAST
    return [
        (one["line"], one["expected"], got) for one, got in zip(lines, found, strict=True) if one["expected"] != got
    ]


def test_every_corpus_is_read() -> None:
    read = {
        "card_numbers", "passports", "phones", "money", "partial_dates", "islamic_dates", "mrz", "keyboards",
        "residence_cards", "name_fields", "scans",
    }  # fmt: skip
    assert {file.stem for file in FOLDER.glob("*.csv")} == read


@pytest.mark.parametrize(
    ("name", "path", "paper"),
    [
        ("card_numbers", "person.documents.number", "CNIC"),
        ("passports", "person.documents.number", "PASSPORT"),
        ("phones", "person.phones.number", ""),
        ("money", "episode.trips.monthly_wage", ""),
        ("partial_dates", "person.birth", ""),
        ("islamic_dates", "episode.return_date", ""),
    ],
)
def test_what_is_typed_into_a_field_is_read(name: str, path: str, paper: str) -> None:
    assert wrong(name, [as_typed(path, one["line"], paper) for one in lines_of(name)]) == []


def test_machine_lines_are_taken_apart_and_proved() -> None:
    found = []
    for one in lines_of("mrz"):
        mrz = read_mrz(one["line"].replace("\\r", "\r").replace("\\n", "\n"), TODAY.today)
        parts = mrz and (
            mrz.shape, mrz.number, mrz.card or mrz.personal, mrz.birth, mrz.gender, mrz.expiry, mrz.surname, mrz.given,
            " ".join(mrz.failed),
        )  # fmt: skip
        found.append(";".join(parts) if parts else "")
    assert wrong("mrz", found) == []


def test_what_a_scanner_brings_is_understood_or_left_to_the_clerk() -> None:
    found = []
    for one in lines_of("scans"):
        line = one["line"].encode("ascii").decode("unicode_escape")
        scanned = line.encode("latin-1") if one["expected"].startswith("old_card") else line
        scan = read_scan(scanned, TODAY.today, typed=one["typed"], areas=KNOWN_DISTRICTS)
        parts = (scan.kind, " ".join(scan.cards), scan.birth, scan.name_urdu, scan.father_urdu, scan.address_urdu)
        assert scan.card == (scan.cards[0] if len(scan.cards) == 1 else "")
        found.append(";".join(parts))
    assert wrong("scans", found) == []


def test_an_old_card_is_read_from_a_scanner_that_types_its_bytes() -> None:
    line = next(one for one in lines_of("scans") if one["expected"].startswith("old_card"))
    scan = read_scan(line["line"].encode("ascii").decode("unicode_escape"), TODAY.today)
    assert f"{scan.kind};{scan.card};{scan.birth}" == ";".join(line["expected"].split(";")[:3])


def test_keys_of_an_urdu_layout_are_turned_back() -> None:
    assert wrong("keyboards", [keys_of(one["line"], one["layout"]) for one in lines_of("keyboards")]) == []


def test_residence_cards_of_the_usual_countries_are_known_by_their_shape() -> None:
    found = []
    for one in lines_of("residence_cards"):
        country, _, number = one["line"].partition(" ")
        shape, year = residence_shape(country), birth_year_in(country, number)
        word = "no rule" if shape is None else "fits" if shape.fits(number) else "odd"
        found.append(f"{word} {year}" if year else word)
    assert wrong("residence_cards", found) == []


def test_a_name_field_with_more_than_a_name_is_told_apart() -> None:
    found = []
    for one in lines_of("name_fields"):
        parts = split_name(one["line"])
        found.append(f"{parts.name};{parts.card};{parts.relation};{parts.parent}")
    assert wrong("name_fields", found) == []


def test_samples_are_known_as_samples() -> None:
    """No line holds the number of a card that could have been given to somebody."""
    for name in ("card_numbers", "name_fields"):
        numbers = [one["expected"].split(";")[1 if name == "name_fields" else 0] for one in lines_of(name)]
        assert all(number.startswith("0") for number in numbers if number.isdecimal() and len(number) == 13)


MACHINE_SIGNS = st.text("P<IAC0123456789MFX«OBSZ \n", min_size=80, max_size=96)


@given(st.text(max_size=60) | MACHINE_SIGNS | st.sampled_from([one["line"] for one in lines_of("mrz")]), st.data())
def test_whatever_comes_is_read_or_left(text: str, data: st.DataObject) -> None:
    if text and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(text) - 1))
        text = text[:at] + data.draw(st.sampled_from("<0A9Z")) + text[at + 1 :]
    scan = read_scan(text, TODAY.today)
    assert read_scan(text.encode("utf-8", "replace"), TODAY.today).kind in {"mrz", "old_card", "digits", "other"}
    assert all(len(card) == 13 and card.isdecimal() for card in scan.cards)
    assert "\n" not in split_name(text).name


@given(st.dates(date(1930, 1, 1), date(2070, 12, 31)))
def test_a_day_of_either_calendar_comes_back_as_the_same_day(day: date) -> None:
    assert from_hijri(to_hijri(day) + " h") == day.isoformat()
