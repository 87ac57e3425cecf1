"""By which keys people are met who may be the person of a form, and whose keys are to be made anew."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

match_key = sa.Table(
    "match_key",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    # The number of the person's row in `record`.
    sa.Column("record", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Which keys a person has, so that they go without an index of their own: eight bytes each, ascending.
matched = sa.Table(
    "matched",
    metadata,
    sa.Column("record", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("keys", sa.LargeBinary, nullable=False),
)

# People whose row was put together anew by something else than a save of this desk.
match_due = sa.Table("match_due", metadata, sa.Column("record", sa.Text, primary_key=True), sqlite_with_rowid=False)
