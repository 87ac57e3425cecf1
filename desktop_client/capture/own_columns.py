"""Understands sheets whose columns carry the catalogue's own names: the template, and exports of this program."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_client.capture.admission import may_come_from_a_file
from desktop_client.capture.cells import Grid
from desktop_client.capture.maps import Column, RegisterMap
from desktop_client.capture.paths import field_for
from shared_models.catalogue import Catalogue, Field
from shared_models.text.normalise import fold_key

__all__ = ["IMPORTED_KINDS", "REFERENCE", "own_header", "own_map"]

IMPORTED_KINDS = ("person", "episode")
REFERENCE = "person.legacy_ref"
_SEARCHED_ROWS = 25
# A path in the header is written on purpose; a label may be a word of some title.
_PATH_COUNTS, _LABEL_COUNTS = 2, 1
_ANSWER_SEPARATORS = [";", "|", "،", ","]


def own_header(grid: Grid, catalogue: Catalogue) -> int | None:
    """The row with most cells that name fields, by path or by label; None when no row names any."""
    labels = _labels(catalogue)
    best, best_score = None, 0
    for index, row in enumerate(grid.rows[:_SEARCHED_ROWS]):
        score = 0
        for text in row.texts():
            if text and (field_for(catalogue, text) is not None or text == "legacy_ref"):
                score += _PATH_COUNTS
            elif text and fold_key(text) in labels:
                score += _LABEL_COUNTS
        if score > best_score:
            best, best_score = index, score
    return best


def own_map(columns: Sequence[str], catalogue: Catalogue) -> RegisterMap:
    """The map of a sheet with the catalogue's own names. Columns it does not know stay unlisted, so they are reported."""
    labels = _labels(catalogue)
    found: list[Column] = []
    reference = "{file}-{sheet}-{row}"
    for name in columns:
        path = name if field_for(catalogue, name) is not None else labels.get(fold_key(name), "")
        if path == REFERENCE or name == "legacy_ref":
            found.append(Column(header=name, key="legacy_ref"))
            reference = "{legacy_ref}"
        elif path:
            found.append(_column(name, path, catalogue))
    return RegisterMap(
        about="the catalogue's own names", legacy_ref=reference, missing=_reasons(catalogue), column=found
    )


def _column(name: str, path: str, catalogue: Catalogue) -> Column:
    field = field_for(catalogue, path)
    several = field is not None and field.kind == "codes"
    province = path.replace(".district", ".province") if path.endswith(".district") else ""
    return Column(
        header=name,
        to=[path],
        split=_ANSWER_SEPARATORS if several else [],
        silent=True,
        ditto=False,
        parent_to=province if province and field_for(catalogue, province) else "",
    )


def _labels(catalogue: Catalogue) -> Mapping[str, str]:
    """Folded label in either language -> path, for labels that name exactly one field; rows mean row 1."""
    found: dict[str, set[str]] = {}
    for field in catalogue.fields.values():
        if field.kind_of_record in IMPORTED_KINDS and may_come_from_a_file(field.path, catalogue):
            for lang in ("en", "ur"):
                found.setdefault(fold_key(field.label(lang)), set()).add(first_row(field))
    return {label: next(iter(paths)) for label, paths in found.items() if len(paths) == 1 and label}


def first_row(field: Field, position: int = 1) -> str:
    """The path of the field, in the row at `position` when it lives in rows."""
    return f"{field.row_section}.{position}.{field.name}" if field.repeated else field.path


def _reasons(catalogue: Catalogue) -> dict[str, str]:
    """The reasons for a missing answer by their labels: the template offers them as words."""
    reasons = catalogue.lists.get("MISSING_REASON")
    if reasons is None:
        return {}
    return {word: row.code for row in reasons.rows for word in (row.en, row.ur)}
