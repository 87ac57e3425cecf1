"""Published versions of the reference data."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "reference_version",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("published_by", sa.Text(), nullable=False),
        sa.Column("published_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_reference_version")),
        sa.UniqueConstraint("sha256", name=op.f("uq_reference_version_sha256")),
        sa.UniqueConstraint("version", name=op.f("uq_reference_version_version")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("reference_version")
