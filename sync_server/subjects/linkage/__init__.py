"""Which records may be one person: candidates, scores and what people said of them."""

from sync_server.subjects.linkage.answers import answers_due, take_answers
from sync_server.subjects.linkage.candidates import bring_up_to_date, count_names, match_due, match_some, names_due
from sync_server.subjects.linkage.pairs import Pair, counts, list_pairs, pair_rows
from sync_server.subjects.linkage.queue import count_waiting

__all__ = [
    "Pair",
    "answers_due",
    "bring_up_to_date",
    "count_names",
    "count_waiting",
    "counts",
    "list_pairs",
    "match_due",
    "match_some",
    "names_due",
    "pair_rows",
    "take_answers",
]
