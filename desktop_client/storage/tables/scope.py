"""Which records left the office, and the digest of each one that this desk shares with head office."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

# A copy stays as it was when the record left, until no restore of head office can bring the record back.
moved = sa.Table(
    "moved",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    # Of the leave notice, in head office's order.
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)

counted = sa.Table(
    "counted",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("digest", sa.BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
