"""Leaflets that were printed or wait for a printer."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "leaflet",
        sa.Column("episode", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("printed_at", sa.BigInteger()),
        sa.Column("prints", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("episode", name=op.f("pk_leaflet")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_leaflet_to_print", "leaflet", ["asked_at"], sqlite_where=sa.text("printed_at IS NULL"))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_leaflet_to_print", "leaflet")
    op.drop_table("leaflet")
