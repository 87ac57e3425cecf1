"""Reads one cell by what the map says of its column: missing words, ditto marks, splits, tables, patterns, fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from desktop_client.capture.admission import ONLY_SEALED
from desktop_client.capture.cells import Cell, cell_text, is_number
from desktop_client.capture.maps import TABLE, Column, Meaning, Pattern, RegisterMap
from desktop_client.capture.values import NotUnderstood, Values
from shared_models.text.normalise import fold_key

__all__ = ["CellReader", "CellReading", "Remark"]

DEFAULT_REASON = "NV"
# No answer of a register is longer; patterns are not tried on what is.
LONGEST_ANSWER = 4000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something the report must say about this cell. `detail` is for its reader."""

    rule: str
    value: str
    detail: str = ""
    stored: Mapping[str, object] = field(default_factory=dict)


@dataclass
class CellReading:
    """
    What one cell gave: its text as understood, values in order, reasons that hold unless something is known, words for
    the note, remarks.
    """

    text: str = ""
    values: list[tuple[str, object]] = field(default_factory=list)
    reasons: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


class CellReader:
    """Reads the cells of one column of a map."""

    def __init__(self, column: Column, register: RegisterMap, values: Values) -> None:
        self.column, self._register, self._values = column, register, values

    def read(self, cell: Cell, above: Cell, known: Mapping[str, object]) -> tuple[CellReading, Cell]:
        """
        The reading of `cell` and the cell it stands for (the one `above` it for a ditto mark).

        `known` are the values that columns read earlier gave this row.
        """
        reading = CellReading()
        text = cell_text(cell)
        if self.column.ditto and fold_mark(text) in self._ditto:
            if cell_text(above) == "":
                self._keep(reading, text, "ditto_without_row")
                return reading, cell
            reading.remarks.append(Remark("ditto_taken", text, cell_text(above)))
            cell, text = above, cell_text(above)
        if len(text) > LONGEST_ANSWER:
            self._keep(reading, text, "not_understood")
            return reading, cell
        reason = self._missing.get(fold_mark(text))
        if reason is not None:
            self._leave_reasons(reading, text, reason)
            return reading, cell
        reading.text = text
        text = self._without_removed(text, reading)
        if is_number(cell) or not isinstance(cell, str):
            self._read_piece(reading, cell, text, known)
        elif not self.column.split and cell_text(cell) == text:
            self._read_piece(reading, cell, text, known)  # with its lines, for answers that may have some
        else:
            for piece in self._pieces(text):
                self._read_piece(reading, piece, piece, known)
        self._drop_reasons_beside_answers(reading, text)
        return reading, cell

    # ------------------------------------------------------------------------------------ before understanding

    @cached_property
    def _missing(self) -> dict[str, str]:
        general = {"": DEFAULT_REASON} | self._register.missing
        return {fold_mark(word): reason for word, reason in (general | self.column.missing).items()}

    @cached_property
    def _ditto(self) -> frozenset[str]:
        return frozenset(map(fold_mark, self._register.ditto))

    @cached_property
    def _words(self) -> dict[str, Meaning]:
        table = self._register.tables.get(self.column.table, {}) if self.column.table else {}
        return {fold_mark(word): meaning for word, meaning in (table | self.column.words).items()}

    @cached_property
    def _kept(self) -> frozenset[str]:
        return frozenset(map(fold_mark, self.column.keep))

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], Pattern]]:
        return [(re.compile(pattern.match, re.IGNORECASE), pattern) for pattern in self.column.patterns]

    def _leave_reasons(self, reading: CellReading, text: str, reason: str) -> None:
        if self.column.silent and not text:
            return
        places = [self.column.missing_at] if self.column.missing_at else self.column.to
        reading.reasons.update(dict.fromkeys(places, reason))

    def _without_removed(self, text: str, reading: CellReading) -> str:
        for expression in self.column.remove:
            shorter = re.sub(r"\s+", " ", re.sub(expression, " ", text, flags=re.IGNORECASE)).strip()
            if shorter and shorter != text:
                reading.remarks.append(Remark("words_removed", text, shorter))
                text = shorter
        return text

    def _pieces(self, text: str) -> Iterator[str]:
        """The answers in one cell, cut by the first separator, what is left by the next, and so on."""
        yield from self._cut(text.strip(), self.column.split) if self.column.split else (text,)

    def _cut(self, text: str, separators: Sequence[str]) -> Iterator[str]:
        # A word that is known whole is not cut, even where it holds the separator.
        if not separators or self._knows(text):
            yield from filter(None, (text,))
            return
        for piece in text.split(separators[0]):
            yield from self._cut(piece.strip(), separators[1:])

    def _knows(self, text: str) -> bool:
        return fold_mark(text) in self._words or any(self._values.is_choice(path, text) for path in self.column.to)

    # ------------------------------------------------------------------------------------ understanding

    def _read_piece(self, reading: CellReading, piece: Cell, text: str, known: Mapping[str, object]) -> None:
        try:
            values = list(self._understood(reading, piece, text, known))
        except NotUnderstood as refusal:
            if refusal.rule == ONLY_SEALED:
                reading.remarks.append(Remark(ONLY_SEALED, ""))
                return
            if refusal.rule == "not_understood" and self.column.remark:
                reading.notes.append(text)
                return
            instead = refusal.instead or self._constants(self.column.otherwise)
            reading.values.extend(instead.items())
            reading.reasons.update(dict.fromkeys(self.column.to, DEFAULT_REASON))
            if self.column.word_to in instead and self.column.word_to:
                reading.remarks.append(Remark(refusal.rule, text, refusal.detail, instead))
            else:
                self._keep(reading, text, refusal.rule, refusal.detail, instead)
            return
        reading.values += [*values, *self._constants(self.column.with_values).items()]
        if fold_mark(text) in self._kept:
            reading.notes.append(text)

    def _understood(
        self,
        reading: CellReading,
        piece: Cell,
        text: str,
        known: Mapping[str, object],
    ) -> Iterator[tuple[str, object]]:
        meaning = self._words.get(fold_mark(text))
        if meaning is not None:
            yield from self._meaning(reading, meaning, known)
            return
        for expression, pattern in self._patterns:
            match = expression.fullmatch(text)
            if match is not None:
                yield from self._pattern(reading, pattern, match, known)
                return
        if not self.column.to:
            raise NotUnderstood("not_understood")
        for path in self.column.to:
            yield from self._field(reading, path, piece, known)

    def _meaning(
        self,
        reading: CellReading,
        meaning: Meaning,
        known: Mapping[str, object],
    ) -> Iterator[tuple[str, object]]:
        if isinstance(meaning, dict):
            yield from self._constants(meaning).items()
            return
        for path in self.column.to:
            yield from self._field(reading, path, meaning, known)

    def _pattern(
        self,
        reading: CellReading,
        pattern: Pattern,
        match: re.Match[str],
        known: Mapping[str, object],
    ) -> Iterator[tuple[str, object]]:
        yield from self._constants(pattern.set).items()
        for group, target in pattern.groups.items():
            text = (match[group] or "").strip()
            if not text:
                continue
            try:
                yield from self._group(reading, target, text, known)
            except NotUnderstood as refusal:
                # The rest of the cell is understood; the whole of it stays in the note.
                yield from refusal.instead.items()
                reading.reasons[target] = DEFAULT_REASON
                if self.column.word_to in refusal.instead and self.column.word_to:
                    reading.remarks.append(Remark(refusal.rule, match[0], refusal.detail, refusal.instead))
                else:
                    self._keep(reading, match[0], refusal.rule, refusal.detail, refusal.instead)

    def _group(
        self,
        reading: CellReading,
        target: str,
        text: str,
        known: Mapping[str, object],
    ) -> Iterator[tuple[str, object]]:
        if not target.startswith(TABLE):
            yield from self._field(reading, target, text, known)
            return
        table = self._register.tables[target.removeprefix(TABLE)]
        meaning = {fold_mark(word): entry for word, entry in table.items()}.get(fold_mark(text))
        if meaning is None:
            raise NotUnderstood("not_understood")
        yield from self._meaning(reading, meaning, known)

    def _field(
        self,
        reading: CellReading,
        path: str,
        piece: Cell,
        known: Mapping[str, object],
    ) -> Iterator[tuple[str, object]]:
        found = self._values.read(path, piece, self.column, known)
        reading.remarks += [Remark(rule, cell_text(piece), detail, {path: detail}) for rule, detail in found.remarks]
        yield from found.values

    def _constants(self, values: Mapping[str, object]) -> dict[str, object]:
        return {path: self._values.constant(path, value) for path, value in values.items()}

    # ------------------------------------------------------------------------------------ afterwards

    def _keep(
        self,
        reading: CellReading,
        text: str,
        rule: str,
        detail: str = "",
        instead: Mapping[str, object] | None = None,
    ) -> None:
        """Nothing that stood in the register is lost: what no rule covers stays word for word."""
        reading.notes.append(text)
        reading.remarks.append(Remark(rule, text, detail, instead or {}))

    def _drop_reasons_beside_answers(self, reading: CellReading, text: str) -> None:
        """`nothing / loan`: the loan is the answer."""
        answered = {path for path, _value in reading.values}
        dropped = {path for path in answered if path.endswith("!") and path.removesuffix("!") in answered}
        if dropped:
            reading.values = [(path, value) for path, value in reading.values if path not in dropped]
            reading.remarks.append(Remark("nothing_dropped", text))


def fold_mark(text: str) -> str:
    """The look-up key of a word that may be only a sign (`-`, `"`): signs alone stay themselves."""
    return fold_key(text) or text.strip()
