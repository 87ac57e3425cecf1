"""What head office takes from a desk and what it answers, on whatever way the desk's words came: by line or on a stick."""

from sync_server.exchange.answering import Answer, answer
from sync_server.exchange.arrival import LINE, apply_now, learn_people, look_behind, take_back, take_in
from sync_server.exchange.bundles import STICK, Imported, StickFile, import_bundle, import_bundles

__all__ = [
    "LINE",
    "STICK",
    "Answer",
    "Imported",
    "StickFile",
    "answer",
    "apply_now",
    "import_bundle",
    "import_bundles",
    "learn_people",
    "look_behind",
    "take_back",
    "take_in",
]
