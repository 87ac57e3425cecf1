"""Records that a second office is shown without being given them: since when, and until when."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "scope_guest",
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("entered", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("record", "office", "entered", name=op.f("pk_scope_guest")),
    )
    op.create_index(op.f("ix_scope_guest_office_ended"), "scope_guest", ["office", "ended"])
    op.create_index(op.f("ix_scope_guest_office_entered"), "scope_guest", ["office", "entered"])
    op.create_index(op.f("ix_scope_guest_person"), "scope_guest", ["person"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("scope_guest")
