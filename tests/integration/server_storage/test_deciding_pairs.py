"""Reviewers decide who is one person: one pair in one pair of hands, nothing jumps over a "different", all is taken back."""

import pytest
import sqlalchemy as sa

from shared_models.catalogue import ProblemError
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.intake import change_log
from sync_server.storage.tables.linkage import candidate_pair, judgement
from sync_server.subjects.linkage.answers import in_order, pair_is
from sync_server.subjects.linkage.candidates import begin_anew
from sync_server.subjects.linkage.deciding import Act, decide, take_back, take_back_last
from sync_server.subjects.linkage.queue import LEASE_MS, Waiting, stamp, take_next
from sync_server.subjects.linkage.together import Between
from sync_server.web.console.sample_network import NOW, SampleNetwork
from sync_server.web.console.sample_pairs import fill_pairs, look
from tests.head_offices import TrialOffice

BROTHERS = ("Sajid Mehmood", "Sajjad Mehmood")
FIRST, SECOND, THIRD = "Zulfiqar Haider", "Zulfqar Haider", "Zulfiqar Hyder"


@pytest.fixture
def network(trial: TrialOffice) -> SampleNetwork:
    trial.clock.now = NOW
    return fill_pairs(trial.head_office, trial.clock)


def _next(trial: TrialOffice, who: str) -> Waiting:
    with writing(trial.head_office.engine) as connection:
        found = take_next(connection, who, trial.clock.now, "en")
    assert found is not None
    return found


def _answer(
    trial: TrialOffice, people: tuple[str, str], act: str, who: str = "rabia", reason: str = ""
) -> Between | None:
    pair = in_order(*people)
    with writing(trial.head_office.engine) as connection:
        return decide(connection, trial.head_office, Act(*pair, act, reason, stamp(connection, pair), who))


def _state(trial: TrialOffice, pair: tuple[str, str]) -> str:
    with reading(trial.head_office.engine) as connection:
        return str(connection.execute(sa.select(candidate_pair.c.state).where(pair_is(in_order(*pair)))).scalar())


def _two(network: SampleNetwork, names: tuple[str, str]) -> tuple[str, str]:
    return network.people[names[0]], network.people[names[1]]


def test_a_pair_is_in_one_pair_of_hands_until_ten_minutes_are_over(trial: TrialOffice, network: SampleNetwork) -> None:
    first, second = _next(trial, "rabia"), _next(trial, "imran")
    assert {first.one, first.other} == set(_two(network, BROTHERS)), "what a desk has answered comes first"
    assert [said.desk for said in first.said] == ["C5M"]
    assert (first.one, first.other) != (second.one, second.other)
    assert _next(trial, "rabia").one == first.one
    with pytest.raises(ProblemError, match=r"duplicates\.kept_for_other"):
        _answer(trial, (first.one, first.other), "SAME", "imran")
    trial.clock.now += LEASE_MS
    assert (_next(trial, "imran").one, _next(trial, "rabia").one) != (second.one, first.one)
    with writing(trial.head_office.engine) as connection:
        connection.execute(candidate_pair.update().where(candidate_pair.c.state == "open").values(asked_at=1))
        assert take_next(connection, "rabia", trial.clock.now, "en") is None


def test_an_answer_is_a_record_in_the_order_and_is_taken_back_like_one(
    trial: TrialOffice, network: SampleNetwork
) -> None:
    brothers = _two(network, BROTHERS)
    before = _next(trial, "rabia")
    with pytest.raises(ProblemError, match=r"duplicates\.reason_needed"):
        _answer(trial, brothers, "DIFFERENT")
    assert _answer(trial, brothers, "DIFFERENT", reason="SIBLING") is None
    assert _state(trial, brothers) == "different"
    with reading(trial.head_office.engine) as connection:
        (said,) = connection.execute(sa.select(judgement).where(judgement.c.desk == "")).all()
        (line,) = connection.execute(sa.select(change_log).where(change_log.c.record == said.id)).all()
    assert (said.answer, said.reason, said.who) == ("DIFFERENT", "SIBLING", "rabia")
    assert (line.kind, line.device, line.scope) == ("link", "0", ""), "of two offices: no desk reads it"
    with pytest.raises(ProblemError, match=r"duplicates\.answered_meanwhile"):
        _answer(trial, brothers, "SAME", "imran")
    with writing(trial.head_office.engine) as connection:
        begin_anew(connection)
    look(trial.head_office)
    assert _state(trial, brothers) == "different", "another look at everybody does not touch it"
    with writing(trial.head_office.engine) as connection:
        assert take_back_last(connection, trial.head_office, "rabia") == "DIFFERENT"
    look(trial.head_office)
    assert _next(trial, "rabia") == before
    with writing(trial.head_office.engine) as connection, pytest.raises(ProblemError, match="nothing_to_take_back"):
        take_back_last(connection, trial.head_office, "rabia")


def test_a_same_that_would_join_two_who_are_different_is_refused_with_the_chain(
    trial: TrialOffice, network: SampleNetwork
) -> None:
    first, second, third = (network.people[name] for name in (FIRST, SECOND, THIRD))
    assert _answer(trial, (first, second), "DIFFERENT", reason="TWIN") is None
    assert _answer(trial, (second, third), "SAME") is None
    refused = _answer(trial, (first, third), "SAME")
    assert refused is not None
    assert refused.apart is not None
    assert refused.chain in {(first, third, second), (second, third, first)}
    assert (refused.apart.who, refused.apart.reason) == ("rabia", "TWIN")
    assert _state(trial, (first, third)) == "open"
    with writing(trial.head_office.engine) as connection:
        with pytest.raises(ProblemError, match="reason_of_taking_back"):
            take_back(connection, trial.head_office, in_order(first, second), reason="", who="imran")
        take_back(connection, trial.head_office, in_order(first, second), reason="The twin was a mistake", who="imran")
    assert _answer(trial, (first, third), "SAME") is None
    parted = _answer(trial, (first, second), "DIFFERENT", reason="TWIN")
    assert parted is not None
    one, other = in_order(first, second)
    assert (parted.chain, parted.apart) == ((one, third, other), None)


def test_two_different_people_come_back_only_when_name_birth_or_card_changed_and_say_why(
    trial: TrialOffice, network: SampleNetwork
) -> None:
    sajid, desk = network.people[BROTHERS[0]], network.lahore
    assert _answer(trial, _two(network, BROTHERS), "DIFFERENT", reason="SIBLING") is None
    desk.write(sajid, "person", "edit", {"person.mother_name": "Zainab Bibi"}, trial.clock.now, "sana.b")
    desk.send()
    look(trial.head_office)
    assert _state(trial, _two(network, BROTHERS)) == "different"
    with reading(trial.head_office.engine) as connection:
        made = sa.select(change_log.c.change_id).where(change_log.c.record == sajid, change_log.c.action == "create")
        base = [str(connection.execute(made).scalar())]
    desk.write(sajid, "person", "edit", {"person.birth": "1991-02-11"}, trial.clock.now, "sana.b", base)
    shown = _next(trial, "rabia")
    desk.send()
    look(trial.head_office)
    with writing(trial.head_office.engine) as connection:
        stale = Act(*in_order(*_two(network, BROTHERS)), "SAME", "", shown.shown, "rabia")
        with pytest.raises(ProblemError, match=r"duplicates\.changed_meanwhile"):
            decide(connection, trial.head_office, stale)
    _answer(trial, (shown.one, shown.other), "LATER")
    back = _next(trial, "rabia")
    assert {back.one, back.other} == set(_two(network, BROTHERS))
    assert back.came_back is not None
    assert (back.came_back.because, back.came_back.changed, back.came_back.reason) == ("changed", ("birth",), "SIBLING")


def test_a_pair_about_which_a_desk_was_asked_comes_back_when_a_record_is_corrected(
    trial: TrialOffice, network: SampleNetwork
) -> None:
    brothers = _two(network, BROTHERS)
    _answer(trial, brothers, "ASK")
    assert {_next(trial, "rabia").one, _next(trial, "rabia").other} != set(brothers)
    network.lahore.write(brothers[0], "person", "edit", {"person.birth": "1990-02-12"}, trial.clock.now, "sana.b")
    network.lahore.send()
    look(trial.head_office)
    first = _next(trial, "imran")
    assert {first.one, first.other} == set(brothers)
    assert first.came_back is not None
    assert first.came_back.because == "edited"
