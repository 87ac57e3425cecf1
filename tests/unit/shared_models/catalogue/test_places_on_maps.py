"""The tile maps that reports draw: every district has a square of its own, and a province is one piece."""

import pytest

from shared_models.catalogue import CodeList, load_catalogue

LISTS = load_catalogue().lists
DAY = "2026-11-24"


def squares(codes: CodeList, parent: str = "") -> set[tuple[int, int]]:
    rows = [row for row in codes.active(DAY) if not parent or row.parent == parent]
    return {(int(row.extra["tile_x"]), int(row.extra["tile_y"])) for row in rows}


@pytest.mark.parametrize(("name", "count"), [("DISTRICT", 168), ("PROVINCE", 7)])
def test_every_place_in_use_has_a_square_of_its_own(name: str, count: int) -> None:
    assert len(squares(LISTS[name])) == len(LISTS[name].active(DAY)) == count


def test_a_district_out_of_use_is_drawn_with_the_one_it_was_cut_out_of() -> None:
    living = {row.code for row in LISTS["DISTRICT"].active(DAY)}
    for row in LISTS["DISTRICT"].rows:
        if row.code not in living:
            assert "tile_x" not in row.extra
            assert (row.extra.get("split_from") or row.parent) in living, row.code


@pytest.mark.parametrize("province", [row.code for row in LISTS["PROVINCE"].rows])
def test_a_province_hangs_together(province: str) -> None:
    left = squares(LISTS["DISTRICT"], province)
    reached = [left.pop()]
    for x, y in reached:
        around = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
        left -= around
        reached.extend(around)
    assert not left


def test_every_country_is_added_up_in_a_group() -> None:
    assert {row.parent for row in LISTS["COUNTRY"].rows} == {row.code for row in LISTS["COUNTRY_GROUP"].rows}
    assert len(LISTS["COUNTRY"].children("GCC")) == 6
    assert len(LISTS["COUNTRY"].children("EU27")) == 27
