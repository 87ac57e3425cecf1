"""The office as its supervisor sees it: who did how much today, what has to be looked at, forms nobody came back to, day close.

Squares per person are no ranking: they stand in the order of names. Of a form left open the supervisor learns that it
exists, whose it is and since when; what stands in it only after thirty days, with a reason that is written down. Then it
can be opened, handed to a colleague or taken away; what is the supervisor's own, as the forms of somebody who was removed
from the desk, at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from desktop_client.services import accounts, drafts, people, private_conversation
from desktop_client.services.desk import OpenDesk
from desktop_client.services.people import Registration
from desktop_client.services.status import midnight
from desktop_client.storage import audit, key_slots, settings
from desktop_client.storage.engine import reading, writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.tables.desk import account
from desktop_client.storage.tables.intake import draft
from shared_models.catalogue import ProblemError, problem
from shared_models.text.normalise import clean_text

DAY_MS = 24 * 60 * 60 * 1000
OLD_DAYS, ABANDONED_DAYS = 7, 30
LOOKED_AT = 200  # newest registrations in which incomplete ones are sought
SHORTEST_REASON, LONGEST_REASON = 5, 300
_REGISTERING = {"clerk", "caseworker"}  # whose work forms are
# From the few returns of a day to their newest work, never from the whole journal; old registers bring no slips.
_TODAY = sa.text(
    "SELECT e.registration_no, e.id, made.number, made.author, slip.printed_at FROM record AS e"
    " CROSS JOIN record AS p ON p.id = e.person CROSS JOIN change AS made ON made.record = e.id"
    " LEFT JOIN slip ON slip.episode = e.id"
    " WHERE e.kind = 'episode' AND e.created_at >= :midnight AND (p.legacy_ref IS NULL OR p.created_at < e.created_at)"
    " AND e.voided = 0 AND e.registration_no IS NOT NULL AND made.action = 'create' ORDER BY e.registration_no"
)


@dataclass(frozen=True, slots=True)
class ClerkDay:
    """What one person registered today."""

    name: str
    in_islamabad: int
    here: int


@dataclass(frozen=True, slots=True)
class OldForm:
    """A form left open that was not touched for more than a week (`abandoned` after thirty days), or the reader's own."""

    draft_id: str
    whose: str
    opened_at: int
    saved_at: int
    days: int
    abandoned: bool
    mine: bool = False


@dataclass(frozen=True, slots=True)
class DayClose:
    """Today by number: registered here, and what differs from it on paper and in Islamabad."""

    day: str
    registered: tuple[str, ...]
    without_slip: tuple[str, ...]
    not_in_islamabad: tuple[str, ...]
    came_back: tuple[str, ...]

    @property
    def balanced(self) -> bool:
        """Slips printed = records here = in Islamabad, by number."""
        return not (self.without_slip or self.not_in_islamabad or self.came_back)


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """The whole page; `incomplete` are the newest quick registrations that still miss answers."""

    clerks: tuple[ClerkDay, ...]
    came_back: tuple[Registration, ...]
    incomplete: tuple[Registration, ...]
    old_forms: tuple[OldForm, ...]
    close: DayClose


def office_day(desk: OpenDesk) -> OfficeDay:
    """Everything the supervisor looks at. Raises ProblemError `colleagues.supervisor_only`."""
    _ask(desk)
    recent = [one for one in people.recent_returns(desk, LOOKED_AT) if one.is_own(desk.identity.device)]
    return OfficeDay(
        clerks=tuple(_clerks(desk)),
        came_back=tuple(one for one, _reason in people.came_back(desk)),
        incomplete=tuple(one for one in recent if people.state_of(desk, one) != "COMPLETE"),
        old_forms=tuple(_old_forms(desk)),
        close=day_close(desk),
    )


def _ask(desk: OpenDesk) -> None:
    if not accounts.leads(desk):
        raise ProblemError(problem("colleagues.supervisor_only"))


def _today(connection: sa.Connection, desk: OpenDesk) -> Sequence[sa.Row[Any]]:
    """(registration_no, id, number, author, printed_at) of the registrations this desk made today."""
    return connection.execute(_TODAY, {"midnight": midnight(desk)}).all()


def _names(connection: sa.Connection) -> dict[str, str]:
    return {row.login: row.name or row.login for row in connection.execute(sa.select(account))}


def _clerks(desk: OpenDesk) -> list[ClerkDay]:
    counts: dict[str, list[int]] = {}
    with reading(desk.engine) as connection:
        names, mark = _names(connection), settings.get_number(connection, settings.RECEIPTED)
        for made in _today(connection, desk):
            counts.setdefault(names.get(made.author, made.author), [0, 0])[0 if made.number <= mark else 1] += 1
    return [ClerkDay(name, there, here) for name, (there, here) in sorted(counts.items())]


def _old_forms(desk: OpenDesk) -> list[OldForm]:
    now = desk.clock()
    with reading(desk.engine) as connection:
        names = _names(connection)
        shown = (draft.c.saved_at <= now - OLD_DAYS * DAY_MS) | (draft.c.login == desk.person.login)
        old = sa.select(draft).where(shown).order_by(draft.c.saved_at)
        return [
            OldForm(
                draft_id=row.id,
                whose=names.get(row.login, row.login),
                opened_at=row.opened_at,
                saved_at=row.saved_at,
                days=(now - row.saved_at) // DAY_MS,
                abandoned=now - row.saved_at >= ABANDONED_DAYS * DAY_MS,
                mine=row.login == desk.person.login,
            )
            for row in connection.execute(old)
        ]


def day_close(desk: OpenDesk) -> DayClose:
    """Slips printed, records here, records in Islamabad: what differs, by number. Raises `colleagues.supervisor_only`."""
    _ask(desk)
    with reading(desk.engine) as connection:
        made, mark = _today(connection, desk), settings.get_number(connection, settings.RECEIPTED)
        asked = people.records_that_came_back(connection)
    return DayClose(
        day=desk.today().isoformat(),
        registered=tuple(one.registration_no for one in made),
        without_slip=tuple(one.registration_no for one in made if one.printed_at is None),
        not_in_islamabad=tuple(one.registration_no for one in made if one.number > mark),
        came_back=tuple(one.registration_no for one in made if one.id in asked),
    )


def take_over(desk: OpenDesk, form: str, reason: str) -> None:
    """Make a form that nobody touched for thirty days the supervisor's own; it opens as it was left.

    Raises ProblemError `colleagues.supervisor_only`, `draft.unknown`, `office.not_abandoned`, `office.reason_needed`.
    """
    with writing(desk.engine) as connection:
        _write_down(connection, desk, form, reason, "form_taken_over")
        connection.execute(draft.update().where(draft.c.id == form).values(login=desk.person.login))


def who_can_finish(home: DeskHome, desk: OpenDesk) -> tuple[tuple[str, str], ...]:
    """Login and name of the colleagues to whom a form can be handed, by name: those who register people."""
    found = [
        (slot.login, slot.name or slot.login)
        for slot in key_slots.read_slots(home.key_slots).slots
        if slot.role in _REGISTERING and slot.login != desk.person.login
    ]
    return tuple(sorted(found, key=lambda one: (one[1].casefold(), one[0])))


def hand_over(home: DeskHome, desk: OpenDesk, form: str, login: str, reason: str) -> None:
    """Make a form a colleague's own; it opens for that person as it was left.

    Raises as take_over does, and ProblemError `office.cannot_finish`.
    """
    with writing(desk.engine) as connection:
        if login not in dict(who_can_finish(home, desk)):
            raise ProblemError(problem("office.cannot_finish"))
        _write_down(connection, desk, form, reason, "form_handed_over", login)
        # A talk that is open beside the form stays its writer's: it goes to the focal point, not to the colleague.
        private_conversation.seal_of_form(connection, desk, form)
        connection.execute(draft.update().where(draft.c.id == form).values(login=login))


def discard(desk: OpenDesk, form: str, reason: str) -> None:
    """Take such a form away. Raises as take_over does."""
    with writing(desk.engine) as connection:
        _write_down(connection, desk, form, reason, "form_discarded")
        drafts.remove(connection, form)


def _write_down(
    connection: sa.Connection, desk: OpenDesk, form: str, typed: str, action: str, receiver: str = ""
) -> None:
    _ask(desk)
    reason = clean_text(typed[: LONGEST_REASON * 10])
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise ProblemError(problem("office.reason_needed", least=SHORTEST_REASON, most=LONGEST_REASON))
    row = connection.execute(sa.select(draft).where(draft.c.id == form)).one_or_none()
    if row is None:
        raise ProblemError(problem("draft.unknown"))
    mine = row.login == desk.person.login
    if not mine and desk.clock() - row.saved_at < ABANDONED_DAYS * DAY_MS:
        raise ProblemError(problem("office.not_abandoned", days=ABANDONED_DAYS))
    said = f"{row.login} > {receiver}: {reason}" if receiver else f"{row.login}: {reason}"
    audit.append(connection, at=desk.clock(), login=desk.person.login, action=action, subject=form, detail=said)
