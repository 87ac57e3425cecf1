"""Photos and papers on this disk or wanted here: each stored file by its name, with whose record speaks of it."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

stored_file = sa.Table(
    "stored_file",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("record", sa.Text, nullable=False),
    # 0 = small picture, 1 = photo of a person, 2 = paper: what goes first.
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
    # Head office has said that it holds it.
    sa.Column("held", sa.Boolean, nullable=False),
    sa.Index("ix_stored_file_to_go", "turn", "made_at", sqlite_where=sa.text("held = 0")),
    sqlite_with_rowid=False,
)
