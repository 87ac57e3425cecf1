"""What desks answered about two people stands beside the pair at head office, and brings it before a reviewer."""

import json

import sqlalchemy as sa

from desktop_client.services.intake import write
from desktop_client.storage.engine import reading as reading_desk
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.journal import Edit
from desktop_client.storage.tables import people as shown
from shared_models.records.changes import Value
from shared_models.records.ids import RANDOM_BYTES, record_id
from sync_server.storage.engine import writing
from sync_server.storage.tables.linkage import candidate_pair, judgement
from sync_server.subjects import linkage
from sync_server.subjects.linkage.answers import in_order
from sync_server.subjects.linkage.deciding import Act, decide
from sync_server.subjects.linkage.queue import stamp
from sync_server.subjects.people import Reader, read_person
from tests.networks import TrialDesk, TrialNetwork

ZAHID = {
    "person.gender": "M",
    "person.father_name_latin": "Ghulam Rasool",
    "person.birth": "1987-04-12",
    "person.address_permanent.district": "PB-LHR",
    "person.phones.1.number": "+923001234567",
}
# His father's name and phone, and nothing else: too little to be found by itself.
NASREEN = {"person.gender": "F", "person.birth": "1969", "person.phones.1.number": "+923001234567"}


def _answer(desk: TrialDesk, **said: Value) -> None:
    """Write what the person at the desk answered about two people."""
    at = desk.clock()
    name = record_id(at, desk.desk.random_bytes(RANDOM_BYTES))
    with writing_desk(desk.desk.engine) as connection:
        edit = Edit(name, "link", "create", {f"link.{path}": value for path, value in said.items()})
        write(connection, desk.desk, [edit], at, "answered", name)
    desk.sync()


def _look(net: TrialNetwork) -> None:
    office = net.trial.head_office
    with writing(office.engine) as connection:
        linkage.bring_up_to_date(connection, office)
        while linkage.answers_due(connection):
            linkage.take_answers(connection, office)


def _queue(net: TrialNetwork) -> list[tuple[str, str, int]]:
    pair = candidate_pair.c
    return [tuple(row) for row in net.rows(sa.select(pair.state, pair.source, pair.turn))]


def test_a_pair_below_the_line_waits_first_once_a_desk_has_answered_and_the_answer_stands_beside_it(
    any_net: TrialNetwork,
) -> None:
    lahore = any_net.desk("LHE")
    zahid, nasreen = (lahore.register(name, who).person for name, who in (("Zahid", ZAHID), ("Nasreen", NASREEN)))
    lahore.sync()
    _look(any_net)
    assert _queue(any_net) == []
    _answer(lahore, person=zahid, other=nasreen, answer="DIFFERENT", reason="RELATIVE")
    _look(any_net)
    assert _queue(any_net) == [("open", "desk", -1)]
    (said,) = any_net.rows(sa.select(judgement))
    assert (said.one, said.other) == tuple(sorted((zahid, nasreen)))
    assert (said.answer, said.reason, said.who, said.office) == ("DIFFERENT", "RELATIVE", "asma", "LHE")
    lahore.amend(zahid, birth="1987-04-13")
    lahore.sync()
    _look(any_net)
    assert _queue(any_net) == [("open", "desk", -1)], "another score does not take back that a desk has asked"


def test_a_desk_that_knows_only_the_office_lets_head_office_look_who_that_is(net: TrialNetwork) -> None:
    lahore, karachi = net.desk("LHE"), net.desk("KHI")
    theirs = karachi.register("Nasreen", NASREEN).person
    karachi.sync()
    zahid = lahore.register("Zahid", ZAHID).person
    _answer(lahore, person=zahid, other_office="KHI", answer="NOT_SURE")
    _answer(lahore, person=zahid, other_office="PEW", answer="NOT_SURE")
    _look(net)
    (said,) = net.rows(sa.select(judgement.c.one, judgement.c.other, judgement.c.answer))
    assert tuple(said) == (*sorted((theirs, zahid)), "NOT_SURE")
    assert _queue(net) == [("open", "desk", -1)]


def test_what_head_office_decides_of_two_people_of_one_office_is_read_at_its_desks_and_on_their_pages(
    net: TrialNetwork,
) -> None:
    lahore, office = net.desk("LHE"), net.trial.head_office
    pair = in_order(*(lahore.register(name, ZAHID).person for name in ("Zahid Mehmood", "Shahid Mehmood")))
    lahore.sync()
    _look(net)
    with writing(office.engine) as connection:
        asked = Act(*pair, "DIFFERENT", "SIBLING", stamp(connection, pair), "rabia")
        assert decide(connection, office, asked) is None
        page = read_person(connection, office, Reader("HO_REV", "en"), pair[0])
    assert [part.kind for part in page.parts] == ["person", "episode", "link"]
    lahore.sync()
    with reading_desk(lahore.desk.engine) as connection:
        (row,) = connection.execute(sa.select(shown.record).where(shown.record.c.kind == "link")).all()
    assert {"link.answer": "DIFFERENT", "link.person": pair[0], "link.other": pair[1]}.items() <= json.loads(
        row.values
    ).items()
    assert lahore.picture() == net.picture()
