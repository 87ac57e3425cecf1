"""Tokens of the day, counted visits, and groups of one flight or employer."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "token",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("woman_officer", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("called_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("day", "number", name=op.f("pk_token")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit_count",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("district", sa.Text(), nullable=False),
        sa.Column("gender", sa.Text(), nullable=False),
        sa.Column("age_band", sa.Text(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "purpose", "district", "gender", "age_band", name=op.f("pk_visit_count")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "travel_group",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_travel_group")),
    )
    op.create_table(
        "travel_group_member",
        sa.Column("group", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group"],
            ["travel_group.id"],
            name=op.f("fk_travel_group_member_group_travel_group"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group", "person", name=op.f("pk_travel_group_member")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back."""
    for table in ("travel_group_member", "travel_group", "visit_count", "token"):
        op.drop_table(table)
