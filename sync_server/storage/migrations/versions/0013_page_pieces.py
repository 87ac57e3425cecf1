"""Stretches of the order as they are sent, packed once for all desks of an office."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "page_piece",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("start_position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end_position", sa.BigInteger(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("dictionary", sa.Text(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("hidden_from", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office", "start_position", name=op.f("pk_page_piece")),
    )
    op.create_index(op.f("ix_page_piece_office_end_position"), "page_piece", ["office", "end_position"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_page_piece_office_end_position"), "page_piece")
    op.drop_table("page_piece")
