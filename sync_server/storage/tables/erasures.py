"""Which records were erased: their ids, and where that stands in the order. The list itself lies outside the database."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

erasure = sa.Table(
    "erasure",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    # Of the person with whom it went; the record itself where that is the person.
    sa.Column("person", sa.Text, nullable=False),
    # The office it belonged to; empty where it was not here when this was learnt.
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Index(None, "position"),
    sa.Index(None, "person"),
)
