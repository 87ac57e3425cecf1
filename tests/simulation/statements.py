"""Statements are compiled once a process, not once a machine: in the mill databases are opened by the thousand."""

from __future__ import annotations

import sqlalchemy as sa

_first: list[sa.Engine] = []


def share_statements(engine: sa.Engine) -> None:
    """Let an engine that has been used once work with the compiled statements of the first one (all are SQLCipher)."""
    if _first:
        engine.dialect, engine._compiled_cache = _first[0].dialect, _first[0]._compiled_cache
    else:
        _first.append(engine)
