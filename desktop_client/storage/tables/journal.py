"""What this desk did, in order, sealed into batches; what head office said of it; and the pages that came back."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

incarnation = sa.Table(
    "incarnation",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("opened_at", sa.BigInteger, nullable=False),
)

change = sa.Table(
    "change",
    metadata,
    # The order in which this desk did things, across openings.
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("incarnation", sa.Text, sa.ForeignKey("incarnation.id"), nullable=False),
    sa.Column("seq", sa.Integer, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("batch", sa.Text),
    # What became of it at head office; empty until its page has come.
    sa.Column("outcome", sa.Text),
    sa.Column("position", sa.BigInteger),
    sa.Column("reason", sa.Text),
    sa.UniqueConstraint("incarnation", "seq"),
    sa.Index(None, "record"),
    sa.Index("ix_change_unsealed", "number", sqlite_where=sa.text("batch IS NULL")),
    sa.Index("ix_change_open", "number", sqlite_where=sa.text("outcome IS NULL")),
    sa.Index("ix_change_to_repair", "number", sqlite_where=sa.text("outcome <> 'refused' AND reason IS NOT NULL")),
    sa.Index("ix_change_refused", "number", sqlite_where=sa.text("outcome = 'refused'")),
)

# What each change sets and stands on, under its number. It lies apart because rows of `change` are written anew when they
# are sealed and when their outcome comes: with the contents in them that wrote most of the journal three times.
change_content = sa.Table(
    "change_content",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
)

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("hash", sa.Text, nullable=False, unique=True),
    sa.Column("first_change", sa.Integer, nullable=False),
    sa.Column("last_change", sa.Integer, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    # The very bytes that are sent; never made again.
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("sealed_at", sa.BigInteger, nullable=False),
    # Whether head office said, in its present epoch, that it holds this batch.
    sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_batch_to_send", "number", sqlite_where=sa.text("held = 0")),
)

# What the people of this desk signed of what they wrote, each with the batch in which it travels.
closing = sa.Table(
    "closing",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("last_seq", sa.Integer, nullable=False),
    # The number in the journal of the last change it covers.
    sa.Column("last_change", sa.Integer, nullable=False),
    # The very text that was signed; never made again.
    sa.Column("statement", sa.Text, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    sa.Column("batch", sa.Text),
    sa.Index(None, "incarnation", "last_seq"),
    sa.Index("ix_closing_to_go", "last_change", sqlite_where=sa.text("batch IS NULL")),
)

receipt = sa.Table(
    "receipt",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("head", sa.Text, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("durability", sa.Text, nullable=False),
    sa.Column("statement", sa.LargeBinary, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)

page = sa.Table(
    "page",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),
    sa.Column("start_position", sa.BigInteger, nullable=False),
    sa.Column("end_position", sa.BigInteger, nullable=False),
    sa.Column("built", sa.BigInteger, nullable=False),
    sa.Column("raw", sa.LargeBinary, nullable=False),
    sa.Column("received_at", sa.BigInteger, nullable=False),
)

# Changes of other desks and of head office, as the pages brought them. `document` is empty while the record stands exactly
# as this one change made it: then the record has it, and it is written here before the record becomes another.
pulled_change = sa.Table(
    "pulled_change",
    metadata,
    sa.Column("change_id", sa.Text, primary_key=True),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("session", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("refused", sa.Boolean, nullable=False),
    sa.Index(None, "record"),
    # Rows by number: in a table that is its own index each document would take a page of four kilobytes beside its row.
)
