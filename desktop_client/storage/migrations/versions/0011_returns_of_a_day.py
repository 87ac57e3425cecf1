"""The day is counted by returns, for a person who comes a second time is registered again."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_index("ix_record_people_made", "record")
    op.create_index("ix_record_returns_made", "record", ["created_at"], sqlite_where=sa.text("kind = 'episode'"))


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_record_returns_made", "record")
    op.create_index("ix_record_people_made", "record", ["created_at"], sqlite_where=sa.text("kind = 'person'"))
