"""The matching model as its reference file writes it: levels with integer weights, crosses, recipes, thresholds, texts."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from shared_models.matching.facts import PARTS
from shared_models.matching.vocabulary import COMPARISONS, CONFLICTS

__all__ = ["MODEL_FILE", "Model", "ModelError", "Recipe", "load_model", "read_model"]

FORMAT = 1  # of the file; another one was written for another program
MOST_BYTES = 1 << 20
MODEL_FILE = Path(__file__).parent.parent / "reference" / "matching.json"


class ModelError(ValueError):
    """The file is no matching model of this program; the text says why."""


class Texts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One reason as people read it."""

    en: str
    ur: str


class Level(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One outcome of a comparison: its weight in 1/1000 bit, the group that crosses see, and its reason."""

    weight: int
    group: str
    en: str = ""
    ur: str = ""


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is hashed together into one blocking key; a key that more than `cap` people share is passed over."""

    name: str
    parts: tuple[str, ...]
    cap: int
    office: bool = False  # whether desks of other offices hold it


class Intercept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a pair begins with among ten thousand records, and what each further power of ten adds; in 1/1000 bit."""

    weight: int
    per_decade: int


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """From which score on the desk shows a pair, head office queues it, and it may be accepted with others at once."""

    warn: int
    review: int
    accept: int


class Model(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of the matching model; everything that decides a score is in it."""

    format: int
    version: str
    comparisons: dict[str, dict[str, Level]]
    crosses: dict[str, dict[str, int]]  # "call*birth": {"same*day": weight}
    conflicts: dict[str, Texts]
    blocking: tuple[Recipe, ...]
    intercept: Intercept
    thresholds: Thresholds
    names: dict[str, int]  # call names in parts of a million
    texts: dict[str, Texts] = {}

    def __hash__(self) -> int:
        """What is worked out from a model is kept for it."""
        return hash(self.version)


@cache
def load_model() -> Model:
    """The model this program ships with, read once."""
    return read_model(MODEL_FILE.read_bytes())


def read_model(content: bytes) -> Model:
    """The model in a file. ModelError when it is too long, malformed, of another format, or names unknown levels."""
    if len(content) > MOST_BYTES:
        raise ModelError(f"The matching model has more than {MOST_BYTES >> 20} MiB.")
    try:
        found: object = msgspec.json.decode(content)
        if isinstance(found, Mapping) and found.get("format") != FORMAT:
            raise ModelError(f"The matching model has format {found.get('format')}; this program reads {FORMAT}.")
        model = msgspec.convert(found, Model)
    except msgspec.MsgspecError as refusal:
        raise ModelError(f"The matching model cannot be read: {refusal}") from refusal
    levels = {name: tuple(levels) for name, levels in model.comparisons.items()}
    if {name: set(of) for name, of in levels.items()} != {name: set(of) for name, of in COMPARISONS.items()}:
        raise ModelError("The matching model does not weigh the levels that this program compares.")
    if set(model.conflicts) != set(CONFLICTS):
        raise ModelError("The matching model does not explain the conflicts that this program knows.")
    unknown = {part for recipe in model.blocking for part in recipe.parts} - set(PARTS)
    if unknown or not all(set(cross.split("*")) <= set(levels) for cross in model.crosses):
        raise ModelError(f"The matching model names what this program does not know: {sorted(unknown) or 'a cross'}.")
    if model.thresholds.accept < max(model.thresholds.review, model.thresholds.warn):
        raise ModelError("The matching model accepts pairs below what it shows to people.")
    return model
