"""Rows of the log and of records stay in one piece on PostgreSQL; a record without a number has no place in that index."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_SPARSE = ("person", "registration_no", "legacy_ref")
# Above it PostgreSQL tries to compress ciphertext, in vain, and then puts it into a second table with an index of its own:
# half of what taking a row in cost. A row of an ordinary registration fits into its page.
_ONE_PIECE = 8160


def upgrade() -> None:
    """Apply."""
    for column in _SPARSE:
        op.drop_index(f"ix_record_{column}", "record")
        stated = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_record_{column}", "record", [column], sqlite_where=stated, postgresql_where=stated)
    if op.get_bind().dialect.name == "postgresql":
        for table in ("change_log", "record"):
            op.execute(f"ALTER TABLE {table} SET (toast_tuple_target = {_ONE_PIECE})")


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "postgresql":
        for table in ("change_log", "record"):
            op.execute(f"ALTER TABLE {table} RESET (toast_tuple_target)")
    for column in _SPARSE:
        op.drop_index(f"ix_record_{column}", "record")
        op.create_index(f"ix_record_{column}", "record", [column])
