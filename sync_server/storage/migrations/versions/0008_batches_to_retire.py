"""Batches that still have a payload are found without walking those that were retired."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_WHOLE = sa.text("payload IS NOT NULL AND state = 'applied'")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_batch_to_retire", "batch", ["ledger"], sqlite_where=_WHOLE, postgresql_where=_WHOLE)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_batch_to_retire", "batch")
