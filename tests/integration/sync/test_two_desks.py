"""Two desks with one record: different fields merge, equal answers agree, and two answers stand side by side until asked."""

import threading

import pytest
import sqlalchemy as sa

from desktop_client.services import intake
from desktop_client.services.status import read_status
from desktop_client.sync import sealing
from shared_models.records.paths import row_leaf
from sync_server.storage.engine import writing
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.people import conflict
from sync_server.subjects.intake import HeadOfficeEdit, append_change
from tests.networks import TrialDesk, TrialNetwork, assert_settled

WORDS = "Amina Bashir Chand Dawood Ehsan Farida Gul Hamid".split()
TEN_YEARS_MS = 10 * 365 * 24 * 3600 * 1000


def _shared(net: TrialNetwork) -> tuple[TrialDesk, TrialDesk, str]:
    first, second = net.desk(), net.desk()
    documents = {"person.documents.1.type": "PASSPORT", "person.documents.1.number": "AB1234567"}
    made = first.register("Amina Bibi", documents)
    assert_settled(net, first, second)
    return first, second, made.person


def test_one_field_edited_at_two_desks_is_a_question_on_both_and_the_first_answer_stands(any_net: TrialNetwork) -> None:
    first, second, person = _shared(any_net)
    first.amend(person, father_name_latin="Bashir")
    second.amend(person, father_name_latin="Rashid")
    assert second.values(person)["person.father_name_latin"] == "Rashid"
    assert first.sync().conflicts == 0
    assert second.sync().conflicts == 1
    assert_settled(any_net, first, second)
    for desk in (first, second):
        assert desk.values(person)["person.father_name_latin"] == "Bashir"
        assert desk.conflicts(person) == {"person.father_name_latin": ["Bashir", "Rashid"]}
    (stored,) = any_net.rows(sa.select(conflict.c.path, conflict.c.closed_position))
    assert tuple(stored) == ("person.father_name_latin", None)
    # A reviewer who saw both answers decides; the question is closed on both desks.
    heads = [own for desk in (first, second) for own in desk.own_ids() if own in any_net.log()][-3:]
    _resolve(any_net, person, "person.father_name_latin", "Rashid", tuple(heads))
    assert_settled(any_net, first, second)
    assert first.conflicts(person) == second.conflicts(person) == {}
    assert first.values(person)["person.father_name_latin"] == "Rashid"


def _resolve(net: TrialNetwork, person: str, path: str, value: str, base: tuple[str, ...]) -> None:
    office = net.trial.head_office
    with writing(office.engine) as connection:
        append_change(connection, office, HeadOfficeEdit(person, "resolve", {path: value}, base, "reviewer"))


def test_different_fields_merge_and_equal_answers_agree(any_net: TrialNetwork) -> None:
    first, second, person = _shared(any_net)
    first.amend(person, father_name_latin="Bashir", gender="M")
    second.amend(person, birth="1985-03", gender="M")
    assert_settled(any_net, first, second)
    assert any_net.rows(sa.select(conflict.c.path)) == []
    values = first.values(person)
    assert (values["person.father_name_latin"], values["person.birth"]) == ("Bashir", "1985-03")
    # Who edits an answer that two people gave stands on both: it is no new question.
    second.amend(person, gender="F")
    assert_settled(any_net, first, second)
    assert first.conflicts(person) == {}


@pytest.mark.parametrize("void_first", [True, False])
def test_an_edit_of_a_row_that_the_other_desk_took_away_is_a_question_whichever_came_first(
    net: TrialNetwork, void_first: bool
) -> None:
    first, second, person = _shared(net)
    taker, editor = (first, second) if void_first else (second, first)
    intake.amend(taker.desk, person, {"person.documents.1.void": "DUPLICATE"})
    intake.amend(editor.desk, person, {"person.documents.1.status": "EXPIRED"})
    # As nobody disagreed yet, taking a row away is no question by itself.
    first.sync()
    assert net.rows(sa.select(conflict.c.path)) == []
    second.sync()
    assert_settled(net, first, second)
    (path,) = first.conflicts(person)
    leaf = row_leaf(path)
    assert leaf is not None
    assert leaf.name == "void"
    assert first.conflicts(person) == second.conflicts(person)
    assert "conflict" in net.log().values()


def test_a_clock_ten_years_off_changes_neither_order_nor_who_wins(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    first.clock.now -= TEN_YEARS_MS
    second.clock.now += TEN_YEARS_MS
    first.sync()
    second.amend(person, father_name_latin="Rashid")
    first.amend(person, father_name_latin="Bashir")
    later = first.register("Typed Long Ago")
    second.sync()
    first.sync()
    assert_settled(net, first, second)
    assert first.values(person)["person.father_name_latin"] == "Rashid"
    assert second.values(later.person)["person.name_latin"] == "Typed Long Ago"
    skews = {net.device(desk).clock_skew_ms for desk in (first, second)}
    assert skews == {-TEN_YEARS_MS, TEN_YEARS_MS}
    # A desk whose clock was set right again goes on as if nothing had been.
    first.clock.now += TEN_YEARS_MS
    first.amend(person, birth="1990")
    assert_settled(net, first, second)


def test_a_pending_edit_stays_on_the_screen_while_others_come_in(
    net: TrialNetwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, person = _shared(net)
    second.amend(person, father_name_latin="Bashir")
    second.sync()
    first.amend(person, father_name_latin="Rashid")
    # The edit is saved while a run is under way: sealing was over, the page is still to come.
    with monkeypatch.context() as late:
        late.setattr(sealing, "seal_pending", lambda *_, **__: 0)
        first.sync()
    assert first.values(person)["person.father_name_latin"] == "Rashid"
    assert_settled(net, first, second)
    assert first.values(person)["person.father_name_latin"] == "Bashir"


def test_the_person_who_typed_is_the_author_on_every_side(net: TrialNetwork) -> None:
    first, second, person = _shared(net)
    first.sign_in_as("bilal")
    first.amend(person, birth="1990")
    assert_settled(net, first, second)
    query = sa.select(change_log.c.author).order_by(change_log.c.position)
    assert [row[0] for row in net.rows(query)] == ["asma", "asma", "bilal"]


def test_two_writers_at_once_while_a_desk_pulls_leave_no_position_out(any_net: TrialNetwork) -> None:
    """A cursor must never pass a change that commits late: what was pulled in small bites is the whole log."""
    writers, reader = [any_net.desk() for _ in range(3)], any_net.desk()
    faults: list[BaseException] = []
    done = threading.Event()

    def write(desk: TrialDesk, number: int) -> None:
        try:
            for turn in range(8):
                desk.register(f"{WORDS[number]} {WORDS[turn]}")
                desk.sync()
        except BaseException as fault:  # noqa: BLE001 (told by the thread that waits)
            faults.append(fault)

    def pull() -> None:
        try:
            while not done.is_set():
                reader.sync()
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(desk, number)) for number, desk in enumerate(writers)]
    pulling = threading.Thread(target=pull)
    for thread in (*threads, pulling):
        thread.start()
    for thread in threads:
        thread.join(90)
    done.set()
    pulling.join(60)
    assert faults == []
    assert_settled(any_net, reader, *writers)
    assert len(any_net.log()) == 3 * 8 * 2
    positions = [row[0] for row in any_net.rows(sa.select(change_log.c.position).order_by(change_log.c.position))]
    assert positions == list(range(1, len(positions) + 1))
    assert read_status(reader.desk).people == 3 * 8
