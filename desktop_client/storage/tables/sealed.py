"""Private conversations on their way: open ones, readable with their writer's key, and closed ones that wait to leave."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

private_draft = sa.Table(
    "private_draft",
    metadata,
    # The random id under which the entry will leave this desk.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("login", sa.Text, nullable=False),
    # The sign-in in which it is open; after a power cut it belongs to none.
    sa.Column("session", sa.Text, nullable=False),
    # The form it was begun in, while that is open.
    sa.Column("form", sa.Text, nullable=False),
    sa.Column("saved_at", sa.BigInteger, nullable=False),
    # Until when its writer may open it again; NULL before that person signs in again.
    sa.Column("reopen_until", sa.BigInteger),
    # When a closed one goes into the journal; NULL while it is open. Login, session, form and time are empty then.
    sa.Column("leaves_at", sa.BigInteger),
    # Encrypted with a key that only the writer's password gives; empty once it is closed.
    sa.Column("readable", sa.LargeBinary, nullable=False),
    # What becomes of it if nobody comes back: sealed at each saving. Empty while nothing is written.
    sa.Column("sealed", sa.Text, nullable=False),
)
