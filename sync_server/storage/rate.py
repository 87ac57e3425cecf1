"""Counters that several web processes share and a restart does not forget."""

import sqlalchemy as sa

from sync_server.storage.tables.state import rate_counter


def count_try(connection: sa.Connection, scope: str, subject: str, *, at: int, window_ms: int, most: int) -> bool:
    """Count one try of `subject`; False when it has used up what its window allows. Old windows are dropped."""
    start = at - at % window_ms
    here = sa.and_(rate_counter.c.scope == scope, rate_counter.c.subject == subject)
    connection.execute(rate_counter.delete().where(rate_counter.c.scope == scope, rate_counter.c.window_start < start))
    changed = connection.execute(
        rate_counter.update()
        .where(here, rate_counter.c.window_start == start)
        .values(count=rate_counter.c["count"] + 1)
        .returning(rate_counter.c["count"])
    ).scalar()
    if changed is None:
        connection.execute(rate_counter.insert().values(scope=scope, subject=subject, window_start=start, count=1))
        return most >= 1
    return int(changed) <= most
