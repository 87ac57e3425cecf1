"""What a page brings is written once while its record stands as that one change made it, and is there when it does not."""

import msgspec
import sqlalchemy as sa

from desktop_client.storage.engine import reading
from desktop_client.storage.tables import journal
from tests.networks import TrialDesk, TrialNetwork, assert_settled


def _documents(desk: TrialDesk, record: str) -> list[str]:
    pulled = journal.pulled_change.c
    with reading(desk.desk.engine) as connection:
        query = sa.select(pulled.document).where(pulled.record == record).order_by(pulled.position)
        return list(connection.execute(query).scalars())


def test_a_record_that_others_made_lies_here_once_until_somebody_writes_to_it(net: TrialNetwork) -> None:
    first, second = net.desk(), net.desk()
    untouched, corrected, refused = (first.register(f"Amina {name}").person for name in ("Bibi", "Khatoon", "Begum"))
    first.sync()
    second.sync()
    assert [_documents(second, record) for record in (untouched, corrected, refused)] == [[""]] * 3
    said = second.values(corrected)
    with reading(second.desk.engine) as connection:  # looked at without writing anything
        ((change, _, pending),) = second.desk.view.history(connection, corrected)
    assert (dict(change.set), pending) == (said, False)

    second.amend(corrected, father_name_latin="Bashir")  # here, and then by the desk that made it
    assert [msgspec.json.decode(text)["set"] for text in _documents(second, corrected)] == [said]
    first.amend(refused, father_name_latin="Ghulam")
    first.sync()
    second.sync()
    assert "" not in _documents(second, refused)
    assert _documents(second, untouched) == [""]
    assert_settled(net, first, second)
