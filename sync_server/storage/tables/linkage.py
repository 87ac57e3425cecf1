"""Which people may be one person: the keys they are found by, and the pairs whose score says so."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

# Keyed hashes of a few facts together (`shared_models.matching.match_keys`); two people with one key are compared.
match_key = sa.Table(
    "match_key",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("record", sa.Text, primary_key=True),
    sa.Index(None, "record"),
)

candidate_pair = sa.Table(
    "candidate_pair",
    metadata,
    # The two people, the smaller id first.
    sa.Column("one", sa.Text, primary_key=True),
    sa.Column("other", sa.Text, primary_key=True),
    # log2 of the odds in 1/1000 bit.
    sa.Column("score", sa.Integer, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    # JSON: comparison -> level. No value of anybody is in it.
    sa.Column("levels", sa.Text, nullable=False),
    sa.Column("conflict", sa.Text, nullable=False),
    sa.Column("model_version", sa.Text, nullable=False),
    # open; same, different, unsure once a person has said so; superseded when it is no candidate any more.
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("found_at", sa.BigInteger, nullable=False),
    sa.Column("scored_at", sa.BigInteger, nullable=False),
    sa.CheckConstraint("one < other", name="order"),
    sa.CheckConstraint("state IN ('open', 'same', 'different', 'unsure', 'superseded')", name="state"),
    sa.Index(None, "state", "score"),
    sa.Index(None, "other"),
)
