"""Each request works by the newest published version from its beginning to its end, in every web process."""

from __future__ import annotations

from contextlib import ExitStack

from flask import Flask, g, request

from shared_models.catalogue.in_use import using
from sync_server.storage.engine import reading
from sync_server.subjects.reference import version_in_use
from sync_server.web.context import this_office

# These answer without fields, lists and words, some of them also when the database is away.
_WITHOUT = frozenset({"health.healthz", "health.metrics", "console.asset", "desks.description", "desks.blob_offset"})


def install_reference(app: Flask) -> None:
    """Look which version counts before a request is handled, and let go of it afterwards."""

    @app.before_request
    def _begin() -> None:
        if request.endpoint is None or request.endpoint in _WITHOUT:
            return
        office = this_office()
        with reading(office.engine) as connection:
            found = version_in_use(connection, office)
        g.reference = ExitStack()
        g.reference.enter_context(using(found))

    @app.teardown_request
    def _end(_failure: BaseException | None) -> None:
        held: ExitStack | None = g.pop("reference", None)
        if held is not None:
            held.close()
