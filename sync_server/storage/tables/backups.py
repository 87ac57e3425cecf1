"""Backups that were made and may still be put back; what all of them hold is safe in a way that a single disk is not."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

backup = sa.Table(
    "backup",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("epoch", sa.Text, nullable=False),
    # What it holds at the least: the last place in the order of changes, and in the book of batches.
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("ledger", sa.BigInteger, nullable=False),
    # From then on `restore` refuses it, so nothing has to be kept for its sake.
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("verified_at", sa.BigInteger),
)
