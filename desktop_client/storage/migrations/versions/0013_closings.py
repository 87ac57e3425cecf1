"""What the people of this desk signed of what they wrote."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "closing",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("last_change", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_closing")),
    )
    op.create_index(op.f("ix_closing_incarnation_last_seq"), "closing", ["incarnation", "last_seq"])
    op.create_index("ix_closing_to_go", "closing", ["last_change"], sqlite_where=sa.text("batch IS NULL"))


def downgrade() -> None:
    """Take back."""
    op.drop_table("closing")
