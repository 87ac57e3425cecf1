"""New databases of head offices by the very statements that the revisions ran for the first one of the process.

Finding and compiling the revisions takes ten times as long as running what they say; tests/migrations runs them for themselves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

from sync_server.storage import schema
from sync_server.subjects import initialise

_said: dict[str, list[tuple[str, Any]]] = {}


def _upgrade(connection: sa.Connection) -> None:
    engine = connection.dialect.name
    if schema.present_revision(connection) is not None:
        schema.upgrade(connection)  # an older one gets what it lacks, as ever
        return
    if engine in _said:
        for statement, parameters in _said[engine]:
            connection.exec_driver_sql(statement, parameters)
        return
    heard: list[tuple[str, Any]] = []

    def hear(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA")):
            heard.append((statement, parameters))

    sa.event.listen(connection, "before_cursor_execute", hear)
    try:
        schema.upgrade(connection)
    finally:
        sa.event.remove(connection, "before_cursor_execute", hear)
    _said[engine] = heard


@contextmanager
def replayed_revisions() -> Iterator[None]:
    """Within this block only the first database of each kind is made by running the revisions."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(initialise, "upgrade", _upgrade)
        yield
