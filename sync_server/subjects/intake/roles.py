"""What only some roles may do at a desk is asked once more at head office, by the list each desk signs of its people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from shared_models.catalogue import Catalogue
from shared_models.catalogue.access import refused_write
from shared_models.protocol.desk_people import ROLES
from shared_models.records.changes import HEAD_OFFICE, Change
from shared_models.records.paths import PERSON_OFFICE
from shared_models.records.states import REFERRAL
from sync_server.storage.tables.desk_people import desk_person

UNKNOWN = {"role": "unknown"}
# A clock is evidence and no judge: somebody who was removed today may have written shortly before.
GRACE_MS = 24 * 60 * 60 * 1000


def guarded_path(change: Change) -> str:
    """The leaf by which a change of a desk is an act of few roles; "" for what everybody at a desk does."""
    if change.id.device == HEAD_OFFICE:
        return ""
    if change.kind == REFERRAL:
        return next((path for path in change.set if path != f"{REFERRAL}.person"), "")
    return PERSON_OFFICE if PERSON_OFFICE in change.set else ""


@dataclass(slots=True)
class Roles:
    """The roles of the people of desks, read where a change asks for them."""

    connection: sa.Connection
    catalogue: Catalogue
    _of: dict[tuple[str, str], list[tuple[str, int | None]]] = field(default_factory=dict)

    def refusal_of(self, change: Change, path: str) -> Mapping[str, Any] | None:
        """The rule that a guarded change breaks when none of its author's roles may write the leaf; None when it is taken,
        also when the roles are not known.
        """
        roles = self._roles(change)
        refused = [refused_write(role, path, {}, self.catalogue) for role in sorted(roles)]
        first = next(iter(refused), None)
        if first is None or None in refused:
            return None
        return {"code": first.code, "path": path[:160], "params": dict(first.params)}

    def is_unknown(self, change: Change) -> bool:
        """Whether nobody has said what the author is at that desk."""
        return not self._roles(change)

    def _roles(self, change: Change) -> set[str]:
        whose = change.id.device, change.author
        if whose not in self._of:
            column = desk_person.c
            mine = sa.select(column.role, column.until).where(column.device == whose[0], column.login == whose[1])
            self._of[whose] = [(row.role, row.until) for row in self.connection.execute(mine)]
        held = (role for role, until in self._of[whose] if until is None or change.at <= until + GRACE_MS)
        return {ROLES[role] for role in held if role in ROLES}
