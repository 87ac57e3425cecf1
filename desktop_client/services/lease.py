"""How long a desk may show what it holds without being heard: after that old records are closed and new ones go on.

A desk that was stolen or left behind is read for two weeks at most by who knows a password; it is never kept from working.
"""

from __future__ import annotations

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import settings
from desktop_client.storage.engine import reading

LEASE_MS = 14 * 24 * 60 * 60 * 1000


def closed_before(desk: OpenDesk) -> int | None:
    """Registrations made before this instant (UTC ms) are closed; None while head office was heard within 14 days.

    What was written since the last contact stays open: nobody else has it yet (ux.md, state 14).
    """
    with reading(desk.engine) as connection:
        heard = settings.get_number(connection, settings.LAST_CONTACT)
    return heard if heard and desk.clock() - heard > LEASE_MS else None
