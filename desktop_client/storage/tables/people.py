"""What the desk shows: each record as its changes make it, the terms by which it is found, and open questions."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

record = sa.Table(
    "record",
    metadata,
    # Order of arrival at this desk: lists page by it, newest first.
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    # The person an episode belongs to.
    sa.Column("person", sa.Text),
    sa.Column("values", sa.Text, nullable=False),
    sa.Column("writers", sa.Text, nullable=False),
    sa.Column("registration_no", sa.Text),
    sa.Column("legacy_ref", sa.Text),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    # When its first change was made, by the clock of the desk that made it.
    sa.Column("created_at", sa.BigInteger, nullable=False),
    sa.Column("voided", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index(None, "kind", "number"),
    sa.Index(None, "person"),
    sa.Index(None, "registration_no"),
    sa.Index(None, "legacy_ref"),
    sa.Index(None, "created_at"),
)

search_term = sa.Table(
    "search_term",
    metadata,
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("record", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Index(None, "record"),
    sqlite_with_rowid=False,
)

conflict = sa.Table(
    "conflict",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    # JSON: [[write, value], …]
    sa.Column("heads", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
