"""What head office takes from a desk and what it answers, on whatever way the desk's words came: by line or on a stick."""

from sync_server.exchange.answering import Answer, answer
from sync_server.exchange.arrival import LINE, apply_now, learn_people, look_behind, take_back, take_in
from sync_server.exchange.bundles import STICK, Imported, import_bundle

__all__ = [
    "LINE",
    "STICK",
    "Answer",
    "Imported",
    "answer",
    "apply_now",
    "import_bundle",
    "learn_people",
    "look_behind",
    "take_back",
    "take_in",
]
