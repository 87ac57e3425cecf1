"""What desks sent, the change log and the records."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "batch",
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("header", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("ledger", sa.BigInteger(), nullable=False),
        sa.Column("via", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('stored', 'applied', 'quarantined')", name=op.f("ck_batch_state")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_batch")),
        sa.UniqueConstraint("ledger", name=op.f("uq_batch_ledger")),
    )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_batch_device_incarnation_first_seq"), ["device", "incarnation", "first_seq"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_batch_parent"), ["parent"], unique=False)
        batch_op.create_index(batch_op.f("ix_batch_state_ledger"), ["state", "ledger"], unique=False)

    op.create_table(
        "change_log",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("change_id", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("outcome IN ('accepted', 'conflict', 'refused')", name=op.f("ck_change_log_outcome")),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_change_log")),
        sa.UniqueConstraint("change_id", name=op.f("uq_change_log_change_id")),
    )
    with op.batch_alter_table("change_log", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_change_log_batch"), ["batch"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_change_log_device_incarnation_seq"), ["device", "incarnation", "seq"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_change_log_office_position"), ["office", "position"], unique=False)
        batch_op.create_index(batch_op.f("ix_change_log_record_position"), ["record", "position"], unique=False)

    op.create_table(
        "conflict",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("opened_position", sa.BigInteger(), nullable=False),
        sa.Column("closed_position", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conflict_closed_position_opened_position"),
            ["closed_position", "opened_position"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_conflict_record_path"), ["record", "path"], unique=False)

    op.create_table(
        "record",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("field_values", sa.Text(), nullable=False),
        sa.Column("writers", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("registration_no", sa.Text(), nullable=True),
        sa.Column("legacy_ref", sa.Text(), nullable=True),
        sa.Column("name_latin", sa.Text(), nullable=True),
        sa.Column("name_urdu", sa.Text(), nullable=True),
        sa.Column("created_position", sa.BigInteger(), nullable=False),
        sa.Column("updated_position", sa.BigInteger(), nullable=False),
        sa.Column("published", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record")),
    )
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_kind_office_id"), ["kind", "office", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_legacy_ref"), ["legacy_ref"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_record_office_updated_position"), ["office", "updated_position"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_record_person"), ["person"], unique=False)
        batch_op.create_index(batch_op.f("ix_record_registration_no"), ["registration_no"], unique=False)

    op.create_table(
        "search_term",
        sa.Column("term", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("term", "record", "field", name=op.f("pk_search_term")),
    )
    with op.batch_alter_table("search_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_term_record"), ["record"], unique=False)

    op.create_table(
        "upload_part",
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("offset", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("bytes", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("device", "hash", "offset", name=op.f("pk_upload_part")),
    )
    with op.batch_alter_table("upload_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_part_arrived_at"), ["arrived_at"], unique=False)

    op.create_table(
        "waiting_change",
        sa.Column("change_id", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("incarnation", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("batch", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", name=op.f("pk_waiting_change")),
    )
    with op.batch_alter_table("waiting_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_change_record"), ["record"], unique=False)


def downgrade() -> None:
    """Take back."""
    with op.batch_alter_table("waiting_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_change_record"))

    op.drop_table("waiting_change")
    with op.batch_alter_table("upload_part", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_part_arrived_at"))

    op.drop_table("upload_part")
    with op.batch_alter_table("search_term", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_term_record"))

    op.drop_table("search_term")
    with op.batch_alter_table("record", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_registration_no"))
        batch_op.drop_index(batch_op.f("ix_record_person"))
        batch_op.drop_index(batch_op.f("ix_record_office_updated_position"))
        batch_op.drop_index(batch_op.f("ix_record_legacy_ref"))
        batch_op.drop_index(batch_op.f("ix_record_kind_office_id"))

    op.drop_table("record")
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_record_path"))
        batch_op.drop_index(batch_op.f("ix_conflict_closed_position_opened_position"))

    op.drop_table("conflict")
    with op.batch_alter_table("change_log", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_change_log_record_position"))
        batch_op.drop_index(batch_op.f("ix_change_log_office_position"))
        batch_op.drop_index(batch_op.f("ix_change_log_device_incarnation_seq"))
        batch_op.drop_index(batch_op.f("ix_change_log_batch"))

    op.drop_table("change_log")
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_state_ledger"))
        batch_op.drop_index(batch_op.f("ix_batch_parent"))
        batch_op.drop_index(batch_op.f("ix_batch_device_incarnation_first_seq"))

    op.drop_table("batch")
