"""What the person at the desk hears of a reference version that this desk did not take."""

from __future__ import annotations

from desktop_client.services.desk import OpenDesk
from desktop_client.storage import reference
from desktop_client.storage.engine import reading
from shared_models.catalogue import Problem


def refused_version(desk: OpenDesk) -> Problem | None:
    """Why head office's newest fields and words are not used here; None when they are, or when there are none."""
    with reading(desk.engine) as connection:
        return reference.refusal(connection)
