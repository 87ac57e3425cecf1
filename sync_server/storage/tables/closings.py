"""What people at the desks signed of what they wrote, and the keys with which each of them signs."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

closing = sa.Table(
    "closing",
    metadata,
    # SHA-256 of the text that was signed.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    # The very text that was signed and its signature; the text is protected on PostgreSQL: it holds a hash over values.
    sa.Column("statement", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("batch", sa.Text, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    # `waiting` until every change it covers is here.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("problem", sa.Text),
    sa.CheckConstraint("state IN ('waiting', 'good', 'wrong')", name="state"),
    sa.Index(None, "incarnation", "state"),
)

# The keys with which somebody at a desk has signed: the first one counts, another one when a person accepts it.
user_key = sa.Table(
    "user_key",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("author", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("seen_at", sa.BigInteger, nullable=False),
    sa.Column("accepted", sa.Boolean, nullable=False),
)
