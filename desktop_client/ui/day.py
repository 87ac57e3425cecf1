"""The day on one page, from what the services count."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_client.services import appointments, correcting, keeping_time, leaflets, line, people, slips
from desktop_client.services.desk import OpenDesk
from desktop_client.services.drafts import StoredDraft
from desktop_client.services.status import registered_by_hour
from desktop_client.ui.forms.progress import quick_count
from desktop_client.ui.person_desk import visit_of
from desktop_client.ui.ports import HomeDay, OpenForm
from desktop_client.ui.referral_desk import asked_of_us

_RECENT = 200  # quick forms older than this many registrations are counted by the office, not at each look


def open_form(desk: OpenDesk, stored: StoredDraft) -> OpenForm:
    """A form left open as one line of a list."""
    typed = correcting.typed_answers(stored)
    shown = correcting.seen_values(stored)
    answers = {**shown, **{path: answer.get("value") or answer.get("typed") for path, answer in typed.items()}}
    name = str(answers.get("person.name_latin") or answers.get("person.name_urdu") or "")
    values = {path: value for path, value in answers.items() if value is not None}
    reasons = {f"{path}!": answer["missing"] for path, answer in typed.items() if "missing" in answer}
    done, asked = quick_count({**values, **reasons}, desk.catalogue)
    if correcting.is_correction(stored):
        return OpenForm(stored.id, name, stored.opened_at, stored.saved_at, len(typed), asked, correction=True)
    return OpenForm(stored.id, name, stored.opened_at, stored.saved_at, done, asked)


def home_day(desk: OpenDesk, forms: Sequence[OpenForm], stopped_at: int | None = None) -> HomeDay:
    """What waits for the person signed in, and how the day went; `stopped_at` = when the PC stopped under him."""
    reads = keeping_time.reads(desk)
    recent = [one for one in people.recent_returns(desk, _RECENT) if one.is_own(desk.identity.device)]
    quick = [one for one in recent if people.state_of(desk, one) != "COMPLETE"]
    today = desk.today().isoformat()
    facts = line.line_facts(desk)
    return HomeDay(
        open_forms=tuple(forms),
        came_back=facts.came_back,
        waits_there=facts.waits_there,
        to_complete_today=sum(str(one.values.get("episode.registered_on")) == today for one in quick),
        to_complete=len(quick),
        hours=registered_by_hour(desk),
        power_cut_at=stopped_at,
        clock_reads=reads,
        visits=tuple(visit_of(desk, one.appointment, one.number) for one in appointments.due_on(desk, today)),
        asked=asked_of_us(desk),
        slips_to_print=len(slips.slips_to_print(desk)) + len(leaflets.leaflets_to_print(desk)),
    )
