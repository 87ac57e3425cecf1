"""Every page and form of the console, for every role and for nobody."""

import re

import pytest
from flask.testing import FlaskClient

from sync_server.storage.engine import reading
from sync_server.subjects.people import Reader, list_answers
from tests.consoles import AS_PAGE, TrialConsole

ROLES = ("administrator", "reviewer", "auditor", "analyst", "committee")
EVERYBODY = set(ROLES)
# endpoint -> (method, address, who may, whether one must be signed in at all)
PAGES = {
    "console.front": ("GET", "/", EVERYBODY),
    "console.network": ("GET", "/network", {"administrator", "auditor"}),
    "console.desk": ("GET", "/desks/{desk}", {"administrator", "auditor"}),
    "console.approve": ("POST", "/desks/{desk}/approve", {"administrator"}),
    "console.revoke": ("POST", "/desks/{desk}/revoke", {"administrator"}),
    "console.clear_alarm": ("POST", "/desks/{desk}/clear-alarm", {"administrator"}),
    "console.release": ("POST", "/desks/{desk}/release", {"administrator"}),
    "console.accept_key": ("POST", "/desks/{desk}/accept-key", {"administrator"}),
    "console.erasures": ("GET", "/erasures", {"administrator", "auditor"}),
    "console.erasure": ("GET", "/erasures/{person}", {"administrator", "auditor"}),
    "console.erase": ("POST", "/erasures/{person}", {"administrator"}),
    "console.came_back": ("GET", "/came-back", {"administrator", "reviewer", "auditor"}),
    "console.enrolment_code": ("POST", "/enrolment-code", {"administrator"}),
    "console.call_sheet": ("GET", "/desks/{desk}/call", {"administrator", "auditor"}),
    "console.note": ("POST", "/desks/{desk}/note", {"administrator"}),
    "console.telephone": ("POST", "/offices/LHE/telephone", {"administrator"}),
    "console.closures": ("GET", "/closures", {"administrator", "auditor"}),
    "console.announce": ("POST", "/closures", {"administrator"}),
    "console.take_back": ("POST", "/closures/none/take-back", {"administrator"}),
    "console.sticks": ("GET", "/sticks", {"administrator"}),
    "console.take_stick": ("POST", "/sticks", {"administrator"}),
    "console.stick_answer": ("GET", "/sticks/{desk}/answer", {"administrator"}),
    "console.records": ("GET", "/records", {"administrator", "reviewer", "auditor"}),
    "console.record": ("GET", "/records/{person}", {"administrator", "reviewer", "auditor"}),
    "console.pairs": ("GET", "/pairs", {"reviewer"}),
    "console.answer_pair": ("POST", "/pairs", {"reviewer"}),
    "console.take_back_pair": ("POST", "/pairs/back", {"reviewer"}),
    "console.decided_pairs": ("GET", "/pairs/decided", {"reviewer"}),
    "console.take_back_decided": ("POST", "/pairs/decided", {"reviewer"}),
    "console.answers": ("GET", "/answers", {"reviewer", "auditor"}),
    "console.answer": ("GET", "/answers/{answer}", {"reviewer", "auditor"}),
    "console.reveal": ("POST", "/records/{person}/reveal", {"reviewer"}),
    "console.transfer": ("POST", "/records/{person}/transfer", {"reviewer"}),
    "console.reveal_answer": ("POST", "/answers/{answer}/reveal", {"reviewer"}),
    "console.choose": ("POST", "/answers/{answer}", {"reviewer"}),
    "console.password": ("GET", "/password", EVERYBODY),
}
OPEN_TO_ALL = {"console.sign_in", "console.language", "console.asset"}


@pytest.fixture(scope="module")
def clients(console: TrialConsole) -> dict[str, FlaskClient]:
    return {role: console.client(role) for role in ROLES}


@pytest.fixture(scope="module")
def places(console: TrialConsole) -> dict[str, str]:
    office = console.trial.head_office
    with reading(office.engine) as connection:
        lines, _more = list_answers(connection, office, Reader("HO_REV", "en"))
    network = console.network
    return {"desk": network.lahore.id, "person": network.people["Muhammad Aslam"], "answer": lines[0].id}


def test_the_table_names_every_page(console: TrialConsole) -> None:
    rules = console.client().application.url_map.iter_rules()
    endpoints = {rule.endpoint for rule in rules if rule.endpoint.startswith("console.")}
    assert endpoints == PAGES.keys() | OPEN_TO_ALL | {"console.sign_out"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("endpoint", PAGES)
def test_a_role_opens_its_own_pages_and_no_others(
    endpoint: str, role: str, clients: dict[str, FlaskClient], places: dict[str, str]
) -> None:
    method, address, allowed = PAGES[endpoint]
    answer = clients[role].open(address.format(**places), method=method, headers=AS_PAGE)
    assert (answer.status_code != 403) == (role in allowed)
    assert answer.location != "/sign-in"


@pytest.mark.parametrize("endpoint", PAGES)
def test_nobody_is_shown_anything_before_the_sign_in(
    endpoint: str, console: TrialConsole, places: dict[str, str]
) -> None:
    method, address, _allowed = PAGES[endpoint]
    answer = console.client().open(address.format(**places), method=method, headers=AS_PAGE)
    if method == "GET":
        assert (answer.status_code, answer.location) == (302, "/sign-in")
    else:
        assert answer.status_code == 401


def test_a_form_without_its_token_changes_nothing(console: TrialConsole, places: dict[str, str]) -> None:
    forms = [(address, min(allowed)) for method, address, allowed in PAGES.values() if method == "POST"]
    for address, role in (
        *forms,
        ("/sign-in", ""),
        ("/sign-out", "auditor"),
        ("/language", ""),
        ("/password", "auditor"),
    ):
        client = console.client(role)
        client.application.config["WTF_CSRF_ENABLED"] = True
        answer = client.post(address.format(**places), headers=AS_PAGE)
        assert (answer.status_code, "form" in answer.text) == (400, True), address


def test_the_printed_password_opens_only_the_page_on_which_another_is_chosen(console: TrialConsole) -> None:
    client = console.client()
    answer = client.post("/sign-in", data={"name": "new", "password": "PRINT-EDONC-EPASS-WORDX"})
    assert answer.location == "/password"
    assert client.get("/records", headers=AS_PAGE).location == "/password"
    assert client.get("/password", headers=AS_PAGE).status_code == 200


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "/api/v1/sync", ""]
)
def test_the_language_form_leads_nowhere_but_to_the_console(console: TrialConsole, wanted: str) -> None:
    assert console.client().post("/language", data={"language": "ur", "back": wanted}).location == "/"


def test_the_language_form_leads_back_to_the_same_page(console: TrialConsole) -> None:
    client = console.client()
    assert client.post("/language", data={"language": "ur", "back": "/records?q=a"}).location == "/records?q=a"
    assert client.post("/language", data={"language": "ur", "back": "/desks/x/revoke"}).location == "/desks/x"


def test_assets_are_kept_by_the_browser_and_named_by_their_content(console: TrialConsole) -> None:
    client = console.client()
    page = client.get("/sign-in", headers=AS_PAGE)
    for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
    assert "style=" not in page.text
    assert "<script>" not in page.text
