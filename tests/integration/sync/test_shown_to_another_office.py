"""A person is shown to a second office: whole, readable, answered there, owned where it was, and gone again when it ends."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from desktop_client.services import appointments, intake, people, private_conversation, referring, transferring
from desktop_client.services.guests import Referred
from desktop_client.storage import moved, settings
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import journal
from desktop_client.sync.leaving import drop_copies
from shared_models.catalogue import ProblemError
from sync_server.storage.tables.intake import scope_guest
from sync_server.storage.tables.people import record
from tests.networks import TrialDesk, TrialNetwork, assert_settled


def act_as(desk: TrialDesk, role: str) -> None:
    desk.desk = replace(desk.desk, person=replace(desk.desk.person, role=role))


def refer(desk: TrialDesk, person: str, office: str = "KHI", reason: str = "TRAINING") -> Referred:
    act_as(desk, "CASEW")
    return referring.refer(desk.desk, person, office, reason, "Welding, please")


def answer(desk: TrialDesk, one: Referred, step: str, reason: str = "") -> None:
    act_as(desk, "CASEW")
    referring.take_step(desk.desk, one.shown.id, step, reason)


def state(desk: TrialDesk, person: str) -> str:
    return referring.of_person(desk.desk, person)[0].referral.state


def left(desk: TrialDesk, *names: str) -> dict[str, str]:
    with reading_desk(desk.desk.engine) as connection:
        return {name: one.office for name, one in moved.among(connection, names).items()}


def everyone(*desks: TrialDesk) -> None:
    for desk in (*desks, *desks):
        desk.sync()


def last_outcome(desk: TrialDesk) -> tuple[str | None, str | None]:
    column = journal.change.c
    with reading_desk(desk.desk.engine) as connection:
        row = connection.execute(sa.select(column.outcome, column.reason).order_by(column.number.desc())).first()
    return (None, None) if row is None else (row.outcome, row.reason)


def forge(desk: TrialDesk, name: str, values: dict[str, object], action: str = "edit") -> None:
    """What a desk sends that does not keep to its own program."""
    with writing_desk(desk.desk.engine) as connection:
        shown = desk.desk.view.get(connection, name)
        base = tuple({write for ids in shown.writers.values() for write in ids}) if shown else ()
        edit = Edit(name, "referral", action, values, base)
        desk.desk.journal.append(connection, [edit], desk.desk.typist, at=desk.clock(), reference="2026.11.2")
    desk.sync()


def test_the_second_office_has_the_whole_record_reads_it_and_answers(any_net: TrialNetwork) -> None:
    desk, there, third = any_net.desk(), any_net.desk("KHI"), any_net.desk("PEW")
    made, stays = desk.register("Amina Bibi"), desk.register("Stays Here")
    desk.amend(made.person, father_name_latin="Ghulam Rasool")
    everyone(desk, there, third)
    one = refer(desk, made.person)
    everyone(desk, there, third)
    assert there.values(made.person)["person.father_name_latin"] == "Ghulam Rasool"
    assert there.values(made.episode)["episode.person"] == made.person
    assert (there.values(stays.person), third.values(made.person)) == ({}, {})
    with pytest.raises(ProblemError, match=r"referral\.shown_here"):
        there.amend(made.person, father_name_latin="Another")
    answer(there, one, referring.ACCEPTED)
    everyone(there, desk)
    assert state(desk, made.person) == "ACC"
    # What the first office writes meanwhile, and what it hangs on the person, is read in the second one, too.
    desk.amend(made.person, father_name_latin="Ghulam Rasool Khan")
    registration = people.find(desk.desk, made.person)
    assert registration is not None
    day = desk.desk.today().isoformat()
    visit = appointments.make(desk.desk, registration, day=day, purpose="PAPER")
    everyone(desk, there)
    assert there.values(made.person)["person.father_name_latin"] == "Ghulam Rasool Khan"
    assert there.values(visit.id)["appointment.day"] == day
    assert_settled(any_net, there, office="KHI")
    assert_settled(any_net, desk)
    assert last_outcome(there)[0] == "accepted"


@pytest.mark.parametrize(("who", "steps"), [("there", ["DEC"]), ("there", ["ACC", "CMP"]), ("here", ["CAN"])])
def test_when_it_ends_the_record_leaves_the_second_office_and_goes_when_nothing_can_bring_it_back(
    net: TrialNetwork, who: str, steps: list[str]
) -> None:
    desk, there = net.desk(), net.desk("KHI")
    made = desk.register("Amina Bibi")
    one = refer(desk, made.person)
    everyone(desk, there)
    for step in steps:
        answer(there if who == "there" else desk, one, step, "NO_CAPACITY" if step == "DEC" else "")
    everyone(there, desk, there)
    assert state(desk, made.person) == steps[-1]
    assert left(there, made.person, made.episode) == {made.person: "LHE", made.episode: "LHE"}
    assert left(desk, made.person) == {}
    with pytest.raises(ProblemError, match=r"record\.moved"):
        there.amend(made.person, father_name_latin="Another")
    with pytest.raises(ProblemError, match=r"referral\.not_now"):
        answer(there, one, referring.ACCEPTED)
    assert_settled(net, desk)
    assert net.picture("KHI") == {}
    with writing_desk(there.desk.engine) as connection:
        settings.put(connection, settings.SAFE_POSITION, 1 << 40)
    assert drop_copies(there.desk.engine, there.desk.view) == 3
    assert there.picture() == {}
    # The same person may be shown there once more.
    refer(desk, made.person)
    everyone(desk, there)
    assert_settled(net, there, office="KHI")
    assert there.values(made.person)["person.name_latin"] == "Amina Bibi"


def test_two_answers_given_without_knowing_of_each_other_are_both_kept_and_the_first_taken_counts(
    any_net: TrialNetwork,
) -> None:
    desk, there = any_net.desk(), any_net.desk("KHI")
    made = desk.register("Amina Bibi")
    one = refer(desk, made.person)
    everyone(desk, there)
    answer(desk, one, referring.TAKEN_BACK)
    answer(there, one, referring.ACCEPTED)
    desk.sync()
    everyone(there, desk)
    (found,) = referring.of_person(desk.desk, made.person)
    assert [(step.code, step.counts) for step in found.referral.steps] == [("CAN", True), ("ACC", False)]
    assert set(any_net.log().values()) == {"accepted"}
    assert left(there, made.person) == {made.person: "LHE"}


def test_a_person_given_away_meanwhile_stays_shown_and_the_new_office_decides(net: TrialNetwork) -> None:
    desk, there, new = net.desk(), net.desk("KHI"), net.desk("PEW")
    made = desk.register("Amina Bibi")
    one = refer(desk, made.person)
    everyone(desk, there)
    act_as(desk, "SUPV")
    transferring.transfer(desk.desk, made.person, "PEW", "Lives there now")
    everyone(desk, new, there)
    assert_settled(net, new, office="PEW")
    assert_settled(net, there, office="KHI")
    with pytest.raises(ProblemError, match=r"record\.moved"):
        answer(desk, one, referring.TAKEN_BACK)
    answer(new, one, referring.TAKEN_BACK)
    everyone(new, there)
    assert left(there, made.person) == {made.person: "PEW"}


def test_the_office_that_is_asked_can_be_given_the_person(net: TrialNetwork) -> None:
    desk, there = net.desk(), net.desk("KHI")
    made = desk.register("Amina Bibi")
    refer(desk, made.person)
    everyone(desk, there)
    act_as(desk, "SUPV")
    transferring.transfer(desk.desk, made.person, "KHI", "Lives there now")
    everyone(desk, there)
    assert left(there, made.person) == {}
    assert there.amend(made.person, father_name_latin="Ghulam Rasool") == 1
    assert_settled(net, there, office="KHI")


def test_sealed_entries_and_other_offices_referrals_stay_where_they_are(net: TrialNetwork) -> None:
    desk, there = net.desk(), net.desk("KHI")
    everyone(desk)
    made = desk.register("Amina Bibi")
    private_conversation.write_sealed(desk.desk, {"sealed.risk": "HIGH"}, person=made.person, episode=made.episode)
    desk.clock.forward(hours=2)
    private_conversation.settle(desk.desk)
    other = refer(desk, made.person, "PEW", "JOB")
    refer(desk, made.person)
    everyone(desk, there)
    assert there.values(made.person)
    assert there.values(other.shown.id) == {}
    (entry,) = net.rows(sa.select(record.c.id).where(record.c.kind == "sealed"))
    assert there.values(entry.id) == {}
    assert entry.id not in {row.record for row in net.rows(sa.select(scope_guest.c.record))}


def test_who_may_not_and_what_makes_no_sense_is_told_at_the_desk(net: TrialNetwork) -> None:
    desk = net.desk()
    made = desk.register("Amina Bibi")
    with pytest.raises(ProblemError, match=r"access\.may_not_write"):
        referring.refer(desk.desk, made.person, "KHI", "TRAINING")
    act_as(desk, "CASEW")
    for office, reason, code in (
        ("LHE", "TRAINING", "own_office"),
        ("XYZ", "TRAINING", "office_unknown"),
        ("KHI", "", "reason_needed"),
        ("KHI", "PROTECTION", "focal_point_only"),
    ):
        with pytest.raises(ProblemError, match=rf"referral\.{code}"):
            referring.refer(desk.desk, made.person, office, reason)
    one = refer(desk, made.person)
    with pytest.raises(ProblemError, match=r"referral\.twice"):
        refer(desk, made.person)
    with pytest.raises(ProblemError, match=r"referral\.other_side"):
        answer(desk, one, referring.ACCEPTED)
    with pytest.raises(ProblemError, match=r"field\.unknown"):
        intake.amend(desk.desk, one.shown.id, {"referral.to_office": "PEW"})
    act_as(desk, "SUPV")
    transferring.transfer(desk.desk, made.person, "PEW", "Lives there now")
    with pytest.raises(ProblemError, match=r"record\.moved"):
        refer(desk, made.person, "MUX")


def test_a_desk_that_lies_shows_itself_nobody(any_net: TrialNetwork) -> None:
    desk, liar, there = any_net.desk(), any_net.desk("PEW"), any_net.desk("KHI")
    made = desk.register("Amina Bibi")
    one = refer(desk, made.person)
    everyone(desk, there, liar)
    mine = {"referral.person": made.person, "referral.reason": "JOB"}
    forge(liar, "0192f000-0000-7000-8000-000000000001", {
        **mine, "referral.from_office": "LHE", "referral.to_office": "PEW"}, "create")  # fmt: skip
    assert "referral.own_office" in str(last_outcome(liar))
    forge(liar, "0192f000-0000-7000-8000-000000000002", {
        **mine, "referral.from_office": "LHE", "referral.to_office": "KHI"}, "create")  # fmt: skip
    assert "referral.not_yours" in str(last_outcome(liar))
    forge(liar, "0192f000-0000-7000-8000-000000000003", {
        **mine, "referral.from_office": "PEW", "referral.to_office": "MUX"}, "create")  # fmt: skip
    forge(liar, one.shown.id, {"referral.steps.0AAab-1.step": "ACC"})
    assert "record.other_office" in str(last_outcome(liar))
    forge(there, one.shown.id, {"referral.steps.0AAab-1.step": "CAN"})
    assert "referral.other_side" in str(last_outcome(there))
    forge(there, one.shown.id, {"referral.to_office": "MUX"})
    assert "referral.not_yours" in str(last_outcome(there))
    assert {row.office for row in any_net.rows(sa.select(scope_guest.c.office))} == {"KHI"}
    everyone(desk, liar, there)
    assert liar.values(made.person) == {}
    assert state(desk, made.person) == "SNT"
