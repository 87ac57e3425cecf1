"""Accounts and sessions on both engines."""

import pytest

from shared_models.catalogue.problems import ProblemError
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.rate import count_try
from sync_server.subjects import sessions
from sync_server.subjects.accounts import (
    Account,
    begin_attempt,
    change_password,
    create_account,
    end_attempt,
    find_account,
)
from tests.head_offices import Clock, TrialOffice


def _sign_in(head_office: HeadOffice, name: str, password: str, at: int) -> Account | str:
    with writing(head_office.engine) as connection:
        attempt = begin_attempt(connection, name, at)
    matched = attempt.matches(password)
    with writing(head_office.engine) as connection:
        try:
            return end_attempt(connection, attempt, matched=matched, at=at)
        except ProblemError as refusal:
            return refusal.problem.code


def test_the_first_administrator_signs_in_with_the_printed_password_and_chooses_another(trial: TrialOffice) -> None:
    office, name, at = trial.head_office, trial.printed.administrator, trial.clock()
    first = _sign_in(office, name, trial.printed.one_time_password, at)
    assert isinstance(first, Account)
    assert first.must_change_password
    with writing(office.engine) as connection:
        with pytest.raises(ProblemError, match=r"account\.password_short"):
            change_password(connection, name, "short", at)
        with pytest.raises(ProblemError, match=r"account\.password_same"):
            change_password(connection, name, trial.printed.one_time_password, at)
        change_password(connection, name, "کاغذ قلم دوات اور کتاب", at)
    assert _sign_in(office, name, trial.printed.one_time_password, at) == "account.sign_in_failed"
    second = _sign_in(office, name, "کاغذ قلم دوات اور کتاب", at)
    assert isinstance(second, Account)
    assert not second.must_change_password


def test_wrong_passwords_make_the_next_try_wait_longer_and_a_right_one_ends_that(trial: TrialOffice) -> None:
    office, name, clock = trial.head_office, trial.printed.administrator, trial.clock
    answers = [_sign_in(office, name, "wrong", clock()) for _ in range(4)]
    assert answers == [*["account.sign_in_failed"] * 3, "account.wait"]
    assert _sign_in(office, name, trial.printed.one_time_password, clock()) == "account.wait"
    clock.forward(seconds=3)
    assert isinstance(_sign_in(office, name, trial.printed.one_time_password, clock()), Account)
    assert _sign_in(office, name, "wrong", clock()) == "account.sign_in_failed"


def test_an_unknown_name_is_answered_like_a_wrong_password(trial: TrialOffice) -> None:
    assert _sign_in(trial.head_office, "nobody", "wrong", trial.clock()) == "account.sign_in_failed"


def test_a_printed_password_dies_after_seven_days(trial: TrialOffice) -> None:
    trial.clock.forward(days=8)
    name, password = trial.printed.administrator, trial.printed.one_time_password
    assert _sign_in(trial.head_office, name, password, trial.clock()) == "account.one_time_expired"


SENSELESS_ACCOUNTS = (
    ("Ali Khan", "clerk", "LHE", "account.name"),
    ("ali", "emperor", "LHE", "account.role_unknown"),
    ("ali", "clerk", None, "account.office_missing"),
    ("administrator", "auditor", None, "account.exists"),
)


def test_an_account_that_makes_no_sense_is_refused(head_office: HeadOffice) -> None:
    with writing(head_office.engine) as connection:
        for name, role, office, problem in SENSELESS_ACCOUNTS:
            with pytest.raises(ProblemError, match=problem):
                create_account(connection, name, role, office, one_time_password="x" * 20, made_by="noor", at=0)


def test_people_of_desks_have_accounts_but_not_at_the_console(head_office: HeadOffice, clock: Clock) -> None:
    with writing(head_office.engine) as connection:
        create_account(connection, "ali", "clerk", "LHE", one_time_password="x" * 20, made_by="noor", at=clock())
        assert find_account(connection, "ali") == Account("ali", "clerk", "LHE", "active", True)
    assert _sign_in(head_office, "ali", "x" * 20, clock()) == "account.sign_in_failed"


def test_a_session_ends_by_idleness_by_age_and_by_signing_out(head_office: HeadOffice, clock: Clock) -> None:
    def open_one() -> str:
        with writing(head_office.engine) as connection:
            return sessions.open_session(connection, "administrator", clock(), head_office.random_bytes)

    def whose(token: str) -> Account | None:
        with reading(head_office.engine) as connection:
            return sessions.session_account(connection, token, clock())

    token = open_one()
    assert whose(token) is not None
    assert whose(token + "x") is None
    clock.forward(seconds=31 * 60)
    assert whose(token) is None

    token = open_one()
    for _ in range(25):
        clock.forward(seconds=29 * 60)
        with writing(head_office.engine) as connection:
            assert sessions.needs_touch(connection, token, clock()) or whose(token) is None
            sessions.touch_session(connection, token, clock())
    assert whose(token) is None  # twelve hours are over, however busy it was

    token = open_one()
    with writing(head_office.engine) as connection:
        sessions.close_session(connection, token)
    assert whose(token) is None


def test_tries_are_counted_per_address_and_window(head_office: HeadOffice) -> None:
    with writing(head_office.engine) as connection:
        allowed = [count_try(connection, "sign_in", "10.0.0.1", at=5_000, window_ms=60_000, most=2) for _ in range(3)]
        assert allowed == [True, True, False]
        assert count_try(connection, "sign_in", "10.0.0.2", at=5_000, window_ms=60_000, most=2)
        assert count_try(connection, "sign_in", "10.0.0.1", at=65_000, window_ms=60_000, most=2)
