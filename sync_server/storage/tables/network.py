"""Desks and the one-time codes by which a machine becomes one; every time is UTC milliseconds."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

device = sa.Table(
    "device",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("public_key", sa.LargeBinary, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("app_version", sa.Text, nullable=False),
    sa.Column("enrolled_at", sa.BigInteger, nullable=False),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_at", sa.BigInteger),
    # The highest request counter seen; it only rises.
    sa.Column("counter", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("last_contact", sa.BigInteger),
    sa.Column("clock_skew_ms", sa.BigInteger),
    sa.Column("incarnation", sa.Text),
    sa.Column("pending_estimate", sa.BigInteger),
    # The last batch of an unbroken chain from this desk's first one, and how many changes that chain holds.
    sa.Column("head_hash", sa.Text),
    sa.Column("head_count", sa.BigInteger, nullable=False, server_default="0"),
    # The last receipt given to it, as signed.
    sa.Column("receipt", sa.LargeBinary),
    sa.Column("alarm", sa.Text),
    # How far it said that it has applied the order, and in which life of head office.
    sa.Column("cursor", sa.BigInteger),
    sa.Column("cursor_epoch", sa.Text),
    sa.CheckConstraint("state IN ('pending', 'approved', 'revoked')", name="state"),
    sa.Index(None, "office"),
)

# Letters that a desk bore before it was put back or copied: nobody gets them again, and its old numbers find it.
former_code = sa.Table(
    "former_code",
    metadata,
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("device", sa.Text, sa.ForeignKey("device.id"), nullable=False),
    sa.Column("until", sa.BigInteger, nullable=False),
    sa.Index(None, "device"),
)

enrolment_code = sa.Table(
    "enrolment_code",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    # The key both sides derive from the code, encrypted under the field key; empty once expired.
    sa.Column("key", sa.LargeBinary, nullable=False),
    sa.Column("made_by", sa.Text, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    sa.Column("expires", sa.BigInteger, nullable=False),
    sa.Column("tries_left", sa.Integer, nullable=False),
    # The device made from it: the same machine may ask again when the reply was lost.
    sa.Column("used_by", sa.Text),
)
