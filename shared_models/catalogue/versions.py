"""What a later version of the reference data may not do to an earlier one, so that every old record stays readable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.loading import REFERENCE_FOLDER, load_catalogue
from shared_models.catalogue.problems import Problem, problem

__all__ = [
    "PUBLISHED_FILE", "FieldShape", "VersionShape", "compare_versions", "next_version", "read_published", "shape_of",
    "version_order", "write_published",
]  # fmt: skip

PUBLISHED_FILE: Final = "published.json"
_VERSION: Final = re.compile(r"\d{1,6}(\.\d{1,6}){1,3}")


class FieldShape(msgspec.Struct, frozen=True, omit_defaults=True):
    """What of a field stored values rest on; `until` is the day it was retired on, empty while it is asked."""

    kind: str
    code_list: str = ""
    ranked: bool = False
    until: str = ""


class VersionShape(msgspec.Struct, frozen=True):
    """
    The names of a version, without its texts and rules.

    `sections` gives the shape of each section by path ("plain", "group" or "rows"), `lists` the codes of each list with
    the day from which a code is no longer used ("" while it is).
    """

    version: str
    kinds: tuple[str, ...]
    sections: dict[str, str]
    fields: dict[str, FieldShape]
    lists: dict[str, dict[str, str]]


def shape_of(catalogue: Catalogue) -> VersionShape:
    """The names of a catalogue, sorted, so that the same catalogue gives the same file."""
    return VersionShape(
        version=catalogue.version,
        kinds=tuple(sorted(catalogue.kinds)),
        sections={path: section.shape for path, section in sorted(catalogue.sections.items())},
        fields={
            path: FieldShape(field.kind, field.code_list, field.ranked, field.until)
            for path, field in sorted(catalogue.fields.items())
        },
        lists={
            name: {row.code: row.active_to for row in sorted(codes.rows, key=lambda one: one.code)}
            for name, codes in sorted(catalogue.lists.items())
        },
    )


def compare_versions(old: VersionShape, new: VersionShape) -> tuple[Problem, ...]:
    """
    Why `new` may not follow `old`, one problem for each broken name; nothing when it may.

    New kinds, sections, fields, lists and codes are welcome, so are retirements with a day, other texts and other rules.
    """
    return tuple(
        sorted(
            [
                *_numbers(old, new),
                *_missing("kind", old.kinds, new.kinds),
                *_missing("section", old.sections, new.sections),
                *_missing("field", old.fields, new.fields),
                *_missing("list", old.lists, new.lists),
                *_sections(old, new),
                *_fields(old, new),
                *_codes(old, new),
            ]
        )
    )


def version_order(version: str) -> tuple[int, ...]:
    """What versions are ordered by: `2026.11.10` follows `2026.11.9`. Raises ValueError for what is no version."""
    if not _VERSION.fullmatch(version):
        raise ValueError(f"{version[:40]!r} is no version of reference data")
    return tuple(int(part) for part in version.split("."))


def next_version(*versions: str) -> str:
    """The version that follows all of these."""
    *before, last = max(version_order(version) for version in versions)
    return ".".join(str(part) for part in (*before, last + 1))


def read_published(folder: Path = REFERENCE_FOLDER) -> VersionShape:
    """The names of the last version that went out, as they were written down then."""
    return msgspec.json.decode((folder / PUBLISHED_FILE).read_bytes(), type=VersionShape)


def write_published(folder: Path = REFERENCE_FOLDER) -> None:
    """Write down the present names as those of the last version that went out. On purpose only: they hold for ever."""
    text = msgspec.json.format(msgspec.json.encode(shape_of(load_catalogue())), indent=1)
    (folder / PUBLISHED_FILE).write_bytes(text + b"\n")


def _numbers(old: VersionShape, new: VersionShape) -> Iterator[Problem]:
    if version_order(new.version) <= version_order(old.version) and new != old:
        yield problem("reference.version_not_newer", before=old.version, after=new.version)


def _missing(what: str, old: Mapping[str, object] | tuple[str, ...], new: object) -> Iterator[Problem]:
    names = new if isinstance(new, Mapping | tuple) else ()
    for name in old:
        if name not in names:
            yield problem(f"reference.{what}_removed", name, name=name)


def _sections(old: VersionShape, new: VersionShape) -> Iterator[Problem]:
    for path, shape in old.sections.items():
        if new.sections.get(path, shape) != shape:
            yield problem("reference.section_shape", path, name=path, before=shape, after=new.sections[path])
    for path in new.fields:
        if path in old.sections:
            yield problem("reference.name_reused", path, name=path)
    for path in new.sections:
        if path in old.fields:
            yield problem("reference.name_reused", path, name=path)


def _fields(old: VersionShape, new: VersionShape) -> Iterator[Problem]:
    for path, before in old.fields.items():
        after = new.fields.get(path)
        if after is None:
            continue
        if after.kind != before.kind:
            yield problem("reference.field_retyped", path, name=path, before=before.kind, after=after.kind)
        elif after.code_list != before.code_list:
            yield problem("reference.field_list", path, name=path, before=before.code_list, after=after.code_list)
        if after.ranked != before.ranked:
            yield problem("reference.field_ranked", path, name=path)
        if before.until and not after.until:
            yield problem("reference.name_reused", path, name=path)


def _codes(old: VersionShape, new: VersionShape) -> Iterator[Problem]:
    for name, before in old.lists.items():
        after = new.lists.get(name)
        if after is None:
            continue
        for code, ended in before.items():
            if code not in after:
                yield problem("reference.code_removed", f"{name}.{code}", name=code, list=name)
            elif ended and not after[code]:
                yield problem("reference.name_reused", f"{name}.{code}", name=f"{name} {code}")


if __name__ == "__main__":
    write_published()
