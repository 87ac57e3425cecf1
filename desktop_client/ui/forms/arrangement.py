"""Where the fields of a form stand: the catalogue says which are asked, this page only says what stands side by side."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from desktop_client.ui.forms.editors import can_be_typed
from desktop_client.ui.forms.reading import SYSTEM_KINDS
from desktop_client.wording.language import _
from shared_models.catalogue.access import access
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.conditions import fields_of
from shared_models.catalogue.fields import Field

A_ROW = 2
RETURN_TYPE, DIED_ABROAD = "episode.return_type", "DCE"

# Order of the conversation in quick mode. A field that is not named here and is asked in quick mode follows by itself.
QUICK_ROWS: tuple[tuple[str, ...], ...] = (
    ("person.name_latin", "person.name_urdu"),
    ("person.father_name_latin", "person.father_name_urdu"),
    ("person.gender", "person.birth"),
    ("person.husband_name_latin", "person.husband_name_urdu"),
    ("person.documents.1.number", "person.documents.1.evidence", "person.phones.1.number", "person.phones.1.owner"),
    ("person.address_permanent.district", "episode.trips.1.country"),
    ("episode.return_date", "episode.return_type", "episode.needs"),
)

# The checklist of papers after a death: a field for each paper, whose help says who issues it.
DEATH_PAPERS = "episode.death_papers"
# Of somebody who died abroad: who he or she was, and who speaks for the family. Needs are not asked.
DEATH_ROWS: tuple[tuple[str, ...], ...] = (
    *QUICK_ROWS[:3],
    ("person.documents.1.number", "person.documents.1.evidence", "person.address_permanent.district"),
    ("episode.trips.1.country", "episode.return_date", "episode.return_type"),
    ("episode.respondent", "episode.respondent_name"),
    ("episode.respondent_phone", "person.phones.1.number", "person.phones.1.owner"),
)
NOT_ASKED_AFTER_A_DEATH = frozenset({
    "person.education", "person.languages", "person.skills", "person.certificates", "person.licences", "episode.wishes",
    "episode.needs_asked", "episode.health", "person.contact", "person.address_current",
})  # fmt: skip


def is_after_a_death(answers: Mapping[str, object]) -> bool:
    """Whether a form is about somebody who died abroad; the family is served."""
    return answers.get(RETURN_TYPE) == DIED_ABROAD


def left_out_of(catalogue: Catalogue, answers: Mapping[str, object], *, correcting: bool) -> frozenset[str]:
    """Sections that a form does not ask: after a death what is the living's, else what is asked after a death alone.

    Correcting a record asks everything that it can be about; what was answered stays in sight, whatever was said since.
    """
    if is_after_a_death(answers):
        return frozenset() if correcting else NOT_ASKED_AFTER_A_DEATH
    return frozenset(
        path
        for path in catalogue.sections
        if _after_a_death_alone(catalogue, path) and not _answered(catalogue, path, answers)
    )


def _after_a_death_alone(catalogue: Catalogue, section: str) -> bool:
    """Whether every field of a section hangs on how somebody came back, and none of them on anything else."""
    kind, name = section.split(".", 1)
    conditions = [field.relevant_when for field in catalogue.fields_of(kind, name)]
    return bool(conditions) and all(one is not None and fields_of(one) == {RETURN_TYPE} for one in conditions)


def _answered(catalogue: Catalogue, section: str, answers: Mapping[str, object]) -> bool:
    fields = (catalogue.field_of(path) for path, answer in answers.items() if answer is not None)
    return any(field is not None and f"{field.kind_of_record}.{field.section}" == section for field in fields)


# Answered before the form (permission), or by the program, the scanner and registers that were taken over.
NOT_IN_FORMS = frozenset({
    "episode.c_register", "episode.consent_method", "episode.consent_version", "episode.registration_no",
    "episode.registered_on", "person.legacy_ref", "person.surname_latin", "person.given_latin",
    "person.documents.1.raw_scan",
})  # fmt: skip
# What the program keeps for itself, and what has pages of its own.
NOT_A_SECTION = frozenset({"episode.tasks", "person.withdrawals"})

# Set by the form when the field beside it is answered; shown with its own section, not on the quick screen.
FOLLOWS_ANOTHER = frozenset({
    "person.documents.1.type", "person.address_permanent.province", "episode.return_from_country",
})  # fmt: skip


# Made by the program; nobody types them, they can be read where a record has them.
READ_ONLY = SYSTEM_KINDS - {"link", "ciphertext"}


def quick_label(path: str) -> str | None:
    """On the quick screen a field of a row stands without its section's title and needs the longer word."""
    words = {"person.documents.1.number": _("Card number"), "episode.trips.1.country": _("Last country")}
    return words.get(path)


def death_label(path: str) -> str | None:
    """Words change when the person of the form has died: nobody is asked for "your" name."""
    words = {
        "person.name_latin": _("Name of the late person"),
        "person.name_urdu": _("Name of the late person, in Urdu"),
        "person.documents.1.number": _("Card number of the late person"),
        "episode.return_date": _("When he or she was brought home"),
        "episode.respondent": _("Who speaks for the family?"),
        "episode.respondent_name": _("Name of this relative"),
        "episode.respondent_phone": _("Phone of this relative"),
        "person.phones.1.number": _("Another phone of the family"),
    }
    return words.get(path) or quick_label(path)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows of leaf paths; rows of repeated sections are named by position."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for row in self.rows for path in row)


def quick_arrangement(catalogue: Catalogue, *, death: bool = False) -> Arrangement:
    """The one screen of quick mode."""
    wanted = DEATH_ROWS if death else QUICK_ROWS
    rows = [tuple(path for path in row if catalogue.field_of(path) is not None) for row in wanted]
    if death:
        return Arrangement(tuple(rows))
    placed = {path for row in rows for path in row}
    more = [
        path
        for field in catalogue.fields.values()
        if _asked_quickly(field, catalogue) and (path := _leaf(field)) not in placed
    ]
    return Arrangement(tuple(row for row in rows if row) + _two_by_two(catalogue, more))


def section_arrangement(
    catalogue: Catalogue, section: str, role: str = "", row: str = "1", shown: Collection[str] = ()
) -> Arrangement:
    """What a section asks: in rows all fields of one row, elsewhere what the quick screen does not ask already.

    `section` is a section's path, `person.documents`. Fields that `role` may not see are left out; what
    the program writes itself is among `shown`, the leaves a record has, or left out too.
    """
    repeated = catalogue.sections[section].repeated
    quick = set() if repeated else set(quick_arrangement(catalogue).paths)
    fields = [
        field
        for field in catalogue.fields.values()
        if f"{field.kind_of_record}.{field.section}" == section
        and (_asked(field, catalogue, role) or (field.kind in READ_ONLY and _leaf(field, row) in shown))
    ]
    found = [path for field in fields if (path := _leaf(field, row)) not in quick]
    return Arrangement(_two_by_two(catalogue, found))


def sections_to_ask(catalogue: Catalogue, role: str = "") -> tuple[str, ...]:
    """The sections that ask something beyond the quick screen, in the order of the conversation."""
    wanted = [path for path, section in catalogue.sections.items() if section.kind_of_record in {"person", "episode"}]
    return tuple(
        path for path in wanted if path not in NOT_A_SECTION and section_arrangement(catalogue, path, role).rows
    )


def _leaf(field: Field, row: str = "1") -> str:
    """The leaf path, in rows that of the given one."""
    return f"{field.row_section}.{row}.{field.name}" if field.repeated else field.path


def _asked(field: Field, catalogue: Catalogue, role: str = "") -> bool:
    wanted = can_be_typed(field) and not field.until and _leaf(field) not in NOT_IN_FORMS and field.sensitivity != "S3"
    return wanted and (not role or access(role, "own", field, catalogue) != "hidden")


def _asked_quickly(field: Field, catalogue: Catalogue) -> bool:
    return field.required_quick and _asked(field, catalogue) and _leaf(field) not in FOLLOWS_ANOTHER


def _two_by_two(catalogue: Catalogue, paths: list[str]) -> tuple[tuple[str, ...], ...]:
    """Two fields a row; long texts and sets alone; the two scripts of a name together.

    Only fields that are asked under the same condition share a row: it comes and goes without leaving a hole.
    """
    rows: list[tuple[str, ...]] = []
    waiting: list[str] = []
    for path in paths:
        field = catalogue.field_of(path)
        before = catalogue.field_of(waiting[0]) if waiting else None
        alone = field is not None and (field.has_lines or field.kind == "codes")
        apart = field is not None and before is not None and field.relevant_when != before.relevant_when
        if waiting and (alone or apart or path.endswith("_latin")):
            rows.append((waiting.pop(),))
        if alone:
            rows.append((path,))
            continue
        waiting.append(path)
        if len(waiting) == A_ROW:
            rows.append(tuple(waiting))
            waiting = []
    if waiting:
        rows.append(tuple(waiting))
    return tuple(rows)
