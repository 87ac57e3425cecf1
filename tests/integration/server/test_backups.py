"""frc-server backup: one file, tried and put back; whatever is wrong with it is a sentence, and nothing half-done stays."""

import errno
import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from shared_models.catalogue.problems import ProblemError
from shared_models.protocol.file_store import FileStore
from sync_server.cli import main
from sync_server.storage.audit import audit_lines
from sync_server.storage.backups import DAY_MS, list_backups
from sync_server.storage.configuration import ServerConfiguration
from sync_server.storage.engine import reading
from sync_server.storage.head_office import open_head_office
from sync_server.subjects.backups import create_backup, creating, restore_backup, restoring

WORDS = "seven quiet boats at noon"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "ho"
    assert _run(folder, "init", "--json").exit_code == 0
    return folder


def _run(data: Path, *words: str, said: str = WORDS) -> Result:
    backup = ["--passphrase-stdin"] if words[0] == "backup" and words[1] != "list" else []
    return CliRunner().invoke(main, [*words, *backup, "--data", str(data)], input=said + "\n")


def _json(data: Path, *words: str) -> Any:
    answer = _run(data, *words, "--json")
    assert answer.exit_code == 0, answer.stderr
    return json.loads(answer.stdout)


def _refused(answer: Result) -> str:
    assert answer.exit_code == 1, answer.output
    assert "Traceback" not in answer.output
    return answer.stderr


def test_a_backup_is_made_tried_and_put_back_in_another_place(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "one.frc"
    made = _json(data, "backup", "create", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    tried = _json(data, "backup", "verify", str(file))
    assert (tried["id"], tried["noted"]) == (made["id"], True)
    assert _json(data, "backup", "list")["backups"][0]["verified_at"] is not None
    assert b"frc-server init" not in file.read_bytes()

    again = tmp_path / "again"
    assert _json(again, "backup", "verify", str(file))["noted"] is False
    put_back = _json(again, "backup", "restore", str(file))
    assert (put_back["id"], put_back["cut"]) == (made["id"], 0)
    assert put_back["epoch"] != made["epoch"]
    assert (again / "root_certificate.pem").read_bytes() == (data / "root_certificate.pem").read_bytes()
    assert _run(again, "check").exit_code == 0
    assert _json(again, "audit", "verify")["whole"] is True
    office = open_head_office(ServerConfiguration(data=again))
    with reading(office.engine) as connection:
        assert [line.action for line in audit_lines(connection)][-1] == "server.restored"
        assert list_backups(connection)[0]["verified_at"] is not None
    assert [one.id for one in office.epoch.lineage] == [made["epoch"]]
    office.close()


def test_photos_lie_beside_a_backup_and_are_tried_and_put_back_with_it(data: Path, tmp_path: Path) -> None:
    store, place = FileStore(data), tmp_path / "backups"
    place.mkdir()
    first, second = store.put(b"one photo, encrypted"), store.put(b"another")
    made = _json(data, "backup", "create", str(place / "one.frc"))
    assert (made["files"], set(FileStore(place).names())) == (2, {first, second})
    assert _json(data, "backup", "verify", str(place / "one.frc"))["files"] == 2
    again = tmp_path / "again"
    assert _json(again, "backup", "restore", str(place / "one.frc"))["files_missing"] == 0
    assert FileStore(again).get(first) == b"one photo, encrypted"

    FileStore(place).place(second).write_bytes(b"anothes")
    assert "1 photos and papers are not beside" in _refused(_run(data, "backup", "verify", str(place / "one.frc")))
    less = _json(tmp_path / "less", "backup", "restore", str(place / "one.frc"))
    assert (less["files"], less["files_missing"], set(FileStore(tmp_path / "less").names())) == (2, 1, {first})
    _json(data, "backup", "create", str(place / "two.frc"))  # brings it again
    assert _json(data, "backup", "verify", str(place / "one.frc"))["files"] == 2


def test_a_photo_stays_beside_backups_as_long_as_one_of_them_may_be_put_back(data: Path, tmp_path: Path) -> None:
    store, days = FileStore(data), [0]
    stays, goes = store.put(b"stays"), store.put(b"goes")
    office = open_head_office(ServerConfiguration(data=data), lambda: 1_800_000_000_000 + days[0] * DAY_MS)
    for day, there in ((0, {stays, goes}), (9, {stays, goes}), (11, {stays})):
        days[0] = day
        create_backup(office, tmp_path / f"{day}.frc", WORDS, who="test", days=10)
        store.drop(goes)
        assert set(FileStore(tmp_path).names()) == there
    office.close()


def test_what_is_wrong_with_a_backup_is_said_and_leaves_nothing_behind(data: Path, tmp_path: Path) -> None:
    file, empty = tmp_path / "one.frc", tmp_path / "empty"
    assert "letters or more" in _refused(_run(data, "backup", "create", str(file), said="short"))
    _json(data, "backup", "create", str(file))
    assert "never replaces" in _refused(_run(data, "backup", "create", str(file)))
    assert "not the passphrase" in _refused(_run(empty, "backup", "restore", str(file), said="another passphrase"))
    assert "already a head office" in _refused(_run(data, "backup", "restore", str(file)))
    whole = file.read_bytes()
    harmed = tmp_path / "harmed.frc"
    for content, part in (
        (whole[:-1], "damaged"),
        (whole[: len(whole) // 2], "damaged"),
        (whole + b"x", "damaged"),
        (whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:], "damaged"),
        (b"SQLite format 3" + whole, "not a backup"),
        (b"", "not a backup"),
    ):
        harmed.write_bytes(content)
        assert part in _refused(_run(empty, "backup", "restore", str(harmed)))
        assert part in _refused(_run(empty, "backup", "verify", str(harmed)))
    assert "not there" in _refused(_run(empty, "backup", "verify", str(tmp_path / "nothing")))
    assert not empty.exists() or list(empty.iterdir()) == []


def test_a_backup_whose_days_are_over_is_put_back_only_on_purpose(data: Path, tmp_path: Path) -> None:
    file, empty = tmp_path / "one.frc", ServerConfiguration(data=tmp_path / "empty")
    made = _json(data, "backup", "create", str(file), "--days", "1")
    with pytest.raises(ProblemError, match=r"backup\.expired"):
        restore_backup(empty, file, WORDS, who="test", clock=lambda: int(made["expires"]))
    again = restore_backup(empty, file, WORDS, who="test", expired_too=True, clock=lambda: int(made["expires"]))
    assert again.manifest.id == made["id"]


def test_a_full_disk_is_told_when_writing_and_when_putting_back(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, empty = tmp_path / "one.frc", tmp_path / "empty"
    _json(data, "backup", "create", str(file))

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(creating, "_put_in_place", full)
        assert "disk is full" in _refused(_run(data, "backup", "create", str(tmp_path / "two.frc")))
    assert [path.name for path in tmp_path.glob("*.frc")] == ["one.frc"]
    assert list(tmp_path.glob(".*.partial")) == []
    assert len(_json(data, "backup", "list")["backups"]) == 1
    with monkeypatch.context() as patched:
        patched.setattr(restoring, "load", full)
        assert "disk is full" in _refused(_run(empty, "backup", "restore", str(file)))
    assert list(empty.iterdir()) == []
