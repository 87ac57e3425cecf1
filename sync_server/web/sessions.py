"""Who is at the console: reads the session cookie once a request and gives sign-in and sign-out to the pages."""

from flask import Flask, Response, g, request

from shared_models.catalogue.problems import Problem, ProblemError
from sync_server.storage.engine import reading, writing
from sync_server.storage.rate import count_try
from sync_server.subjects import sessions
from sync_server.subjects.accounts import Account, Attempt, begin_attempt, change_password, end_attempt
from sync_server.web.context import this_office

COOKIE = "frc_session"
TRIES_WINDOW_MS = 10 * 60 * 1000
TRIES_OF_AN_ADDRESS = 100


def install_sessions(app: Flask) -> None:
    """Before each request of a console or public page, look who asks."""

    @app.before_request
    def _who_asks() -> None:
        g.account = None
        token = request.cookies.get(COOKIE, "")
        if not token or request.path.startswith("/api/"):
            return
        office = this_office()
        now = office.clock()
        with reading(office.engine) as connection:
            g.account = sessions.session_account(connection, token, now)
            stale = g.account is not None and sessions.needs_touch(connection, token, now)
        if stale:
            with writing(office.engine) as connection:
                sessions.touch_session(connection, token, now)


def signed_in() -> Account | None:
    """The person of this request."""
    account: Account | None = g.get("account")
    return account


def sign_in(answer: Response, name: str, password: str) -> Account:
    """Check name and password and put a new session's cookie on `answer`.

    Raises ProblemError with a code of `account.*` that says nothing about which of the two was wrong.
    """
    office = this_office()
    now = office.clock()
    with writing(office.engine) as connection:
        address = request.remote_addr or "?"
        may_try = count_try(connection, "sign_in", address, at=now, window_ms=TRIES_WINDOW_MS, most=TRIES_OF_AN_ADDRESS)
        attempt = begin_attempt(connection, name, now) if may_try else None
    if attempt is None:
        raise ProblemError(Problem("server.too_often"))
    account = _end(attempt, password, now)
    with writing(office.engine) as connection:
        token = sessions.open_session(connection, account.name, now, office.random_bytes)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=sessions.LONGEST_MS // 1000,
        httponly=True,
        secure=request.is_secure,
        samesite="Strict",
        path="/",
    )
    return account


def sign_out(answer: Response) -> None:
    """End this session."""
    office = this_office()
    with writing(office.engine) as connection:
        sessions.close_session(connection, request.cookies.get(COOKIE, ""))
    answer.delete_cookie(COOKIE, path="/", httponly=True, secure=request.is_secure, samesite="Strict")


def choose_password(old: str, new: str) -> None:
    """Set the signed-in person's own password and end their other sessions. Raises ProblemError `account.*`."""
    office = this_office()
    now = office.clock()
    account = signed_in()
    if account is None:
        raise ProblemError(Problem("account.sign_in_first"))
    with writing(office.engine) as connection:
        attempt = begin_attempt(connection, account.name, now)
    _end(attempt, old, now)
    with writing(office.engine) as connection:
        change_password(connection, account.name, new, now)
        sessions.close_sessions_of(connection, account.name)


def _end(attempt: Attempt, password: str, now: int) -> Account:
    """Look at the password outside any transaction; a refusal is raised after the commit, for its audit line stays."""
    matched = attempt.matches(password)
    with writing(this_office().engine) as connection:
        try:
            return end_attempt(connection, attempt, matched=matched, at=now)
        except ProblemError as failure:
            refused = failure
    raise refused
