"""Who may see and change which field: one table, one question, asked by every form, list, page and export."""

from collections.abc import Mapping
from typing import Final

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.fields import Field
from shared_models.catalogue.loading import load_catalogue

__all__ = ["RELATIONS", "RIGHTS", "ROLES", "access", "mask", "sensitivity"]

ROLES: Final = (
    "CLERK", "CASEW", "SUPV", "HO_SYNC", "HO_REV", "PROT", "ANALYST", "COMM", "PARTNER", "AUDIT", "IT",
)  # fmt: skip
RELATIONS: Final = ("own", "other")
RIGHTS: Final = ("hidden", "masked", "read", "write", "write-once")
HIDDEN_SIGN: Final = "•"
_CARD_DIGITS: Final = 13
_SHOWN_OF_CARD: Final = 4
_SHOWN: Final = 3


def access(role: str, relation: str, field: Field, catalogue: Catalogue | None = None) -> str:
    """
    "hidden", "masked", "read", "write" or "write-once" for a role looking at a record of its own or another office.

    What the table does not name is hidden: an unknown role, relation or group sees nothing. "write-once" = may be
    written while it is empty and is masked afterwards. A computed field is never written.
    """
    table = (catalogue or load_catalogue()).access_table
    right = table.get((field.access_group, role, relation), "hidden")
    return "read" if field.kind == "computed" and right in {"write", "write-once"} else right


def sensitivity(field: Field, value: object = None, catalogue: Catalogue | None = None) -> str:
    """The class of a value, "S0" to "S3": the field's own, raised by a chosen code that is more sensitive."""
    catalogue = catalogue or load_catalogue()
    codes = catalogue.codes_of(field)
    chosen = value if isinstance(value, list | tuple | set | frozenset | Mapping) else (value,)
    rows = [codes.get(code) for code in chosen if isinstance(code, str)] if codes else []
    return max([field.sensitivity, *(row.sensitivity for row in rows if row)])


def mask(field: Field, value: object) -> str:
    """What may be shown of a masked value: the end of a number, which people compare, and nothing of anything else."""
    text = str(value) if isinstance(value, str) else ""
    if field.kind == "document_number":
        if len(text) == _CARD_DIGITS and text.isdecimal():
            tail = text[-_SHOWN_OF_CARD:]
            return f"*****-****{tail[:3]}-{tail[3]}"
        return "*" * max(len(text) - _SHOWN, 0) + text[-_SHOWN:] if len(text) > _SHOWN else "*" * len(text)
    if field.kind == "phone":
        return "*" * max(len(text) - _SHOWN, 0) + text[-_SHOWN:]
    return HIDDEN_SIGN * _SHOWN
