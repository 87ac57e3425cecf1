"""Work of one desk that is taken in another order than it was made, and answers that a put-back desk does not hear."""

from pathlib import Path

import sqlalchemy as sa

from desktop_client.storage.engine import reading
from desktop_client.storage.engine import writing as writing_desk
from desktop_client.storage.tables import journal
from desktop_client.sync import sealing
from desktop_client.sync.transport import Answer, HttpTransport, LineDown
from shared_models.protocol import batch as batches
from sync_server.storage.engine import writing
from sync_server.subjects import intake
from tests.networks import TrialDesk, TrialNetwork, assert_settled


def _seal(desk: TrialDesk) -> bytes:
    """The newest batch, with what was written since the one before."""
    sealing.seal_pending(desk.desk.engine, desk.desk.identity, desk.clock())
    with reading(desk.desk.engine) as connection:
        newest = sa.select(journal.batch.c.raw).order_by(journal.batch.c.number.desc()).limit(1)
        return bytes(connection.execute(newest).scalar_one())


def test_a_desk_shows_what_stands_when_its_second_answer_was_taken_before_its_first(net: TrialNetwork) -> None:
    desk = net.desk()
    person = desk.register().person
    desk.sync()
    office = net.trial.head_office
    batches_made = []
    for father in ("Bashir", "Chand"):
        desk.amend(person, father_name_latin=father)
        batches_made.append(batches.read(_seal(desk)))
    for sealed in reversed(batches_made):
        with writing(office.engine) as connection:
            intake.store_batch(connection, office, sealed, quarantine=False, via="line")
            intake.apply_batch(connection, office, sealed.hash)
    assert_settled(net, desk)
    assert desk.values(person)["person.father_name_latin"] == "Chand"


class _FirstAnswerLost(HttpTransport):
    """A line that breaks once, under the first answer."""

    def send(self, method: str, path: str, headers: object, body: bytes) -> Answer:
        answer = super().send(method, path, headers, body)  # type: ignore[arg-type]
        if self.traffic.round_trips == 1:
            raise LineDown
        return answer


def test_a_put_back_desk_goes_on_though_the_first_word_about_its_counter_is_lost(
    net: TrialNetwork, tmp_path: Path
) -> None:
    desk = net.desk()
    desk.register("Amina")
    desk.sync()
    put_back = desk.copy(tmp_path / "put-by")
    desk.reopen()
    net.desks.append(put_back)
    desk.register("Bashir")
    desk.sync()
    put_back.register("Chand")
    assert put_back.sync(transport=_FirstAnswerLost(net.server.url)).sent_changes == 2
    assert_settled(net, put_back)


def test_a_batch_whose_request_broke_after_it_was_stored_goes_before_the_next_one(net: TrialNetwork) -> None:
    desk = net.desk()
    person = desk.register().person
    desk.sync()
    office = net.trial.head_office
    desk.amend(person, father_name_latin="Bashir")
    first = batches.read(_seal(desk))
    with writing(office.engine) as connection:
        intake.store_batch(connection, office, first, quarantine=False, via="line")
    with writing_desk(desk.desk.engine) as connection:
        connection.execute(journal.batch.update().values(held=True))
    desk.amend(person, father_name_latin="Chand")
    desk.sync()
    assert list(net.log().values()) == ["accepted"] * 4
    assert list(net.log())[-2:] == desk.own_ids()[-2:]
