"""A person is shown to a second office and stays where it is: which records are guests there, from when until when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from shared_models.catalogue import Catalogue
from shared_models.catalogue.codes import CodeList
from shared_models.protocol.sealed_entry import KIND as SEALED
from shared_models.records.changes import Change, Value
from shared_models.records.paths import row_leaf
from shared_models.records.states import ASKED, ASKING, REFERRAL, REFERRAL_STEPS, STEPS, read_referral, side_of
from sync_server.storage.bulk import insert_rows
from sync_server.storage.scope import guest_records
from sync_server.storage.tables.intake import scope_guest
from sync_server.subjects.intake.log import in_pieces

if TYPE_CHECKING:
    from sync_server.subjects.intake.standing import Records, Standing

_NO_STEPS = CodeList(REFERRAL_STEPS, "", "", ())
_TO, _FROM = f"{REFERRAL}.to_office", f"{REFERRAL}.from_office"


def steps_of(catalogue: Catalogue) -> CodeList:
    """The steps a referral can take; none in a version of fields that is older than referrals."""
    return catalogue.lists.get(REFERRAL_STEPS, _NO_STEPS)


def has_guests(connection: sa.Connection, office: str) -> bool:
    """Whether an office is shown anybody at the moment."""
    column = scope_guest.c
    now = sa.select(column.record).where(column.office == office, column.ended.is_(None)).limit(1)
    return connection.execute(now).scalar() is not None


def guests_among(connection: sa.Connection, office: str, names: Iterable[str]) -> set[str]:
    """Those of these records that an office is shown at the moment."""
    if not has_guests(connection, office):
        return set()
    found: set[str] = set()
    for piece in in_pieces(sorted(set(names))):
        mine = guest_records(office).where(scope_guest.c.record.in_(piece))
        found.update(str(name) for name in connection.execute(mine).scalars())
    return found


def offices_shown(connection: sa.Connection, names: Iterable[str]) -> set[str]:
    """The offices that were ever shown one of these records."""
    found: set[str] = set()
    for piece in in_pieces(sorted(set(names))):
        shown = sa.select(scope_guest.c.office).where(scope_guest.c.record.in_(piece))
        found.update(connection.execute(shown).scalars())
    return found


@dataclass(slots=True)
class Guests:
    """Lets what each office is shown follow the referrals, in one transaction that applies changes."""

    connection: sa.Connection
    records: Records
    steps: CodeList

    def follow(self, touched: Iterable[Standing], position: int) -> None:
        """Show and take leave of what the records touched in this transaction lead to, as of `position`."""
        persons: set[str] = set()
        hung_on: set[str] = set()
        referrals: list[str] = []
        for one in touched:
            person = one.folded.values.get(f"{one.kind}.person")
            if one.kind == REFERRAL:
                referrals.append(one.id)
                persons.update([person] if isinstance(person, str) else [])
            elif one.fresh and isinstance(person, str) and not self._is_new(person):
                hung_on.add(person)
        column = scope_guest.c
        for which, names in ((column.record, referrals), (column.person, sorted(hung_on))):
            for piece in in_pieces(names):
                shown = sa.select(column.person).where(which.in_(piece), column.ended.is_(None))
                persons.update(self.connection.execute(shown.distinct()).scalars())
        for person in sorted(persons):
            self._follow(person, position)

    def _is_new(self, person: str) -> bool:
        """Whether this transaction creates the person, who then was shown to nobody yet."""
        known = self.records.get(person)
        return known is not None and known.fresh

    def _follow(self, person: str, position: int) -> None:
        column = scope_guest.c
        now = sa.select(column.record, column.office).where(column.person == person, column.ended.is_(None))
        shown = {(row.record, row.office) for row in self.connection.execute(now)}
        wanted = self._wanted(person)
        rows = [
            {"record": name, "office": office, "entered": position, "person": person, "ended": None}
            for name, office in sorted(wanted - shown)
        ]
        insert_rows(self.connection, scope_guest, rows)
        for name, office in sorted(shown - wanted):
            mine = (column.record == name) & (column.office == office) & column.ended.is_(None)
            self.connection.execute(scope_guest.update().where(mine).values(ended=position))

    def _wanted(self, person: str) -> set[tuple[str, str]]:
        """What other offices should see: the person with all that hangs on it, of the referrals only their own."""
        self.records.need({person})
        owner = self.records.get(person)
        if owner is None:
            return set()
        hanging = self.records.of_person(person, owner.office)
        read = {one.id: read_referral(one.folded.values, self.steps) for one in hanging if one.kind == REFERRAL}
        offices = {one.to_office for one in read.values() if one.is_open} - {"", owner.office}
        whole = [one for one in (owner, *hanging) if one.kind not in {SEALED, REFERRAL} and one.folded.writers]
        theirs = {(name, one.to_office) for name, one in read.items() if one.to_office in offices}
        return {(one.id, office) for one in whole for office in offices} | theirs


def is_asked(change: Change, office: str, standing: Standing | None) -> bool:
    """Whether a change of a desk of `office` answers a referral that this office was sent."""
    return (
        standing is not None
        and standing.kind == change.kind == REFERRAL
        and office != standing.office
        and standing.folded.values.get(_TO) == office
    )


def refusal_of(change: Change, office: str, standing: Standing | None, steps: CodeList) -> Mapping[str, Any] | None:
    """The rule that a change of a referral breaks, by whose step it is; None when it is taken.

    `office` is that of the desk ("" for head office). Only authority is asked: a step that comes too late is kept.
    """
    if change.kind != REFERRAL or not office:
        return None
    if standing is None:
        return _wrong_beginning(change, office)
    asked = is_asked(change, office, standing)
    # Who was asked and has been given the person since then may have answered before hearing of it.
    sides = {"", ASKED if asked else ASKING, ASKED if standing.folded.values.get(_TO) == office else ""}
    for path, value in change.set.items():
        leaf = row_leaf(path)
        if leaf is None or not path.startswith(STEPS + "."):
            if asked or path in {_TO, _FROM, f"{REFERRAL}.person"}:
                return {"code": "referral.not_yours", "path": path[:160]}
        elif leaf.name == "step" and side_of(str(value), steps) not in sides:
            return {"code": "referral.other_side", "path": path[:160]}
    return None


def _wrong_beginning(change: Change, office: str) -> Mapping[str, Any] | None:
    if change.action != "create":
        return None
    said: Mapping[str, Value] = change.set
    if said.get(_TO) == office:
        return {"code": "referral.own_office", "path": _TO}
    if said.get(_FROM) != office:
        return {"code": "referral.not_yours", "path": _FROM}
    first = next((path for path in said if path.startswith(STEPS + ".")), None)
    return None if first is None else {"code": "referral.other_side", "path": first[:160]}


def not_guests(names: Iterable[str], office: str, connection: sa.Connection) -> set[str]:
    """Those of these records that an office is not shown."""
    every = set(names)
    return every - guests_among(connection, office, every)
