"""One person with the returns that belong to them: facts by section as the reader may see them, each with its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Catalogue, Field, Leaf, ProblemError, Section, load_catalogue, members_of, problem
from shared_models.catalogue.leaves import leaf_path
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.paths import RECORD_VOID, VOID
from sync_server.storage.audit import append_audit
from sync_server.storage.engine import writing
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.people.history import Logged, logged
from sync_server.subjects.people.reader import Reader, Words


@dataclass(frozen=True, slots=True)
class Write:
    """One answer somebody once gave. `gone` = the member or value was taken away by it."""

    value: Words
    author: str
    desk: str
    office: str
    at: int
    refused: bool
    reason: str
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its standing value and everything written there, newest first. `answer` names two open answers.

    `ask` is the field's path where the value is masked and shown for a reason.
    """

    label: str
    value: Words
    history: tuple[Write, ...]
    answer: str = ""
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Rows:
    """The facts of one section, or of one of its repeated rows (`number` counts them, 0 for a section without rows)."""

    title: str
    number: int
    facts: tuple[Fact, ...]
    withdrawal: Fact | None = None


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One record of the page: the person, or a return."""

    id: str
    kind: str
    kind_label: str
    office: str
    state: str
    number: str
    sections: tuple[Rows, ...]
    withdrawal: Fact | None = None

    def every_fact(self) -> list[Fact]:
        """All that this record says, what was withdrawn too."""
        facts = [fact for rows in self.sections for fact in (*rows.facts, rows.withdrawal) if fact]
        return [*facts, self.withdrawal] if self.withdrawal else facts


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A person's page. `names_hidden` tells a reader that names exist and are not for this role."""

    id: str
    name_latin: str
    name_urdu: str
    legacy_ref: str
    names_hidden: bool
    parts: tuple[RecordPart, ...]

    @property
    def disputed(self) -> int:
        """Leaves on which two answers stand."""
        return sum(1 for part in self.parts for fact in part.every_fact() if fact.answer)


def read_person(connection: sa.Connection, head_office: HeadOffice, reader: Reader, record_id: str) -> RecordPage:
    """The page of the person with this id, or of the person to whom the return with this id belongs.

    Raises ProblemError `server.not_found`.
    """
    row = connection.execute(sa.select(record).where(record.c.id == record_id)).first()
    if row is not None and row.person:
        row = connection.execute(sa.select(record).where(record.c.id == row.person)).first() or row
    if row is None or row.kind == SEALED:
        raise ProblemError(problem("server.not_found"))
    returns = sa.select(record).where(record.c.person == row.id).order_by(record.c.id.desc())
    rows = [row, *connection.execute(returns)]
    named = reader.named(head_office.cipher.reveal("record", "field_values", row.id, row.field_values))
    return RecordPage(
        id=row.id,
        name_latin=named["person.name_latin"],
        name_urdu=named["person.name_urdu"],
        legacy_ref=named["person.legacy_ref"],
        names_hidden=not reader.sees_names(),
        parts=tuple(_part(connection, head_office, reader, one) for one in rows),
    )


def note_reading(head_office: HeadOffice, who: str, record_id: str) -> None:
    """Write down that somebody at head office looked at a person's page."""
    with writing(head_office.engine) as connection:
        append_audit(connection, head_office.clock(), who, "record.read", record_id)


def _values(head_office: HeadOffice, row: sa.Row[Any]) -> dict[str, Any]:
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    return msgspec.json.decode(text, type=dict[str, Any])


def _part(connection: sa.Connection, head_office: HeadOffice, reader: Reader, row: sa.Row[Any]) -> RecordPart:
    catalogue = load_catalogue()
    values = _values(head_office, row)
    disputed = sa.select(conflict.c.path, conflict.c.id).where(
        conflict.c.record == row.id, conflict.c.closed_position.is_(None)
    )
    answers = {one.path: one.id for one in connection.execute(disputed)}
    writes = _writes_by_leaf(logged(connection, head_office, row.id))
    drawn = _Drawing(reader, catalogue, values, writes, answers)
    sections = tuple(rows for section in catalogue.sections_of(row.kind) for rows in drawn.section(section))
    number = values.get(f"{row.kind}.registration_no", "")
    label = catalogue.kinds[row.kind].label(reader.language)
    withdrawal = drawn.withdrawal(f"{row.kind}.{RECORD_VOID}")
    return RecordPart(row.id, row.kind, label, row.office, row.state, number, sections, withdrawal)


def _writes_by_leaf(entries: Iterable[Logged]) -> dict[str, list[Logged]]:
    found: dict[str, list[Logged]] = {}
    for entry in entries:
        for path in entry.change.set:
            found.setdefault(path, []).append(entry)
    return found


@dataclass(frozen=True, slots=True)
class _Drawing:
    """What the facts of one record are drawn from."""

    reader: Reader
    catalogue: Catalogue
    values: Mapping[str, Any]
    writes: Mapping[str, list[Logged]]
    answers: Mapping[str, str]

    def section(self, section: Section) -> list[Rows]:
        """The section as one block, or one block a row; blocks in which the reader sees nothing are left out."""
        fields = self.catalogue.fields_of(section.kind_of_record, section.name)
        title = section.label(self.reader.language)
        if not section.repeated:
            facts = tuple(fact for field in fields if (fact := self._fact(field, "")))
            return [Rows(title, 0, facts)] if facts else []
        blocks = []
        about_all = self._reason_for_all(section)
        if about_all:
            blocks.append(Rows(title, 0, (about_all,)))
        for number, row in enumerate(self._row_ids(section), start=1):
            facts = tuple(fact for field in fields if (fact := self._fact(field, row)))
            if facts:
                blocks.append(Rows(title, number, facts, self.withdrawal(f"{section.path}.{row}.{VOID}")))
        return blocks

    def withdrawal(self, path: str) -> Fact | None:
        """That the row or record was withdrawn, or once was."""
        leaf = self.catalogue.leaf_of(path)
        return self._drawn([path], leaf.field.label(self.reader.language), None) if leaf else None

    def _row_ids(self, section: Section) -> list[str]:
        prefix = section.path + "."
        leaves = (path[len(prefix) :] for path in self.writes if path.startswith(prefix))
        return list(dict.fromkeys(leaf.partition(".")[0] for leaf in leaves))

    def _reason_for_all(self, section: Section) -> Fact | None:
        return self._drawn([section.path + "!"], section.label(self.reader.language), None)

    def _fact(self, field: Field, row: str) -> Fact | None:
        if field.kind == "link":  # what belongs together stands on one page
            return None
        path = leaf_path(field, row)
        paths = [path, path + "!"]
        standing: Words | None = None
        if field.kind == "codes":
            paths += [written for written in self.writes if written.startswith(path + ".")]
            standing = self._members(field, row)
        return self._drawn(paths, field.label(self.reader.language), standing)

    def _members(self, field: Field, row: str) -> Words | None:
        """The chosen codes of a set in one line, without those the reader may not know of."""
        shown = [
            words.text
            for member in members_of(field, self.values, row)
            if (words := self.reader.words(Leaf(field, row, member), value=True))
        ]
        return Words(("، " if self.reader.language == "ur" else ", ").join(shown)) if shown else None

    def _drawn(self, paths: list[str], label: str, standing: Words | None) -> Fact | None:
        history: list[tuple[int, Write]] = []
        answer = ""
        for path in paths:
            leaf = self.catalogue.leaf_of(path)
            if leaf is None:
                continue
            for entry in self.writes.get(path, ()):
                write = self._write(leaf, path, entry)
                if write is not None:
                    history.append((entry.position, write))
                    answer = answer or self.answers.get(path, "")
            if standing is None and self.values.get(path) is not None:
                standing = self.reader.words(leaf, self.values[path])
        if not history:
            return None
        history.sort(key=lambda placed: -placed[0])
        value = standing or Words("", no_answer=True)
        writes = tuple(write for _, write in history)
        field = self.catalogue.field_of(paths[0])
        hides = any(words.masked for words in (value, *(write.value for write in writes)))
        ask = field.path if field and hides and self.reader.may_ask(field) else ""
        return Fact(label, value, writes, answer, ask)

    def _write(self, leaf: Leaf, path: str, entry: Logged) -> Write | None:
        change = entry.change
        value = change.set[path]
        words = self.reader.words(leaf, value)
        if leaf.member and words is not None and value is None:
            words = self.reader.words(leaf, value=True)
        if words is None or (leaf.part == "reason" and value is None):
            return None
        reason = entry.refused_because(self.reader.language)
        return Write(
            words, change.author, entry.desk, entry.office, change.at, entry.refused, reason, gone=value is None
        )
