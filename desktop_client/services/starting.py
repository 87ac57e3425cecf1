"""What a new form begins with: the usual answers of the catalogue, as far as nobody's permission is in them."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_client.capture.defaults import usual_starts
from desktop_client.services.desk import OpenDesk
from shared_models.catalogue.access import access

_MAY_BEGIN = frozenset({"write", "write-once"})


def starting_answers(desk: OpenDesk) -> dict[str, Mapping[str, object]]:
    """Nationality, country at home, the way of coming: they stand in a new form and can be changed like any answer."""
    return {
        path: {"value": value}
        for path, value in usual_starts(desk.catalogue).items()
        if (field := desk.catalogue.field_of(path)) is not None
        and access(desk.person.role, "own", field, desk.catalogue) in _MAY_BEGIN
    }
