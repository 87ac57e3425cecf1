"""Small facts about head office itself (its epoch, its certificate), and counters that outlive a restart."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

server_state = sa.Table(
    "server_state",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# One row per (what is limited, of whom, window), so that two web processes count together.
rate_counter = sa.Table(
    "rate_counter",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("subject", sa.Text, primary_key=True),
    sa.Column("window_start", sa.BigInteger, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
