"""Who opens which desk, as each desk said with its signature, from when until when."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

desk_list = sa.Table(
    "desk_list",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    # The newest one, as it was signed.
    sa.Column("statement", sa.Text, nullable=False),
    sa.Column("said_at", sa.BigInteger, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)

desk_person = sa.Table(
    "desk_person",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, primary_key=True),
    sa.Column("role", sa.Text, primary_key=True),
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("since", sa.BigInteger, nullable=False),
    # By the desk's clock, in the first list that did not name this person so any more.
    sa.Column("until", sa.BigInteger),
)
