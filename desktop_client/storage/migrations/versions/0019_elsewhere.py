"""The list by which people of other offices are recognised."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "elsewhere_page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elsewhere_page")),
    )
    op.create_table(
        "elsewhere_piece",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "start", name=op.f("pk_elsewhere_piece")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("elsewhere_piece")
    op.drop_table("elsewhere_page")
