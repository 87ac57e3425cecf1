"""Keys by which people who may be one person are found, and the pairs that were found."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "match_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "record", name=op.f("pk_match_key")),
    )
    op.create_index(op.f("ix_match_key_record"), "match_key", ["record"])
    op.create_table(
        "candidate_pair",
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("levels", sa.Text(), nullable=False),
        sa.Column("conflict", sa.Text(), nullable=False),
        sa.Column("model_version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("scored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("one", "other", name=op.f("pk_candidate_pair")),
        sa.CheckConstraint("one < other", name=op.f("ck_candidate_pair_order")),
        sa.CheckConstraint(
            "state IN ('open', 'same', 'different', 'unsure', 'superseded')", name=op.f("ck_candidate_pair_state")
        ),
    )
    op.create_index(op.f("ix_candidate_pair_state_score"), "candidate_pair", ["state", "score"])
    op.create_index(op.f("ix_candidate_pair_other"), "candidate_pair", ["other"])


def downgrade() -> None:
    """Take back."""
    op.drop_table("candidate_pair")
    op.drop_table("match_key")
