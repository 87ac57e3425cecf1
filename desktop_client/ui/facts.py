"""A registration as the window shows it: facts by section, each asked of the access table, with what it said before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_client.services import people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import FieldWrite, Registration
from desktop_client.ui.ports import EarlierValue, Fact, SectionFacts, Source, Visibility
from shared_models.catalogue import Field, access, mask, members_of
from shared_models.catalogue.catalogue import kind_of_path
from shared_models.catalogue.validation import show_value
from shared_models.records.changes import Value
from shared_models.records.rows import by_position

_NOT_SHOWN = frozenset({"link"})


def section_facts(desk: OpenDesk, registration: Registration) -> tuple[SectionFacts, ...]:
    """Every answered field of a person and the newest return, in catalogue order."""
    values = by_position(registration.values)
    writes = {
        record.kind: people.history(desk, record.id)
        for record in (registration.person, registration.episode)
        if record is not None
    }
    found: list[SectionFacts] = []
    for section in desk.catalogue.sections.values():
        fields = desk.catalogue.fields_of(section.kind_of_record, section.name)
        for row in _rows(section.path, values) if section.repeated else [0]:
            facts = [_fact(desk, field, row, values, writes.get(section.kind_of_record, ())) for field in fields]
            shown = tuple(fact for fact in facts if fact is not None)
            if shown:
                found.append(SectionFacts(section.path, shown, row))
    return tuple(found)


def _rows(section: str, values: Mapping[str, Value]) -> list[int]:
    starts = {path.removeprefix(section + ".").split(".", 1)[0] for path in values if path.startswith(section + ".")}
    return sorted(int(start) for start in starts if start.isdecimal())


def _path(field: Field, row: int) -> str:
    return f"{field.row_section}.{row}.{field.name}" if row else field.path


def _fact(
    desk: OpenDesk, field: Field, row: int, values: Mapping[str, Value], writes: Sequence[FieldWrite]
) -> Fact | None:
    path = _path(field, row)
    right = access(desk.person.role, "own", field, desk.catalogue)
    if right == "hidden" or field.kind in _NOT_SHOWN:
        return None
    visibility: Visibility = "masked" if right in {"masked", "write-once"} else "read"
    english, urdu = _words(desk, field, path, values, visibility)
    if not english:
        return None
    history = _history(desk, field, path, writes, visibility)
    return Fact(path, english, urdu, visibility, _source(values, path), history)


def _words(
    desk: OpenDesk, field: Field, path: str, values: Mapping[str, Value], visibility: Visibility
) -> tuple[str, str]:
    reason = values.get(path + "!")
    if reason is not None:
        reasons = desk.catalogue.lists["MISSING_REASON"]
        return reasons.label(str(reason), "en"), reasons.label(str(reason), "ur")
    value: Value = values.get(path)
    if field.kind == "codes":
        value = members_of(field, values, path.split(".")[2] if field.repeated else "")
    if value is None or value == ():
        return "", ""
    if visibility == "masked":
        return mask(field, value), mask(field, value)
    return show_value(field, value, "en", desk.catalogue), show_value(field, value, "ur", desk.catalogue)


def _source(values: Mapping[str, Value], path: str) -> Source:
    if values.get("episode.consent_method") == "LEGACY_PAPER":
        return "register"
    evidence = values.get(path.rpartition(".")[0] + ".evidence")
    if evidence is None:
        return ""
    return {"E0": "told", "E3": "scanned"}.get(str(evidence), "paper")  # type: ignore[return-value]


def _history(
    desk: OpenDesk, field: Field, path: str, writes: Sequence[FieldWrite], visibility: Visibility
) -> tuple[EarlierValue, ...]:
    earlier: list[EarlierValue] = []
    for write in reversed(writes):
        changed = by_position({**write.change.set})
        touched = path in changed or any(leaf.startswith(path + ".") for leaf in changed)
        if kind_of_path(path) != write.change.kind or not touched or write.refused:
            continue
        shown, _ = _words(desk, field, path, changed, visibility)
        earlier.append(EarlierValue(shown, write.change.author, _desk_name(desk, write), write.change.at))
    return tuple(earlier)


def _desk_name(desk: OpenDesk, write: FieldWrite) -> str:
    """The letters of this desk; another desk of the office is named by the start of its id until a list of desks comes."""
    device = write.change.id.device
    return desk.identity.code if device == desk.identity.device else device[:4]
