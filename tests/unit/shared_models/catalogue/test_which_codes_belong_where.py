"""Lists that depend on each other: one name once, restricted codes apart, parents that exist, the currencies that are counted."""

import tomllib
from collections import Counter

import pytest

from shared_models.catalogue import load_catalogue
from shared_models.catalogue.kinds.numbers import DECIMALS
from shared_models.catalogue.loading import REFERENCE_FOLDER

CATALOGUE = load_catalogue()
LISTS = CATALOGUE.lists


def test_no_list_is_written_twice() -> None:
    files = sorted((REFERENCE_FOLDER / "lists").glob("*.toml"))
    names = Counter(name for file in files for name in tomllib.loads(file.read_text("utf-8")))
    assert [name for name, times in names.items() if times > 1] == []


def test_a_restricted_vulnerability_can_only_be_chosen_inside_the_seal() -> None:
    open_codes, sealed_codes = LISTS["VULN"].rows, LISTS["SEALED_VULN"].rows
    assert {row.sensitivity for row in open_codes} == {"S1", "S2"}
    assert {row.sensitivity for row in sealed_codes} == {"S3"}
    assert sorted(row.code for row in (*open_codes, *sealed_codes)) == [f"V{number:02d}" for number in range(25)]
    assert {field.kind_of_record for field in CATALOGUE.fields.values() if field.code_list == "SEALED_VULN"} == {
        "sealed"
    }


def test_only_sealed_entries_have_restricted_fields() -> None:
    restricted = {field.kind_of_record for field in CATALOGUE.fields.values() if field.sensitivity == "S3"}
    assert restricted == {"sealed"}


@pytest.mark.parametrize(
    ("name", "above"),
    [
        ("NEED", "NEED_GROUP"),
        ("SERVICE", "NEED_GROUP"),
        ("RETURN_TYPE", "RETURN_GROUP"),
        ("COUNTRY", "COUNTRY_GROUP"),
        ("DISTRICT", "PROVINCE"),
        ("OFFICE", "PROVINCE"),
    ],
)
def test_every_parent_is_a_code_of_the_list_above(name: str, above: str) -> None:
    assert [row.code for row in LISTS[name].rows if row.parent not in LISTS[above]] == []


def test_every_trade_falls_into_a_group_of_occupations() -> None:
    trades = [row for row in LISTS["OCC"].rows if row.code != "OTHER"]
    assert [row.code for row in trades if row.extra["isco"][0] not in LISTS["ISCO_GROUP"]] == []


def test_every_need_has_a_service_and_only_restricted_services_have_no_need() -> None:
    services = LISTS["SERVICE"].rows
    assert {row.extra["need"] for row in services if "need" in row.extra} == {row.code for row in LISTS["NEED"].rows}
    assert {row.code for row in services if "need" not in row.extra} == {"PS06", "PS07", "PS08"}
    assert {row.sensitivity for row in services if "need" not in row.extra} == {"S3"}


def test_the_currencies_people_choose_are_those_that_are_counted() -> None:
    assert {row.code: int(row.extra["decimals"]) for row in LISTS["CURRENCY"].rows} == DECIMALS
