"""Somebody else answers where head office should: a desk says what it met, and a stranger reads no byte of a request."""

from __future__ import annotations

import contextlib
import datetime as dt
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from desktop_client.sync.transport import HttpTransport, LineDown
from shared_models.catalogue import ProblemError, sentence

NOW = dt.datetime.now(dt.UTC)
DAY = dt.timedelta(days=1)
SECRET = b"a registration that only head office may read"


class Authority:
    """Whoever signs certificates: head office, or somebody else."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.file = folder / f"{name}.pem"
        basic = x509.BasicConstraints(ca=True, path_length=0)
        made = self._certificate(self._name, self._key.public_key(), NOW + DAY).add_extension(basic, critical=True)
        self.file.write_bytes(made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))

    def _certificate(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, until: dt.datetime
    ) -> x509.CertificateBuilder:
        begun = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name).public_key(key)
        return begun.serial_number(x509.random_serial_number()).not_valid_before(NOW - 9 * DAY).not_valid_after(until)

    def server(self, *, host: str = "localhost", until: dt.datetime = NOW + DAY) -> ssl.SSLContext:
        """What a server of this name shows."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(host)])
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
        made = self._certificate(subject, key.public_key(), until).add_extension(names, critical=False)
        file = self._folder / "server.pem"
        file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
            + made.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        )
        shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        shown.load_cert_chain(file)
        return shown


@contextlib.contextmanager
def _answering(shown: ssl.SSLContext | None, answer: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server of one request on a thread: its port, and what it could read."""
    read: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        met, _ = listener.accept()
        with contextlib.suppress(OSError), met:
            wrapped = met if shown is None else shown.wrap_socket(met, server_side=True)
            with wrapped:
                while SECRET not in b"".join(read) and (piece := wrapped.recv(4096)):
                    read.append(piece)
                wrapped.sendall(answer)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listener.getsockname()[1]), read
    finally:
        thread.join(timeout=10)
        listener.close()


def _sent(port: int, root: Path) -> str:
    with pytest.raises(ProblemError) as told:
        HttpTransport(f"https://localhost:{port}", root).send("POST", "/api/v1/sync", {}, SECRET)
    for language in ("en", "ur"):
        assert sentence(told.value.problem, language) != told.value.problem.code
    return told.value.problem.code


@pytest.mark.parametrize(
    ("authority", "host", "until", "told"),
    [
        ("another", "localhost", NOW + DAY, "line.certificate_unknown"),
        ("head office", "elsewhere.example", NOW + DAY, "line.certificate_unknown"),
        ("head office", "localhost", NOW - DAY, "line.certificate_outdated"),
    ],
    ids=["another authority", "another name", "run out"],
)
def test_who_cannot_prove_to_be_head_office_is_told_and_gets_no_byte(
    tmp_path: Path, authority: str, host: str, until: dt.datetime, told: str
) -> None:
    signers = {name: Authority(tmp_path, name) for name in ("head office", "another")}
    with _answering(signers[authority].server(host=host, until=until), b"") as (port, read):
        assert _sent(port, signers["head office"].file) == told
    assert read == []


def test_the_very_head_office_is_answered_and_one_that_stops_in_the_middle_is_a_line_that_broke(tmp_path: Path) -> None:
    head_office = Authority(tmp_path, "head office")
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nkept"
    for answer in (whole, whole[:-2]):
        with _answering(head_office.server(), answer) as (port, read):
            transport = HttpTransport(f"https://localhost:{port}", head_office.file)
            if answer == whole:
                assert transport.send("POST", "/api/v1/sync", {}, SECRET).body == b"kept"
            else:
                with pytest.raises(LineDown) as down:
                    transport.send("POST", "/api/v1/sync", {}, SECRET)
                assert down.value.answer_began
        assert SECRET in b"".join(read)
