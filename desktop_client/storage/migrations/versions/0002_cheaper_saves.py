"""A tail before the search index, and indexes that hold only the rows they are asked for: a save writes fewer pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_BEFORE = {
    "ix_record_created_at": ["created_at"],
    "ix_record_kind_number": ["kind", "number"],
    "ix_record_legacy_ref": ["legacy_ref"],
    "ix_record_person": ["person"],
    "ix_record_registration_no": ["registration_no"],
}
_AFTER = {
    "ix_record_people": (["number"], "kind = 'person' AND voided = 0"),
    "ix_record_people_made": (["created_at"], "kind = 'person'"),
    "ix_record_person": (["person"], "person IS NOT NULL"),
    "ix_record_registration_no": (["registration_no"], "registration_no IS NOT NULL"),
    "ix_record_legacy_ref": (["legacy_ref"], "legacy_ref IS NOT NULL"),
}


def upgrade() -> None:
    """Apply."""
    for name in _BEFORE:
        op.drop_index(name, "record")
    for name, (columns, where) in _AFTER.items():
        op.create_index(name, "record", columns, sqlite_where=sa.text(where))
    op.create_table(
        "fresh_term",
        sa.Column("record", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("record", "term", "field", name=op.f("pk_fresh_term")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Take back; what stands in the tail moves into the index."""
    op.execute(
        "INSERT INTO search_term (term, record, field) SELECT term, record, field FROM fresh_term ORDER BY term, record"
    )
    op.drop_table("fresh_term")
    for name in _AFTER:
        op.drop_index(name, "record")
    for name, columns in _BEFORE.items():
        op.create_index(name, "record", columns)
