"""Where the fields of a form stand: the catalogue says which are asked, this page only says what stands side by side."""

from dataclasses import dataclass

from desktop_client.ui.forms.editors import can_be_typed
from desktop_client.wording.language import _
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Field

A_ROW = 2

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

# Answered before the form (permission), or by the program, the scanner and registers that were taken over.
NOT_IN_FORMS = frozenset({
    "episode.c_register", "episode.consent_method", "episode.consent_version", "episode.registration_no",
    "episode.registered_on", "person.legacy_ref", "person.surname_latin", "person.given_latin",
    "person.documents.1.raw_scan",
})  # fmt: skip
NOT_A_SECTION = frozenset({"episode.tasks"})

# Set by the form when the field beside it is answered; shown with its own section, not on the quick screen.
FOLLOWS_ANOTHER = frozenset({
    "person.documents.1.type", "person.address_permanent.province", "episode.return_from_country",
})  # fmt: skip


def quick_label(path: str) -> str | None:
    """On the quick screen a field of a row stands without its section's title and needs the longer word."""
    words = {"person.documents.1.number": _("Card number"), "episode.trips.1.country": _("Last country")}
    return words.get(path)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Rows of leaf paths; rows of repeated sections are named by position."""

    rows: tuple[tuple[str, ...], ...]

    @property
    def paths(self) -> tuple[str, ...]:
        return tuple(path for row in self.rows for path in row)


def quick_arrangement(catalogue: Catalogue) -> Arrangement:
    """The one screen of quick mode."""
    rows = [tuple(path for path in row if catalogue.field_of(path) is not None) for row in QUICK_ROWS]
    placed = {path for row in rows for path in row}
    more = [
        path for field in catalogue.fields.values() if _asked_quickly(field) and (path := _leaf(field)) not in placed
    ]
    return Arrangement(tuple(row for row in rows if row) + _two_by_two(catalogue, more))


def section_arrangement(catalogue: Catalogue, section: str) -> Arrangement:
    """What a section asks beyond the quick screen. `section` is a section's path, `person.documents`."""
    quick = set(quick_arrangement(catalogue).paths)
    found = [
        path
        for field in catalogue.fields.values()
        if f"{field.kind_of_record}.{field.section}" == section
        and _asked(field)
        and (path := _leaf(field)) not in quick
    ]
    return Arrangement(_two_by_two(catalogue, found))


def sections_to_ask(catalogue: Catalogue) -> tuple[str, ...]:
    """The sections that ask something beyond the quick screen, person first."""
    paths = [section.path for kind in ("person", "episode") for section in catalogue.sections_of(kind)]
    return tuple(path for path in paths if path not in NOT_A_SECTION and section_arrangement(catalogue, path).rows)


def _leaf(field: Field) -> str:
    """The leaf path in the first row; further rows are added by position."""
    return f"{field.row_section}.1.{field.name}" if field.repeated else field.path


def _asked(field: Field) -> bool:
    return can_be_typed(field) and not field.until and _leaf(field) not in NOT_IN_FORMS and field.sensitivity != "S3"


def _asked_quickly(field: Field) -> bool:
    return field.required_quick and _asked(field) and _leaf(field) not in FOLLOWS_ANOTHER


def _two_by_two(catalogue: Catalogue, paths: list[str]) -> tuple[tuple[str, ...], ...]:
    """Two fields a row; long texts alone; the two scripts of a name together."""
    rows: list[tuple[str, ...]] = []
    waiting: list[str] = []
    for path in paths:
        field = catalogue.field_of(path)
        if field is not None and field.has_lines:
            rows.extend([(waiting.pop(),)] if waiting else [])
            rows.append((path,))
            continue
        if path.endswith("_latin") and waiting:
            rows.append((waiting.pop(),))
        waiting.append(path)
        if len(waiting) == A_ROW:
            rows.append(tuple(waiting))
            waiting = []
    if waiting:
        rows.append(tuple(waiting))
    return tuple(rows)
