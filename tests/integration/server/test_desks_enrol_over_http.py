"""Enrolment as a desk's program meets it: over a socket, with TLS from the private authority."""

import socket

import msgspec
import pytest
import requests

from shared_models.protocol.messages import EnrolmentReply
from sync_server.storage.engine import writing
from sync_server.subjects.enrolment import make_enrolment_code
from sync_server.web.server import HeadOfficeServer
from tests.enrolling import enrolment_request, new_machine
from tests.head_offices import TrialOffice

PATH = "/api/v1/enrol"


def _code(trial: TrialOffice) -> str:
    with writing(trial.head_office.engine) as connection:
        return make_enrolment_code(connection, trial.head_office, "LHE", "noor").code


def test_a_machine_enrols_over_tls_that_it_checks_against_the_root_it_was_given(
    trial: TrialOffice, tls_server: HeadOfficeServer, session: requests.Session
) -> None:
    root = str(trial.head_office.configuration.data / "root_certificate.pem")
    machine = new_machine()
    body = msgspec.json.encode(enrolment_request(machine, _code(trial)))
    with pytest.raises(requests.exceptions.SSLError):
        session.post(tls_server.url + PATH, data=body, timeout=20)
    answer = session.post(tls_server.url + PATH, data=body, verify=root, timeout=20)
    reply = msgspec.json.decode(answer.content, type=EnrolmentReply)
    assert reply.device == machine.id
    assert reply.certificate_authority == trial.head_office.authority.certificate_pem.decode()


def test_a_client_that_never_shakes_hands_keeps_nobody_else_waiting(
    trial: TrialOffice, tls_server: HeadOfficeServer, session: requests.Session
) -> None:
    root = str(trial.head_office.configuration.data / "root_certificate.pem")
    host, port = tls_server.bind_addr[:2]
    silent = [socket.create_connection((host, port)) for _ in range(3)]
    try:
        answer = session.get(tls_server.url + "/healthz", verify=root, timeout=3)
    finally:
        for connection in silent:
            connection.close()
    assert answer.json()["status"] == "ok"


UNREADABLE = (b"", b"{}", b"[1,2]", b"\xff\xfe", b'{"code_id":' + b"[" * 5000, b"x" * 20_000, "no".encode("utf-16"))


def test_a_request_nobody_can_read_is_refused_with_a_sentence(
    server: HeadOfficeServer, session: requests.Session
) -> None:
    for body in UNREADABLE:
        answer = session.post(server.url + PATH, data=body, timeout=20)
        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "server.body_wrong"


def test_a_wrong_proof_is_told_with_the_tries_that_are_left(
    trial: TrialOffice, server: HeadOfficeServer, session: requests.Session
) -> None:
    request = enrolment_request(new_machine(), _code(trial), proof_code="0000-0000-0000-0000")
    answer = session.post(server.url + PATH, data=msgspec.json.encode(request), timeout=20)
    told = answer.json()
    assert (answer.status_code, told["code"], told["params"]) == (403, "enrolment.proof_wrong", {"tries": "4"})
    assert "4 tries" in told["sentence_en"]
    assert "4" in told["sentence_ur"]
