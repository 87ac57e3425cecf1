"""What an administrator knows of desks beside their work: days on which they were heard, closed hours, notes, telephones."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

# A row for each day of Pakistan on which a desk was heard at all, also when it had nothing to say.
desk_day = sa.Table(
    "desk_day",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("day", sa.Text, primary_key=True),
    sa.Column("first_heard", sa.BigInteger, nullable=False),
)

# Hours in which an office is closed beside the calendar; one that was taken back stays, for the audit names it.
office_closure = sa.Table(
    "office_closure",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("begins", sa.BigInteger, nullable=False),
    sa.Column("ends", sa.BigInteger, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", sa.BigInteger, nullable=False),
    sa.Column("taken_back", sa.BigInteger),
    sa.CheckConstraint("begins < ends", name="order"),
    sa.Index(None, "office", "ends"),
)

# What the office said when somebody called; until then its silence alarms nobody.
desk_note = sa.Table(
    "desk_note",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", sa.BigInteger, nullable=False),
    sa.Index(None, "device", "said_at"),
)

office_contact = sa.Table(
    "office_contact",
    metadata,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("said_by", sa.Text, nullable=False),
    sa.Column("said_at", sa.BigInteger, nullable=False),
)
