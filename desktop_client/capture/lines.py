"""Reads one JSON object a line: flat paths, or the persons and returns that `records export` wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import msgspec

from desktop_client.capture.admission import IMPORTED_KINDS, ONLY_SEALED, is_sealed_word, why_not
from desktop_client.capture.drafts import Draft
from desktop_client.capture.findings import Note
from desktop_client.capture.finishing import CONSENT, NOTE, SEALED_INSIDE, MappedRow, RowDraft, finish, shown
from desktop_client.capture.paths import by_position
from desktop_client.capture.people_rows import Skipped
from desktop_client.capture.sheets import MAX_FILE_BYTES, bad_file
from shared_models.catalogue import Catalogue, check_leaf
from shared_models.text.normalise import clean_text

__all__ = ["read_lines"]

Entry = dict[str, object]
_MADE_AGAIN = frozenset({"episode.person", "person.legacy_ref"})
_WITHDRAWN = "VOID"
_SHOWN_LETTERS = 40


def read_lines(path: Path, catalogue: Catalogue, today: date) -> tuple[MappedRow | Skipped, ...]:
    """
    A row for every return (with its person) and for every person without one. Raises ProblemError for a bad line.

    Records of other kinds, and those that were withdrawn, are no registrations: they are skipped.
    """
    persons: dict[str, tuple[int, Entry]] = {}
    others: list[tuple[int, Entry]] = []
    for number, entry in _entries(path):
        if entry.get("kind") == "person" and isinstance(entry.get("fields"), dict):
            persons[str(entry.get("id"))] = (number, entry)
        else:
            others.append((number, entry))
    rows: list[MappedRow | Skipped] = []
    used: set[str] = set()
    for number, entry in others:
        fields = _fields(entry)
        person_id = str(fields.get("episode.person", ""))
        _line, person = persons.get(person_id, (0, {}))
        used.add(person_id)
        if str(entry.get("kind", "episode")) not in IMPORTED_KINDS or _WITHDRAWN in {
            entry.get("state"),
            person.get("state"),
        }:
            rows.append(Skipped(path.stem, number, str(entry.get("kind", ""))[:_SHOWN_LETTERS]))
            continue
        rows.append(_read(path, number, entry, _fields(person) | fields, person, catalogue, today))
    for person_id, (number, entry) in persons.items():
        if person_id not in used and entry.get("state") != _WITHDRAWN:
            rows.append(_read(path, number, entry, _fields(entry), entry, catalogue, today))
    return tuple(sorted(rows, key=lambda row: row.number))


def _entries(path: Path) -> Iterator[tuple[int, Entry]]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise bad_file("too_large", path)
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").splitlines()
    except OSError as error:
        raise bad_file("cannot_open", path) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield number, msgspec.json.decode(line, type=Entry)
        except msgspec.DecodeError as error:
            raise bad_file("damaged_line", path, line=str(number)) from error


def _fields(entry: Mapping[str, object]) -> Entry:
    fields = entry.get("fields", entry)
    return {str(key): value for key, value in fields.items()} if isinstance(fields, dict) else {}


def _read(
    path: Path,
    number: int,
    entry: Entry,
    values: Entry,
    person: Mapping[str, object],
    catalogue: Catalogue,
    today: date,
) -> MappedRow:
    row = RowDraft(path.stem, number, Draft(catalogue))
    for name, value in by_position(values, catalogue).items():
        _take(row, name, value, values, catalogue)
    own_values, episode = finish(row, catalogue, {}, today, whole="fields" in entry)
    if not row.has_name:
        row.find("", shown(values), "no_name")
    return MappedRow(
        number=number,
        sheet=path.stem,
        legacy_ref=_reference(path, number, entry, values, person),
        person=own_values,
        episode=episode,
        findings=tuple(row.findings),
        fingerprint=hashlib.sha256(msgspec.json.encode(values, order="deterministic")).hexdigest()[:32],
        refused=not row.has_name,
        cells=len(values),
        noted=len(row.notes),
        left_out=row.left_out,
    )


def _take(row: RowDraft, name: str, value: object, values: Mapping[str, object], catalogue: Catalogue) -> None:
    if value is None or name == "legacy_ref":
        return
    rule = why_not(name, catalogue)
    if rule:
        # Told once for the file; what is the same again in every registration needs no line.
        if name not in _MADE_AGAIN and CONSENT.get(name) != value:
            row.left_out[name] = "permission_asked_again" if rule == "not_for_a_file" else rule
        return
    kind = row.draft.values.get(name.rpartition(".")[0] + ".type", values.get(name.rpartition(".")[0] + ".type"))
    problem = check_leaf(name, value, catalogue, row={"type": kind})
    if problem is None:
        row.draft.values[name] = value
        return
    leaf = catalogue.leaf_of(name)
    if problem.code == SEALED_INSIDE or (
        leaf and leaf.field.code_list and is_sealed_word(leaf.member or str(value), catalogue)
    ):
        row.find(leaf.field.path if leaf else "", "", ONLY_SEALED)
        return
    rule = "unlisted_column" if problem.code == "field.unknown" else "not_allowed"
    # What cannot be seen would make the note itself a text that no desk takes.
    seen = clean_text(str(value), keep_lines=True)
    if name != NOTE and seen:
        row.notes.append(Note(name, seen))
    row.find(name, str(value), rule, "", problem.code)


def _reference(path: Path, number: int, entry: Entry, values: Entry, person: Mapping[str, object]) -> str:
    """The reference the line brings, else the record's own id, else its place in the file."""
    for found in (entry.get("legacy_ref"), values.get("person.legacy_ref"), person.get("legacy_ref"), entry.get("id")):
        if isinstance(found, str) and found:
            return found
    return f"{path.stem}-{number}"
