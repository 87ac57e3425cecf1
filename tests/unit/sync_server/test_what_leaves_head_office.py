"""Cells, log lines and status codes: small promises that need no database."""

import re
from pathlib import Path

import pytest

import sync_server
from shared_models.catalogue.problems import known_codes
from shared_models.records.rows import by_position
from sync_server.cli.export import harmless
from sync_server.events import keep_allowed
from sync_server.storage.protection import is_number_term, make_cipher
from sync_server.web.refusals import STATUS_OF, status_of
from sync_server.web.server import is_loopback


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
        ("+92 300 1234567", "+92 300 1234567"),
        ("-5", "-5"),
        ("محمد عمر", "محمد عمر"),
        ("", ""),
    ],
)
def test_no_cell_becomes_a_formula_and_numbers_stay_numbers(cell: str, shown: str) -> None:
    assert harmless(cell) == shown


def test_rows_are_named_by_position_in_the_order_in_which_they_were_added() -> None:
    values = {"person.phones.LHEab-11.number": "c", "person.phones.LHEab-9.number": "b", "person.gender": "F"}
    assert by_position(values) == {
        "person.phones.2.number": "c",
        "person.phones.1.number": "b",
        "person.gender": "F",
    }


def test_a_log_line_drops_what_nobody_allowed_and_cuts_what_is_long() -> None:
    line = keep_allowed(None, "info", {"event": "sync.answered", "name_latin": "Omar", "code": "x" * 900})
    assert line == {"event": "sync.answered", "code": "x" * 200}


@pytest.mark.parametrize(
    ("code", "status"),
    [("server.too_large", 413), ("server.value_damaged", 500), ("enrolment.key_wrong", 400), ("batch.too_large", 400)],
)
def test_a_problem_has_its_status(code: str, status: int) -> None:
    assert status_of(code) == status


def test_every_code_with_a_status_has_its_sentence() -> None:
    assert {code for code in STATUS_OF if not code.endswith(".")} <= set(known_codes())


def test_every_problem_head_office_can_name_has_its_sentence() -> None:
    package = Path(sync_server.__file__).parent
    named = {
        code
        for file in package.rglob("*.py")
        for code in re.findall(r'[Pp]roblem\(\s*"([a-z_]+\.[a-z_.]+)"', file.read_text("utf-8"))
    }
    assert len(named) > 50
    assert named <= set(known_codes())


def test_numbers_are_found_by_a_keyed_hash_and_words_by_themselves() -> None:
    first, second = (
        make_cipher(b"k" * 32, key * 32, active=True, random_bytes=lambda size: b"\0" * size) for key in (b"a", b"b")
    )
    assert (
        first.stored_term("0123456789012") == first.stored_term("0123456789012") != second.stored_term("0123456789012")
    )
    assert "0123456789012" not in first.stored_term("0123456789012")
    assert first.stored_term("عمر") == "عمر"
    assert is_number_term("AB1234567")
    assert not is_number_term("umar")


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("ho.pk", False),
    ],
)
def test_only_this_machine_may_be_served_in_the_clear(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
