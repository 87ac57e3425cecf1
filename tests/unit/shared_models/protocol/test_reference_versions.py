"""A published version is the same bytes wherever it was packed, and nothing but what head office signed is opened."""

import io
import tarfile

import pytest
import zstandard

from shared_models.catalogue.loading import REFERENCE_FOLDER
from shared_models.catalogue.version_files import files_of
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.reference import MAX_BYTES, name_of, open_version, pack_files, seal_version, unpack_files
from shared_models.security import signing

KEY = signing.load_private(b"k" * 32)
PUBLIC = signing.public_bytes(KEY)
FILES = {"reference.toml": b'version = "1.1"\n', "lists/work.toml": "اردو".encode()}


def sealed(files: dict[str, bytes] = FILES) -> bytes:
    return seal_version(files, version="1.1", parent="", at=1, key=KEY)


def test_the_same_files_give_the_same_bytes_in_any_order() -> None:
    again = sealed(dict(reversed(FILES.items())))
    assert again == sealed()
    opened = open_version(again, PUBLIC)
    assert (opened.files, opened.sha256, opened.raw, opened.header.version) == (FILES, name_of(again), again, "1.1")


def test_the_whole_reference_data_travels_and_stays_small() -> None:
    files = files_of(REFERENCE_FOLDER)
    raw = sealed(files)
    assert open_version(raw, PUBLIC).files == files
    assert len(raw) < MAX_BYTES // 10
    assert not {name for name in files if name.startswith(("dictionaries", "tokens", "published"))}


@pytest.mark.parametrize("at", [0, 5, 60, 200, -1])
def test_one_altered_byte_is_noticed(at: int) -> None:
    raw = bytearray(sealed())
    raw[at] ^= 1
    with pytest.raises(ProtocolError, match=r"reference\.not_genuine"):
        open_version(bytes(raw), PUBLIC)


def test_another_key_and_cut_or_foreign_bytes_are_not_genuine() -> None:
    other = signing.public_bytes(signing.load_private(b"o" * 32))
    for raw, public in ((sealed(), other), (sealed()[:-5], PUBLIC), (b"", PUBLIC), (b"\xff" * 90, PUBLIC)):
        with pytest.raises(ProtocolError, match=r"reference\.not_genuine"):
            open_version(raw, public)


def _tar(name: str, kind: bytes = tarfile.REGTYPE) -> bytes:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w") as archive:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, "elsewhere"
        archive.addfile(entry, io.BytesIO(b""))
    return zstandard.ZstdCompressor().compress(plain.getvalue())


@pytest.mark.parametrize(
    "packed",
    [
        b"no archive",
        zstandard.ZstdCompressor().compress(b"no tar" * 200),
        zstandard.ZstdCompressor().compress(bytes(40 * 1024 * 1024)),
        _tar("../../etc/passwd"),
        _tar("/etc/passwd"),
        _tar("a/../b"),
        _tar("link", tarfile.SYMTYPE),
        _tar("folder", tarfile.DIRTYPE),
    ],
)
def test_even_a_signed_archive_opens_only_within_bounds(packed: bytes) -> None:
    with pytest.raises(ProtocolError, match=r"reference\.not_readable"):
        unpack_files(packed)


def test_a_name_that_could_lead_elsewhere_is_never_packed() -> None:
    with pytest.raises(ValueError, match="no name"):
        pack_files({"../outside": b""})
