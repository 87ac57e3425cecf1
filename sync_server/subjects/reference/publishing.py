"""Making the next version: from a folder of edited reference data, or from the version in use and a reviewer's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType

import sqlalchemy as sa

from shared_models.catalogue.fields import Text
from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.loading import REFERENCE_FOLDER, CatalogueError, shipped_version
from shared_models.catalogue.problems import Problem, ProblemError, problem
from shared_models.catalogue.texts import REVIEWED_FILE, Reviewed, read_reviewed, texts_of, write_reviewed
from shared_models.catalogue.version_files import files_of, read_reference, with_version
from shared_models.catalogue.versions import compare_versions, next_version, shape_of, version_order
from shared_models.protocol.problems import ProtocolError
from shared_models.protocol.reference import MAX_BYTES, name_of, open_version, seal_version
from shared_models.text.normalise import is_arabic
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.reference import reference_version
from sync_server.subjects.reference import returned_sheet
from sync_server.subjects.reference.in_use import newest_hash, raw_version
from sync_server.subjects.reference.places import places_of

Files = Mapping[str, bytes]


class RefusedVersionError(Exception):
    """Nothing was published; `problems` says everything that is to be put right first."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(", ".join(found.code for found in problems[:5]))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Published:
    """One version as the list shows it."""

    number: int
    version: str
    sha256: str
    published_by: str
    published_at: int
    bytes: int


@dataclass(frozen=True, slots=True)
class PreviousVersion:
    """What the next version begins with: the newest files, as they are read, with every word that was ever reviewed."""

    files: Files
    reference: Reference
    reviewed: Reviewed


def published(connection: sa.Connection) -> list[Published]:
    """Every version, oldest first."""
    column = reference_version.c
    asked = sa.select(
        column.number, column.version, column.sha256, column.published_by, column.published_at,
        sa.func.length(column.raw).label("bytes"),
    ).order_by(column.number)  # fmt: skip
    return [Published(*row) for row in connection.execute(asked)]


def previous_version(connection: sa.Connection, head_office: HeadOffice) -> PreviousVersion:
    """
    The newest published version, or what this program ships with where that is newer (or nothing was published).

    Words that were reviewed in a published version go along. Raises ProblemError when that version cannot be read.
    """
    shipped = files_of(REFERENCE_FOLDER)
    newest = newest_hash(connection)
    if not newest:
        return PreviousVersion(shipped, read_reference(shipped), _reviewed_in(shipped))
    try:
        last = open_version(raw_version(connection, newest) or b"", head_office.receipt_public_key)
    except ProtocolError as failure:
        raise ProblemError(problem(failure.code)) from failure
    reviewed = {**_reviewed_in(shipped), **_reviewed_in(last.files)}
    is_shipped = version_order(last.header.version) < version_order(shipped_version())
    files = _with_reviewed(shipped, reviewed) if is_shipped else last.files
    return PreviousVersion(files, _read(files), MappingProxyType(reviewed))


def publish_folder(connection: sa.Connection, head_office: HeadOffice, folder: Path, actor: str) -> Published:
    """
    Publish a folder of edited reference data in the caller's transaction; words reviewed before go along.

    Raises ProblemError when the folder does not hold together or nothing differs, RefusedVersionError when it may not
    follow the last version.
    """
    commit_order_lock(connection)
    base = previous_version(connection, head_office)
    files = files_of(folder)
    try:
        reviewed = {**base.reviewed, **_reviewed_in(files)}
    except ValueError as failure:
        raise ProblemError(problem("reference.folder_wrong", reason=str(failure)[:200])) from failure
    return _publish(connection, head_office, base, _with_reviewed(files, reviewed), actor)


def publish_sheet(connection: sa.Connection, head_office: HeadOffice, file: Path, actor: str) -> Published:
    """
    Publish the words that were changed in a returned sheet, in the caller's transaction.

    Raises ProblemError when the file is no such sheet or nothing differs, RefusedVersionError with every row that is
    wrong: then nothing at all is published.
    """
    commit_order_lock(connection)
    base = previous_version(connection, head_office)
    checked = returned_sheet.check_rows(returned_sheet.read_rows(file), base.reference, base.reviewed)
    if checked.problems:
        raise RefusedVersionError(checked.problems)
    files = _with_reviewed(base.files, {**base.reviewed, **checked.reviewed})
    return _publish(connection, head_office, base, files, actor)


def _publish(
    connection: sa.Connection, head_office: HeadOffice, base: PreviousVersion, files: Files, actor: str
) -> Published:
    before = published(connection)
    shipped = shipped_version()
    versions = [shipped, *(one.version for one in before)]
    given = _read(files).catalogue.version
    newest = max(versions, key=version_order)
    version = given if version_order(given) > version_order(newest) else next_version(*versions)
    base_version = base.reference.catalogue.version
    if with_version(files, base_version) == with_version(base.files, base_version):
        raise ProblemError(problem("reference.nothing_new", version=base_version))
    files = with_version(files, version)
    reference = _read(files)
    found = compare_versions(shape_of(base.reference.catalogue), shape_of(reference.catalogue))
    found += tuple(problem("reference.text_wrong", key, key=key) for key in wrong_texts(reference))
    if found:
        raise RefusedVersionError(found)
    at = head_office.clock()
    parent = before[-1].sha256 if before else ""
    raw = seal_version(files, version=version, parent=parent, at=at, key=head_office.receipt_key)
    if len(raw) > MAX_BYTES:
        raise ProblemError(problem("reference.folder_wrong", reason=f"{len(raw)} bytes > {MAX_BYTES}"))
    made = Published(len(before) + 1, version, name_of(raw), actor, at, len(raw))
    connection.execute(
        reference_version.insert(),
        {"number": made.number, "version": version, "sha256": made.sha256, "raw": raw, "published_by": actor,
         "published_at": at},
    )  # fmt: skip
    detail: dict[str, str | int | None] = {"sha256": made.sha256, "parent": parent, "bytes": len(raw)}
    append_audit(connection, at, actor, "reference.published", version, detail)
    return made


def wrong_texts(reference: Reference) -> list[str]:
    """Keys of texts that are missing in one language, are no Urdu, or name other places in one language than the other."""
    return [
        key
        for key, text in texts_of(reference.catalogue, reference.sentences)
        if (text.en or text.ur) and not _is_whole(key, text)
    ]


def _is_whole(key: str, text: Text) -> bool:
    speaks = bool(text.en) and text.en != text.ur and is_arabic(text.ur)
    return speaks and (not key.startswith("problems/") or places_of(text.en) == places_of(text.ur))


def _read(files: Files) -> Reference:
    try:
        reference = read_reference(files)
        version_order(reference.catalogue.version)
    except (CatalogueError, ValueError) as failure:
        raise ProblemError(problem("reference.folder_wrong", reason=str(failure)[:300])) from failure
    return reference


def _reviewed_in(files: Files) -> Reviewed:
    if REVIEWED_FILE not in files:
        return {}
    with TemporaryDirectory(prefix="frc-reviewed-") as place:
        (Path(place) / REVIEWED_FILE).write_bytes(files[REVIEWED_FILE])
        return read_reviewed(Path(place))


def _with_reviewed(files: Files, reviewed: Reviewed) -> Files:
    return {**files, REVIEWED_FILE: write_reviewed(reviewed)} if reviewed else files
