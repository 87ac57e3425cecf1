"""What came from the desks, byte for byte, and the one ordered log of changes that follows from it."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

_WHOLE = sa.text("payload IS NOT NULL AND state = 'applied'")

batch = sa.Table(
    "batch",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("first_seq", sa.BigInteger, nullable=False),
    sa.Column("last_seq", sa.BigInteger, nullable=False),
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("parent", sa.Text),
    # Header and signature are kept as the very bytes that were signed and are never encoded again.
    sa.Column("header", sa.LargeBinary, nullable=False),
    sa.Column("signature", sa.LargeBinary, nullable=False),
    # The compressed changes as they came; encrypted under the field key on PostgreSQL; empty once retired.
    sa.Column("payload", sa.LargeBinary),
    sa.Column("received_at", sa.BigInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("problem", sa.Text),
    # The order in which batches were stored: the ledger position a receipt names.
    sa.Column("ledger", sa.BigInteger, nullable=False, unique=True),
    sa.Column("via", sa.Text, nullable=False),
    sa.CheckConstraint("state IN ('stored', 'applied', 'quarantined')", name="state"),
    sa.Index(None, "state", "ledger"),
    sa.Index(None, "device", "incarnation", "first_seq"),
    sa.Index(None, "parent"),
    sa.Index("ix_batch_to_retire", "ledger", sqlite_where=_WHOLE, postgresql_where=_WHOLE),
)

upload_part = sa.Table(
    "upload_part",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("offset", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("bytes", sa.LargeBinary, nullable=False),
    sa.Column("arrived_at", sa.BigInteger, nullable=False),
    sa.Index(None, "arrived_at"),
)

change_log = sa.Table(
    "change_log",
    metadata,
    # Given in commit order under `commit_order_lock`, so a cursor never jumps over a change that commits late.
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("change_id", sa.Text, nullable=False, unique=True),
    # Head office is device "0"; its incarnation is its epoch.
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("session", sa.Text),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("reference", sa.Text),
    sa.Column("batch", sa.Text),
    # Keyed hash of the content: tells a repeated change from a different one under the same id.
    sa.Column("content_hash", sa.Text, nullable=False),
    # JSON {set, base, covers}; protected on PostgreSQL with (change_log, document, change_id).
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("outcome", sa.Text, nullable=False),
    sa.Column("reason", sa.Text),
    # The office to which its record belongs now (`office` is that of the desk which wrote it); pages follow it.
    sa.Column("scope", sa.Text, nullable=False, server_default=""),
    sa.CheckConstraint("outcome IN ('accepted', 'conflict', 'refused')", name="outcome"),
    sa.Index(None, "record", "position"),
    sa.Index(None, "device", "incarnation", "seq"),
    sa.Index(None, "scope", "position"),
    sa.Index(None, "device", "position"),
    sa.Index(None, "batch"),
)

# Records that went from one office to another, each at the position of the change that moved it.
scope_move = sa.Table(
    "scope_move",
    metadata,
    sa.Column("position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("left", sa.Text, nullable=False),
    sa.Column("entered", sa.Text, nullable=False),
    sa.Index(None, "record"),
)

# Records that an office is shown without being given them, by a referral: from which position on, up to which one.
scope_guest = sa.Table(
    "scope_guest",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("entered", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("ended", sa.BigInteger),
    sa.Index(None, "office", "ended"),
    sa.Index(None, "office", "entered"),
    sa.Index(None, "person"),
)

# What lies in a stretch of the order for an office, as it is sent to its desks: made from the log, and dropped when what it
# was made from is altered.
page_piece = sa.Table(
    "page_piece",
    metadata,
    sa.Column("office", sa.Text, primary_key=True),
    # Behind this position, up to and with that one.
    sa.Column("start_position", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("end_position", sa.BigInteger, nullable=False),
    sa.Column("changes", sa.Integer, nullable=False),
    sa.Column("dictionary", sa.Text, nullable=False),
    # The zstd frame of a page; encrypted under the field key on PostgreSQL.
    sa.Column("packed", sa.LargeBinary, nullable=False),
    # Whether nothing will be added to it.
    sa.Column("whole", sa.Boolean, nullable=False),
    # JSON: desks that must be told more than it says.
    sa.Column("hidden_from", sa.Text, nullable=False),
    sa.Index(None, "office", "end_position"),
)

# Changes to a record nobody has created yet: receipted, listed, applied when its create comes.
waiting_change = sa.Table(
    "waiting_change",
    metadata,
    sa.Column("change_id", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
    sa.Column("device", sa.Text, nullable=False),
    sa.Column("incarnation", sa.Text, nullable=False),
    sa.Column("seq", sa.BigInteger, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("author", sa.Text, nullable=False),
    sa.Column("session", sa.Text),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("reference", sa.Text),
    sa.Column("batch", sa.Text, nullable=False),
    sa.Column("content_hash", sa.Text, nullable=False),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("arrived_at", sa.BigInteger, nullable=False),
    sa.Index(None, "record"),
)

# Which changes head office refused, in this life or an earlier one; the refusal itself is a change in the log.
refusal = sa.Table(
    "refusal",
    metadata,
    sa.Column("device", sa.Text, primary_key=True),
    sa.Column("incarnation", sa.Text, primary_key=True),
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("refused_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)
