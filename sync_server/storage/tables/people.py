"""Records as they stand, what is searched in them, and leaves on which two answers stand."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

record = sa.Table(
    "record",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    # For an episode, the person it is about.
    sa.Column("person", sa.Text),
    # JSON path -> standing value; protected on PostgreSQL with (record, field_values, id).
    sa.Column("field_values", sa.Text, nullable=False),
    # JSON: which change wrote each leaf (one default and exceptions).
    sa.Column("writers", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("registration_no", sa.Text),
    sa.Column("legacy_ref", sa.Text),
    sa.Column("name_latin", sa.Text),
    sa.Column("name_urdu", sa.Text),
    sa.Column("created_position", sa.BigInteger, nullable=False),
    sa.Column("updated_position", sa.BigInteger, nullable=False),
    # False: folded, but its state fails today's rules ("needs repair").
    sa.Column("published", sa.Boolean, nullable=False, server_default=sa.true()),
    # Over its id and the heads in it; NULL where nobody has worked it out yet.
    sa.Column("digest", sa.BigInteger),
    sa.Index(None, "office", "updated_position"),
    sa.Index(None, "kind", "office", "id"),
    *(
        sa.Index(f"ix_record_{column}", column, sqlite_where=stated, postgresql_where=stated)
        for column in ("person", "registration_no", "legacy_ref")
        for stated in [sa.text(f"{column} IS NOT NULL")]
    ),
)

# Count and sum of the digests of an office's records, kept with every write; without a row nobody has counted yet.
scope_digest = sa.Table(
    "scope_digest",
    metadata,
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("records", sa.BigInteger, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
)

conflict = sa.Table(
    "conflict",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("path", sa.Text, nullable=False),
    # JSON list of the change ids whose values differ; values are read from the change log.
    sa.Column("heads", sa.Text, nullable=False),
    sa.Column("opened_position", sa.BigInteger, nullable=False),
    sa.Column("closed_position", sa.BigInteger),
    sa.Index(None, "record", "path"),
    sa.Index(None, "closed_position", "opened_position"),
)

search_term = sa.Table(
    "search_term",
    metadata,
    sa.Column("term", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("field", sa.Text, primary_key=True),
    sa.Index(None, "record"),
)

# Records that are not published because their state fails today's rules, and who wrote last: it is theirs to repair.
repair = sa.Table(
    "repair",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("since", sa.BigInteger, nullable=False),
    # JSON [[code, path, params], …]; protected on PostgreSQL with (repair, problems, record).
    sa.Column("problems", sa.Text, nullable=False),
    sa.Index(None, "since"),
)
