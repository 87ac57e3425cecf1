"""Decides which fields a file may fill in: permission, sealed answers and what the program makes itself are not for it."""

from __future__ import annotations

from typing import Final

from shared_models.catalogue import Catalogue, Field
from shared_models.catalogue.codes import word_key

__all__ = ["IMPORTED_KINDS", "ONLY_SEALED", "is_sealed_word", "may_come_from_a_file", "never_importable", "why_not"]

IMPORTED_KINDS: Final = ("person", "episode")
ONLY_SEALED = "only_sealed"
_SEALED: Final = "S3"
# Permission is an act of the person towards the desk that will use the answers: whose words, which text was read out,
# who witnessed it. A register proves none of that, whatever its columns are called; and a line that this program wrote
# can be edited, or be about somebody who has said no since. So no file brings permission, an export of our own
# included, and the record that comes from it carries the task to ask. Taking permission back is left out for the same
# reason: there is nothing yet to take back, and the words stay in the note.
_PERMISSION: Final = frozenset({"episode.consent", "person.withdrawals"})
# Numbers and links that the program gives, and tasks that follow from what was registered.
_GIVEN_BY_THE_PROGRAM: Final = frozenset({"episode.registration_no", "person.legacy_ref"})
_TASKS: Final = "episode.tasks"
# A fingerprint without its file proves nothing, a second result could contradict its answers, an id names no one here.
_MADE_NOT_TOLD: Final = frozenset({"attachment", "computed", "link", "ciphertext", "void"})


def may_come_from_a_file(path: str, catalogue: Catalogue) -> bool:
    """Whether a file may set `path`; what the catalogue does not know is judged by others."""
    return not why_not(path, catalogue)


def why_not(path: str, catalogue: Catalogue) -> str:
    """The rule by which a file may not set `path` (with or without a row, a member or `!`); empty when it may."""
    field = catalogue.fields.get(path.removesuffix("!")) or catalogue.field_of(path)
    if field is None:
        return ""
    rule = never_importable(field)
    if rule:
        return rule
    section = f"{field.kind_of_record}.{field.section}"
    if field.path in _GIVEN_BY_THE_PROGRAM or section == _TASKS:
        return "made_by_program"
    return "not_for_a_file" if section in _PERMISSION else ""


def never_importable(field: Field) -> str:
    """The rule by which no file and no map can mean this field at all; empty for ordinary ones."""
    if field.sensitivity == _SEALED:
        return ONLY_SEALED
    if field.kind in _MADE_NOT_TOLD or field.kind_of_record not in IMPORTED_KINDS:
        return "made_by_program"
    return ""


def is_sealed_word(text: str, catalogue: Catalogue) -> bool:
    """Whether the word is an answer that only a sealed entry may hold, and no ordinary one: not even a note may keep it."""
    key = word_key(text)
    found = [codes.get(code) for codes in catalogue.lists.values() for code in codes.named(key)]
    return bool(found) and all(row is not None and row.sensitivity == _SEALED for row in found)
