"""Which people may be one person: the keys they are found by, and the pairs whose score says so."""

import sqlalchemy as sa

from sync_server.storage.tables.names import metadata

# People as they are compared, taken apart once; the number is only what `match_key` calls them.
match_person = sa.Table(
    "match_person",
    metadata,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("record", sa.Text, nullable=False, unique=True),
    # When everybody was last compared anew, in turns: a person of an older one is compared again.
    sa.Column("generation", sa.Integer, nullable=False),
    # The person's keys in `match_key`, eight bytes each.
    sa.Column("packed_keys", sa.LargeBinary, nullable=False),
    # `shared_models.matching.packed`; protected on PostgreSQL with (match_person, folded, record).
    sa.Column("folded", sa.LargeBinary, nullable=False),
)

# Keyed hashes of a few facts together (`shared_models.matching.match_keys`); two people with one key are compared.
match_key = sa.Table(
    "match_key",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("person", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# Keys of cards and phones that a crowd gave.
crowded_key = sa.Table(
    "crowded_key",
    metadata,
    sa.Column("key", sa.BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
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
    # Who says that somebody should look: model, desk, or another program.
    sa.Column("source", sa.Text, nullable=False, server_default="model"),
    # Its place in the queue: -1 before all others, 1 after them; then the whole bits of the score, the doubtful first.
    sa.Column("turn", sa.Integer, nullable=False, server_default="0"),
    sa.Column("doubt", sa.Integer, nullable=False, server_default="0"),
    # JSON: why an answered pair waits again.
    sa.Column("came_back", sa.Text),
    # Since when it waits for what a desk says.
    sa.Column("asked_at", sa.BigInteger),
    # Which reviewer has it on the screen, and until when it is kept for that reviewer.
    sa.Column("leased_by", sa.Text),
    sa.Column("leased_until", sa.BigInteger),
    sa.CheckConstraint("one < other", name="order"),
    sa.CheckConstraint("state IN ('open', 'same', 'different', 'unsure', 'superseded')", name="state"),
    sa.Index(None, "state", "score"),
    sa.Index(None, "other"),
    sa.Index(None, "state", "turn", "doubt", "found_at"),
    sa.Index(None, "leased_by"),
    sa.Index(None, "state", "asked_at"),
)

# What people answered about two records: taken from the link records in the log, so that it can be made anew from there.
judgement = sa.Table(
    "judgement",
    metadata,
    # The link record. One that names an office instead of a person speaks of several pairs.
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("one", sa.Text, primary_key=True),
    sa.Column("other", sa.Text, primary_key=True),
    # SAME, DIFFERENT or NOT_SURE, and for two people why they look like one.
    sa.Column("answer", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    # Office and code of the desk; empty when head office answered, which alone decides.
    sa.Column("office", sa.Text, nullable=False),
    sa.Column("desk", sa.Text, nullable=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    # JSON: person -> what was looked at -> keyed hash, so that a later change of it is noticed.
    sa.Column("seen", sa.Text, nullable=False),
    sa.CheckConstraint("one < other", name="order"),
    sa.Index(None, "one", "other"),
    sa.Index(None, "other"),
)

# What each reviewer did with pairs, for the pace and for taking the last ones back.
review_act = sa.Table(
    "review_act",
    metadata,
    sa.Column("who", sa.Text, primary_key=True),
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.BigInteger, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("one", sa.Text, nullable=False),
    sa.Column("other", sa.Text, nullable=False),
    # JSON: how the pair stood before.
    sa.Column("before", sa.Text, nullable=False),
    sa.Column("taken_back", sa.BigInteger),
)
