"""Draws one record for its reader: section by section, what stands, what is masked, what is silent and who said it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from shared_models.catalogue import Catalogue, Field, Leaf, Section, members_of
from shared_models.catalogue.leaves import leaf_path
from shared_models.records.paths import VOID
from shared_models.records.rows import rows_in
from sync_server.subjects.people.history import Logged
from sync_server.subjects.people.page import Fact, RecordSection, Row, Write
from sync_server.subjects.people.reader import Reader, Words


def writes_by_leaf(entries: Iterable[Logged]) -> dict[str, list[Logged]]:
    """Every leaf that was ever written, with its writes in head office's order."""
    found: dict[str, list[Logged]] = {}
    for entry in entries:
        for path in entry.change.set:
            found.setdefault(path, []).append(entry)
    return found


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the facts of one record are drawn from.

    `computed` holds what follows from the answers, by path; `answers` the open questions by leaf; `unanswered` the fields
    that a complete registration still lacks.
    """

    reader: Reader
    catalogue: Catalogue
    values: Mapping[str, Any]
    writes: Mapping[str, list[Logged]]
    answers: Mapping[str, str]
    computed: Mapping[str, object]
    unanswered: frozenset[str]

    def section(self, section: Section) -> RecordSection | None:
        """What was said in the section; None when nothing was, or nothing that is for this reader."""
        fields = self.catalogue.fields_of(section.kind_of_record, section.name)
        about_all = self._drawn([section.path + "!"], section.label(self.reader.language), None)
        facts = [about_all] if about_all else []
        rows: list[Row] = []
        if section.repeated:
            rows = self._rows(section, fields)
        else:
            facts += [fact for field in fields if (fact := self._fact(field, ""))]
        masked = [fact for fact in (*facts, *(fact for row in rows for fact in row.facts)) if fact.shows_nothing]
        if not facts and not rows:
            return None
        hidden = self.reader.not_for(fields)
        return RecordSection(
            path=section.path,
            title=section.label(self.reader.language),
            facts=tuple(fact for fact in facts if not fact.shows_nothing),
            rows=tuple(_without_masked(row) for row in rows),
            folded=tuple(masked),
            asks=tuple({fact.ask: fact.label for fact in masked if fact.ask}.items()),
            who=self.reader.who_reads(
                self.catalogue.fields[fact.path] for fact in masked if fact.path in self.catalogue.fields
            ),
            open=self._open(fields),
            hidden=tuple(field.label(self.reader.language) for field in hidden),
            hidden_who=self.reader.who_reads(hidden),
        )

    def withdrawal(self, path: str) -> Fact | None:
        """That the row or record was withdrawn, or once was."""
        leaf = self.catalogue.leaf_of(path)
        return self._drawn([path], leaf.field.label(self.reader.language), None) if leaf else None

    def _rows(self, section: Section, fields: Iterable[Field]) -> list[Row]:
        """The rows that stand, counted as in every list of theirs, then the withdrawn ones."""
        prefix = section.path + "."
        written = dict.fromkeys(
            path[len(prefix) :].partition(".")[0] for path in self.writes if path.startswith(prefix)
        )
        standing = rows_in(self.values).get(section.path, [])
        rows = []
        for name in (*standing, *(row for row in written if row not in standing)):
            facts = tuple(fact for field in fields if (fact := self._fact(field, name)))
            number = standing.index(name) + 1 if name in standing else 0
            if facts:
                rows.append(Row(number, self._row_title(facts), facts, self.withdrawal(f"{prefix}{name}.{VOID}")))
        return rows

    def _row_title(self, facts: Iterable[Fact]) -> str:
        """What kind of paper, which country, which relative: the row's first choice from a list."""
        for fact in facts:
            if self.catalogue.fields[fact.path].kind == "code" and not (fact.value.masked or fact.value.no_answer):
                return fact.value.text
        return ""

    def _open(self, fields: Iterable[Field]) -> tuple[str, ...]:
        return tuple(
            field.label(self.reader.language)
            for field in fields
            if field.path in self.unanswered and self.reader.right(field) == "read"
        )

    def _fact(self, field: Field, row: str) -> Fact | None:
        if field.kind == "link":  # what belongs together stands on one page
            return None
        path = leaf_path(field, row)
        if field.kind == "computed":
            return self._worked_out(field)
        paths = [path, path + "!"]
        standing: Words | None = None
        if field.kind == "codes":
            paths += [written for written in self.writes if written.startswith(path + ".")]
            standing = self._members(field, row)
        return self._drawn(paths, field.label(self.reader.language), standing)

    def _worked_out(self, field: Field) -> Fact | None:
        value = self.computed.get(field.path)
        words = self.reader.words(Leaf(field), value) if value is not None else None
        if words is None:
            return None
        ask = field.path if words.masked and self.reader.may_ask(field) else ""
        return Fact(field.label(self.reader.language), words, (), ask=ask, path=field.path, worked_out=True)

    def _members(self, field: Field, row: str) -> Words | None:
        """The chosen codes of a set in one line, without those the reader may not know of."""
        shown = [
            words
            for member in members_of(field, self.values, row)
            if (words := self.reader.words(Leaf(field, row, member), value=True))
        ]
        if any(words.masked for words in shown):  # how many were chosen is masked too
            return next(words for words in shown if words.masked)
        comma = "، " if self.reader.language == "ur" else ", "
        return Words(comma.join(words.text for words in shown), ranked=field.ranked) if shown else None

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
        value = standing or Words("", no_answer=True)
        writes = self._in_order(history)
        field = self.catalogue.field_of(paths[0])
        hides = any(words.masked for words in (value, *(write.value for write in writes)))
        ask = field.path if field and hides and self.reader.may_ask(field) else ""
        return Fact(label, value, writes, answer, ask, field.path if field else "")

    def _in_order(self, history: list[tuple[int, Write]]) -> tuple[Write, ...]:
        """The newest first; codes of a set that came in one change are one answer."""
        comma = "، " if self.reader.language == "ur" else ", "
        found: list[Write] = []
        for _, group in groupby(sorted(history, key=lambda placed: -placed[0]), key=lambda placed: placed[0]):
            given: list[Write] = []
            others: list[Write] = []
            for _, write in group:
                plain = write.value.member and not (write.gone or write.refused or write.value.masked)
                (given if plain else others).append(write)
            given.sort(key=lambda write: write.value.rank)
            if len(given) > 1:
                text = comma.join(write.value.text for write in given)
                ranked = any(write.value.rank for write in given)
                given = [replace(given[0], value=Words(text, ranked=ranked))]
            found += given + ([others[0]] if others and all(write.value.masked for write in others) else others)
        return tuple(found)

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
            words,
            change.author,
            entry.desk,
            entry.office,
            change.at,
            entry.refused,
            reason,
            gone=value is None,
            signed_by=entry.signed_by,
            role_unknown=entry.role_unknown,
        )


def _without_masked(row: Row) -> Row:
    return Row(row.number, row.title, tuple(fact for fact in row.facts if not fact.shows_nothing), row.withdrawal)
