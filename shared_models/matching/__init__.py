"""Whether two records are the same person: keys that meet, an explained score, the same on desk and server."""

from shared_models.matching.comparable import Comparable, comparable_of
from shared_models.matching.elsewhere import asked_keys, told_keys
from shared_models.matching.frequencies import Frequencies, counted
from shared_models.matching.keys import MatchKey, key_of, match_keys, office_key
from shared_models.matching.model import Model, ModelError, load_model, read_model
from shared_models.matching.reasons import Reason, reasons
from shared_models.matching.scoring import Scored, Zone, score

__all__ = [
    "Comparable", "Frequencies", "MatchKey", "Model", "ModelError", "Reason", "Scored", "Zone", "asked_keys",
    "comparable_of", "counted", "key_of", "load_model", "match_keys", "office_key", "read_model", "reasons", "score",
    "told_keys",
]  # fmt: skip
