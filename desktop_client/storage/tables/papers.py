"""Numbered papers that were given to people about their own data: what is held, a withdrawal, a complaint."""

import sqlalchemy as sa

from desktop_client.storage.tables.names import metadata

paper = sa.Table(
    "paper",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    # DATA, WITHDRAWAL or COMPLAINT.
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("given_at", sa.BigInteger, nullable=False),
    sa.Column("login", sa.Text, nullable=False),
    # How it was known that it is the person: CARD, SLIP or QUESTIONS.
    sa.Column("known_by", sa.Text, nullable=False),
    # The scope of a withdrawal or the row of a complaint, never its words.
    sa.Column("about", sa.Text, nullable=False, server_default=""),
    sa.Index(None, "person"),
    sqlite_with_rowid=False,
)
