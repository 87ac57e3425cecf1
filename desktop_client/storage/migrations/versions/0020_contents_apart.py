"""The contents of own changes lie apart: a change that is sealed or gets its outcome is no longer written with them."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "change_content",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_change_content")),
    )
    op.execute("INSERT INTO change_content SELECT number, document FROM change ORDER BY number")
    op.drop_column("change", "document")


def downgrade() -> None:
    """Take back."""
    op.add_column("change", sa.Column("document", sa.Text(), nullable=False, server_default=""))
    content = "(SELECT document FROM change_content WHERE change_content.number = change.number)"
    op.execute(f"UPDATE change SET document = {content}")  # noqa: S608
    op.drop_table("change_content")
