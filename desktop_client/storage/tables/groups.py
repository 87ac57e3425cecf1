"""People who came on one flight or from one employer: what is the same for all, and who of them is registered."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

travel_group = sa.Table(
    "travel_group",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
    sa.Column("expected", sa.Integer, nullable=False),
    # JSON: the answers as forms keep them, {path: {"value": …}}
    sa.Column("answers", sa.Text, nullable=False),
    sa.Column("closed_at", sa.BigInteger),
)

travel_group_member = sa.Table(
    "travel_group_member",
    metadata,
    sa.Column("group", sa.Text, sa.ForeignKey("travel_group.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sqlite_with_rowid=False,
)
