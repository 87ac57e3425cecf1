"""What this machine is: settings, the people who may open it, its chain of audit lines."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

setting = sa.Table(
    "setting",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

account = sa.Table(
    "account",
    metadata,
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("signing_key", sa.Text, nullable=False),
    sa.Column("added_at", sa.BigInteger, nullable=False),
    sa.Column("last_signed_in", sa.BigInteger),
)

audit = sa.Table(
    "audit",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("login", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    # Ids and reasons, never the values of a person.
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)
