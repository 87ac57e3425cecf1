"""Forms left open, each answer on the disk within a second; and which row of an old register became whom."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

draft = sa.Table(
    "draft",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("saved_at", sa.BigInteger, nullable=False),
    sa.Index(None, "login", "saved_at"),
)

draft_answer = sa.Table(
    "draft_answer",
    metadata,
    sa.Column("draft", sa.Text, sa.ForeignKey("draft.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("path", sa.Text, primary_key=True),
    # JSON: {"value": …}, {"missing": reason} or {"typed": half a value}
    sa.Column("answer", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)

register_row = sa.Table(
    "register_row",
    metadata,
    sa.Column("legacy_ref", sa.Text, primary_key=True),
    # The fingerprint of the row as it was read: tells an unchanged register from a corrected one.
    sa.Column("source", sa.Text, nullable=False),
    sqlite_with_rowid=False,
)
