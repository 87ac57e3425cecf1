"""The person whom this desk registered last: what a form may deliberately take over, and what must not slip over."""

from __future__ import annotations

from typing import Final

from desktop_client.services import people
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from shared_models.catalogue.access import access
from shared_models.records.changes import Value
from shared_models.records.rows import by_position

# A name or a number is one person's own; permission is asked of everybody anew.
NEVER_COPIED: Final = frozenset({
    "name_latin", "name_urdu", "document_number", "phone", "email", "link", "time_stamp", "computed", "attachment",
    "ciphertext",
})  # fmt: skip
NEVER_COPIED_SECTIONS: Final = ("episode.c_", "episode.consent_", "episode.registration_no", "episode.registered_on")
_MAY_WRITE: Final = frozenset({"write", "write-once"})
_SOME_RECENT: Final = 40  # of the newest registrations here, among which this desk's own last one stands


def person_before(desk: OpenDesk) -> Registration | None:
    """Whom this desk registered last."""
    newest = people.recent_returns(desk, _SOME_RECENT)
    return next((one for one in newest if one.is_own(desk.identity.device)), None)


def values_to_copy(desk: OpenDesk) -> dict[str, Value]:
    """The answers of the person before that may be taken over, rows by position: those this role may write."""
    before = person_before(desk)
    if before is None:
        return {}
    found: dict[str, Value] = {}
    for path, value in by_position(before.values).items():
        field = desk.catalogue.field_of(path)
        if field is None or field.kind in NEVER_COPIED or path.startswith(NEVER_COPIED_SECTIONS):
            continue
        if access(desk.person.role, "own", field, desk.catalogue) in _MAY_WRITE:
            found[path] = value
    return found
