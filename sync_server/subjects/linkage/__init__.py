"""Which records may be one person: candidates, scores and what people said of them."""

from sync_server.subjects.linkage.answers import answers_due, take_answers
from sync_server.subjects.linkage.candidates import bring_up_to_date, match_due, match_some
from sync_server.subjects.linkage.pairs import Pair, counts, list_pairs, pair_rows

__all__ = [
    "Pair",
    "answers_due",
    "bring_up_to_date",
    "counts",
    "list_pairs",
    "match_due",
    "match_some",
    "pair_rows",
    "take_answers",
]
