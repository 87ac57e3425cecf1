"""Private conversations that are open or wait to leave."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "private_draft",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.Column("reopen_until", sa.BigInteger()),
        sa.Column("leaves_at", sa.BigInteger()),
        sa.Column("readable", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_draft")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("private_draft")
