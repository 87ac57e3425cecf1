"""Which acknowledgements and leaflets were printed, and which still wait for a printer."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata


def _papers(name: str) -> sa.Table:
    """One paper a return."""
    return sa.Table(
        name,
        metadata,
        sa.Column("episode", sa.Text, primary_key=True),
        sa.Column("asked_at", sa.BigInteger, nullable=False),
        # Empty while it waits for a printer; the newest print otherwise.
        sa.Column("printed_at", sa.BigInteger),
        sa.Column("prints", sa.Integer, nullable=False, server_default="0"),
        sa.Index(f"ix_{name}_to_print", "asked_at", sqlite_where=sa.text("printed_at IS NULL")),
        sqlite_with_rowid=False,
    )


slip = _papers("slip")
leaflet = _papers("leaflet")
