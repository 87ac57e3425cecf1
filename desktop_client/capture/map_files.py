"""Reads a map and proves it against the catalogue, so that a slip in it is found before the first row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import tomli

from desktop_client.capture.admission import never_importable
from desktop_client.capture.maps import TABLE, Meaning, RegisterMap, Value
from desktop_client.capture.paths import field_for, reasons_at, value_allowed
from desktop_client.capture.sheets import bad_file
from shared_models.catalogue import Catalogue

__all__ = ["load_map"]

# What a reference may name beside the columns of the map.
_PLACES = frozenset({"sheet", "row", "file"})


def load_map(path: Path, catalogue: Catalogue) -> RegisterMap:
    """The map in the file at `path`; ProblemError names the line and the key that cannot be right."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise bad_file("map_unreadable", path) from error
    try:
        found = msgspec.toml.decode(text, type=RegisterMap)
    except msgspec.ValidationError as error:
        raise bad_file("map_key", path, line=_line_of(text, str(error)), detail=str(error)) from error
    except (tomli.TOMLDecodeError, msgspec.DecodeError) as error:
        raise bad_file("map_syntax", path, detail=str(error)) from error
    _check_map(path, text, found, catalogue)
    return found


def _check_map(path: Path, text: str, found: RegisterMap, catalogue: Catalogue) -> None:
    for code, key in (
        *_wrong_reference(found),
        *_wrong_targets(found, catalogue),
        *_wrong_values(found, catalogue),
        *_wrong_expressions(found),
    ):
        raise bad_file(code, path, line=_line_of(text, key), key=key)


def _line_of(text: str, named: str) -> str:
    """The number of the first line that contains what is named, or what stands in backquotes in it; 0 for none."""
    words = re.findall(r"`([^`$]+)`", named) or [named]
    whole = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words))
    for number, line in enumerate(text.splitlines(), 1):
        if whole.search(line):
            return str(number)
    return "0"


def _wrong_reference(found: RegisterMap) -> Iterator[tuple[str, str]]:
    names = {column.name for column in found.column} | _PLACES
    for template in (found.legacy_ref, *found.legacy_ref_else):
        places = re.findall(r"\{([^{}]*)\}", template)
        if not set(places) - {"sheet", "file"}:
            yield "map_reference_constant", template
        yield from (("map_unknown_column", place) for place in places if place not in names)


def _wrong_targets(found: RegisterMap, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for target in _targets(found):
        if target.startswith(TABLE):
            if target.removeprefix(TABLE) not in found.tables:
                yield "map_unknown_table", target.removeprefix(TABLE)
        elif field_for(catalogue, target) is None and not reasons_at(catalogue, target):
            yield "map_unknown_field", target.removesuffix("!")
        elif (field := catalogue.field_of(target)) is not None and never_importable(field):
            yield "map_not_importable", target.removesuffix("!")


def _wrong_values(found: RegisterMap, catalogue: Catalogue) -> Iterator[tuple[str, str]]:
    for target, value in _constants(found):
        if not value_allowed(catalogue, target, value):
            yield "map_value_not_allowed", str(value)


def _wrong_expressions(found: RegisterMap) -> Iterator[tuple[str, str]]:
    patterns = [pattern for column in found.column for pattern in column.patterns]
    removed = [expression for column in found.column for expression in column.remove]
    for expression in (*found.rows.skip, *removed, *(pattern.match for pattern in patterns)):
        try:
            re.compile(expression)
        except re.error:
            yield "map_expression", expression
    for pattern in patterns:
        yield from (("map_unknown_group", name) for name in pattern.groups if f"(?P<{name}>" not in pattern.match)


def _constants(found: RegisterMap) -> list[tuple[str, Value]]:
    """Every value the map itself sets at a place."""
    meanings = [entry for table in found.tables.values() for entry in table.values()]
    fixed = [*found.defaults.items()]
    for column in found.column:
        meanings += column.words.values()
        fixed += [*column.with_values.items(), *column.otherwise.items()]
        fixed += [pair for pattern in column.patterns for pair in pattern.set.items()]
        places = [column.missing_at] if column.missing_at else column.to
        fixed += [(place + "!", reason) for place in places for reason in column.missing.values()]
    return fixed + [pair for meaning in meanings if isinstance(meaning, dict) for pair in meaning.items()]


def _targets(found: RegisterMap) -> list[str]:
    """Everything in the map that must name a field, a reason or a table."""
    targets = [*found.defaults, *(key for table in found.tables.values() for key in _keys(table.values()))]
    for column in found.column:
        single = (column.age_at, column.parent_to, column.place_to, column.word_to)
        targets += [*column.to, *filter(None, single), *column.with_values, *column.otherwise]
        targets += [column.missing_at + "!"] if column.missing_at else []
        targets += [TABLE + column.table] if column.table else []
        targets += _keys(column.words.values())
        targets += [key for pattern in column.patterns for key in (*pattern.groups.values(), *pattern.set)]
    return targets


def _keys(meanings: Iterable[Meaning]) -> list[str]:
    return [key for meaning in meanings if isinstance(meaning, dict) for key in meaning]
