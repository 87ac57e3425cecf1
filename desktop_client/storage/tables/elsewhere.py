"""The list by which people of other offices are recognised: its pages, and pieces of files that are on their way."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

elsewhere_page = sa.Table(
    "elsewhere_page",
    metadata,
    # The first key of the page, above it which of two lists it belongs to: a new one is laid beside the one in use.
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("content", sa.LargeBinary, nullable=False),
)

elsewhere_piece = sa.Table(
    "elsewhere_piece",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("start", sa.Integer, primary_key=True),
    sa.Column("raw", sa.LargeBinary, nullable=False),
)
