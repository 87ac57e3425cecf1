"""Fills the template as a clerk would: values become the words people read, each in the column that asks for them."""

import csv
from collections.abc import Mapping, Sequence
from itertools import count
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from shared_models.catalogue import Catalogue, Field, expand, show_value
from shared_models.catalogue.leaves import members_of

Values = Mapping[str, object]
PATH_ROW = 4
# An answer of each kind that passes every check beside all the others.
BY_KIND: dict[str, object] = {
    "name_latin": "Muhammad Aslam", "name_urdu": "محمد اسلم", "text": "Chak No. 12, House 7", "yes_no": True,
    "decimal": "2.5", "money": {"minor": 180_050, "currency": "SAR"}, "partial_date": "2020-05~", "date": "2020-05-03",
    "phone": "+923001234567", "email": "aslam@example.pk", "document_number": "0362012345671",
}  # fmt: skip
BY_PATH: dict[str, object] = {
    "person.birth": "1984-05-03", "person.documents.type": "CNIC", "episode.members.card_number": "0362012345699",
    "episode.return_date": "2026-02", "person.address_permanent.province": "PK-PB", "episode.respondent": "SPOUSE",
    "person.address_permanent.district": "PB-MUL", "person.address_current.province": "PK-PB",
    "person.address_current.district": "PB-LHR", "person.address_current.same_as_permanent": False,
    "episode.interviewer_note": "first line\nsecond line", "episode.hh_size": 9, "episode.flight_no": "PK741",
    "episode.opf_no": "۱۲۳/OPF",
}  # fmt: skip


def answer(field: Field, row: int, catalogue: Catalogue) -> object:
    """An answer to the field, another one in every row."""
    if field.path == "person.documents.number":
        return f"036201234567{1 + 2 * row}"
    if field.path in BY_PATH:
        return BY_PATH[field.path]
    codes = catalogue.codes_of(field)
    if codes is not None:
        usable = [one.code for one in codes.rows if one.code != "NONE" and not one.sensitivity and not one.active_to]
        return tuple(usable[: min(2, field.maximum or 2)]) if field.kind == "codes" else usable[row % len(usable)]
    if field.kind == "integer":
        return (field.minimum or 0) + row
    return BY_KIND[field.kind]


def fill(template: Path, filled: Path, people: Sequence[Values], catalogue: Catalogue, lang: str = "en") -> None:
    """Write the sheets of the template again with a line for every person, and lines for rows of their own."""
    book = CalamineWorkbook.from_path(template)
    with xlsxwriter.Workbook(str(filled), {"strings_to_numbers": False}) as workbook:
        for name in book.sheet_names:
            grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            sheet = workbook.add_worksheet(name)
            for line, row in enumerate(grid[: PATH_ROW + 1]):
                sheet.write_row(line, 0, row)
            if len(grid) > PATH_ROW and grid[PATH_ROW][0] == "list.no":
                paths = [str(path) for path in grid[PATH_ROW]]
                for line, cells in enumerate(lines(paths, people, catalogue, lang), PATH_ROW + 1):
                    for place, cell in enumerate(cells):
                        sheet.write_string(line, place, cell)


def lines(paths: Sequence[str], people: Sequence[Values], catalogue: Catalogue, lang: str) -> list[list[str]]:
    """What stands below the headings of one sheet."""
    found = []
    for number, values in enumerate(people, 1):
        in_rows = [field for path in paths if (field := catalogue.fields.get(path)) is not None and field.repeated]
        for position in count(1) if in_rows else [0]:
            cells = [cell(path, position, values, catalogue, lang) for path in paths[1:]]
            if position and not any(cells):
                break
            found.append([str(number), *cells])
    return found


def cell(path: str, position: int, values: Values, catalogue: Catalogue, lang: str) -> str:
    """What a clerk writes in the column for these values."""
    if path == "list.name":
        return ""
    field = catalogue.fields.get(path) or catalogue.field_of(path)
    assert field is not None, path
    if field.repeated and position:
        path = f"{field.row_section}.{position}.{field.name}"
    reason = values.get(path.removesuffix("!") + "!")
    if reason is not None:
        return catalogue.lists["MISSING_REASON"].label(str(reason), lang)
    if field.kind == "codes":
        row = path.split(".")[2] if field.repeated else ""
        members = members_of(field, values, row)
        return "; ".join(catalogue.lists[field.code_list].label(code, lang) for code in members)
    value = values.get(path)
    return (
        "" if value is None else value if isinstance(value, str) and field.has_lines else show_value(field, value, lang)
    )


def write_flat(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A text file with one header row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])


def leaves(field: Field, value: object, position: int = 0) -> dict[str, object]:
    """The leaves of a value, its row named by position."""
    return expand(field, value, str(position) if position else "")
