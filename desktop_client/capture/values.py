"""Turns one understood piece of a cell into the value of a field, or says by which rule that is impossible."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from desktop_client.capture.admission import ONLY_SEALED, is_sealed_word
from desktop_client.capture.cells import Cell, cell_text, is_number
from desktop_client.capture.dates import age_in, read_date
from desktop_client.capture.maps import Column, Dates
from desktop_client.capture.paths import field_for
from shared_models.catalogue import Catalogue, parse_value
from shared_models.catalogue.fields import Field
from shared_models.catalogue.identifiers.cards import CARD_DIGITS
from shared_models.catalogue.kinds.identity import CARD_TYPES
from shared_models.catalogue.problems import ProblemError
from shared_models.text import fold_digits
from shared_models.text.normalise import is_arabic

__all__ = ["NotUnderstood", "Piece", "Values"]

DATES = frozenset({"date", "partial_date"})
NAMES = frozenset({"name_latin", "name_urdu"})
_NAME_SIGNS = re.compile(r"[^\W\d_]+(?:[ .'’\-]+[^\W\d_]+)*\.?")
_SUM = re.compile(r"(?P<before>[^\d]*?)\s*(?P<sum>\d[\d,]*(?:\.\d+)?)\s*(?P<after>[^\d]*)")
_SEPARATORS = re.compile(r"[\s._/\-]")


class NotUnderstood(Exception):  # noqa: N818 -- not an error of the program: an answer no rule covers
    """
    The piece cannot become a value, by `rule`.

    `detail` helps the person who reads the report; `instead` is what may be stored all the same.
    """

    def __init__(self, rule: str, detail: str = "", instead: Mapping[str, object] | None = None) -> None:
        super().__init__(rule)
        self.rule, self.detail, self.instead = rule, detail, dict(instead or {})


@dataclass(frozen=True, slots=True)
class Piece:
    """What a piece of a cell became: values by path, and remarks (rule, detail) for the report."""

    values: tuple[tuple[str, object], ...]
    remarks: tuple[tuple[str, str], ...] = ()


class Values:
    """Reads pieces of cells for one catalogue, one office's way of writing dates and one day called today."""

    def __init__(self, catalogue: Catalogue, dates: Dates, today: date) -> None:
        self._catalogue, self._dates, self._today = catalogue, dates, today

    def read(self, path: str, cell: Cell, column: Column, known: Mapping[str, object]) -> Piece:
        """The piece for the field at `path`; `known` are the values the row has so far. Raises NotUnderstood."""
        field = field_for(self._catalogue, path)
        if field is None:  # a reason: the map's reader has checked the path
            return Piece(((path, cell_text(cell)),))
        if field.kind in DATES:
            return self._date(path, field, cell, column, known)
        if field.kind in {"code", "codes"}:
            return self._code(path, field, cell_text(cell), column)
        if field.kind in NAMES:
            return self._name(path, field, cell_text(cell))
        if column.digits:
            return self._number(path, cell, column.digits, column.with_values)
        if field.kind == "document_number" and is_number(cell) and self._paper(path, field, known) in CARD_TYPES:
            return self._number(path, cell, CARD_DIGITS, known)
        if field.kind == "money":
            return self._money(path, field, cell_text(cell), known)
        text = cell if field.has_lines and isinstance(cell, str) else cell_text(cell)
        return Piece(((path, self._parsed(field, path, text, known)),))

    def is_choice(self, path: str, text: str) -> bool:
        """Whether `text` as it stands is a word of the list the field at `path` chooses from."""
        field = field_for(self._catalogue, path)
        codes = self._catalogue.codes_of(field) if field is not None else None
        return codes is not None and bool(codes.candidates(text))

    def constant(self, path: str, value: object) -> object:
        """A value written in the map: as it is, or a word of a code list as its code."""
        field = field_for(self._catalogue, path)
        if field is None or not isinstance(value, str):
            return value
        if field.kind in {"code", "codes"}:
            codes = self._catalogue.lists[field.code_list]
            return value if value in codes else next(iter(codes.candidates(value)), value)
        return self._parsed(field, path, value, {})

    def _parsed(self, field: Field, path: str, text: str, known: Mapping[str, object]) -> object:
        row = {"type": known.get(path.rpartition(".")[0] + ".type")} if field.repeated else {}
        try:
            return parse_value(field, text, catalogue=self._catalogue, row=row)
        except ProblemError as refusal:
            raise NotUnderstood("not_allowed", refusal.problem.code) from refusal

    # ---------------------------------------------------------------------------------------- dates and ages

    def _date(self, path: str, field: Field, cell: Cell, column: Column, known: Mapping[str, object]) -> Piece:
        age = age_in(cell) if column.age_at else None
        if age is not None:
            counted_at = known.get(column.age_at)
            if not isinstance(counted_at, str):
                raise NotUnderstood("age_without_date")
            return Piece(((path, f"{int(counted_at[:4]) - age:04}~"),))
        rule = column.dates or self._dates
        reading = read_date(cell, rule.order, rule.pivot)
        if reading.problem:
            raise NotUnderstood(reading.problem, reading.detail)
        if field.kind == "date" and len(reading.edtf) != len("2018-04-19"):
            raise NotUnderstood("not_allowed", "field.date_shape")
        if field.not_after and reading.edtf > self._today.isoformat():
            raise NotUnderstood("impossible_date")
        if column.age_at and str(known.get(column.age_at, "9999"))[:4] < reading.edtf[:4]:
            raise NotUnderstood("impossible_date")
        rules = {"date_number": reading.was_serial, "islamic_date": reading.was_islamic}
        remarks = tuple((name, reading.edtf) for name, holds in rules.items() if holds)
        return Piece(((path, reading.edtf),), remarks)

    # ---------------------------------------------------------------------------------------- codes

    def _code(self, path: str, field: Field, text: str, column: Column) -> Piece:
        codes = self._catalogue.lists[field.code_list]
        found = codes.candidates(text)
        if not found:
            raise NotUnderstood(ONLY_SEALED if is_sealed_word(text, self._catalogue) else "not_understood")
        parents = {row.parent for code in found if (row := codes.get(code)) is not None}
        above = next(iter(parents)) if column.parent_to and len(parents) == 1 else ""
        values: list[tuple[str, object]] = [(column.parent_to, above)] if above else []
        if len(found) > 1:
            values.append((path + "!", "NV"))
            if column.word_to:
                values.append((column.word_to, text))
            detail = ", ".join(f"{codes.label(code, 'en')} ({code})" for code in found)
            raise NotUnderstood("ambiguous", detail, dict(values))
        values.insert(0, (path, found[0]))
        town = codes.place_of(text) if column.place_to else ""
        if town:
            values.append((column.place_to, town))
        return Piece(tuple(values))

    # ---------------------------------------------------------------------------------------- names and numbers

    def _name(self, path: str, field: Field, text: str) -> Piece:
        """A name goes to the field of its own script; a number typed into it is taken out."""
        script = "_urdu" if is_arabic(text) else "_latin"
        other = re.sub(r"_(?:latin|urdu)$", script, path)
        found = field_for(self._catalogue, other)
        field, other = (found, other) if found is not None else (field, path)
        try:
            return Piece(((other, self._parsed(field, other, text, {})),))
        except NotUnderstood:
            letters = " ".join(_NAME_SIGNS.findall(text))
            try:
                value = self._parsed(field, other, letters, {})
            except NotUnderstood as refusal:
                raise NotUnderstood("not_allowed", refusal.detail) from refusal
            raise NotUnderstood("name_cleaned", str(value), {other: value}) from None

    def _number(self, path: str, cell: Cell, length: int, row: Mapping[str, object]) -> Piece:
        """A number of fixed length: only a number cell may have lost zeros, a text says what its writer wrote."""
        digits = _SEPARATORS.sub("", fold_digits(cell_text(cell)))
        if not digits.isdigit():
            raise NotUnderstood("not_understood")
        remarks: tuple[tuple[str, str], ...] = ()
        if is_number(cell) and length - LOST_ZEROS <= len(digits) < length:
            digits = digits.zfill(length)
            remarks = (("zeros_restored", digits),)
        if len(digits) != length:
            rule = "number_too_short" if len(digits) < length else "not_understood"
            raise NotUnderstood(rule, f"{len(digits)}/{length}")
        known = {self._type_path(path): row.get(self._type_path(path))}
        field = field_for(self._catalogue, path)
        assert field is not None  # noqa: S101 -- checked by the caller
        return Piece(((path, self._parsed(field, path, digits, known)),), remarks)

    def _money(self, path: str, field: Field, text: str, known: Mapping[str, object]) -> Piece:
        """A sum with its currency as code or word, on either side; without one it is in rupees, which the report says."""
        parts = _SUM.fullmatch(fold_digits(text).replace("٬", ",").replace("٫", "."))
        word = (parts["before"] or parts["after"]).strip(" .") if parts else ""
        if parts and not word:
            value = self._parsed(field, path, parts["sum"], known)
            return Piece(((path, value),), (("currency_assumed", parts["sum"]),))
        codes = self._catalogue.lists.get("CURRENCY")
        named = codes.candidates(word) if codes and parts and not (parts["before"] and parts["after"]) else ()
        written = f"{parts['sum']} {named[0]}" if parts and len(named) == 1 else text
        return Piece(((path, self._parsed(field, path, written, known)),))

    def _paper(self, path: str, field: Field, known: Mapping[str, object]) -> object:
        return field.paper or known.get(self._type_path(path))

    def _type_path(self, path: str) -> str:
        return path.rpartition(".")[0] + ".type"


# A 13-digit number keeps 11 digits when it began with two zeros; fewer is more likely a slip of the pen.
LOST_ZEROS = 2
