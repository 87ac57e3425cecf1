"""Referrals are found without a walk over all records."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    # An index of the few rows it is asked for costs a save of other rows nothing.
    here = sa.text("kind = 'referral' AND voided = 0")
    op.create_index("ix_record_referrals", "record", ["number"], sqlite_where=here)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_record_referrals", "record")
