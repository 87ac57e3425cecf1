"""Reading the reference data into one frozen catalogue, quickly, and refusing what does not hang together."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import msgspec
import tomli

from shared_models.catalogue.catalogue import Catalogue, kind_of_path
from shared_models.catalogue.codes import Code, CodeList
from shared_models.catalogue.computed import FORMULAS
from shared_models.catalogue.conditions import Condition, fields_of, parse_condition
from shared_models.catalogue.entries import CodeEntry, FieldEntry, KindEntry, ListEntry, RuleEntry, SectionEntry
from shared_models.catalogue.fields import Field, RecordKind, Section, Text
from shared_models.catalogue.in_use import reference_here
from shared_models.catalogue.kinds import FIELD_KINDS
from shared_models.catalogue.texts import read_reviewed, with_reviewed

__all__ = [
    "REFERENCE_FOLDER",
    "CatalogueError",
    "load_catalogue",
    "read_catalogue",
    "shipped_catalogue",
    "shipped_version",
]

REFERENCE_FOLDER = Path(__file__).parent.parent / "reference"
GEOGRAPHY_LISTS = {
    "PROVINCE": ("province", "صوبہ"),
    "DISTRICT": ("district", "ضلع"),
    "COUNTRY": ("country", "ملک"),
}
# Every question but permission may go unanswered for one of these reasons, unless its entry says otherwise.
USUAL_REASONS = ("DK", "RF", "NA", "NV")
# Columns of the geography files that are a property of every code; the others go to Code.extra.
CODE_COLUMNS = frozenset(CodeEntry.__struct_fields__) - {"extra"}


class CatalogueError(ValueError):
    """The reference data does not hang together; the text names the file or field."""


def load_catalogue() -> Catalogue:
    """The catalogue that counts here: of the published version in use (see `in_use`), else the shipped one."""
    published = reference_here()
    return shipped_catalogue() if published is None else published.catalogue


@cache
def shipped_catalogue() -> Catalogue:
    """The catalogue this program ships with, read once."""
    return read_catalogue(REFERENCE_FOLDER)


@cache
def shipped_version() -> str:
    """The version this program ships with, without reading all of it."""
    return str(_toml(REFERENCE_FOLDER / "reference.toml")["version"])


def read_catalogue(folder: Path) -> Catalogue:
    """The catalogue described by the files in `folder`. CatalogueError when they contradict each other."""
    try:
        kinds = _read_kinds(folder)
        sections = _read_sections(folder, kinds)
        lists = {found.name: found for found in (*_read_lists(folder), *_read_geography(folder))}
        fields = _read_fields(folder, kinds, sections)
        access = _read_access(folder)
        rules = _read_rules(folder)
    except (tomli.TOMLDecodeError, msgspec.ValidationError, ValueError) as refusal:
        raise CatalogueError(str(refusal)) from refusal
    version = str(_toml(folder / "reference.toml")["version"])
    catalogue = Catalogue(
        version, MappingProxyType(kinds), MappingProxyType(sections), MappingProxyType(fields),
        MappingProxyType(lists), MappingProxyType(access), MappingProxyType(rules),
    )  # fmt: skip
    _check_references(catalogue)
    return with_reviewed(catalogue, read_reviewed(folder))


def _toml(file: Path) -> dict[str, object]:
    try:
        return tomli.loads(file.read_text("utf-8"))
    except tomli.TOMLDecodeError as refusal:
        raise CatalogueError(f"{file.name}: {refusal}") from refusal


def _read_kinds(folder: Path) -> dict[str, RecordKind]:
    entries = msgspec.convert(_toml(folder / "kinds.toml"), dict[str, KindEntry])
    return {
        name: RecordKind(name, Text(entry.en, entry.ur, entry.label_source), entry.scope, sort)
        for sort, (name, entry) in enumerate(entries.items())
    }


def _read_sections(folder: Path, kinds: Mapping[str, RecordKind]) -> dict[str, Section]:
    entries = msgspec.convert(_toml(folder / "sections.toml"), dict[str, SectionEntry])
    sections = {}
    for sort, (path, entry) in enumerate(entries.items()):
        kind, _, name = path.partition(".")
        if kind not in kinds or not name:
            raise CatalogueError(f"section {path} belongs to no kind")
        sections[path] = Section(
            path, kind, name, Text(entry.en, entry.ur, entry.label_source),
            Text(entry.help_en, entry.help_ur, entry.label_source), sort, entry.shape, entry.sensitivity,
            entry.access_group, entry.required_quick, entry.required_complete, entry.question, entry.missing_reasons,
            entry.max_rows, entry.newest_by,
        )  # fmt: skip
    return sections


def _read_fields(folder: Path, kinds: Mapping[str, RecordKind], sections: Mapping[str, Section]) -> dict[str, Field]:
    fields: dict[str, Field] = {}
    for file in sorted((folder / "fields").glob("*/*.toml")):
        kind = file.parent.name
        if kind not in kinds:
            raise CatalogueError(f"{file.name} stands in the folder of the unknown kind {kind}")
        for path, entry in msgspec.convert(_toml(file), dict[str, FieldEntry]).items():
            if kind_of_path(path) != kind:
                raise CatalogueError(f"field {path} stands in the folder of {kind}")
            section = sections.get(f"{kind}.{entry.section}")
            if section is None:
                raise CatalogueError(f"field {path} names the unknown section {entry.section}")
            fields[path] = _field(path, entry, section, len(fields))
    # People are asked section by section; inside a section the file's order holds.
    return {field.path: field for field in sorted(fields.values(), key=lambda one: _place(one, sections))}


def _place(field: Field, sections: Mapping[str, Section]) -> tuple[int, int]:
    return sections[f"{field.kind_of_record}.{field.section}"].sort, field.sort


def _field(path: str, entry: FieldEntry, section: Section, sort: int) -> Field:
    shape = section.shape
    prefix = section.kind_of_record if shape == "plain" else section.path
    name = path.removeprefix(prefix + ".")
    if not path.startswith(prefix + ".") or "." in name or not name.isidentifier():
        raise CatalogueError(f"field {path} does not fit its section {section.path}")
    if entry.kind not in FIELD_KINDS:
        raise CatalogueError(f"field {path} has the unknown kind {entry.kind}")
    computed = entry.kind == "computed"
    if computed != bool(entry.formula) or (computed and entry.formula not in FORMULAS):
        raise CatalogueError(f"field {path}: a known formula belongs to a computed field, and only to one")
    if computed and (entry.required_quick or entry.required_complete):
        raise CatalogueError(f"field {path}: nobody can be asked for a computed field")
    usual = () if computed else USUAL_REASONS
    reasons = usual if entry.missing_reasons is None else entry.missing_reasons
    return Field(
        path=path, kind_of_record=section.kind_of_record, section=section.name, name=name, kind=entry.kind,
        text=Text(entry.en, entry.ur, entry.label_source),
        help_text=Text(entry.help_en, entry.help_ur, entry.label_source or "ours"), sort=sort,
        required_quick=entry.required_quick, required_complete=entry.required_complete, question=entry.question,
        alternatives=entry.alternatives, complete_alternatives=entry.complete_alternatives,
        quick_unless=_condition(path, entry.quick_unless), relevant_when=_condition(path, entry.relevant_when),
        code_list=entry.code_list, default=entry.default, sensitivity=entry.sensitivity or section.sensitivity,
        access_group=entry.access_group or section.access_group, merge=entry.merge, survivorship=entry.survivorship,
        match_role=entry.match_role, report_role=entry.report_role, promoted=entry.promoted, repeated=shape == "rows",
        ranked=entry.ranked, max_length=entry.max_length or FIELD_KINDS[entry.kind].max_length,
        minimum=entry.minimum, maximum=entry.maximum, not_after=entry.not_after, formula=entry.formula, paper=entry.paper,
        missing_reasons=reasons, since=entry.since, until=entry.until,
    )  # fmt: skip


def _condition(path: str, data: Mapping[str, object] | None) -> Condition | None:
    try:
        return None if data is None else parse_condition(data)
    except ValueError as refusal:
        raise CatalogueError(f"field {path}: {refusal}") from refusal


def _read_lists(folder: Path) -> Iterator[CodeList]:
    for file in sorted((folder / "lists").glob("*.toml")):
        for name, entry in msgspec.convert(_toml(file), dict[str, ListEntry]).items():
            rows = tuple(_code(row, sort) for sort, row in enumerate(entry.rows))
            yield CodeList(name, entry.en, entry.ur, rows, entry.label_source)


def _code(row: CodeEntry, sort: int) -> Code:
    return Code(
        row.code, row.en, row.ur, sort, row.parent, row.aliases, row.places, row.favourite, row.active_from,
        row.active_to, row.sensitivity, row.label_source, MappingProxyType(row.extra),
    )  # fmt: skip


def _read_geography(folder: Path) -> Iterator[CodeList]:
    for name, (en, ur) in GEOGRAPHY_LISTS.items():
        with (folder / "geography" / f"{name.lower()}.csv").open(encoding="utf-8", newline="") as file:
            rows = tuple(_geography_code(row, sort) for sort, row in enumerate(csv.DictReader(file)))
        yield CodeList(name, en, ur, rows)


def _geography_code(row: Mapping[str, str], sort: int) -> Code:
    def several(column: str) -> tuple[str, ...]:
        return tuple(part for part in (row.get(column) or "").split("|") if part)

    return Code(
        row["code"], row["en"], row["ur"], sort, row.get("parent", ""), several("aliases"), several("places"),
        row.get("favourite") == "yes", row.get("active_from", ""), row.get("active_to", ""),
        row.get("sensitivity", ""), row.get("label_source", ""),
        MappingProxyType({key: value for key, value in row.items() if key not in CODE_COLUMNS and value}),
    )  # fmt: skip


def _read_access(folder: Path) -> dict[tuple[str, str, str], str]:
    """access.toml: [group] ROLE = "own/other" (one word = both)."""
    table: dict[tuple[str, str, str], str] = {}
    for group, roles in msgspec.convert(_toml(folder / "access.toml"), dict[str, dict[str, str]]).items():
        for role, words in roles.items():
            own, _, other = words.partition("/")
            table[group, role, "own"] = own
            table[group, role, "other"] = other or own
    return table


def _read_rules(folder: Path) -> dict[str, RuleEntry]:
    return msgspec.convert(_toml(folder / "rules.toml"), dict[str, RuleEntry])


def _check_references(catalogue: Catalogue) -> None:
    """Every list, condition and access group a field names exists."""
    groups = {group for group, _, _ in catalogue.access_table}
    for field in catalogue.fields.values():
        if field.code_list and field.code_list not in catalogue.lists:
            raise CatalogueError(f"field {field.path} names the unknown list {field.code_list}")
        if bool(field.code_list) != (field.kind in {"code", "codes"}):
            raise CatalogueError(f"field {field.path}: a list belongs to the kinds code and codes, and only to them")
        if field.paper and (field.kind != "document_number" or field.paper not in catalogue.lists["DOC_TYPE"]):
            raise CatalogueError(f"field {field.path} names the unknown paper {field.paper}")
        if field.access_group not in groups:
            raise CatalogueError(f"field {field.path} names the unknown access group {field.access_group!r}")
        for condition in (field.relevant_when, field.quick_unless):
            unknown = fields_of(condition) - catalogue.fields.keys() if condition else frozenset()
            if unknown:
                raise CatalogueError(f"field {field.path} depends on unknown fields: {sorted(unknown)}")
    for name, rule in catalogue.rules.items():
        unknown = frozenset(rule.fields) - catalogue.fields.keys() | frozenset(rule.kinds) - catalogue.kinds.keys()
        if unknown:
            raise CatalogueError(f"rule {name} looks at what does not exist: {sorted(unknown)}")
