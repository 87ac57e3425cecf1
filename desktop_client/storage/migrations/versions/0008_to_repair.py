"""Own changes whose outcome asks for a repair are found without walking the journal."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ASKED = sa.text("outcome <> 'refused' AND reason IS NOT NULL")


def upgrade() -> None:
    """Apply."""
    op.create_index("ix_change_to_repair", "change", ["number"], sqlite_where=_ASKED)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_change_to_repair", "change")
