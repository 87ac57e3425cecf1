"""The console's blueprint and what every page of it needs: sentences, isolated numbers, and the bar for this role."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, g, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from jinja2 import StrictUndefined

from shared_models.catalogue.problems import ProblemError, sentence
from sync_server.storage.engine import reading
from sync_server.subjects.accounts import Account
from sync_server.subjects.linkage import count_waiting
from sync_server.subjects.people import Reader, count_answers
from sync_server.web.authorization import ADMINISTRATOR, AUDITOR, REVIEWER
from sync_server.web.console import words
from sync_server.web.console.assets import asset_address
from sync_server.web.console.language import N_, _n, language, translations
from sync_server.web.context import this_office
from sync_server.web.refusals import DRESSED_REFUSAL
from sync_server.web.sessions import signed_in

console = Blueprint("console", __name__, template_folder="templates")


@dataclass(frozen=True, slots=True)
class Place:
    """A page of the bar; `key` is the physical key that follows `g`."""

    endpoint: str
    name: str
    key: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bar:
    """The bar as one person sees it; `waiting` counts what waits by endpoint, for the pages of this role."""

    account: str
    role: str
    places: tuple[Place, ...]
    waiting: Mapping[str, int]


PLACES = (
    Place("console.network", N_("Network"), "KeyN", frozenset({ADMINISTRATOR, AUDITOR})),
    Place("console.pairs", N_("Same person?"), "KeyS", frozenset({REVIEWER})),
    Place("console.answers", N_("Two answers"), "KeyT", frozenset({REVIEWER, AUDITOR})),
    Place("console.came_back", N_("Came back"), "KeyC", frozenset({ADMINISTRATOR, REVIEWER, AUDITOR})),
    Place("console.erasures", N_("Erasing"), "KeyE", frozenset({ADMINISTRATOR, AUDITOR})),
    Place("console.records", N_("People"), "KeyR", frozenset({ADMINISTRATOR, REVIEWER, AUDITOR})),
)


def bar_of(account: Account | None, waiting: Mapping[str, int]) -> Bar | None:
    """The bar of a person; None before the sign-in."""
    if account is None:
        return None
    places = tuple(place for place in PLACES if account.role in place.roles)
    return Bar(account.name, words.ROLE_NAMES.get(account.role, account.role), places, waiting)


def this_person() -> Account:
    """Who asks. Only for routes whose row in the authorization table asks for a role."""
    account = signed_in()
    if account is None:
        raise LookupError("this route asks nobody to sign in")
    return account


def this_reader() -> Reader:
    """How the records are read by whoever asks."""
    return Reader(this_person().access_role, language())


def not_a_reason(failure: ProblemError) -> str:
    """The sentence that asks for a better reason, to stand on the page that asked; raises `failure` when it is another."""
    if not failure.problem.code.startswith("access.reason_"):
        raise failure
    return sentence(failure.problem, language())


def show(template: str, status: int = 200, **values: object) -> Response:
    """A page for whoever asks."""
    account = signed_in()
    waiting: dict[str, int] = {}
    if account is not None and not account.must_change_password and account.role in {REVIEWER, AUDITOR}:
        with reading(this_office().engine) as connection:
            waiting["console.answers"] = count_answers(connection)
            if account.role == REVIEWER:
                waiting["console.pairs"] = count_waiting(connection)
    now = this_office().clock()
    return Response(render(template, bar_of(account, waiting), now, **values), status, mimetype="text/html")


def render(template: str, bar: Bar | None, now: int, **values: object) -> str:
    """The HTML of a page; nothing in it asks a database."""
    g.now = now
    back = request.full_path.rstrip("?") if request.method == "GET" else request.path
    return render_template(template, bar=bar, now=now, back=back, **values)


@console.record_once
def _prepare(state: BlueprintSetupState) -> None:
    app = state.app
    if not isinstance(app, Flask):
        raise TypeError("the console belongs to a Flask application")
    prepare_templates(app)
    app.extensions[DRESSED_REFUSAL] = _refused


def _refused(said: Mapping[str, str]) -> str:
    """A refusal as a page of the console; it asks no database, for that may be what failed."""
    return render("refused.html", bar_of(signed_in(), {}), 0, said=said)


def prepare_templates(app: Flask) -> None:
    """Teach templates our languages and how we write numbers and moments."""
    environment = app.jinja_env
    environment.add_extension("jinja2.ext.i18n")
    environment.undefined = StrictUndefined
    environment.trim_blocks = environment.lstrip_blocks = True
    install: Callable[..., None] = environment.install_gettext_callables  # type: ignore[attr-defined]
    install(_gettext, _ngettext, newstyle=True)
    environment.globals.update(
        language=language,
        number=words.number,
        code=words.code,
        isolated=words.isolated,
        value_words=words.value_words,
        member_words=words.member_words,
        office=words.office,
        office_name=words.office_name,
        moment=lambda at: words.moment(at, g.now),
        date_and_hour=words.date_and_hour,
        hour=words.hour,
        duration=words.duration,
        open_time=words.open_time,
        coming=lambda at: words.coming(at, g.now),
        rhythm_words=words.rhythm_words,
        durability=words.durability,
        state_name=words.state_name,
        desk_role=words.desk_role,
        asset=asset_address,
        address=url_for,
    )


def _gettext(text: str) -> str:
    return translations(language()).gettext(text)


def _ngettext(one: str, many: str, count: int) -> str:
    return _n(one, many, count)
