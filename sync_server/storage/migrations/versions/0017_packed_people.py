"""People are kept as they are compared, with the keys they are found by; everybody is compared anew, answers stay."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_MARKS = "DELETE FROM server_state WHERE key IN ('linkage.mark', 'linkage.people', 'linkage.shares')"


def upgrade() -> None:
    """Apply."""
    op.drop_table("match_key")
    op.create_table(
        "match_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "person", name=op.f("pk_match_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "match_person",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("packed_keys", sa.LargeBinary(), nullable=False),
        sa.Column("folded", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_match_person")),
        sa.UniqueConstraint("record", name=op.f("uq_match_person_record")),
    )
    op.create_table(
        "crowded_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_crowded_key")),
        sqlite_with_rowid=False,
    )
    op.execute(_MARKS)


def downgrade() -> None:
    """Take back."""
    op.drop_table("crowded_key")
    op.drop_table("match_person")
    op.drop_table("match_key")
    op.create_table(
        "match_key",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", "record", name=op.f("pk_match_key")),
    )
    op.create_index(op.f("ix_match_key_record"), "match_key", ["record"])
    op.execute(_MARKS)
