"""Whether somebody still works on a wage claim: then nothing that it rests on may go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from shared_models.catalogue.leaves import living_rows

SECTION: Final = "episode.claims"
# While one of these stands, somebody still works on the claim (domain.md 7.2: erasing is refused while a claim is open).
_OPEN: Final = frozenset({None, "NEW", "FILED", "PENDING", "PARTLY_PAID"})


def has_open_claim(values: Mapping[str, Any]) -> bool:
    """Whether a claim among the values of a return is neither paid, nor rejected, nor taken back."""
    return any(values.get(f"{SECTION}.{row}.status") in _OPEN for row in living_rows(SECTION, values))
