"""The private certificate authority that desks pin, kept as files beside the other keys."""

from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from shared_models.security.certificates import KeyAndCertificate, issue_server_certificate, new_authority
from shared_models.security.signing import fingerprint
from sync_server.storage.key_files import read_secret, write_secret

AUTHORITY_NAME = "FRC Registration head office"
KEY_FILE = "authority.key"
CERTIFICATE_FILE = "authority.pem"


def make_authority(folder: Path, now_ms: int) -> KeyAndCertificate:
    """Draw the root key and write it beside the other keys, the certificate too."""
    authority = new_authority(AUTHORITY_NAME, now_ms)
    write_secret(folder / KEY_FILE, authority.key_pem)
    write_secret(folder / CERTIFICATE_FILE, authority.certificate_pem)
    # Desks are given this one (`frc-desk enrol --ca`); it is no secret.
    (folder.parent / "root_certificate.pem").write_bytes(authority.certificate_pem)
    return authority


def load_authority(folder: Path) -> KeyAndCertificate:
    """Read it back; errors as for every key file."""
    return KeyAndCertificate(read_secret(folder / KEY_FILE), read_secret(folder / CERTIFICATE_FILE))


def root_fingerprint(certificate_pem: bytes) -> str:
    """What two people compare: eight groups over the certificate's DER bytes."""
    return fingerprint(x509.load_pem_x509_certificate(certificate_pem).public_bytes(Encoding.DER))


def write_leaf(folder: Path, authority: KeyAndCertificate, hosts: list[str], now_ms: int) -> tuple[Path, Path]:
    """Issue a fresh server certificate for this run; returns the files of certificate and key.

    A new one at each start is always valid long enough, and the authority's key never leaves this machine.
    """
    leaf = issue_server_certificate(authority, hosts, now_ms)
    certificate, key = folder / "server_tls.pem", folder / "server_tls.key"
    for path, content in ((certificate, leaf.certificate_pem + authority.certificate_pem), (key, leaf.key_pem)):
        path.unlink(missing_ok=True)
        write_secret(path, content)
    return certificate, key
