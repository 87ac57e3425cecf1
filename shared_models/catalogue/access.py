"""Who may see and change which field: one table, one question, asked by every form, list, page and export."""

from collections.abc import Iterable, Mapping
from typing import Final

from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.codes import Code
from shared_models.catalogue.fields import Field
from shared_models.catalogue.loading import load_catalogue
from shared_models.catalogue.problems import Problem, problem

__all__ = [
    "HIDDEN", "READABLE", "RELATIONS", "RIGHTS", "ROLES", "SEALED", "access", "choices_of", "mask", "may_reveal",
    "refused_reveal", "refused_write", "seen", "sensitivity",
]  # fmt: skip

ROLES: Final = (
    "CLERK", "CASEW", "SUPV", "HO_SYNC", "HO_REV", "PROT", "ANALYST", "COMM", "PARTNER", "AUDIT", "IT",
)  # fmt: skip
RELATIONS: Final = ("own", "other")
RIGHTS: Final = ("hidden", "masked", "read", "write", "write-once")
READABLE: Final = frozenset({"read", "write"})
SEALED: Final = "S3"  # the class that stands in sealed records only
HIDDEN: Final = object()
HIDDEN_SIGN: Final = "•"
_REVEAL: Final = "+reveal"
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
    right = table.get((field.access_group, role, relation), "hidden").removesuffix(_REVEAL)
    return "read" if field.kind == "computed" and right.startswith("write") else right


def may_reveal(role: str, relation: str, field: Field, catalogue: Catalogue | None = None) -> bool:
    """Whether a masked value of this field is shown to the role on request, against a reason that is written down."""
    table = (catalogue or load_catalogue()).access_table
    return table.get((field.access_group, role, relation), "").endswith(_REVEAL)


def seen(role: str, relation: str, path: str, value: object, catalogue: Catalogue | None = None) -> object:
    """
    What a role sees of the value of one leaf: the value, its mask, or HIDDEN.

    A reason for no answer is shown where the field is not hidden. A leaf this version does not know is hidden.
    """
    catalogue = catalogue or load_catalogue()
    leaf = catalogue.leaf_of(path)
    if leaf is None or sensitivity(leaf.field, leaf.member or value, catalogue) == SEALED:
        return HIDDEN
    right = access(role, relation, leaf.field, catalogue)
    if right == "hidden":
        return HIDDEN
    if right in READABLE or leaf.part == "reason" or value is None:
        return value
    return mask(leaf.field, value)


def may_always_write(role: str, catalogue: Catalogue) -> frozenset[str]:
    """The paths of the fields that a role may write in every record of its own office, whatever stands there."""
    found: frozenset[str] | None = catalogue.derived.get(("always written", role))
    if found is None:
        found = catalogue.derived["always written", role] = frozenset(
            field.path for field in catalogue.fields.values() if access(role, "own", field, catalogue) == "write"
        )
    return found


def refused_write(
    role: str, path: str, present: Mapping[str, object], catalogue: Catalogue | None = None
) -> Problem | None:
    """
    Why a role may not write this leaf of a record of its own office, None when it may.

    `present` holds what the record says now: what may be written once is refused where something stands.
    """
    catalogue = catalogue or load_catalogue()
    leaf = catalogue.leaf_of(path)
    if leaf is None:
        return Problem("field.unknown", path, {"path": path})
    if leaf.field.path in may_always_write(role, catalogue):
        return None
    right = access(role, "own", leaf.field, catalogue)
    # A reason for no answer stands in place of the answer: once there is one, it is not taken back by a reason.
    if right == "write" or (right == "write-once" and present.get(path.removesuffix("!")) is None):
        return None
    once = right == "write-once"
    able = {"write"} if once else {"write", "write-once"}
    who = [one for one in ROLES if access(one, "own", leaf.field, catalogue) in able]
    if not who:
        return problem("access.nobody_rewrites" if once else "access.nobody_writes", path)
    en, ur = (_named(who, lang, catalogue) for lang in ("en", "ur"))
    return problem("access.written_once" if once else "access.may_not_write", path, who=en, who_ur=ur)


def refused_reveal(role: str, relation: str, field: Field, catalogue: Catalogue | None = None) -> Problem | None:
    """Why a masked value is not shown to a role that asks with a reason; the sentence names who may. None when it is."""
    catalogue = catalogue or load_catalogue()
    if may_reveal(role, relation, field, catalogue):
        return None
    who = [one for one in ROLES if may_reveal(one, "own", field, catalogue)]
    who = who or [one for one in ROLES if access(one, "own", field, catalogue) in READABLE]
    if not who:
        return problem("access.nobody_reads", field.path)
    en, ur = (_named(who, lang, catalogue) for lang in ("en", "ur"))
    return problem("access.may_not_reveal", field.path, who=en, who_ur=ur)


def _named(roles: Iterable[str], lang: str, catalogue: Catalogue) -> str:
    return ("، " if lang == "ur" else ", ").join(catalogue.lists["ROLE"].label(role, lang) for role in roles)


def choices_of(field: Field, catalogue: Catalogue | None = None) -> tuple[Code, ...]:
    """The codes a form may offer for a field: those of the highest class only inside a sealed entry."""
    codes = (catalogue or load_catalogue()).codes_of(field)
    rows = codes.rows if codes else ()
    return rows if field.sensitivity == SEALED else tuple(row for row in rows if row.sensitivity != SEALED)


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
