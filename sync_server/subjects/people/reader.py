"""Who reads, in which language, and what of a value that person may see: asked for every value that leaves here."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from shared_models.catalogue import Field, Leaf, access, load_catalogue, mask, sensitivity, show_value
from shared_models.catalogue.access import RELATIONS, ROLES, may_reveal

SEALED = "S3"
READABLE = frozenset({"read", "write", "write-once"})
ABLE = frozenset({"read", "write"})
LEFT_TO_RIGHT_KINDS = frozenset(
    {"document_number", "phone", "email", "date", "partial_date", "time_of_day", "integer", "money"}
)
HEADING = ("person.name_latin", "person.name_urdu", "person.legacy_ref")


@dataclass(frozen=True, slots=True)
class Words:
    """A value as its reader may see it. `direction` follows the field, not the page: "ltr", "rtl" or "auto".

    `member` = it is about one code of a set; `rank` is its place among the chosen ones, 1 first, and 0 where nobody
    ranks. `ranked` = the codes stand in the order in which they were ranked.
    """

    text: str
    direction: str = "auto"
    masked: bool = False
    no_answer: bool = False
    member: bool = False
    rank: int = 0
    ranked: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """A person at head office: the role's name in the access rules, and the language of the page.

    `opened` names the fields that this reader has asked to see on this page, with a reason that was written down.
    """

    role: str
    language: str
    opened: frozenset[str] = frozenset()

    def right(self, field: Field, value: object = None) -> str:
        """The right to a value; one of the highest class shows nothing here, not even that it exists."""
        if sensitivity(field, value) == SEALED:
            return "hidden"
        right = access(self.role, "other", field)
        return "read" if right == "masked" and field.path in self.opened else right

    def may_ask(self, field: Field) -> bool:
        """Whether a value of this field is masked now and would be shown for a reason."""
        return self.right(field) == "masked" and may_reveal(self.role, "other", field)

    def searches(self, field: Field) -> bool:
        """Whether people may be found by this field: only by what the reader could read anyway."""
        return access(self.role, "other", field) in READABLE

    def sees_names(self) -> bool:
        """Whether this reader reads what people are called."""
        return self.searches(load_catalogue().fields["person.name_latin"])

    def not_for(self, fields: Iterable[Field]) -> tuple[Field, ...]:
        """Those of the fields that are hidden from this role whatever stands in them, none of the highest class."""
        return tuple(
            field
            for field in fields
            if field.kind != "link" and sensitivity(field) != SEALED and self.right(field) == "hidden"
        )

    def who_reads(self, fields: Iterable[Field]) -> str:
        """The roles that read all these fields, or are shown them for a reason, in words; empty without a field."""
        able = [
            {
                role
                for role in ROLES
                for relation in RELATIONS
                if access(role, relation, field) in ABLE or may_reveal(role, relation, field)
            }
            for field in fields
        ]
        names = load_catalogue().lists["ROLE"]
        everywhere = set.intersection(*able) if able else set()
        comma = "، " if self.language == "ur" else ", "
        return comma.join(names.label(role, self.language) for role in ROLES if role in everywhere)

    def words(self, leaf: Leaf, value: object) -> Words | None:
        """What the reader sees of a leaf's value: None when it is hidden, empty text when it was cleared."""
        field = leaf.field
        if leaf.part == "reason":
            if self.right(field) == "hidden":
                return None
            return Words(self._reason(value), no_answer=True)
        right = self.right(field, leaf.member or value)
        if right == "hidden":
            return None
        if value is None or value == "":
            return Words("", no_answer=True, member=bool(leaf.member))
        if right == "masked":
            return Words(mask(field, value), "ltr", masked=True)
        if leaf.part == "void":
            return Words(str(value))
        if leaf.member:
            codes = load_catalogue().codes_of(field)
            label = codes.label(leaf.member, self.language) if codes else leaf.member
            return Words(label, member=True, rank=value if field.ranked and type(value) is int else 0)
        return Words(show_value(field, value, self.language), direction_of(field))

    def named(self, stored: str) -> dict[str, str]:
        """What heads a person's line, by path, from the stored values (JSON); empty texts for what is hidden."""
        values = msgspec.json.decode(stored, type=dict[str, Any])
        found = {}
        for path in HEADING:
            leaf = load_catalogue().leaf_of(path)
            words = self.words(leaf, values.get(path)) if leaf else None
            found[path] = words.text if words else ""
        return found

    def _reason(self, value: object) -> str:
        if value is None:
            return ""
        return load_catalogue().lists["MISSING_REASON"].label(str(value), self.language)


def direction_of(field: Field) -> str:
    """Urdu fields run right to left and numbers left to right, whatever the language of the page."""
    if field.kind == "name_urdu" or (field.kind == "text" and field.name.endswith("_urdu")):
        return "rtl"
    if field.kind in LEFT_TO_RIGHT_KINDS or field.kind == "name_latin" or field.name.endswith("_latin"):
        return "ltr"
    return "auto"
