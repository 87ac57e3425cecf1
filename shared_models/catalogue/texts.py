"""Every text of the reference data under a key of its own, and the words that reviewers put in their place."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.codes import Code, CodeList
from shared_models.catalogue.fields import Field, RecordKind, Section, Text

__all__ = [
    "REVIEWED_FILE", "ReviewedText", "read_reviewed", "reviewed_sentences", "texts_of", "with_reviewed",
    "write_reviewed",
]  # fmt: skip

REVIEWED_FILE: Final = "reviewed.csv"
REVIEWED: Final = "reviewed"
Sentences = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class ReviewedText:
    """
    What somebody who reviewed a text made of it.

    It counts only while the entry still says `en_before` and `ur_before`: an entry that was written anew is a new text,
    and is reviewed anew.
    """

    key: str
    en_before: str
    ur_before: str
    en: str
    ur: str
    reviewed_by: str = ""
    reviewed_on: str = ""
    comment: str = ""

    @property
    def before(self) -> tuple[str, str]:
        """The text of the entry in both languages."""
        return self.en_before, self.ur_before


Reviewed = Mapping[str, ReviewedText]
_COLUMNS: Final = tuple(column.name for column in fields(ReviewedText))


def read_reviewed(folder: Path) -> Reviewed:
    """The reviewed texts in `folder` by key; none where nobody reviewed. Raises ValueError when columns are missing."""
    file = folder / REVIEWED_FILE
    if not file.exists():
        return MappingProxyType({})
    with file.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if set(rows.fieldnames or ()) != set(_COLUMNS):
            raise ValueError(f"{REVIEWED_FILE} has other columns than {', '.join(_COLUMNS)}")
        return MappingProxyType({row["key"]: ReviewedText(**{name: row[name] or "" for name in row}) for row in rows})


def write_reviewed(texts: Reviewed) -> bytes:
    """The file of these texts, in the order of their keys: the same texts give the same bytes."""
    written = io.StringIO(newline="")
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(_COLUMNS)
    rows.writerows([getattr(text, name) for name in _COLUMNS] for _, text in sorted(texts.items()))
    return written.getvalue().encode()


def texts_of(catalogue: Catalogue, sentences: Sentences) -> Iterator[tuple[str, Text]]:
    """(key, text) of everything people can read, in the order they meet it; the problems' sentences last."""
    for kind in catalogue.kinds.values():
        yield f"kinds/{kind.name}", kind.text
    for section in catalogue.sections.values():
        yield f"sections/{section.path}", section.text
        yield f"sections/{section.path}/help", section.help_text
        for field in catalogue.fields_of(section.kind_of_record, section.name):
            yield f"fields/{field.path}", field.text
            yield f"fields/{field.path}/help", field.help_text
    for codes in sorted(catalogue.lists.values(), key=lambda one: one.name):
        yield f"lists/{codes.name}", Text(codes.en, codes.ur, codes.label_source)
        for row in codes.rows:
            yield f"lists/{codes.name}/{row.code}", Text(row.en, row.ur, row.label_source)
    for code, entry in sorted(sentences.items()):
        yield f"problems/{code}", Text(entry["en"], entry["ur"], entry.get("label_source", "ours"))


def with_reviewed(catalogue: Catalogue, reviewed: Reviewed) -> Catalogue:
    """The catalogue with the reviewers' words in place of its own."""
    if not reviewed:
        return catalogue
    return replace(
        catalogue,
        kinds=MappingProxyType({name: _kind(kind, reviewed) for name, kind in catalogue.kinds.items()}),
        sections=MappingProxyType({path: _section(one, reviewed) for path, one in catalogue.sections.items()}),
        fields=MappingProxyType({path: _field(field, reviewed) for path, field in catalogue.fields.items()}),
        lists=MappingProxyType({name: _list(codes, reviewed) for name, codes in catalogue.lists.items()}),
    )


def reviewed_sentences(sentences: Sentences, reviewed: Reviewed) -> Sentences:
    """The sentences with the reviewers' words in place of their own."""
    found = dict(sentences)
    for code, entry in sentences.items():
        text = _words(f"problems/{code}", Text(entry["en"], entry["ur"]), reviewed)
        if (text.en, text.ur) != (entry["en"], entry["ur"]):
            found[code] = {**entry, "en": text.en, "ur": text.ur}
    return found


def _words(key: str, text: Text, reviewed: Reviewed) -> Text:
    found = reviewed.get(key)
    if found is None or found.before != (text.en, text.ur):
        return text
    return Text(found.en, found.ur, REVIEWED if found.reviewed_by else text.source)


def _kind(kind: RecordKind, reviewed: Reviewed) -> RecordKind:
    return replace(kind, text=_words(f"kinds/{kind.name}", kind.text, reviewed))


def _section(section: Section, reviewed: Reviewed) -> Section:
    key = f"sections/{section.path}"
    text, help_text = _words(key, section.text, reviewed), _words(f"{key}/help", section.help_text, reviewed)
    return replace(section, text=text, help_text=help_text)


def _field(field: Field, reviewed: Reviewed) -> Field:
    key = f"fields/{field.path}"
    text, help_text = _words(key, field.text, reviewed), _words(f"{key}/help", field.help_text, reviewed)
    return replace(field, text=text, help_text=help_text)


def _list(codes: CodeList, reviewed: Reviewed) -> CodeList:
    key = f"lists/{codes.name}"
    name = _words(key, Text(codes.en, codes.ur, codes.label_source), reviewed)
    rows = tuple(_code(row, f"{key}/{row.code}", reviewed) for row in codes.rows)
    return CodeList(codes.name, name.en, name.ur, rows, name.source)


def _code(row: Code, key: str, reviewed: Reviewed) -> Code:
    text = _words(key, Text(row.en, row.ur, row.label_source), reviewed)
    return replace(row, en=text.en, ur=text.ur, label_source=text.source)
