"""Enrolment, approval, counters and duties on both engines."""

import threading

import pytest
import sqlalchemy as sa

from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.messages import EnrolmentReply, EnrolmentRequest, reply_transcript
from shared_models.security.code_keys import code_key, mac_matches
from shared_models.security.signing import public_bytes
from sync_server.duties.register import duties_of
from sync_server.duties.worker import Duty, Worker
from sync_server.storage.engine import reading, writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.intake import upload_part
from sync_server.subjects import network
from sync_server.subjects.enrolment import EnrolmentOutcome, enrol, expired_codes, make_enrolment_code
from tests.enrolling import enrolment_request, new_machine
from tests.head_offices import Clock

OTHER_CODE = "0000-0000-0000-0000"


def _code(head_office: HeadOffice) -> str:
    with writing(head_office.engine) as connection:
        return make_enrolment_code(connection, head_office, "LHE", "noor").code


def _ask(head_office: HeadOffice, request: EnrolmentRequest) -> EnrolmentOutcome:
    with writing(head_office.engine) as connection:
        return enrol(connection, head_office, request)


def _refusal(outcome: EnrolmentOutcome) -> str:
    assert outcome.reply is None
    assert outcome.problem is not None
    return outcome.problem.code


def _enrolled(head_office: HeadOffice) -> EnrolmentReply:
    reply = _ask(head_office, enrolment_request(new_machine(), _code(head_office))).reply
    assert reply is not None
    return reply


def test_a_machine_with_the_code_is_known_and_waits_for_approval(head_office: HeadOffice, clock: Clock) -> None:
    code, machine = _code(head_office), new_machine()
    request = enrolment_request(machine, code)
    reply = _ask(head_office, request).reply
    assert reply is not None
    assert (reply.device, reply.office, reply.epoch) == (machine.id, "LHE", head_office.epoch.id)
    assert mac_matches(code_key(code), "head-office", reply_transcript(request, reply), bytes.fromhex(reply.mac))
    with writing(head_office.engine) as connection:
        found = network.find_device(connection, machine.id)
        assert found is not None
        assert (found.state, found.code, found.public_key) == ("pending", reply.code, public_bytes(machine.key))
        assert network.approve_device(connection, reply.code.lower(), "noor", clock()).state == "approved"
        assert network.approve_device(connection, machine.id, "noor", clock()).state == "approved"
        assert network.revoke_device(connection, machine.id, "noor", clock()).state == "revoked"
        with pytest.raises(ProblemError, match=r"enrolment\.device_revoked"):
            network.approve_device(connection, machine.id, "noor", clock())
        with pytest.raises(ProblemError, match=r"enrolment\.device_unknown"):
            network.approve_device(connection, "nobody", "noor", clock())


def test_a_lost_answer_can_be_asked_for_again_by_the_same_machine_only(head_office: HeadOffice) -> None:
    code, machine = _code(head_office), new_machine()
    first, again = (_ask(head_office, enrolment_request(machine, code)).reply for _ in range(2))
    assert first == again
    assert _refusal(_ask(head_office, enrolment_request(new_machine(), code))) == "enrolment.code_used"


def test_five_wrong_proofs_close_a_code(head_office: HeadOffice) -> None:
    code = _code(head_office)
    guess = enrolment_request(new_machine(), code, proof_code=OTHER_CODE)
    assert [_refusal(_ask(head_office, guess)) for _ in range(6)] == [
        *["enrolment.proof_wrong"] * 5,
        "enrolment.code_used_up",
    ]
    assert _refusal(_ask(head_office, enrolment_request(new_machine(), code))) == "enrolment.code_used_up"


def test_a_code_dies_after_48_hours_and_its_key_is_forgotten(head_office: HeadOffice, clock: Clock) -> None:
    code, worker = _code(head_office), Worker(head_office.engine, duties_of(head_office))
    worker.run_round()  # what a new head office has to do anyway
    clock.forward(hours=48)
    assert _refusal(_ask(head_office, enrolment_request(new_machine(), code))) == "enrolment.code_unknown"
    assert worker.run_round() >= 1
    with reading(head_office.engine) as connection:
        assert expired_codes(connection, clock()) == []


def test_a_key_that_is_not_the_machines_own_is_refused(head_office: HeadOffice) -> None:
    code = _code(head_office)
    request = enrolment_request(new_machine(), code)
    stolen = enrolment_request(new_machine(), code)
    for wrong in (
        EnrolmentRequest(**{**_fields(request), "signature": stolen.signature}),
        EnrolmentRequest(**{**_fields(request), "signature": "not hexadecimal"}),
    ):
        assert _refusal(_ask(head_office, wrong)) == "enrolment.key_wrong"


def test_a_counter_is_taken_once_even_when_two_requests_bring_it_together(head_office: HeadOffice) -> None:
    device = _enrolled(head_office).device
    answers: list[int | None] = []

    def bring() -> None:
        with writing(head_office.engine) as connection:
            answers.append(network.advance_counter(connection, device, 7))

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers, key=str) == [7, 7, 7, None]
    with writing(head_office.engine) as connection:
        assert network.advance_counter(connection, device, 6) == 7
        assert network.advance_counter(connection, device, 8) is None


def test_a_contact_tells_what_it_knows_and_keeps_the_rest(head_office: HeadOffice, clock: Clock) -> None:
    device = _enrolled(head_office).device
    with writing(head_office.engine) as connection:
        network.record_contact(connection, device, network.Contact(clock(), incarnation="ab", pending_estimate=12))
        clock.forward(hours=1)
        network.record_contact(connection, device, network.Contact(clock(), pending_estimate=0))
        network.record_head(connection, device, "ff" * 32, 40)
        found = network.find_device(connection, device)
    assert found is not None
    assert (found.incarnation, found.pending_estimate, found.last_contact) == ("ab", 0, clock())
    assert (found.head_hash, found.head_count) == ("ff" * 32, 40)


def test_half_arrived_uploads_are_dropped_after_thirty_quiet_days(head_office: HeadOffice, clock: Clock) -> None:
    with writing(head_office.engine) as connection:
        for blob, arrived in (("old", clock()), ("old", clock()), ("fresh", clock() + 24 * 3600 * 1000 * 20)):
            offset = arrived % 1000 + (1 if blob == "old" else 0)
            found = connection.execute(upload_part.select().where(upload_part.c.hash == blob)).all()
            connection.execute(
                upload_part.insert().values(
                    device="d", hash=blob, offset=offset + len(found), bytes=b"x", arrived_at=arrived
                )
            )
    clock.forward(days=31)
    Worker(head_office.engine, duties_of(head_office)).run_round()
    with reading(head_office.engine) as connection:
        assert set(connection.execute(upload_part.select().with_only_columns(upload_part.c.hash)).scalars()) == {
            "fresh"
        }


@pytest.mark.allows_log_errors
def test_a_duty_that_fails_keeps_its_own_unit_back_and_no_other_duty(head_office: HeadOffice) -> None:
    done: list[str] = []

    def fail(_connection: object, _unit: str) -> None:
        raise ArithmeticError

    worker = Worker(
        head_office.engine,
        [
            Duty("fails", lambda _connection: ["one"], fail),
            Duty("works", lambda _connection: ["two"], lambda _connection, unit: done.append(unit)),
        ],
    )
    assert worker.run_round() == 1
    assert done == ["two"]
    assert worker.failing == ("fails: ArithmeticError",)


def test_of_two_workers_on_one_database_one_works(postgres_database: str) -> None:
    first, second = (sa.create_engine(postgres_database) for _ in range(2))
    worked = threading.Event()

    def look(_connection: sa.Connection) -> list[str]:
        worked.set()
        return []

    worker = Worker(first, [Duty("look", look, lambda _connection, _unit: None)])
    worker.start()
    assert worked.wait(20)
    with Worker(second, [])._only_one() as may_work:
        assert not may_work()
    worker.stop()
    with Worker(second, [])._only_one() as may_work:
        assert may_work()
    first.dispose()
    second.dispose()


def _fields(request: EnrolmentRequest) -> dict[str, str]:
    return {name: getattr(request, name) for name in request.__struct_fields__}
