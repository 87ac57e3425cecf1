"""The console shows hostile strings as text, takes them in every form and address, and never answers with a failure."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from shared_models.text.normalise import has_forbidden_marks
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.accounts import account
from sync_server.storage.tables.network import device
from sync_server.subjects import enrolment
from sync_server.subjects.accounts import hash_password
from sync_server.web.app import create_app
from sync_server.web.context import Server
from tests.consoles import PASSWORD
from tests.enrolling import enrolment_request, new_machine
from tests.head_offices import NOW
from tests.hostile_strings import corpus, every_string, printable
from tests.integration.hostile.conftest import SAMPLE, Written

FAULT = 500
LONGEST_ASKED = 2_000
SIGN_INS = 12  # fewer than a minute allows
VOID_ELEMENTS = frozenset("area base br col embed hr img input link meta source track wbr path use circle rect".split())


class Page(HTMLParser):
    """What a browser makes of a page: the texts people read, the values of inputs, and the names of its elements."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.inputs: list[str] = []
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self._open: list[list[str]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.inputs += [value or "" for name, value in attrs if name == "value"]
        if tag not in VOID_ELEMENTS:
            self._open.append([])

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[-1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag not in VOID_ELEMENTS:
            self.texts.append("".join(self._open.pop()).strip())


def _client(written: Written, role: str) -> FlaskClient:
    office = written.net.trial.head_office
    with writing(office.engine) as connection:
        known = connection.execute(sa.select(account.c.name).where(account.c.name == role)).scalar()
        chosen = {"password_hash": hash_password(PASSWORD), "one_time": False}
        if known is None:
            row = {"name": role, "role": role, "office": None, "state": "active", "made_by": "test", "made_at": NOW}
            connection.execute(account.insert(), [{**row, **chosen}])
        else:
            connection.execute(account.update().where(account.c.name == role).values(chosen))
    app = create_app(Server(office))
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/sign-in", data={"name": role, "password": PASSWORD}).status_code < 400
    return client


def _never_fails(client: FlaskClient, texts: list[str]) -> None:
    plain = Page(client.get("/records?q=nobody-is-called-so").get_data(as_text=True))
    for text in texts:
        typed = quote(text, errors="surrogatepass")
        for address in (f"/records?q={typed}", f"/records?before={typed}", f"/records/{typed}", f"/desks/{typed}",
                        f"/answers/{typed}", f"/static/{typed}"):  # fmt: skip
            answer = client.get(address, headers={"Accept": "text/html"})
            assert answer.status_code < FAULT, (address[:60], printable(text))
        found = Page(client.get(f"/records?q={typed}").get_data(as_text=True))
        assert found.attributes <= plain.attributes | {"data-row", "colspan"}, printable(text)
        assert "script" not in found.elements - plain.elements, printable(text)
    for text in texts:
        said = text.encode("utf-8", "replace").decode()
        for address, form in (
            ("/records/x/reveal", {"path": said, "reason": said}),
            ("/answers/x", {"choice": said, "reason": said, "value": said, "answer": said}),
            ("/language", {"language": said, "back": said}),
            ("/desks/x/approve", {"reason": said}),
            ("/enrolment-code", {"office": said}),
        ):
            answer = client.post(address, data=form)
            assert answer.status_code < FAULT, (address, printable(text))
            assert not answer.headers.get("Location", "/").startswith(("//", "http", "javascript"))


def test_no_address_and_no_form_makes_it_fail(written: Written) -> None:
    asked = [text for text in every_string() if len(text) < LONGEST_ASKED]
    _never_fails(_client(written, "administrator"), asked[::SAMPLE])
    _never_fails(_client(written, "reviewer"), asked[7::SAMPLE])


@pytest.mark.tail
def test_no_address_and_no_form_makes_it_fail_on_postgresql(written_in_postgresql: Written) -> None:
    asked = [text for text in every_string() if len(text) < LONGEST_ASKED]
    some = [text for text in asked if "\0" in text] + asked[::SAMPLE]
    for role in ("reviewer", "administrator"):
        _never_fails(_client(written_in_postgresql, role), some)


def test_a_name_at_the_door_is_refused_with_the_usual_sentence(written_in_postgresql: Written) -> None:
    client = _client(written_in_postgresql, "reviewer")
    client.post("/sign-out")
    names = [texts[0] for texts in corpus().values() if len(texts[0]) < LONGEST_ASKED][: SIGN_INS - 1]
    for name in ("a\0b", *names):
        answer = client.post("/sign-in", data={"name": name.encode("utf-8", "replace"), "password": name[:9]})
        assert 400 <= answer.status_code < FAULT, printable(name)


def test_a_record_shows_every_answer_as_text(written: Written) -> None:
    client = _client(written, "reviewer")
    plain = Page(client.get(f"/records/{written.of_text['true']}").text)
    for text, person in list(written.of_text.items())[::SAMPLE]:
        answer = client.get(f"/records/{person}")
        assert answer.status_code == 200, printable(text)
        page = Page(answer.text)
        assert page.elements <= plain.elements | {"details", "summary", "table", "ol", "li", "th", "td"}, printable(
            text
        )
        assert "onerror" not in page.attributes, printable(text)
        shown = {" ".join(one.split()) for one in page.texts}
        for path in ("person.mother_name", "person.birth_place"):
            value = written.answers[person].get(path)
            if isinstance(value, str):
                assert " ".join(value.split()) in shown, (path, printable(text))


def test_a_machine_is_known_by_a_name_that_can_be_read(written_in_postgresql: Written) -> None:
    office = written_in_postgresql.net.trial.head_office
    for texts in corpus().values():
        text = texts[-1].encode("utf-8", "replace").decode()[:200]
        with writing(office.engine) as connection:
            made = enrolment.make_enrolment_code(connection, office, "LHE", "test")
        asked = enrolment_request(new_machine(), made.code, called=text)
        with writing(office.engine) as connection:
            outcome = enrolment.enrol(connection, office, asked)
        assert outcome.reply is not None, printable(text)
    with reading(office.engine) as connection:
        names = [str(name) for name in connection.execute(sa.select(device.c.name)).scalars()]
    assert not any(map(has_forbidden_marks, names))
    page = Page(_client(written_in_postgresql, "administrator").get("/network").text)
    shown = {" ".join(one.split()) for one in page.texts}
    assert {" ".join(name.split()) for name in names if name.strip() and name != "front room"} <= shown
