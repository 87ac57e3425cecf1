"""What holds for every imported row, whatever its file: permission on paper, silent questions, impossible values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_client.capture.admission import IMPORTED_KINDS, ONLY_SEALED, may_come_from_a_file
from desktop_client.capture.defaults import usual_answers, usual_in_rows
from desktop_client.capture.drafts import Draft
from desktop_client.capture.findings import Finding, Note
from desktop_client.capture.notes import note_text
from desktop_client.capture.paths import ROW_LEAF, kind_of
from shared_models.catalogue import Catalogue, Context, Problem, check_record, unanswered
from shared_models.catalogue.identifiers.cards import CARD_DIGITS, card_gender
from shared_models.catalogue.kinds import FIELD_KINDS
from shared_models.catalogue.kinds.identity import CARD_TYPES

__all__ = ["MappedRow", "RowDraft", "finish", "shown"]

NAMES = ("person.name_latin", "person.name_urdu")
NOTE = "episode.interviewer_note"
# Permission stood on paper: the register cannot say to what, so it is asked at the next contact.
CONSENT: Mapping[str, object] = {"episode.consent_method": "LEGACY_PAPER", "episode.tasks.1.kind": "ASK_CONSENT"}
SEALED_INSIDE = "sealed.belongs_inside"


@dataclass(frozen=True, slots=True)
class MappedRow:
    """
    A row that was read: values by path with row positions, findings, and a mark of its source.

    From a `refused` row nobody can be registered. `cells` and `noted` count the cells with something in them, and
    those whose words no rule understood.
    """

    number: int
    sheet: str
    legacy_ref: str
    person: Mapping[str, object]
    episode: Mapping[str, object]
    findings: tuple[Finding, ...]
    fingerprint: str
    refused: bool
    cells: int
    noted: int
    left_out: Mapping[str, str] = field(default_factory=dict)  # paths that no row may set: path -> rule


@dataclass
class RowDraft:
    """A row on its way: its place, its values so far, words for the note, findings."""

    sheet: str
    number: int
    draft: Draft
    notes: list[Note] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def find(self, column: str, value: str, rule: str, stored: str = "", detail: str = "") -> None:
        self.findings.append(Finding(self.sheet, self.number, column, value, rule, stored, detail))

    @property
    def has_name(self) -> bool:
        return any(name in self.draft.values for name in NAMES)


def finish(
    row: RowDraft,
    catalogue: Catalogue,
    defaults: Mapping[str, object],
    today: date,
    *,
    whole: bool = False,
) -> tuple[dict[str, object], dict[str, object]]:
    """
    The values of the person and of the episode, after everything that holds for every imported row.

    `whole` says that the row is a whole registration as this program wrote it: what is not in it was not answered.
    """
    row.draft.settle(defaults)
    row.draft.values.update(CONSENT)
    if not whole:
        _take_usual_answers(row, catalogue)
    _suggest_gender(row)
    _withdraw_impossible(row, catalogue, today)
    if row.has_name:
        _answer_quick_questions(row.draft, catalogue)
    _write_note(row, catalogue.fields[NOTE].max_length)
    by_kind: dict[str, dict[str, object]] = {"person": {}, "episode": {}}
    for path, value in row.draft.values.items():
        by_kind[kind_of(path)][path] = value
    return by_kind["person"], by_kind["episode"]


def shown(values: Mapping[str, object]) -> str:
    """Values as the report shows them."""
    return "; ".join(f"{path} = {value}" for path, value in values.items())


def _take_usual_answers(row: RowDraft, catalogue: Catalogue) -> None:
    for path, value in usual_in_rows(row.draft.values, catalogue).items():
        row.draft.values[path] = value
        row.find("", "", "default_taken", shown({path: value}))
    if row.has_name:
        row.draft.values.update(usual_answers(row.draft.values, catalogue))


def _suggest_gender(row: RowDraft) -> None:
    """The last digit of a card number suggests a gender. It is told, never stored."""
    values = row.draft.values
    for path, number in values.items():
        leaf = ROW_LEAF.match(path)
        if not leaf or leaf[1] != "person.documents" or leaf[3] != "number" or not isinstance(number, str):
            continue
        if values.get(path.removesuffix("number") + "type") not in CARD_TYPES or len(number) != CARD_DIGITS:
            continue
        hint, stated = card_gender(number), values.get("person.gender")
        if stated is None:
            row.find("", number, "gender_suggested", "", hint)
        elif stated in {"M", "F"} and stated != hint:
            row.find("", number, "gender_differs", shown({"person.gender": stated}), hint)
        return


def _withdraw_impossible(row: RowDraft, catalogue: Catalogue, today: date) -> None:
    """A value that the rules for whole records refuse goes to the note instead of stopping the registration."""
    values = row.draft.values
    # What is taken away may have been the reason for something else: asked again until nothing is left to take.
    while True:
        refused = [
            problem
            for kind in IMPORTED_KINDS
            for problem in check_record(kind, values, Context(today, "import"), catalogue)
            if problem.level == "block" and problem.path in values
        ]
        for problem in refused:
            _withdraw(row, problem, catalogue)
        if not refused:
            return


def _withdraw(row: RowDraft, problem: Problem, catalogue: Catalogue) -> None:
    value = row.draft.values.pop(problem.path, None)
    if value is None:
        return
    if problem.code == SEALED_INSIDE:
        # Neither the note nor the report may say what only a sealed entry may hold.
        field = catalogue.field_of(problem.path)
        row.find(field.path if field else "", "", ONLY_SEALED)
        return
    row.notes.append(Note(problem.path, _words(value)))
    row.find(problem.path, _words(value), "not_allowed", "", problem.code)


def _words(value: object) -> str:
    """A value for a note: a sum of money as it is written, everything else as text."""
    return FIELD_KINDS["money"].show(value, None, "en") if isinstance(value, Mapping) else str(value)


def _answer_quick_questions(draft: Draft, catalogue: Catalogue) -> None:
    """What quick mode asks and the file does not tell is "not available", never an invented answer."""
    for _round in range(len(catalogue.fields)):
        for path in unanswered("QUICK", draft.values, catalogue):
            leaf = catalogue.leaf_of(path + "!")
            if may_come_from_a_file(path, catalogue) and leaf is not None and "NV" in leaf.field.missing_reasons:
                draft.values[path + "!"] = "NV"
                break
        else:
            return


def _write_note(row: RowDraft, limit: int) -> None:
    values = row.draft.values
    written = values.get(NOTE)
    text, left_out = note_text([*([written] if isinstance(written, str) else []), *row.notes], limit)
    if text:
        values[NOTE] = text
        values.pop(NOTE + "!", None)
    for note in left_out:
        row.find(note.column, note.text, "note_full", "", str(limit))
