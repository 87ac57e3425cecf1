"""Changes of others lie by number: as an index of themselves each took a page of its own beside its row."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    _make_anew(with_rowid=True)


def downgrade() -> None:
    """Take back."""
    _make_anew(with_rowid=False)


def _make_anew(*, with_rowid: bool) -> None:
    op.drop_index(op.f("ix_pulled_change_record"), "pulled_change")
    op.rename_table("pulled_change", "pulled_before")
    op.create_table(
        "pulled_change",
        sa.Column("change_id", sa.Text(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_pulled_change")),
        sqlite_with_rowid=with_rowid,
    )
    # In their order, so that what is read together lies together.
    op.execute("INSERT INTO pulled_change SELECT * FROM pulled_before ORDER BY position")
    op.drop_table("pulled_before")
    op.create_index(op.f("ix_pulled_change_record"), "pulled_change", ["record"])
