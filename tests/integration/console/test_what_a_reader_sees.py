"""Names, numbers and histories leave the records only for who may read them, on both databases."""

import re
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from installers.trial_postgres import fresh_database
from sync_server.storage.audit import audit_lines
from sync_server.storage.engine import reading, writing
from sync_server.subjects.people import (
    PersonList,
    Reader,
    RecordPage,
    list_answers,
    list_people,
    read_answer,
    read_person,
    resolve_answer,
    search_people,
)
from sync_server.web.console.samples import HOUR_MS, SampleDesk, sample_person, sample_return
from tests.consoles import AS_PAGE, TrialConsole, make_console

ADMINISTRATOR, REVIEWER, AUDITOR = (Reader(role, "en") for role in ("HO_SYNC", "HO_REV", "AUDIT"))


@pytest.fixture(scope="module", params=["embedded", pytest.param("postgresql", marks=pytest.mark.postgres)])
def console(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TrialConsole]:
    with ExitStack() as stack:
        url = None
        if request.param == "postgresql":
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
        made = make_console(tmp_path_factory.mktemp("console") / "head-office", url)
        yield made
        made.trial.head_office.close()


def _search(console: TrialConsole, reader: Reader, typed: str, before: str = "") -> PersonList:
    office = console.trial.head_office
    with reading(office.engine) as connection:
        return search_people(connection, office, reader, typed, before)


def _read(console: TrialConsole, reader: Reader, person: str) -> RecordPage:
    office = console.trial.head_office
    with reading(office.engine) as connection:
        return read_person(connection, office, reader, person)


def _every_text(page: RecordPage) -> str:
    facts = [fact for part in page.parts for fact in part.every_fact()]
    texts = [text for fact in facts for text in (fact.value.text, *(write.value.text for write in fact.history))]
    return " ".join([page.name_latin, page.name_urdu, *texts])


def _fact(page: RecordPage, label: str) -> tuple[str, list[str]]:
    (fact,) = [fact for part in page.parts for fact in part.every_fact() if fact.label == label]
    return fact.value.text, [write.value.text for write in fact.history]


def test_people_are_found_by_name_number_and_old_register_by_who_may_read_them(console: TrialConsole) -> None:
    aslam = console.network.people["Muhammad Aslam"]
    number = _search(console, REVIEWER, "aslam").lines[0].numbers[0]
    card, _history = _fact(_read(console, REVIEWER, aslam), "Number")
    for typed in ("aslam", "ASL", "محمد اسلم", "ghulam", number, number.lower(), "LHR/2018/0045", aslam, card):
        assert aslam in [line.id for line in _search(console, REVIEWER, typed).lines], typed
    assert _search(console, REVIEWER, "Gulam Rasul").sounds
    assert _search(console, REVIEWER, "nobody at all").lines == ()
    for typed in (number, "LHR/2018/0045", aslam):
        assert [line.id for line in _search(console, ADMINISTRATOR, typed).lines] == [aslam]
    for typed in ("aslam", "محمد", card):
        assert _search(console, ADMINISTRATOR, typed).lines == (), "a search may not tell what a page hides"
    assert _search(console, AUDITOR, card).lines == ()


def test_an_administrator_reads_numbers_and_no_names_an_auditor_sees_the_end_of_a_card(console: TrialConsole) -> None:
    aslam = console.network.people["Muhammad Aslam"]
    card, _history = _fact(_read(console, REVIEWER, aslam), "Number")
    assert "Aslam" in _every_text(_read(console, REVIEWER, aslam))
    hidden = _every_text(_read(console, ADMINISTRATOR, aslam))
    for word in ("Aslam", "اسلم", "Ghulam", "1984", card, "Lahore"):
        assert word not in hidden
    assert "LHR/2018/0045" in hidden
    masked, _history = _fact(_read(console, AUDITOR, aslam), "Number")
    assert masked == f"*****-****{card[-5:]}"
    assert console.client("administrator").get(f"/records/{aslam}", headers=AS_PAGE).text.count("Aslam") == 0


def test_a_reason_of_the_highest_class_is_nowhere_on_the_page(console: TrialConsole) -> None:
    desk = console.network.lahore
    at = console.trial.clock.now
    person = sample_person(desk, "Nadeem Akhtar", "ندیم اختر", ("Akhtar Ali", "اختر علی"))
    more = {"return_reasons.R22": True, "return_reasons.R02": True}
    name = desk.register(at, "sana.b", person, sample_return(desk, "2026-11-24", **more))
    desk.send()
    assert "detention" not in _every_text(_read(console, REVIEWER, name))
    assert "detention" not in console.client("reviewer").get(f"/records/{name}", headers=AS_PAGE).text


def test_what_a_reviewers_role_does_not_read_is_shown_for_a_reason_that_stays(console: TrialConsole) -> None:
    aslam, client = console.network.people["Muhammad Aslam"], console.client("reviewer")
    masked, _history = _fact(_read(console, REVIEWER, aslam), "How the person came back")
    assert masked == "•••"
    page = client.get(f"/records/{aslam}", headers=AS_PAGE).text
    assert 'value="episode.return_type"' in page
    assert 'value="person.documents.number"' not in page, "what is read anyway needs no asking"
    asked = {"path": "episode.return_type", "reason": "two offices sent him"}
    shown = client.post(f"/records/{aslam}/reveal", data=asked, headers=AS_PAGE)
    opened, _history = _fact(
        _read(console, replace(REVIEWER, opened=frozenset({asked["path"]})), aslam), "How the person came back"
    )
    assert opened != "•••"
    assert opened in shown.text
    with reading(console.trial.head_office.engine) as connection:
        lines = [line for line in audit_lines(connection, aslam) if line.action == "record.revealed"]
    assert [(line.who, line.detail) for line in lines] == [("reviewer", asked)]
    for refused, status in (({"reason": " "}, 400), ({"path": "person.nothing"}, 404), ({"path": "sealed.risk"}, 403)):
        answer = client.post(f"/records/{aslam}/reveal", data={**asked, **refused}, headers=AS_PAGE)
        assert answer.status_code == status, refused
    with reading(console.trial.head_office.engine) as connection:
        assert len([line for line in audit_lines(connection, aslam) if line.action == "record.revealed"]) == 1


def test_two_masked_answers_are_shown_for_a_reason_and_chosen_between(console: TrialConsole) -> None:
    desk, other, office = console.network.lahore, console.network.second_lahore, console.trial.head_office
    at = console.trial.clock.now
    name = desk.register(at, "sana.b", sample_person(desk, "Rafiq Ahmed", "رفیق احمد", ("Ahmed Din", "احمد دین")), {})
    base = [f"{desk.id}.{desk.incarnation}.{desk.written[1].id.seq}"]
    episode = desk.written[1].record
    desk.send()
    for one, who, note in ((desk, "sana.b", "lives with his uncle"), (other, "imran.k", "lives alone")):
        one.write(episode, "episode", "edit", {"episode.interviewer_note": note}, at + HOUR_MS, who, base)
        one.send()
    with reading(office.engine) as connection:
        lines, _more = list_answers(connection, office, REVIEWER)
    (line,) = [line for line in lines if line.person == name]
    client = console.client("reviewer")
    before = client.get(f"/answers/{line.id}", headers=AS_PAGE).text
    assert "uncle" not in before
    assert "•••" in before
    page = client.post(f"/answers/{line.id}/reveal", data={"reason": "to decide"}, headers=AS_PAGE).text
    assert "lives with his uncle" in page
    assert "lives alone" in page
    shown = re.findall('name="shown" value="([^"]+)"', page)
    chosen = client.post(f"/answers/{line.id}", data={"shown": shown, "chosen": shown[1]}, headers=AS_PAGE)
    assert chosen.status_code == 302
    assert client.post(f"/answers/{line.id}/reveal", headers=AS_PAGE).status_code == 400


def test_the_history_of_a_field_tells_who_wrote_what_and_what_was_refused(console: TrialConsole) -> None:
    page = _read(console, REVIEWER, console.network.people["Muhammad Aslam"])
    facts = {fact.label: fact for part in page.parts for fact in part.every_fact()}
    father = facts["Father's name (English letters)"]
    assert [(write.value.text, write.author, write.desk) for write in father.history] == [
        ("Ghulam Rasool Khan", "imran.k", "M3T"),
        ("Ghulam Rasul", "sana.b", "K7Q"),
        ("Ghulam Rasool", "sana.b", "K7Q"),
    ]
    assert father.answer
    refused = facts["Gender"].history[0]
    assert (refused.refused, facts["Gender"].value.text) == (True, "man")
    assert "MALE" in refused.reason


def test_reading_a_person_leaves_a_line_in_the_audit(console: TrialConsole) -> None:
    aslam = console.network.people["Muhammad Aslam"]
    console.client("reviewer").get(f"/records/{aslam}", headers=AS_PAGE)
    with reading(console.trial.head_office.engine) as connection:
        lines = [(line.who, line.action) for line in audit_lines(connection, aslam)]
    assert ("reviewer", "record.read") in lines


def test_a_return_stands_on_the_page_of_its_person(console: TrialConsole) -> None:
    aslam = console.network.people["Muhammad Aslam"]
    page = _read(console, REVIEWER, aslam)
    episode = page.parts[1].id
    answer = console.client("reviewer").get(f"/records/{episode}", headers=AS_PAGE)
    assert answer.location == f"/records/{aslam}#{episode}"


def test_lists_are_paged_by_key_and_lose_nobody(console: TrialConsole) -> None:
    desk, office = console.network.lahore, console.trial.head_office
    at = console.trial.clock.now
    names = [f"Yusuf {chr(65 + number % 26) * 2} {chr(65 + number // 26) * 3}" for number in range(60)]
    added = [
        desk.register(at + number, "sana.b", {"name_latin": name}, {"registered_on": "2026-11-24"})
        for number, name in enumerate(names)
    ]
    desk.send()
    seen: list[str] = []
    before = ""
    while True:
        with reading(office.engine) as connection:
            page = list_people(connection, office, REVIEWER, before)
        seen += [line.id for line in page.lines]
        before = page.before
        if not before:
            break
    assert len(seen) == len(set(seen)) > len(added)
    assert set(added) < set(seen)
    assert seen == sorted(seen, reverse=True)
    first = console.client("reviewer").get("/records?q=yusuf", headers=AS_PAGE).text
    following = re.search(r'href="(/records\?q=yusuf&amp;before=[^"]+)"', first)
    assert following
    rest = console.client("reviewer").get(following[1].replace("&amp;", "&"), headers=AS_PAGE).text
    assert rest.count("data-row") == 10


def test_two_answers_about_a_withdrawn_paper_are_chosen_between(console: TrialConsole) -> None:
    desk, other, office = console.network.lahore, console.network.second_lahore, console.trial.head_office
    at = console.trial.clock.now
    person = sample_person(desk, "Zubair Shah", "زبیر شاہ", ("Shah Nawaz", "شاہ نواز"))
    name = desk.register(at, "sana.b", person, sample_return(desk, "2026-11-24"))
    created = [f"{desk.id}.{desk.incarnation}.{desk.written[0].id.seq}"]
    desk.send()
    paper = f"person.documents.{desk.row(1)}"
    desk.write(name, "person", "void", {f"{paper}.void": "typed twice"}, at + HOUR_MS, "sana.b", created)
    desk.send()
    other.write(name, "person", "edit", {f"{paper}.status": "VALID"}, at + 2 * HOUR_MS, "imran.k", created)
    other.send()
    with reading(office.engine) as connection:
        lines, _more = list_answers(connection, office, REVIEWER)
        (line,) = [line for line in lines if line.person == name]
        page = read_answer(connection, office, REVIEWER, line.id)
    withdrawal, *others = page.choices
    assert (withdrawal.withdraws, withdrawal.value.text) == (True, "typed twice")
    keeping = next(choice.write for choice in others if choice.author == "imran.k")
    with writing(office.engine) as connection:
        stale = resolve_answer(
            connection, office, REVIEWER, line.id, shown=page.heads, chosen=keeping, who="reviewer"
        )  # fmt: skip
    assert stale is None
    record = _read(console, REVIEWER, name)
    assert record.disputed == 0
    assert "valid" in _every_text(record)


def test_a_new_desk_is_in_the_network_with_nothing_to_say(console: TrialConsole) -> None:
    fresh = SampleDesk(console.trial.head_office, "Z9Z", "ISB", console.network.lahore.chance)
    fresh.enrol(console.trial.clock.now, approved_by="administrator")
    page = console.client("administrator").get(f"/desks/{fresh.id}", headers=AS_PAGE).text
    assert "no receipt yet" in page
    assert "Nothing has come from this desk yet." in page
