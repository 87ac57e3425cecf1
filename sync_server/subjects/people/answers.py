"""Two answers to one question: who gave which, what each had seen, and the choice that a reviewer makes between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import sqlalchemy as sa

from shared_models.catalogue import Field, Leaf, ProblemError, load_catalogue, problem
from shared_models.catalogue.leaves import leaf_path
from shared_models.records.changes import Value
from shared_models.records.reconcile import Folded, fold, is_void_path
from shared_models.records.rows import rows_in
from sync_server.storage.engine import commit_order_lock
from sync_server.storage.head_office import HeadOffice
from sync_server.storage.tables.people import conflict, record
from sync_server.subjects.intake import HeadOfficeEdit, append_change
from sync_server.subjects.people.history import Logged, as_applied, logged
from sync_server.subjects.people.reader import Reader, Words

PAGE = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers. `saw` = what its writer had on the screen; `field` differs for a withdrawn row or record.

    `signed_by` is who signed it, empty for what is not countersigned.
    """

    write: str
    field: str
    value: Words
    withdraws: bool
    author: str
    desk: str
    office: str
    at: int
    saw: tuple[Words, ...]
    signed_by: str = ""


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One pair of answers in the list. `of_row` names the repeated row; `of_member` = it is about one code of a set."""

    id: str
    field: str
    of_row: str
    of_member: bool
    person: str
    name_latin: str
    name_urdu: str
    office: str
    values: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """The answers that stand on one field. `open` is False when somebody has chosen since; then `standing` says what.

    `ask` is the field's path where the answers are masked and shown for a reason. `before` holds the answers a form was
    drawn from when they are no longer the ones that stand; `chosen` is what was picked in that form. `of_row` names the
    repeated row that the field stands in, `beside` what else that row says; `of_member` = it is about one code of a set.
    """

    id: str
    field: str
    person: str
    name_latin: str
    name_urdu: str
    office: str
    section: str
    choices: tuple[Choice, ...]
    open: bool
    standing: Choice | None = None
    before: tuple[Choice, ...] = ()
    chosen: str = ""
    ask: str = ""
    of_row: str = ""
    of_member: bool = False
    beside: tuple[tuple[str, Words], ...] = ()

    @property
    def heads(self) -> tuple[str, ...]:
        """The writes this page shows: the base of whatever is decided on it."""
        return tuple(choice.write for choice in self.choices)

    @property
    def is_stale(self) -> bool:
        return bool(self.before)


def count_answers(connection: sa.Connection) -> int:
    """How many fields wait for a choice."""
    query = sa.select(sa.func.count()).select_from(conflict).where(conflict.c.closed_position.is_(None))
    return int(connection.execute(query).scalar_one())


def list_answers(
    connection: sa.Connection, head_office: HeadOffice, reader: Reader, after: str = ""
) -> tuple[tuple[AnswerLine, ...], str]:
    """Open pairs, oldest first, and the id to ask the next page with (empty on the last)."""
    query = sa.select(conflict).where(conflict.c.closed_position.is_(None))
    if after:
        last = sa.select(conflict.c.opened_position).where(conflict.c.id == after).scalar_subquery()
        query = query.where(
            sa.or_(
                conflict.c.opened_position > last,
                sa.and_(conflict.c.opened_position == last, conflict.c.id > after),
            )
        )
    rows = connection.execute(query.order_by(conflict.c.opened_position, conflict.c.id).limit(PAGE + 1)).all()
    pages = [_page(connection, head_office, reader, row) for row in rows[:PAGE]]
    lines = tuple(
        AnswerLine(
            page.id, page.field, page.of_row, page.of_member, page.person, page.name_latin, page.name_urdu, page.office,
            tuple(choice.value for choice in page.choices),
        )
        for page in pages
        if page is not None
    )  # fmt: skip
    return lines, (rows[PAGE - 1].id if len(rows) > PAGE else "")


def read_answer(connection: sa.Connection, head_office: HeadOffice, reader: Reader, name: str) -> AnswerPage:
    """One pair of answers, open or closed. Raises ProblemError `server.not_found`, also when it is not for this reader."""
    row = connection.execute(sa.select(conflict).where(conflict.c.id == name)).first()
    page = _page(connection, head_office, reader, row) if row is not None else None
    if page is None:
        raise ProblemError(problem("server.not_found"))
    return page


def resolve_answer(
    connection: sa.Connection,
    head_office: HeadOffice,
    reader: Reader,
    name: str,
    *,
    shown: Sequence[str],
    chosen: str,
    who: str,
) -> AnswerPage | None:
    """Let the answer `chosen` stand, if the answers are still those that were `shown`; then None.

    Otherwise nothing is decided and the page comes back with both states. Raises ProblemError `server.not_found`, or
    `server.body_wrong` for a choice that was not offered.
    """
    commit_order_lock(connection)
    page = read_answer(connection, head_office, reader, name)
    row = connection.execute(sa.select(conflict).where(conflict.c.id == name)).one()
    entries = {str(entry.change.id): entry for entry in logged(connection, head_office, row.record)}
    if chosen not in shown or any(head not in entries for head in shown):
        raise ProblemError(problem("server.body_wrong"))
    if not page.open or set(shown) != set(page.heads):
        before = _choices(reader, row.path, [entries[head] for head in shown], entries)
        return replace(page, before=before, chosen=chosen)
    change = entries[chosen].change
    value: Value = change.set.get(row.path)  # an answer beside a withdrawal says: the withdrawal does not hold
    edit = HeadOfficeEdit(
        record=row.record,
        action="resolve",
        set={row.path: value},
        base=tuple(shown),
        author=who,
        covers=tuple(shown) if is_void_path(row.path) and value is not None else (),
    )
    append_change(connection, head_office, edit)
    return None


def _page(
    connection: sa.Connection, head_office: HeadOffice, reader: Reader, row: sa.Row[tuple[object, ...]]
) -> AnswerPage | None:
    """The page of a row of `conflict`; None when the reader may not see the field."""
    leaf = load_catalogue().leaf_of(row.path)
    if leaf is None or reader.words(leaf, value=True if leaf.member else "?") is None:
        return None
    entries = {str(entry.change.id): entry for entry in logged(connection, head_office, row.record)}
    folded = fold(as_applied(entries.values()))
    is_open = row.closed_position is None
    heads = folded.conflicts.get(row.path, ())
    choices = _choices(reader, row.path, [entries[head.write] for head in heads], entries)
    owner = connection.execute(sa.select(record).where(record.c.id == row.record)).one()
    values = msgspec.json.decode(
        head_office.cipher.reveal("record", "field_values", owner.id, owner.field_values), type=dict[str, Any]
    )
    person = owner.person or owner.id
    names = _names(connection, head_office, reader, person)
    sections = load_catalogue().sections
    section = sections.get(f"{leaf.field.kind_of_record}.{leaf.field.section}")
    return AnswerPage(
        id=row.id,
        field=_label(reader, leaf),
        person=person,
        name_latin=names.get("person.name_latin", ""),
        name_urdu=names.get("person.name_urdu", ""),
        office=owner.office,
        section=section.label(reader.language) if section else "",
        choices=choices,
        open=is_open,
        standing=None if is_open else _standing(reader, row.path, folded, entries),
        ask=leaf.field.path if reader.may_ask(leaf.field) else "",
        of_row=_row_name(reader, leaf, values),
        of_member=bool(leaf.member),
        beside=_beside_in_row(reader, leaf, values),
    )


def _standing(reader: Reader, path: str, folded: Folded, entries: Mapping[str, Logged]) -> Choice | None:
    writers = folded.writers.get(path, ())
    found = _choices(reader, path, [entries[write] for write in writers[:1]], entries)
    return found[0] if found else None


def _choices(reader: Reader, path: str, answers: Sequence[Logged], entries: Mapping[str, Logged]) -> tuple[Choice, ...]:
    """The answers in the order in which they arrived."""
    ordered = sorted(answers, key=lambda entry: entry.position)
    return tuple(choice for entry in ordered if (choice := _choice(reader, path, entry, entries)))


def _choice(reader: Reader, path: str, entry: Logged, entries: Mapping[str, Logged]) -> Choice | None:
    catalogue = load_catalogue()
    change = entry.change
    written = path if path in change.set else _beside(path, change.set)
    leaf = catalogue.leaf_of(written)
    value = change.set.get(written)
    words = reader.words(leaf, value) if leaf else None
    if leaf is None or words is None:
        words, leaf = Words("", masked=True), catalogue.leaf_of(path)
    bases = [entries[base] for base in change.base_of(written) if base in entries]
    saw = tuple(
        seen
        for base in bases
        if leaf and written in base.change.set and (seen := reader.words(leaf, base.change.set[written]))
    )
    return Choice(
        write=str(change.id),
        field=_label(reader, leaf) if leaf else "",
        value=words,
        withdraws=is_void_path(written) and value is not None,
        author=change.author,
        desk=entry.desk,
        office=entry.office,
        at=change.at,
        saw=saw,
        signed_by=entry.signed_by,
    )


def _beside(path: str, written: Mapping[str, Value]) -> str:
    """What a change wrote in the row or record that another one withdrew."""
    prefix = path.rpartition(".")[0] + "."
    return next((leaf for leaf in written if leaf.startswith(prefix)), path)


def _label(reader: Reader, leaf: Leaf) -> str:
    """What the question is about: the field, and of a set the code, unless which code it is is masked."""
    label = leaf.field.label(reader.language)
    words = reader.words(leaf, value=True) if leaf.member else None
    return f"{label}: {words.text}" if words and not words.masked else label


def _row_name(reader: Reader, leaf: Leaf, values: Mapping[str, Any]) -> str:
    """The section with the row's number among those that stand, and its first readable choice from a list."""
    section = load_catalogue().sections.get(leaf.field.row_section) if leaf.row else None
    if section is None:
        return ""
    rows = rows_in(values).get(section.path, [])
    number = f" {rows.index(leaf.row) + 1}" if leaf.row in rows else ""
    kinds = [words.text for field, words in _said_in_row(reader, leaf, values) if field.kind == "code"]
    return " · ".join([section.label(reader.language) + number, *kinds[:1]])


def _beside_in_row(reader: Reader, leaf: Leaf, values: Mapping[str, Any]) -> tuple[tuple[str, Words], ...]:
    said = _said_in_row(reader, leaf, values)
    return tuple((field.label(reader.language), words) for field, words in said if field != leaf.field)


def _said_in_row(reader: Reader, leaf: Leaf, values: Mapping[str, Any]) -> list[tuple[Field, Words]]:
    """What stands in the leaf's row and may be read, sets aside."""
    if not leaf.row:
        return []
    field = leaf.field
    in_row = [
        (one, reader.words(Leaf(one, leaf.row), values.get(leaf_path(one, leaf.row))))
        for one in load_catalogue().fields_of(field.kind_of_record, field.section)
        if one.kind not in {"codes", "link", "attachment"}
    ]
    return [(one, words) for one, words in in_row if words and not words.no_answer and set(words.text) != {"•"}]


def _names(connection: sa.Connection, head_office: HeadOffice, reader: Reader, person: str) -> dict[str, str]:
    row = connection.execute(sa.select(record.c.id, record.c.field_values).where(record.c.id == person)).first()
    if row is None:
        return {}
    text = head_office.cipher.reveal("record", "field_values", row.id, row.field_values)
    return reader.named(text)
