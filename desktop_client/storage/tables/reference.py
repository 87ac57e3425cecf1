"""Versions of the reference data as they come from head office: byte for byte, and until they are whole in pieces."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

reference_version = sa.Table(
    "reference_version",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    # Empty until the version was believed and taken.
    sa.Column("version", sa.Text, nullable=False),
    sa.Column("length", sa.Integer, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("arrived_at", sa.BigInteger, nullable=False),
)
