"""People of head office and of its desks, and their console sessions."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

account = sa.Table(
    "account",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("office", sa.Text),
    sa.Column("password_hash", sa.Text, nullable=False),
    # True until the person has chosen a password of their own.
    sa.Column("one_time", sa.Boolean, nullable=False),
    sa.Column("one_time_expires", sa.BigInteger),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("failed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("locked_until", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("state IN ('active', 'closed')", name="state"),
)

web_session = sa.Table(
    "web_session",
    metadata,
    # SHA-256 of the token in the cookie: a copy of the table opens no session.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("account.name"), nullable=False),
    sa.Column("started", sa.BigInteger, nullable=False),
    sa.Column("last_seen", sa.BigInteger, nullable=False),
    sa.Index(None, "account"),
)
