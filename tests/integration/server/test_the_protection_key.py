"""The protection key: printed once, wrapped on the disk, made up for where an older head office has none."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from click.testing import CliRunner, Result

from shared_models.catalogue import ProblemError
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.sealed_entry import Entry, open_entry, seal
from sync_server.cli import main
from sync_server.storage.protection_key import FILE, make_protection_key, open_protection_key, read_protection_key

RECORD = "01934f00-0000-4000-8000-00000000abcd"


def _run(data: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, [*words, "--data", str(data)], input=typed)


def _json(data: Path, *words: str) -> Any:
    answer = _run(data, *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def test_init_prints_the_words_once_and_the_files_do_not_hold_them(tmp_path: Path) -> None:
    words = _json(tmp_path, "init")["protection_passphrase"]
    folder = tmp_path / "server.key"
    private = open_protection_key(folder, words.lower().replace("-", " "))
    for file in (one for one in tmp_path.rglob("*") if one.is_file()):
        content = file.read_bytes()
        assert words.encode() not in content
        assert private not in content
        assert private.hex().encode() not in content
    assert (folder / FILE).stat().st_mode & 0o077 == 0
    again = _run(tmp_path, "sealed", "key")
    assert (again.exit_code, "never replaced" in again.stderr) == (1, True)


def test_an_older_head_office_gets_its_key_at_the_upgrade(tmp_path: Path) -> None:
    _json(tmp_path, "init")
    (tmp_path / "server.key" / FILE).unlink()
    assert "protection key" in _run(tmp_path, "check").stdout
    assert _json(tmp_path, "check")["whole"], "it is a warning"
    assert "protection_passphrase" in _json(tmp_path, "upgrade")
    assert "protection_passphrase" not in _json(tmp_path, "upgrade")
    assert _json(tmp_path, "audit", "verify")["whole"]


def test_opening_asks_for_words_and_a_reason(tmp_path: Path) -> None:
    words = _json(tmp_path, "init")["protection_passphrase"]
    assert _json(tmp_path, "sealed", "list") == []
    show = ("sealed", "show", RECORD, "--passphrase-stdin")
    assert _run(tmp_path, *show, typed=words).exit_code == 2
    refused = _run(tmp_path, "sealed", "show", RECORD, "--reason", "first interview")
    assert (refused.exit_code, "--passphrase-stdin" in refused.stderr) == (1, True)
    for reason, typed, said in (
        ("", words, "why you need"),
        ("first interview", "nonsense", "do not open"),
        ("first interview", words, RECORD),
    ):
        answer = _run(tmp_path, *show, "--reason", reason, typed=typed + "\n")
        assert (answer.exit_code, said in answer.stderr) == (1, True), answer.stderr


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"memory_kib": 1024}, "sealed.key_damaged"),
        ({"made_at": 6}, "sealed.wrong_passphrase"),
        ({"wrapped": "zz"}, "sealed.key_damaged"),
        ({"public": "00"}, "sealed.key_damaged"),
        ({"format": 2}, "sealed.key_damaged"),
    ],
)
def test_an_altered_key_file_is_noticed(tmp_path: Path, changed: dict[str, Any], code: str) -> None:
    words = make_protection_key(tmp_path, 5, lambda count: bytes(count))
    file = tmp_path / FILE
    stored = {**msgspec.json.decode(file.read_bytes()), **changed}
    file.write_bytes(msgspec.json.encode(stored))
    with pytest.raises(ProblemError, match=code.replace(".", r"\.")):
        open_protection_key(tmp_path, words)


def test_an_entry_opens_under_its_own_id_and_unaltered_only(tmp_path: Path) -> None:
    words = make_protection_key(tmp_path, 5, lambda count: bytes(count))
    known, private = read_protection_key(tmp_path), open_protection_key(tmp_path, words)
    assert known is not None
    entry = Entry("p", "e", "asma", 1, "v", {"sealed.sealed_note": "ا" * 4000})
    content = seal(entry, known.public, RECORD)
    assert open_entry(content, private, RECORD) == entry
    for altered, name in ((content, RECORD.replace("a", "b")), (content[:-8] + "AAAAAAA=", RECORD), ("", RECORD)):
        with pytest.raises(ProtocolError, match=r"sealed\.not_readable"):
            open_entry(altered, private, name)
    with pytest.raises(ProtocolError, match=r"sealed\.too_long"):
        seal(Entry("p", "e", "asma", 1, "v", {"sealed.sealed_note": "x" * 40_000}), known.public, RECORD)
