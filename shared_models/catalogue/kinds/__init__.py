"""The kinds of field: how each is read from what was typed, checked, and written out again."""

from collections.abc import Mapping
from types import MappingProxyType

from shared_models.catalogue.kinds import choices, ciphertext, identity, made, moments, numbers, words
from shared_models.catalogue.kinds.kind import FieldKind, Surroundings

__all__ = ["FIELD_KINDS", "FieldKind", "Surroundings"]

FIELD_KINDS: Mapping[str, FieldKind] = MappingProxyType(
    {
        **words.KINDS,
        **choices.KINDS,
        **numbers.KINDS,
        **moments.KINDS,
        **identity.KINDS,
        **made.KINDS,
        **ciphertext.KINDS,
    },
)
