"""Arranges every question a file may answer: the quick questions on the first sheet, the rest behind, rows on their own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from desktop_client.capture.admission import IMPORTED_KINDS, may_come_from_a_file
from desktop_client.capture.choices import why_none
from desktop_client.capture.own_columns import NUMBER, NUMBER_LABEL, REFERENCE, WHO, first_row
from shared_models.catalogue import Catalogue, Field
from shared_models.catalogue.fields import Section, Text
from shared_models.catalogue.problems import Problem, sentence

__all__ = ["TemplateColumn", "TemplateSheet", "flat_columns", "template_sheets"]

# So many answers one line can hold before nobody finds a column again.
MOST_COLUMNS: Final = 60
# On the one flat sheet of a text file: a file with more may have further columns, named alike.
ROWS_OF_A_SECTION: Final = 2
# Asked on the first sheet beside the quick questions: an old register has its own day, which ages count back from.
_WITH_THE_QUICK: Final = (REFERENCE, "episode.registered_on")


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column: the name the program reads it by, its labels, the section whose band it stands in, its field."""

    path: str
    label: Text
    section: Text
    field: Field | None = None

    @property
    def is_reason(self) -> bool:
        return self.path.endswith("!")


@dataclass(frozen=True, slots=True)
class TemplateSheet:
    """One sheet: its name on the tab, its title, its columns; `rows` says that a person may have several lines."""

    title: Text
    columns: tuple[TemplateColumn, ...]
    rows: bool = False


def template_sheets(catalogue: Catalogue) -> tuple[TemplateSheet, ...]:
    """
    The sheets of the workbook, joined by the first column of each, the person's number.

    Every question stands in one place; a sheet with lines of its own repeats what its first line is known by.
    """
    asked = {column.path: column for column in _quick_columns(catalogue)}
    quick = tuple(asked.values())
    plain: list[TemplateSheet] = []
    rows: list[TemplateSheet] = []
    for kind in IMPORTED_KINDS:
        waiting: list[TemplateColumn] = []
        for section in catalogue.sections_of(kind):
            columns = [one for one in _columns_of(section, catalogue, 1) if one.path not in asked]
            if section.repeated:
                own = tuple(_columns_of(section, catalogue, 0))
                if own:
                    rows.append(TemplateSheet(section.text, (_number(), _who(), *own), rows=True))
                columns = [one for one in (_reason_of(section),) if one and one.path not in asked and own]
            if waiting and len(waiting) + len(columns) > MOST_COLUMNS:
                plain.append(_sheet(waiting))
                waiting = []
            waiting += columns
        if waiting:
            plain.append(_sheet(waiting))
    return (TemplateSheet(_text("sheet_quick"), (_number(), *quick)), *plain, *rows)


def flat_columns(catalogue: Catalogue) -> Iterator[TemplateColumn]:
    """Every column on one sheet, in the order people are asked; rows of a section twice, named by position."""
    reference = catalogue.fields[REFERENCE]
    yield TemplateColumn(REFERENCE, reference.text, _section(reference, catalogue).text, reference)
    for section in (one for kind in IMPORTED_KINDS for one in catalogue.sections_of(kind)):
        reason = _reason_of(section)
        columns = [
            column
            for position in range(1, ROWS_OF_A_SECTION + 1 if section.repeated else 2)
            for column in _columns_of(section, catalogue, position)
        ]
        yield from columns
        if reason is not None and columns:
            yield reason


def _quick_columns(catalogue: Catalogue) -> Iterator[TemplateColumn]:
    """The twelve questions in their order, without permission, which no file can give."""
    for path in _WITH_THE_QUICK:
        field = catalogue.fields.get(path)
        if field is not None:
            yield _column(field, 1, catalogue)
    for paths in catalogue.questions().values():
        for path in paths:
            section = catalogue.sections.get(path)
            if section is None:
                yield from _quick_of([catalogue.fields[path]], catalogue)
                continue
            yield from _quick_of(catalogue.fields_of(section.kind_of_record, section.name), catalogue)
            reason = _reason_of(section)
            if reason is not None:
                yield reason


def _quick_of(fields: list[Field] | tuple[Field, ...], catalogue: Catalogue) -> Iterator[TemplateColumn]:
    for field in fields:
        needed = field.required_quick or field.question
        if needed and may_come_from_a_file(field.path, catalogue):
            yield _column(field, 1, catalogue)


def _columns_of(section: Section, catalogue: Catalogue, position: int) -> Iterator[TemplateColumn]:
    for field in catalogue.fields_of(section.kind_of_record, section.name):
        if may_come_from_a_file(field.path, catalogue):
            yield _column(field, position, catalogue)


def _column(field: Field, position: int, catalogue: Catalogue) -> TemplateColumn:
    """The column of a field; in rows named by position, or for a sheet of lines (0) without one."""
    section = _section(field, catalogue)
    path = first_row(field, position) if position else field.path
    label = field.text
    if field.repeated and position > 1:
        label = Text(*(f"{section.label(lang)} {position}: {field.label(lang)}" for lang in ("en", "ur")))
    return TemplateColumn(path, label, section.text, field)


def _section(field: Field, catalogue: Catalogue) -> Section:
    return catalogue.sections[f"{field.kind_of_record}.{field.section}"]


def _reason_of(section: Section) -> TemplateColumn | None:
    """The column that says why a person has no rows of the section; None where that is not asked."""
    if not section.repeated or not section.missing_reasons:
        return None
    label = Text(why_none(section, "en"), why_none(section, "ur"))
    return TemplateColumn(section.path + "!", label, section.text)


def _number() -> TemplateColumn:
    label = Text(*(sentence(NUMBER_LABEL, lang) for lang in ("en", "ur")))
    return TemplateColumn(NUMBER, label, _text("sheet_whose"))


def _who() -> TemplateColumn:
    """The name that goes with the number, shown by the sheet itself."""
    return TemplateColumn(WHO, _text("sheet_who"), _text("sheet_whose"))


def _sheet(columns: list[TemplateColumn]) -> TemplateSheet:
    return TemplateSheet(columns[0].section, (_number(), _who(), *columns))


def _text(code: str, **params: str) -> Text:
    found = Problem(f"importing.{code}", params=params)
    return Text(sentence(found, "en"), sentence(found, "ur"))
