"""Draws the workbook that people fill in: bands, frozen headings in both languages, lists to choose from, all codes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from desktop_client.capture.choices import CHOICES_TAB, CODES_TAB, COLUMNS_TAB, START_TAB, offered
from desktop_client.capture.finishing import NAMES
from desktop_client.capture.own_columns import NUMBER, WHO
from desktop_client.capture.template_layout import TemplateColumn, TemplateSheet
from desktop_client.capture.template_texts import MARKS, allowed, choices_of, example, mark_of, say
from shared_models.catalogue import Catalogue
from shared_models.catalogue.tokens import load_tokens

__all__ = ["FIRST_LINE", "PATH_ROW", "Book"]

# The frozen heading: band of the section, both labels, an example, the names the program reads by.
_BAND_ROW, _ENGLISH_ROW, _URDU_ROW, _EXAMPLE_ROW, PATH_ROW = range(5)
FIRST_LINE: Final = PATH_ROW + 1
PREPARED_LINES: Final = 2000
NAMED_LINES: Final = 500
_HEIGHTS: Final = {_BAND_ROW: 20, _ENGLISH_ROW: 32, _URDU_ROW: 32, _EXAMPLE_ROW: 16, PATH_ROW: 11}
_WIDTH, _NUMBER_WIDTH, _WIDE, _LONG_TEXT = 22, 10, 40, 200
_TAB_LETTERS, _HINT_LETTERS, _TITLE_LETTERS = 31, 255, 32
_NOT_ON_A_TAB: Final = re.compile(r"[\[\]:*?/\\']")
_BANDS: Final = ("done", "info", "wait", "private")
_STEPS: Final = 8


class Book:
    """The workbook while it is written. Choices of lists stand on a hidden sheet, once for all columns."""

    def __init__(self, workbook: xlsxwriter.Workbook, sheets: Sequence[TemplateSheet], catalogue: Catalogue) -> None:
        self._book, self._sheets, self._catalogue = workbook, sheets, catalogue
        self._ranges: dict[tuple[str, ...], str] = {}
        self._tabs = [_tab(number, sheet) for number, sheet in enumerate(sheets, 1)]
        self._start = self._book.add_worksheet(START_TAB)
        self._forms = [self._book.add_worksheet(tab) for tab in self._tabs]

    # ------------------------------------------------------------------------------------------------ how to fill it in

    def write_start(self) -> None:
        """What to do, in both languages side by side, and the way to every sheet."""
        sheet = self._start
        title, english, urdu = self._format(bold=True, font_size=14), self._format(text_wrap=True), self._urdu()
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 2, 60)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 1, say("start", "en"), title)
        sheet.write_string(0, 2, say("start", "ur"), self._urdu(bold=True, font_size=14))
        for step in range(1, _STEPS + 1):
            sheet.set_row(step, 36)
            sheet.write_number(step, 0, step, self._format(valign="top"))
            sheet.write_string(step, 1, say(f"step_{step}", "en"), english)
            sheet.write_string(step, 2, say(f"step_{step}", "ur"), urdu)
        line = _STEPS + 2
        for tab, one in zip(self._tabs, self._sheets, strict=True):
            bands = list(dict.fromkeys(column.section for column in one.columns if column.path not in {NUMBER, WHO}))
            sheet.write_url(
                line, 1, f"internal:'{tab}'!A1", string=" · ".join(band.en for band in bands)[:_HINT_LETTERS]
            )
            sheet.write_string(line, 2, " · ".join(band.ur for band in bands), urdu)
            line += 1
        sheet.activate()

    # ------------------------------------------------------------------------------------------------ to fill in

    def write_forms(self) -> None:
        """Every sheet with its heading, its lists and what the cell tells about itself when it is chosen."""
        for worksheet, one in zip(self._forms, self._sheets, strict=True):
            self._write_form(worksheet, one)

    def _write_form(self, worksheet: Worksheet, one: TemplateSheet) -> None:
        for row, height in _HEIGHTS.items():
            worksheet.set_row(row, height)
        place = 0
        for number, (section, group) in enumerate(groupby(one.columns, key=lambda column: column.section)):
            columns = list(group)
            pair = _BANDS[number % len(_BANDS)]
            on = _token("pair", pair, "on")
            band = self._format(bold=True, font_color=_token("pair", pair, "ink"), bg_color=on, valign="vcenter")
            words = f"{section.en} · {section.ur}"
            if len(columns) > 1:
                worksheet.merge_range(_BAND_ROW, place, _BAND_ROW, place + len(columns) - 1, words, band)
            else:
                worksheet.write_string(_BAND_ROW, place, words, band)
            for column in columns:
                self._write_column(worksheet, place, column, on)
                place += 1
        # Whose line it is stays in sight.
        paths = [column.path for column in one.columns]
        worksheet.freeze_panes(FIRST_LINE, 2 if WHO in paths else 1)
        if WHO in paths:
            self._show_names(worksheet, paths.index(WHO))
        worksheet.set_landscape()
        worksheet.repeat_rows(_BAND_ROW, PATH_ROW)

    def _show_names(self, worksheet: Worksheet, place: int) -> None:
        """Formulas that show the name beside a number: a slip in the number is seen at once."""
        quick = [column.path for column in self._sheets[0].columns]
        letters = [xlsxwriter.utility.xl_col_to_name(quick.index(name)) for name in NAMES]
        looks = self._format(font_color=_token("colour", "muted"))
        for line in range(FIRST_LINE, FIRST_LINE + NAMED_LINES):
            found = f"MATCH($A{line + 1},'{self._tabs[0]}'!$A:$A,0)"
            shown = [f"INDEX('{self._tabs[0]}'!${one}:${one},{found})" for one in letters]
            formula = f'=IF($A{line + 1}="","",IFERROR(IF({shown[0]}<>"",{shown[0]},{shown[1]}&""),"?"))'
            # An invisible value: a sheet nobody has opened is no sheet with answers that were never worked out.
            worksheet.write_formula(line, place, formula, looks, "\u00a0")

    def _write_column(self, worksheet: Worksheet, place: int, column: TemplateColumn, on: str) -> None:
        mark, field = MARKS[mark_of(column)], column.field
        is_urdu = field is not None and (field.kind == "name_urdu" or field.name.endswith("_urdu"))
        cells = self._format(num_format="@", **({"reading_order": 2, "align": "right"} if is_urdu else {}))
        width = _NUMBER_WIDTH if column.path == NUMBER else _WIDE if field and field.max_length > _LONG_TEXT else _WIDTH
        worksheet.set_column(place, place, width, cells)
        english = self._format(bold=bool(mark), text_wrap=True, valign="top", bg_color=on, border=1)
        worksheet.write_string(_ENGLISH_ROW, place, f"{mark} {column.label.en}".strip(), english)
        worksheet.write_string(
            _URDU_ROW, place, f"{mark} {column.label.ur}".strip(), self._urdu(bold=bool(mark), bg_color=on, border=1)
        )
        examples = dict.fromkeys(filter(None, (example(column, lang, self._catalogue) for lang in ("en", "ur"))))
        grey = _token("colour", "muted")
        worksheet.write_string(_EXAMPLE_ROW, place, " · ".join(examples), self._format(italic=True, font_color=grey))
        worksheet.write_string(PATH_ROW, place, column.path, self._format(font_size=7, font_color=grey))
        self._guide(worksheet, place, column)

    def _guide(self, worksheet: Worksheet, place: int, column: TemplateColumn) -> None:
        """A list where there is a short one, and what may stand here. A hint, not a lock: other words are reported."""
        choices = choices_of(column, self._catalogue)
        said = " ".join(allowed(column, lang, self._catalogue) for lang in ("en", "ur"))
        rule = {
            "validate": "list" if choices else "any",
            "input_title": column.label.en[:_TITLE_LETTERS],
            "input_message": said[:_HINT_LETTERS],
            "error_type": "information",
        }
        if choices:
            rule["source"] = self._range_of(choices)
        worksheet.data_validation(FIRST_LINE, place, FIRST_LINE + PREPARED_LINES, place, rule)

    def _range_of(self, choices: tuple[str, ...]) -> str:
        if choices not in self._ranges:
            letters = xlsxwriter.utility.xl_col_to_name(len(self._ranges))
            self._ranges[choices] = f"={CHOICES_TAB}!${letters}$1:${letters}${len(choices)}"
        return self._ranges[choices]

    # ------------------------------------------------------------------------------------------------ to look up

    def write_meanings(self) -> None:
        """One line a column: when it is needed, what may stand there, an example, why it is asked."""
        header = (
            "column", "sheet", "English", "اردو", "needed", "codes", "allowed", "کیا لکھیں", "example", "مثال", "help", "مدد",
        )  # fmt: skip
        rows = []
        for tab, one in zip(self._tabs, self._sheets, strict=True):
            for column in one.columns:
                said = [allowed(column, lang, self._catalogue) for lang in ("en", "ur")]
                examples = [example(column, lang, self._catalogue) for lang in ("en", "ur")]
                field = column.field
                helps = [field.help(lang) if field else "" for lang in ("en", "ur")]
                needed, codes = MARKS[mark_of(column)], field.code_list if field else ""
                rows.append(
                    (column.path, tab, column.label.en, column.label.ur, needed, codes, *said, *examples, *helps)
                )
        self._write_rows(self._book.add_worksheet(COLUMNS_TAB), header, rows)

    def write_codes(self) -> None:
        """Every code that a column of the sheets may hold, and, hidden, what their lists offer."""
        fields = [column.field for one in self._sheets for column in one.columns if column.field]
        names = list(dict.fromkeys([*(field.code_list for field in fields if field.code_list), "MISSING_REASON"]))
        lists = [self._catalogue.lists[name] for name in names]
        rows = [
            (one.name, code.code, code.en, code.ur, code.parent, one.en, one.ur)
            for one in lists
            for code in offered(one)
        ]
        header = ("list", "code", "English", "اردو", "belongs to", "what it is", "یہ کیا ہے")
        self._write_rows(self._book.add_worksheet(CODES_TAB), header, rows)
        hidden = self._book.add_worksheet(CHOICES_TAB)
        for place, choices in enumerate(self._ranges):
            hidden.write_column(0, place, choices)
        hidden.hide()

    def _write_rows(self, sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        bold, wrapped = self._format(bold=True), self._format(text_wrap=True, valign="top")
        sheet.set_column(0, len(header) - 1, _WIDTH, wrapped)
        for place, title in enumerate(header):
            sheet.write_string(0, place, title, bold)
        for line, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                sheet.write_string(line, place, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(rows), len(header) - 1)

    # ------------------------------------------------------------------------------------------------ looks

    def _format(self, **looks: object) -> Format:
        return self._book.add_format(looks)

    def _urdu(self, **looks: object) -> Format:
        """Right to left, as Urdu is read."""
        return self._format(text_wrap=True, valign="top", align="right", reading_order=2, **looks)


def _token(*names: str) -> str:
    """A colour of the product's looks, as `pair`, `done`, `on`."""
    found: object = load_tokens()
    for name in names:
        found = found[name] if isinstance(found, Mapping) else ""
    return str(found)


def _tab(number: int, sheet: TemplateSheet) -> str:
    """The name on the tab in both languages, as long as spreadsheet programs allow."""
    words = _NOT_ON_A_TAB.sub("", f"{number} {sheet.title.en}")
    urdu = _NOT_ON_A_TAB.sub("", sheet.title.ur)
    whole = f"{words} · {urdu}"
    return (whole if len(whole) <= _TAB_LETTERS else words)[:_TAB_LETTERS].strip()
