"""Photos and papers on this disk."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "stored_file",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_stored_file")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_stored_file_to_go", "stored_file", ["turn", "made_at"], sqlite_where=sa.text("held = 0"))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_stored_file_to_go", "stored_file")
    op.drop_table("stored_file")
