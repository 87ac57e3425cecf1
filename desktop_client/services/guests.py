"""People of another office who are shown to this one: read and answered here, changed only where they belong."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from desktop_client.services.desk import OpenDesk
from desktop_client.storage.tables import people as tables
from desktop_client.storage.view import ShownRecord, read_record
from shared_models.catalogue.codes import CodeList
from shared_models.records.paths import PERSON_OFFICE
from shared_models.records.states import REFERRAL, REFERRAL_STEPS, Referral, read_referral


@dataclass(frozen=True, slots=True)
class Referred:
    """A referral with its record, when it was sent (UTC milliseconds), and whether this office was asked by it."""

    shown: ShownRecord
    referral: Referral
    at: int
    asks_us: bool


def steps_known(desk: OpenDesk) -> CodeList:
    """The steps a referral can take; none in a version of fields that is older than referrals."""
    return desk.catalogue.lists.get(REFERRAL_STEPS) or CodeList(REFERRAL_STEPS, "", "", ())


def referrals_of(connection: sa.Connection, desk: OpenDesk, person: str) -> list[Referred]:
    """Every referral of a person that is known here, in the order they came."""
    mine = sa.select(tables.record).where(tables.record.c.person == person).order_by(tables.record.c.number)
    return [referred(desk, read_record(row)) for row in connection.execute(mine) if row.kind == REFERRAL]


def referred(desk: OpenDesk, shown: ShownRecord) -> Referred:
    """The referral in a record of this kind."""
    read = read_referral(shown.values, steps_known(desk))
    return Referred(shown, read, shown.created_at, asks_us=read.to_office == desk.identity.office)


def guest_of(connection: sa.Connection, desk: OpenDesk, person: ShownRecord) -> Referred | None:
    """The open referral by which a person is shown here; None for one of this office, and for one that has moved."""
    if person.values.get(PERSON_OFFICE) == desk.identity.office:  # given to this office since then
        return None
    asked = (one for one in referrals_of(connection, desk, person.id) if one.asks_us and one.referral.is_open)
    return next(asked, None)
