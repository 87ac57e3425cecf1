"""How many pairs wait is counted in an index, however many there are: every page of a reviewer says it."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_index(op.f("ix_candidate_pair_state_asked_at"), "candidate_pair", ["state", "asked_at"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_candidate_pair_state_asked_at"), "candidate_pair")
