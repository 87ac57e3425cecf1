"""Dates as registers write them, in two scripts, and ages; nothing is read that is not certain."""

from datetime import date, datetime

import pytest

from desktop_client.capture.cells import Cell
from desktop_client.capture.dates import age_in, read_date


@pytest.mark.parametrize(
    ("cell", "edtf"),
    [
        ("02.11.79", "1979-11-02"), ("27.01.19", "2019-01-27"), ("18/07/85", "1985-07-18"), ("1/2/2018", "2018-02-01"),
        ("2018-07-11", "2018-07-11"), ("2018/7/1", "2018-07-01"), ("20 Mar 2019", "2019-03-20"), ("23-Jan-2018", "2018-01-23"),
        ("1st February 2018", "2018-02-01"), ("Sept 2018", "2018-09"), ("October 2018", "2018-10"), ("10/2018", "2018-10"),
        ("2018-10", "2018-10"), ("2018", "2018"), ("۲۳-۰۵-۱۹۶۲", "1962-05-23"), ("٢٣/٠٥/١٩٦٢", "1962-05-23"),
        ("5 مارچ 2018", "2018-03-05"), ("جون 2018", "2018-06"), (date(2018, 4, 19), "2018-04-19"),
        (datetime(2018, 4, 19), "2018-04-19"),  # noqa: DTZ001 -- sheets know no zones
        (43209.0, "2018-04-19"), (1975.0, "1975"), ("29/02/1972", "1972-02-29"),
    ],
)  # fmt: skip
def test_a_date_is_read_as_exactly_as_it_was_written(cell: Cell, edtf: str) -> None:
    assert read_date(cell).edtf == edtf


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31/02/2018", "impossible_date"), ("29/02/71", "impossible_date"), ("00-05-2019", "impossible_date"),
        ("12/13/2018", "impossible_date"), ("0018", "impossible_date"), ("1/1/1799", "impossible_date"),
        ("soon", "not_understood"), ("Muharram 2018", "not_allowed"), ("marvellous 2018", "not_understood"),
        ("1/2/3", "not_understood"), ("43209", "not_understood"), ("", "not_understood"), (5.0, "not_understood"),
        (2500.0, "not_understood"), (True, "not_understood"), ("1/2/201", "not_understood"), ("-1", "not_understood"),
    ],
)  # fmt: skip
def test_what_is_no_date_says_so(cell: Cell, problem: str) -> None:
    assert read_date(cell).problem == problem


def test_the_map_decides_the_order_and_the_century() -> None:
    assert read_date("03/04/20", "mdy").edtf == "2020-03-04"
    assert read_date("20/04/03", "ymd").edtf == "2020-04-03"
    assert read_date("01/01/20", "dmy", 20).edtf == "1920-01-01"


@pytest.mark.parametrize(
    ("cell", "age"),
    [("56 yrs", 56), ("56yrs.", 56), ("56 years old", 56), ("Age 56 Y", 56), ("۵۶ سال", 56), (47.0, 47), (0.0, 0),
     ("56", None), ("1956", None), (1956.0, None), (47.5, None), ("120 yrs", None), (date(2018, 1, 1), None), ("", None)],
)  # fmt: skip
def test_an_age_needs_a_number_cell_or_a_word_for_years(cell: Cell, age: int | None) -> None:
    assert age_in(cell) == age
