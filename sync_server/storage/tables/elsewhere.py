"""What desks of other offices recognise people by: the keys of each person, and the files in which they were told."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

# Keyed hashes under a secret of their own; the person's id never leaves head office with them.
elsewhere_person = sa.Table(
    "elsewhere_person",
    metadata,
    sa.Column("record", sa.Text, primary_key=True),
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    # For each key six bytes: the place of its recipe, then the key.
    sa.Column("told", sa.LargeBinary, nullable=False),
)

# The files lie in the data folder under their hash; they follow from `elsewhere_person` and are made anew when they are lost.
elsewhere_file = sa.Table(
    "elsewhere_file",
    metadata,
    # For which office; empty for head office's own, in which nobody is left out.
    sa.Column("office", sa.Text, primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("sha256", sa.Text, nullable=False),
    # Of the file before, whose list this one changes; empty for a whole list.
    sa.Column("follows", sa.Text, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    # How many entries it brings and takes away.
    sa.Column("entries", sa.BigInteger, nullable=False),
    sa.Column("people", sa.BigInteger, nullable=False),
    sa.Column("made_at", sa.BigInteger, nullable=False),
)
