"""Records of which nothing may stay at this desk: head office said so, and it holds for whatever comes of them later."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

erased = sa.Table(
    "erased",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    # Whether sealed batches and kept pages were looked through, too.
    sa.Column("cleared", sa.Boolean, nullable=False, server_default=sa.false()),
    sqlite_with_rowid=False,
)
