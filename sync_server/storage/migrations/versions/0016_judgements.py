"""What people answered about pairs, what each reviewer did, and how a pair stands in the queue."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

_STANDING = ("source", "turn", "doubt", "came_back", "asked_at", "leased_by", "leased_until")


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "judgement",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "one", "other", name=op.f("pk_judgement")),
        sa.CheckConstraint("one < other", name=op.f("ck_judgement_order")),
    )
    op.create_index(op.f("ix_judgement_one_other"), "judgement", ["one", "other"])
    op.create_index(op.f("ix_judgement_other"), "judgement", ["other"])
    op.create_table(
        "review_act",
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("taken_back", sa.BigInteger()),
        sa.PrimaryKeyConstraint("who", "number", name=op.f("pk_review_act")),
    )
    op.add_column("candidate_pair", sa.Column("source", sa.Text(), nullable=False, server_default="model"))
    op.add_column("candidate_pair", sa.Column("turn", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("candidate_pair", sa.Column("doubt", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("candidate_pair", sa.Column("came_back", sa.Text()))
    op.add_column("candidate_pair", sa.Column("asked_at", sa.BigInteger()))
    op.add_column("candidate_pair", sa.Column("leased_by", sa.Text()))
    op.add_column("candidate_pair", sa.Column("leased_until", sa.BigInteger()))
    op.execute("UPDATE candidate_pair SET doubt = abs(score) / 1000")
    op.create_index(
        op.f("ix_candidate_pair_state_turn_doubt_found_at"), "candidate_pair", ["state", "turn", "doubt", "found_at"]
    )
    op.create_index(op.f("ix_candidate_pair_leased_by"), "candidate_pair", ["leased_by"])


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_candidate_pair_leased_by"), "candidate_pair")
    op.drop_index(op.f("ix_candidate_pair_state_turn_doubt_found_at"), "candidate_pair")
    for column in reversed(_STANDING):
        op.drop_column("candidate_pair", column)
    op.drop_table("review_act")
    op.drop_table("judgement")
