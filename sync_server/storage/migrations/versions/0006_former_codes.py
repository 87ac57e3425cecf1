"""Letters that a desk bore before it was put back or copied."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "former_code",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device"], ["device.id"], name=op.f("fk_former_code_device_device")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_former_code")),
    )
    op.create_index(op.f("ix_former_code_device"), "former_code", ["device"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("former_code")
