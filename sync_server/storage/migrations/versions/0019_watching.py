"""Days on which desks were heard, announced closures, notes about silent desks, telephones of offices."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "desk_day",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("first_heard", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "day", name=op.f("pk_desk_day")),
    )
    op.create_table(
        "office_closure",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("begins", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_closure")),
        sa.CheckConstraint("begins < ends", name=op.f("ck_office_closure_order")),
    )
    op.create_index(op.f("ix_office_closure_office_ends"), "office_closure", ["office", "ends"])
    op.create_table(
        "desk_note",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_note")),
    )
    op.create_index(op.f("ix_desk_note_device_said_at"), "desk_note", ["device", "said_at"])
    op.create_table(
        "office_contact",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("said_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_office_contact")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("office_contact")
    op.drop_index(op.f("ix_desk_note_device_said_at"), "desk_note")
    op.drop_table("desk_note")
    op.drop_index(op.f("ix_office_closure_office_ends"), "office_closure")
    op.drop_table("office_closure")
    op.drop_table("desk_day")
