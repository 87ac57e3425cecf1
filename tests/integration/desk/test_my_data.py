"""What people may do with their own data at any desk: have it printed, take permission back, complain; each with a paper."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from desktop_client.papers.my_data import MyDataFacts, my_data_pdf, my_data_pictures
from desktop_client.services import intake, my_data, paper_numbers, people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.storage import audit
from desktop_client.storage.engine import reading
from shared_models.catalogue import ProblemError
from shared_models.records.changes import Value
from shared_models.records.rows import by_position
from tests.networks import EPISODE

PERSON: dict[str, Value] = {
    "person.name_latin": "Muhammad Aslam",
    "person.name_urdu": "محمد اسلم",
    "person.documents.1.type": "CNIC",
    "person.documents.1.number": "0362012345671",
    "person.phones.1.number": "+923001234567",
}


def _registered(desk: OpenDesk, **episode: Value) -> Registration:
    return _again(desk, intake.register(desk, PERSON, {**EPISODE, **episode}, origin="import").person)


def _again(desk: OpenDesk, person: str) -> Registration:
    found = people.find(desk, person)
    assert found is not None
    return found


def _rows(one: Registration, section: str) -> Mapping[str, Any]:
    return {path: value for path, value in by_position(one.values).items() if path.startswith(section)}


def _said(paper: MyDataFacts) -> str:
    return " ".join(f"{label} {value}" for part in paper.parts for label, value in part.facts)


def test_the_person_reads_everything_unmasked_and_in_urdu(desk: OpenDesk) -> None:
    one = _registered(desk)
    paper = my_data.print_my_data(desk, one, my_data.CARD)
    said = _said(paper)
    assert "03620-1234567-1" in said
    assert "1234567" in said.replace(" ", "").replace("-", "")
    assert desk.catalogue.fields["person.documents.number"].label("ur") in said
    assert one.person.id not in said
    assert my_data_pdf(paper).startswith(b"%PDF")
    assert my_data_pictures(paper, 50)[0].startswith(b"\x89PNG")


def test_what_only_the_focal_point_reads_is_never_printed(desk: OpenDesk) -> None:
    sealed = [row for row in desk.catalogue.lists["REASON"].rows if row.sensitivity == "S3"]
    one = _registered(desk)
    assert one.episode is not None
    # As an older program may have let it in.
    marked = {f"episode.return_reasons.{row.code}": True for row in sealed}
    one = replace(one, episode=replace(one.episode, values={**one.episode.values, **marked}))
    said = _said(my_data.print_my_data(desk, one, my_data.SLIP))
    assert sealed
    assert not any(row.ur in said for row in sealed)


@pytest.mark.parametrize("known_by", ["", "LOOKS"])
def test_nothing_happens_before_it_is_said_how_the_person_is_known(desk: OpenDesk, known_by: str) -> None:
    one = _registered(desk)
    with pytest.raises(ProblemError, match="known_first"):
        my_data.print_my_data(desk, one, known_by)
    with pytest.raises(ProblemError, match="known_first"):
        my_data.withdraw(desk, one, my_data.CONTACT, known_by)
    with pytest.raises(ProblemError, match="known_first"):
        my_data.complain(desk, one, "Nobody answered me", known_by)
    assert paper_numbers.given_to(desk, one.person.id) == []


def test_a_withdrawal_is_a_row_of_the_record_and_the_paper_proves_it(desk: OpenDesk) -> None:
    one = _registered(desk)
    first = my_data.withdraw(desk, one, my_data.PARTNER, my_data.QUESTIONS, "TEVTA Multan")
    second = my_data.withdraw(desk, _again(desk, one.person.id), my_data.SHARING, my_data.CARD)
    rows = _rows(_again(desk, one.person.id), "person.withdrawals")
    assert rows["person.withdrawals.1.partner"] == "TEVTA Multan"
    assert rows["person.withdrawals.2.scope"] == "SHARING"
    assert first.paper in first.sentence
    assert "TEVTA Multan" in first.sentence
    assert first.paper != second.paper
    given = paper_numbers.given_to(desk, one.person.id)
    assert {(paper.number, paper.about, paper.known_by) for paper in given} == {
        (first.paper, "PARTNER", "QUESTIONS"),
        (second.paper, "SHARING", "CARD"),
    }
    with reading(desk.engine) as connection:
        assert audit.first_bad_line(connection) is None


def test_one_partner_is_named(desk: OpenDesk) -> None:
    with pytest.raises(ProblemError, match="which_partner"):
        my_data.withdraw(desk, _registered(desk), my_data.PARTNER, my_data.CARD, "  ")


def test_nothing_is_erased_while_a_claim_is_open(desk: OpenDesk) -> None:
    claim: dict[str, Value] = {"episode.claims.1.type": next(iter(desk.catalogue.lists["CLAIM"].rows)).code}
    one = _registered(desk, **claim, **{"episode.claims.1.status": "FILED"})
    with pytest.raises(ProblemError, match="claim_open"):
        my_data.withdraw(desk, one, my_data.ERASE, my_data.CARD)
    paid = _registered(desk, **claim, **{"episode.claims.1.status": "PAID"})
    my_data.withdraw(desk, paid, my_data.ERASE, my_data.CARD)
    assert _rows(_again(desk, paid.person.id), "person.withdrawals")["person.withdrawals.1.scope"] == "ERASE"


def test_a_complaint_becomes_a_task_with_a_day_by_which_it_is_answered(desk: OpenDesk) -> None:
    one = _registered(desk)
    paper = my_data.complain(desk, one, "  Nobody called me back. ", my_data.CARD)
    tasks = _rows(_again(desk, one.person.id), "episode.tasks")
    assert tasks["episode.tasks.1.kind"] == "COMPLAINT"
    assert tasks["episode.tasks.1.about"] == "Nobody called me back."
    assert tasks["episode.tasks.1.due"] > desk.today().isoformat()
    assert paper.paper in paper.sentence
    with pytest.raises(ProblemError, match="complaint_empty"):
        my_data.complain(desk, one, " ... ", my_data.CARD)
    with pytest.raises(ProblemError, match="complaint_long"):
        my_data.complain(desk, one, "a" * 501, my_data.CARD)
