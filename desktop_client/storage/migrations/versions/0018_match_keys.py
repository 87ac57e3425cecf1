"""The keys by which people like the one in an open form are met."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "match_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "record", name=op.f("pk_match_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "matched",
        sa.Column("record", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_matched")),
    )
    op.create_table(
        "match_due",
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_match_due")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back."""
    for name in ("match_due", "matched", "match_key"):
        op.drop_table(name)
