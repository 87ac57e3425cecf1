"""People who were registered twice stand in a queue at head office, with reasons, until somebody says what they are."""

import json
from pathlib import Path

import sqlalchemy as sa

from shared_models.matching import load_model
from shared_models.matching.frequencies import UNKNOWN_PARTS
from sync_server.storage.engine import reading, writing
from sync_server.storage.tables.linkage import candidate_pair, match_key
from sync_server.subjects import linkage
from sync_server.subjects.linkage.candidates import begin_anew
from sync_server.subjects.linkage.shares import read_shares
from sync_server.subjects.linkage.truth import evaluate
from tests.networks import TrialDesk, TrialNetwork

ZAHID = {
    "person.gender": "M",
    "person.father_name_latin": "Ghulam Rasool",
    "person.birth": "1987-04-12",
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": "0520112345671",
    "person.address_permanent.district": "PB-LHR",
}


def _registered_twice(net: TrialNetwork, known: dict[str, str] = ZAHID) -> tuple[TrialDesk, TrialDesk, list[str]]:
    lahore, karachi = net.desk("LHE"), net.desk("KHI")
    first = lahore.register("Zahid Mehmood", known).person
    second = karachi.register(
        "Zaahid Mahmud", {**known, "person.name_urdu": "زاہد محمود", "person.birth": "1987-12-04"}
    ).person
    lahore.register("Nasreen Akhtar", {"person.gender": "F", "person.birth": "1970-01-09"})
    lahore.sync()
    karachi.sync()
    return lahore, karachi, sorted([first, second])


def _look(net: TrialNetwork) -> None:
    with writing(net.trial.head_office.engine) as connection:
        linkage.bring_up_to_date(connection, net.trial.head_office)


def _pairs(net: TrialNetwork) -> dict[tuple[str, str], str]:
    query = sa.select(candidate_pair.c.one, candidate_pair.c.other, candidate_pair.c.state)
    return {(one, other): state for one, other, state in net.rows(query)}


def test_the_same_person_at_two_offices_in_two_scripts_is_one_pair_with_reasons_in_both_languages(
    any_net: TrialNetwork,
) -> None:
    *_, (one, other) = _registered_twice(any_net)
    _look(any_net)
    with reading(any_net.trial.head_office.engine) as connection:
        (pair,) = linkage.list_pairs(connection)
    assert (pair.one, pair.other, pair.state) == (one, other, "open")
    assert set(pair.offices) == {"LHE", "KHI"}
    english, urdu = (pair.reasons[language] for language in ("en", "ur"))
    assert [reason.comparison for reason in english] == [reason.comparison for reason in urdu]
    assert "card" in {reason.comparison for reason in english}


def test_a_pair_goes_when_a_record_is_corrected_and_comes_back_when_it_is_corrected_again(net: TrialNetwork) -> None:
    without_papers = {path: value for path, value in ZAHID.items() if "documents" not in path}
    lahore, _, pair = _registered_twice(net, without_papers)
    mine = next(name for name in pair if name in lahore.picture())
    _look(net)
    assert _pairs(net) == {(pair[0], pair[1]): "open"}
    lahore.amend(mine, name_latin="Arshad Nadeem", birth="1961", father_name_latin="Sher Khan")
    lahore.sync()
    _look(net)
    assert _pairs(net) == {(pair[0], pair[1]): "superseded"}
    lahore.amend(mine, name_latin="Zahid Mehmood", birth="1987-04-12", father_name_latin="Ghulam Rasool")
    lahore.sync()
    _look(net)
    assert _pairs(net) == {(pair[0], pair[1]): "open"}


def test_a_judged_pair_is_not_touched_again_not_even_when_everybody_is_compared_anew(net: TrialNetwork) -> None:
    lahore, _, pair = _registered_twice(net)
    _look(net)
    with writing(net.trial.head_office.engine) as connection:
        connection.execute(candidate_pair.update().values(state="different", scored_at=1))
        begin_anew(connection)
    lahore.amend(next(name for name in pair if name in lahore.picture()), birth="1987")
    lahore.sync()
    _look(net)
    assert [tuple(row) for row in net.rows(sa.select(candidate_pair.c.state, candidate_pair.c.scored_at))] == [
        ("different", 1)
    ]


def test_a_number_that_everybody_gives_says_nothing_about_anybody(any_net: TrialNetwork) -> None:
    desk = any_net.desk()
    names = ["Asghar", "Bilal", "Chaudhry", "Danish", "Ejaz", "Faisal", "Gulzar", "Hamza", "Imran", "Junaid"]
    for at in range(60):
        agent = {"person.phones.1.number": "+923001234567", "person.birth": f"19{50 + at % 40}-0{1 + at % 9}-1{at % 7}"}
        desk.register(f"{names[at % 10]} {names[(at * 7 + at // 10) % 10]}", {"person.gender": "M", **agent})
    desk.sync()
    _look(any_net)
    assert len(any_net.rows(sa.select(match_key.c.person).distinct())) == 60
    found = any_net.rows(sa.select(candidate_pair.c.levels, candidate_pair.c.zone))
    assert all(json.loads(row.levels)["phone"] == "crowded" and row.zone != "accept" for row in found)
    assert len(found) < 60 * 59 // 2 // 10  # names that are alike bring some into the queue, the number brings nobody


def test_a_phone_that_becomes_everybodys_weighs_less_in_the_pairs_it_was_in_and_names_are_counted(
    any_net: TrialNetwork,
) -> None:
    phone = {"person.phones.1.number": "+923001234567"}
    known = {path: value for path, value in ZAHID.items() if "documents" not in path} | phone
    *_, (one, other) = _registered_twice(any_net, known)
    _look(any_net)
    column = candidate_pair.c
    query = sa.select(column.levels, column.score).where(column.one == one, column.other == other)
    (before,) = any_net.rows(query)
    assert json.loads(before.levels)["phone"] == "same"
    desk = any_net.desk()
    for name, born in (
        ("Bashir Ahmad", "1951"),
        ("Danish Kaneria", "1962"),
        ("Ejaz Butt", "1973"),
        ("Faisal Iqbal", "1984"),
    ):
        desk.register(name, {"person.gender": "M", "person.birth": born, **phone})
    desk.sync()
    _look(any_net)
    (after,) = any_net.rows(query)
    assert json.loads(after.levels)["phone"] == "crowded"
    assert after.score < before.score
    assert [(row.one, row.other) for row in any_net.rows(sa.select(column.one, column.other))] == [(one, other)]
    head_office, model = any_net.trial.head_office, load_model()
    with writing(head_office.engine) as connection:
        linkage.count_names(connection, head_office)
        assert not linkage.names_due(connection, head_office)
        shares = read_shares(connection)
    assert shares is not None
    assert shares["zahid"] > model.names.get("zahid", UNKNOWN_PARTS)


def test_a_list_of_true_pairs_says_what_the_queue_is_worth(net: TrialNetwork, tmp_path: Path) -> None:
    *_, (one, other) = _registered_twice(net)
    _look(net)
    truth = tmp_path / "truth.csv"
    truth.write_text(f"record,person\n{one},p1\n{other},p1\nnobody,p2\n", "utf-8")
    with reading(net.trial.head_office.engine) as connection:
        made = evaluate(connection, truth)
    assert (made.queued.found, made.queued.true_found, made.queued.true) == (1, 1, 1)
    assert made.queued.f1 == 1.0
    assert made.unknown == ("nobody",)
