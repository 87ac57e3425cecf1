"""The published versions of the reference data, each as the very bytes that were signed; rows are never altered."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

reference_version = sa.Table(
    "reference_version",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Text, nullable=False, unique=True),
    sa.Column("sha256", sa.Text, nullable=False, unique=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("published_by", sa.Text, nullable=False),
    sa.Column("published_at", sa.BigInteger, nullable=False),
)
