"""Appointments are found by their day."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.execute(
        """CREATE INDEX ix_record_appointments ON record (json_extract("values", '$."appointment.day"'))"""
        """ WHERE kind = 'appointment' AND voided = 0"""
    )


def downgrade() -> None:
    """Take back."""
    op.execute("DROP INDEX ix_record_appointments")
