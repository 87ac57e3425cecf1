"""What a person's page is made of: frozen values that a template turns into headings, tables and lines."""

from dataclasses import dataclass

from sync_server.subjects.people.reader import Words

WIDEST_TABLE = 7  # columns that fit beside the contents on a small screen


@dataclass(frozen=True, slots=True)
class Write:
    """One answer somebody once gave. `gone` = the member or value was taken away by it.

    `signed_by` is who signed it with a key of their own; empty for what is not countersigned. `role_unknown`: only some roles
    may write this, and the desk had not said what the author is.
    """

    value: Words
    author: str
    desk: str
    office: str
    at: int
    refused: bool
    reason: str
    gone: bool = False
    signed_by: str = ""
    role_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A field with its standing value and everything written there, newest first. `answer` names two open answers.

    `path` is the field's, without a row; `ask` is the same where the value is masked and shown for a reason. A fact that
    is `worked_out` was never written: it follows from other answers.
    """

    label: str
    value: Words
    history: tuple[Write, ...]
    answer: str = ""
    ask: str = ""
    path: str = ""
    worked_out: bool = False

    @property
    def shows_nothing(self) -> bool:
        """Whether the mask leaves nothing to look at, and nobody has to choose here."""
        return self.value.masked and not self.answer and not self.value.text.strip("•")


@dataclass(frozen=True, slots=True)
class Row:
    """A repeated row. `number` counts the rows that stand and is 0 for a withdrawn one; `title` tells them apart."""

    number: int
    title: str
    facts: tuple[Fact, ...]
    withdrawal: Fact | None = None

    def every_fact(self) -> list[Fact]:
        """All that the row says, and that it was withdrawn."""
        return [*self.facts, self.withdrawal] if self.withdrawal else [*self.facts]

    def fact(self, path: str) -> Fact | None:
        """What the row says of a field."""
        return next((fact for fact in self.facts if fact.path == path), None)


@dataclass(frozen=True, slots=True)
class RecordSection:
    """A section in which something was said.

    `folded` holds what is masked until nothing is left to look at, `asks` what of it is shown for a reason (path and
    label), `who` whose roles read it; `open` names what a complete registration still lacks here, `hidden` what is not for the
    reader's role (`hidden_who` reads it).
    """

    path: str
    title: str
    facts: tuple[Fact, ...] = ()
    rows: tuple[Row, ...] = ()
    folded: tuple[Fact, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    who: str = ""
    open: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    hidden_who: str = ""

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """(path, label) of every field that some row has, in the order people are asked."""
        most = sorted(self.rows, key=lambda row: -len(row.facts))
        return tuple(dict.fromkeys((fact.path, fact.label) for row in most for fact in row.facts))

    @property
    def is_table(self) -> bool:
        """Whether the rows fit into one table; otherwise each is a card."""
        return 0 < len(self.columns) <= WIDEST_TABLE

    @property
    def disputed(self) -> int:
        return sum(1 for fact in self.every_fact() if fact.answer)

    def every_fact(self) -> list[Fact]:
        """All that the section says, masked and withdrawn too."""
        in_rows = [fact for row in self.rows for fact in row.every_fact()]
        return [*self.facts, *in_rows, *self.folded]


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or paper as a page can hold it (`data:` address); empty while it is still on the desk where it was taken."""

    address: str = ""


@dataclass(frozen=True, slots=True)
class RecordPart:
    """One record of the page: the person, or a return.

    `silent` names the sections in which nothing was said, `hidden` those that are not for the reader's role, `who`
    the roles that read all of these. `to_repair` says why the record is not published. `picture` is what a photo or paper
    shows, None where the reader has not asked to see it.
    """

    id: str
    kind: str
    kind_label: str
    office: str
    state: str
    number: str
    sections: tuple[RecordSection, ...]
    withdrawal: Fact | None = None
    silent: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    who: str = ""
    to_repair: tuple[str, ...] = ()
    picture: Picture | None = None

    def every_fact(self) -> list[Fact]:
        """All that this record says, what was withdrawn too."""
        facts = [fact for section in self.sections for fact in section.every_fact()]
        return [*facts, self.withdrawal] if self.withdrawal else facts


@dataclass(frozen=True, slots=True)
class Move:
    """The person was given to an office, by whom and why; `refused`: it was not taken. `role_unknown` as in a Write."""

    office: str
    author: str
    desk: str
    from_office: str
    at: int
    reason: str
    refused: bool
    role_unknown: bool


@dataclass(frozen=True, slots=True)
class RecordPage:
    """A person's page. `names_hidden` tells a reader that names exist and are not for this role; `shown_to` are offices
    that read the record by a referral.
    """

    id: str
    name_latin: str
    name_urdu: str
    legacy_ref: str
    names_hidden: bool
    parts: tuple[RecordPart, ...]
    shown_to: tuple[str, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def disputed(self) -> int:
        """Leaves on which two answers stand."""
        return sum(1 for part in self.parts for fact in part.every_fact() if fact.answer)
