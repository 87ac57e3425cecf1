"""Records that were erased, and how far each desk has applied the order."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "erasure",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_erasure")),
    )
    op.create_index(op.f("ix_erasure_position"), "erasure", ["position"])
    op.create_index(op.f("ix_erasure_person"), "erasure", ["person"])
    op.add_column("device", sa.Column("cursor", sa.BigInteger(), nullable=True))
    op.add_column("device", sa.Column("cursor_epoch", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take back."""
    op.drop_column("device", "cursor_epoch")
    op.drop_column("device", "cursor")
    op.drop_index(op.f("ix_erasure_person"), "erasure")
    op.drop_index(op.f("ix_erasure_position"), "erasure")
    op.drop_table("erasure")
