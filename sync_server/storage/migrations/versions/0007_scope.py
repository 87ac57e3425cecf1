"""Records move between offices; each office has a digest of what it holds."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    with op.batch_alter_table("change_log") as batch_op:
        batch_op.add_column(sa.Column("scope", sa.Text(), server_default="", nullable=False))
        batch_op.drop_index("ix_change_log_office_position")
        batch_op.create_index("ix_change_log_scope_position", ["scope", "position"])
        batch_op.create_index("ix_change_log_device_position", ["device", "position"])
    # Who was refused a change to the record of another office wrote outside its own scope.
    op.execute(
        "UPDATE change_log SET scope = coalesce((SELECT office FROM record WHERE record.id = change_log.record), office)"
    )
    with op.batch_alter_table("record") as batch_op:
        batch_op.add_column(sa.Column("digest", sa.BigInteger(), nullable=True))
    op.create_table(
        "scope_move",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("left", sa.Text(), nullable=False),
        sa.Column("entered", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("position", "record", name=op.f("pk_scope_move")),
    )
    op.create_index(op.f("ix_scope_move_record"), "scope_move", ["record"])
    op.create_table(
        "scope_digest",
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("records", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office", name=op.f("pk_scope_digest")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("scope_digest")
    op.drop_index(op.f("ix_scope_move_record"), "scope_move")
    op.drop_table("scope_move")
    with op.batch_alter_table("record") as batch_op:
        batch_op.drop_column("digest")
    with op.batch_alter_table("change_log") as batch_op:
        batch_op.drop_index("ix_change_log_device_position")
        batch_op.drop_index("ix_change_log_scope_position")
        batch_op.create_index("ix_change_log_office_position", ["office", "position"])
        batch_op.drop_column("scope")
