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
    # Each index holds only the rows it is asked for: what is empty in a row must not cost a page at every save.
    sa.Index("ix_record_people", "number", sqlite_where=sa.text("kind = 'person' AND voided = 0")),
    sa.Index("ix_record_returns_made", "created_at", sqlite_where=sa.text("kind = 'episode'")),
    sa.Index("ix_record_person", "person", sqlite_where=sa.text("person IS NOT NULL")),
    sa.Index("ix_record_registration_no", "registration_no", sqlite_where=sa.text("registration_no IS NOT NULL")),
    sa.Index(
        "ix_record_appointments",
        sa.text("""json_extract("values", '$."appointment.day"')"""),
        sqlite_where=sa.text("kind = 'appointment' AND voided = 0"),
    ),
    sa.Index("ix_record_referrals", "number", sqlite_where=sa.text("kind = 'referral' AND voided = 0")),
    sa.Index("ix_record_legacy_ref", "legacy_ref", sqlite_where=sa.text("legacy_ref IS NOT NULL")),
)

# Written in a form that SQLite recognizes as the one of `ix_record_people`.
IS_A_PERSON = sa.text("record.kind = 'person' AND record.voided = 0")

# Asked in the words of `ix_record_referrals`.
IS_A_REFERRAL = sa.text("record.kind = 'referral' AND record.voided = 0")

# Asked in the words of `ix_record_appointments`, so that a day costs its own appointments and not those of all years.
APPOINTMENTS_OF_DAY = sa.text(
    """SELECT number, id, "values" FROM record WHERE kind = 'appointment' AND voided = 0"""
    """ AND json_extract("values", '$."appointment.day"') = :day ORDER BY number LIMIT :most"""
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

# The newest terms, in the order in which they came; moved into search_term when there are many.
fresh_term = sa.Table(
    "fresh_term",
    metadata,
    sa.Column("record", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
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
