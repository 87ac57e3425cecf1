"""Understands sheets whose columns carry the catalogue's own names: the template, and exports of this program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from desktop_client.capture.admission import IMPORTED_KINDS, may_come_from_a_file, never_importable
from desktop_client.capture.cells import Grid
from desktop_client.capture.choices import reasons_by_word, why_none, words_of
from desktop_client.capture.maps import Column, RegisterMap
from desktop_client.capture.paths import ROW_LEAF, field_for, reasons_at
from shared_models.catalogue import Catalogue, Field
from shared_models.catalogue.problems import Problem, sentence
from shared_models.text import fold_digits
from shared_models.text.normalise import fold_key

__all__ = ["NUMBER", "NUMBER_KEY", "REFERENCE", "WHO", "OwnNames", "first_row", "own_header", "own_map"]

REFERENCE: Final = "person.legacy_ref"
# The column that joins the sheets of one workbook: whose line this is.
NUMBER: Final = "list.no"
NUMBER_KEY: Final = NUMBER.rpartition(".")[2]
# The column that shows whose number that is; it says nothing of its own.
WHO: Final = "list.name"
NUMBER_LABEL: Final = Problem("importing.sheet_number")
_SEARCHED_ROWS = 25
# A path in the header is written on purpose; a label may be a word of some title.
_PATH_COUNTS, _LABEL_COUNTS = 2, 1
# The strongest first: a comma may be part of an answer, a semicolon is none.
_ANSWER_SEPARATORS = [";", "؛", "|", "،", ","]
_ROWS_BY_LABEL = 9


class OwnNames:
    """What the texts of header cells mean: paths, and labels in either language, for one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._labels = _labels(catalogue)

    def path_of(self, header: str) -> str:
        """
        The path that a header cell names, NUMBER for the number that joins sheets, empty for what is not known.

        A field in rows without a position means the first row, `section.1.field`.
        """
        return self._written(header) or self._labels.get(fold_key(header), "")

    def score(self, header: str) -> int:
        """How surely the text of a cell is the name of a column."""
        if self._written(header):
            return _PATH_COUNTS
        return _LABEL_COUNTS if header and fold_key(header) in self._labels else 0

    def _written(self, header: str) -> str:
        """The path written in the cell as a path; keyboards differ in digits, hands in capitals and spaces."""
        name = fold_digits(header).replace(" ", "").lower()
        if name in {NUMBER, WHO, "legacy_ref"}:
            return REFERENCE if name == "legacy_ref" else name
        field = self._catalogue.fields.get(name)
        if field is not None:
            return first_row(field)
        if reasons_at(self._catalogue, name):
            return name
        # Members of a set have no column of their own, and their codes are in capitals.
        return name if field_for(self._catalogue, name) is not None else ""


def own_header(grid: Grid, names: OwnNames) -> int | None:
    """The row with most cells that name fields, by path or by label; None when no row names any."""
    best, best_score = None, 0
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        best_of_path: dict[str, int] = {}
        for text in filter(None, row.texts()):
            path = names.path_of(text)
            best_of_path[path] = max(best_of_path.get(path, 0), names.score(text))
        score = sum(best_of_path.values())
        if score > best_score:
            best, best_score = index, score
    return best


def own_map(columns: Sequence[str], names: OwnNames, catalogue: Catalogue) -> RegisterMap:
    """
    The map of a sheet with the catalogue's own names.

    Columns it does not know stay unlisted, so they are reported. What no file can fill in is ignored, by the rule that
    says why. A field named twice is read where it stands first.
    """
    found: dict[str, str] = {}
    ignored: dict[str, str] = {}
    for name in columns:
        path = names.path_of(name)
        field = catalogue.field_of(path) if path else None
        rule = never_importable(field) if field is not None else ""
        if rule or path == WHO:
            ignored[name] = rule
        elif path and path not in found.values():
            found[name] = path
    order = {path: place for place, path in enumerate(catalogue.fields)}
    # As the catalogue asks, whatever the sheet's order: a number is read by the type of its paper.
    listed = sorted(found.items(), key=lambda pair: _place(pair[1], order, catalogue))
    present = set(found.values())
    bear = {REFERENCE: "{legacy_ref}", NUMBER: "{file}-{no}"}
    first, *others = [*(template for path, template in bear.items() if path in present), "{file}-{sheet}-{row}"]
    return RegisterMap(
        about="the catalogue's own names",
        legacy_ref=first,
        legacy_ref_else=others,
        ignore=ignored,
        column=[_column(name, path, catalogue) for name, path in listed],
    )


def _place(path: str, order: Mapping[str, int], catalogue: Catalogue) -> tuple[int, int, int]:
    row, field = ROW_LEAF.match(path), catalogue.field_of(path)
    # The day of registration first: an age counts back from it.
    first = path == _REGISTERED_ON
    return (0 if first else 1, order.get(field.path, -1) if field else -1, int(row[2]) if row else 0)


def _column(name: str, path: str, catalogue: Catalogue) -> Column:
    if path in {REFERENCE, NUMBER}:
        return Column(header=name, key=path.rpartition(".")[2])
    if path.endswith("!"):
        words = reasons_by_word(reasons_at(catalogue, path), catalogue)
        return Column(header=name, words={word: {path: code} for word, code in words.items()}, silent=True, ditto=False)
    field = field_for(catalogue, path)
    assert field is not None  # noqa: S101 -- path_of gives nothing else
    codes = catalogue.codes_of(field)
    reasons = reasons_by_word(field.missing_reasons, catalogue)
    return Column(
        header=name,
        to=[path],
        words=dict(words_of(codes)) if codes else {},
        # An answer of the list itself goes before a reason of the same name.
        missing={word: code for word, code in reasons.items() if codes is None or not codes.candidates(word)},
        split=_ANSWER_SEPARATORS if field.kind == "codes" else [],
        silent=True,
        ditto=False,
        age_at=_REGISTERED_ON if path == _BIRTH else "",
        parent_to=_beside(path, "district", "province", catalogue),
        place_to=_beside(path, "country", "city", catalogue),
    )


_REGISTERED_ON, _BIRTH = "episode.registered_on", "person.birth"


def _beside(path: str, name: str, other: str, catalogue: Catalogue) -> str:
    """The path of the field `other` beside the field `name` at `path`; empty when there is none."""
    head, _, last = path.rpartition(".")
    found = f"{head}.{other}"
    return found if last == name and field_for(catalogue, found) is not None else ""


def _labels(catalogue: Catalogue) -> Mapping[str, str]:
    """
    Folded label -> path, for labels that name exactly one field; also with the section's label and a position.

    A word that an ordinary field has means that field; what no file can fill in is known too, to say so.
    """
    ordinary: dict[str, set[str]] = {}
    barred: dict[str, set[str]] = {}
    for lang in ("en", "ur"):
        ordinary.setdefault(fold_key(sentence(NUMBER_LABEL, lang)), set()).add(NUMBER)
        for field in catalogue.fields.values():
            open_to_files = may_come_from_a_file(field.path, catalogue) or field.path == REFERENCE
            for label, path in _labels_of(field, lang, catalogue):
                (ordinary if open_to_files else barred).setdefault(fold_key(label), set()).add(path)
        for section in catalogue.sections.values():
            if section.repeated and section.missing_reasons and section.kind_of_record in IMPORTED_KINDS:
                ordinary.setdefault(fold_key(why_none(section, lang)), set()).add(section.path + "!")
    found = {**barred, **ordinary}
    return {label: next(iter(paths)) for label, paths in found.items() if len(paths) == 1 and label}


def _labels_of(field: Field, lang: str, catalogue: Catalogue) -> list[tuple[str, str]]:
    section = catalogue.sections[f"{field.kind_of_record}.{field.section}"]
    label, above = field.label(lang), section.label(lang)
    if not field.repeated:
        return [(label, field.path), (f"{above} {label}", field.path)]
    rows = range(1, min(section.max_rows or _ROWS_BY_LABEL, _ROWS_BY_LABEL) + 1)
    return [(label, first_row(field)), *((f"{above} {row} {label}", first_row(field, row)) for row in rows)]


def first_row(field: Field, position: int = 1) -> str:
    """The path of the field, in the row at `position` when it lives in rows."""
    return f"{field.row_section}.{position}.{field.name}" if field.repeated else field.path
