"""The catalogue: every record kind, section, field and code list of one published version, frozen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from shared_models.catalogue.codes import CodeList
from shared_models.catalogue.entries import RuleEntry
from shared_models.catalogue.fields import Field, Leaf, RecordKind, Section, Text

__all__ = ["Catalogue", "kind_of_path"]

ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
RECORD_VOID = ".$void"  # a whole record withdrawn
ROW_DEPTH = 4  # kind.section.row.field
VOID = Text("withdrawn because", "واپس لینے کی وجہ", "ours")
MAX_VOID_REASON = 200
# The office a record belongs to, moved by its supervisor or by head office, and why.
OFFICE = Text("office", "دفتر", "ours")
OFFICE_REASON = Text("moved because", "منتقلی کی وجہ", "ours")
KIND_THAT_MOVES = "person"  # what hangs on a person moves with the person
LEAVES_REMEMBERED = 16_384


def kind_of_path(path: str) -> str:
    """The record kind a leaf path belongs to."""
    return path.partition(".")[0]


@dataclass(frozen=True)
class Catalogue:
    """
    One version of the reference data, ready to be asked.

    `fields` is keyed by path without row ids and in the order people are asked; `access_table` by access group, role
    and relation; `rules` by name.
    """

    version: str
    kinds: Mapping[str, RecordKind]
    sections: Mapping[str, Section]
    fields: Mapping[str, Field]
    lists: Mapping[str, CodeList]
    access_table: Mapping[tuple[str, str, str], str]
    rules: Mapping[str, RuleEntry] = dataclass_field(default_factory=lambda: MappingProxyType({}))
    # What readers worked out once of this version, under a name of their own.
    derived: dict[tuple[str, ...], Any] = dataclass_field(default_factory=dict, init=False, repr=False, compare=False)

    def field_of(self, leaf_path: str) -> Field | None:
        """
        The field a leaf path belongs to, None when this version does not know it.

        Row ids, members of a set and a trailing "!" are resolved. A section's own missing reason (`person.documents!`)
        gives a field of kind "rows", a withdrawn row (`….void`) or record (`….$void`) one of kind "void".
        """
        leaf = self.leaf_of(leaf_path)
        return leaf.field if leaf else None

    def leaf_of(self, leaf_path: str) -> Leaf | None:
        """The leaf path taken apart, None when this version does not know it."""
        known = self._leaves
        try:
            return known[leaf_path]
        except KeyError:
            leaf = self._take_apart(leaf_path)
        if len(known) >= LEAVES_REMEMBERED:
            known.clear()  # every opening of a desk brings row ids of its own; the old ones never come again
        if leaf is not None:
            field = leaf.field
            section = f"{field.kind_of_record}.{field.section}" if leaf.row else ""
            leaf = leaf._replace(key=f"{field.path}/{leaf.member}/{leaf.part}", section=section)
        known[leaf_path] = leaf
        return leaf

    def _take_apart(self, leaf_path: str) -> Leaf | None:
        direct = self.fields.get(leaf_path)
        if direct is not None:
            return None if direct.repeated else Leaf(direct)
        if leaf_path.endswith(RECORD_VOID):
            return self._record_void(leaf_path.removesuffix(RECORD_VOID))
        if leaf_path in self._office_fields:
            return Leaf(self._office_fields[leaf_path])
        if leaf_path.endswith("!"):
            base = self._rows_fields.get(leaf_path[:-1])
            if base is not None:
                return Leaf(base, part="reason")
            leaf = self.leaf_of(leaf_path[:-1])
            return leaf._replace(part="reason") if leaf and leaf.part == "value" and not leaf.member else None
        return self._row_leaf(leaf_path) or self._member_leaf(leaf_path)

    def fields_of(self, kind: str, section: str = "") -> tuple[Field, ...]:
        """The fields of a record kind (and one of its sections) in the order people are asked."""
        return tuple(
            field
            for field in self.fields.values()
            if field.kind_of_record == kind and (not section or field.section == section)
        )

    def sections_of(self, kind: str) -> tuple[Section, ...]:
        """The sections of a record kind in the order people are asked."""
        return tuple(section for section in self.sections.values() if section.kind_of_record == kind)

    def questions(self) -> Mapping[int, tuple[str, ...]]:
        """The questions of quick mode: number -> paths of the fields and sections it fills."""
        found: dict[int, list[str]] = {}
        parts: list[Section | Field] = [*self.sections.values(), *self.fields.values()]
        for part in parts:
            if part.question:
                found.setdefault(part.question, []).append(part.path)
        return {number: tuple(found[number]) for number in sorted(found)}

    def codes_of(self, field: Field) -> CodeList | None:
        """The code list a field chooses from, None for other kinds of field."""
        return self.lists.get(field.code_list) if field.code_list else None

    @cached_property
    def _leaves(self) -> dict[str, Leaf | None]:
        """Paths taken apart before: row ids count inside their record, so the same paths come again and again."""
        return {}

    @cached_property
    def _rows_fields(self) -> dict[str, Field]:
        """A stand-in field per repeated section, for what is said about all its rows at once."""
        return {
            section.path: Field(
                section.path, section.kind_of_record, section.name, section.name, "rows", section.text,
                section.help_text, section.sort, required_quick=section.required_quick,
                required_complete=section.required_complete, question=section.question,
                sensitivity=section.sensitivity, access_group=section.access_group,
                missing_reasons=section.missing_reasons,
            )
            for section in self.sections.values()
            if section.repeated
        }  # fmt: skip

    @cached_property
    def _void_fields(self) -> dict[str, Field]:
        return {
            path: Field(
                f"{path}.void", field.kind_of_record, field.section, "void", "void", VOID, VOID, field.sort,
                sensitivity=field.sensitivity, access_group=field.access_group, repeated=True,
                max_length=MAX_VOID_REASON,
            )
            for path, field in self._rows_fields.items()
        }  # fmt: skip

    def _record_void(self, kind: str) -> Leaf | None:
        if kind not in self.kinds:
            return None
        field = Field(
            kind + RECORD_VOID, kind, "", "$void", "void", VOID, VOID, 0, access_group="ids", max_length=MAX_VOID_REASON
        )
        return Leaf(field, part="void")

    @cached_property
    def _office_fields(self) -> dict[str, Field]:
        kind = KIND_THAT_MOVES
        office = Field(
            f"{kind}.$office", kind, "", "$office", "code", OFFICE, OFFICE, 0, code_list="OFFICE", access_group="office"
        )
        why = Field(
            f"{kind}.$office_reason", kind, "", "$office_reason", "text", OFFICE_REASON, OFFICE_REASON, 0,
            access_group="office", max_length=MAX_VOID_REASON,
        )  # fmt: skip
        return {field.path: field for field in (office, why)} if kind in self.kinds else {}

    def _row_leaf(self, leaf_path: str) -> Leaf | None:
        parts = leaf_path.split(".")
        if len(parts) < ROW_DEPTH or not ROW_ID.fullmatch(parts[2]):
            return None
        section, name = f"{parts[0]}.{parts[1]}", parts[3]
        if name == "void" and len(parts) == ROW_DEPTH and section in self._void_fields:
            return Leaf(self._void_fields[section], parts[2], part="void")
        field = self.fields.get(f"{section}.{name}")
        if field is None or not field.repeated:
            return None
        if len(parts) == ROW_DEPTH:
            return Leaf(field, parts[2])
        return Leaf(field, parts[2], parts[4]) if len(parts) == ROW_DEPTH + 1 and field.kind == "codes" else None

    def _member_leaf(self, leaf_path: str) -> Leaf | None:
        base, _, member = leaf_path.rpartition(".")
        field = self.fields.get(base)
        return Leaf(field, member=member) if field and field.kind == "codes" and member and not field.repeated else None
