"""Who waits at this desk today, by number alone, and visits that are only counted. None of it leaves the desk."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

token = sa.Table(
    "token",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    # Why somebody came: REGISTER, GROUP, DEATH, PAPER, QUESTION.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("woman_officer", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("called_at", sa.BigInteger),
    sqlite_with_rowid=False,
)

# One line for each kind of visit of a day: a count, never a person.
visit_count = sa.Table(
    "visit_count",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("purpose", sa.Text, primary_key=True),
    sa.Column("district", sa.Text, primary_key=True),
    sa.Column("gender", sa.Text, primary_key=True),
    sa.Column("age_band", sa.Text, primary_key=True),
    sa.Column("visits", sa.Integer, nullable=False),
    sqlite_with_rowid=False,
)
