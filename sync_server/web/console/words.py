"""How numbers, moments, offices and values are written on a page: isolated, so that no direction mixes them up."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from markupsafe import Markup, escape

from shared_models.catalogue import load_catalogue
from shared_models.catalogue.opening import load_opening
from sync_server.subjects.offices import offices
from sync_server.subjects.people import Words
from sync_server.subjects.watching import Beat
from sync_server.web.console.language import N_, _, _n, language

PAKISTAN = ZoneInfo("Asia/Karachi")
MINUTE_MS = 60 * 1000
HOUR_MS = 60 * MINUTE_MS
DAYS_WITH_A_NAME = 6
MASKED = "•••"

ROLE_NAMES = {
    "administrator": N_("administrator"),
    "reviewer": N_("reviewer"),
    "analyst": N_("analyst"),
    "committee": N_("committee member"),
    "auditor": N_("auditor"),
}
STATE_NAMES = {
    "QUICK": N_("quick"),
    "COMPLETE": N_("complete"),
    "INCOMPLETE": N_("to be completed"),
    "VOID": N_("withdrawn"),
}
PLACES = (N_("first"), N_("second"), N_("third"), N_("fourth"), N_("fifth"))
DURABILITY_NAMES = {
    "committed": N_("on head office's disk"),
    "backed_up": N_("in the backup"),
    "quarantined": N_("kept aside"),
}


def number(value: int) -> Markup:
    """A count with its thousands apart, never turned round."""
    return Markup("<bdi>{}</bdi>").format(f"{value:,}")


def code(text: str) -> Markup:
    """A number, id or code that always runs left to right."""
    return Markup('<bdi dir="ltr" class="code">{}</bdi>').format(text)


def isolated(text: object) -> Markup:
    """A name or text that keeps its own direction."""
    return Markup('<bdi dir="auto">{}</bdi>').format(text)


def value_words(words: Words) -> Markup:
    """A value as its reader may see it; of a ranked set, the place among the chosen ones."""
    if words.masked:
        return Markup('<bdi dir="ltr" class="masked">{}</bdi>').format(words.text or MASKED)
    if words.no_answer:
        return Markup('<span class="none">{}</span>').format(words.text or _("no answer"))
    if words.rank:
        return Markup("{} — {}").format(isolated(words.text), place(words.rank))
    if words.ranked:
        in_order = Markup('<span class="mark">{}</span>').format(_("in this order"))
        return Markup("{} {}").format(isolated(words.text), in_order)
    if words.direction == "rtl":
        return Markup('<bdi dir="rtl" lang="ur">{}</bdi>').format(words.text)
    return Markup('<bdi dir="{}">{}</bdi>').format(words.direction, words.text)


def member_words(words: Words) -> Markup:
    """An answer about one code of a set, beside a heading that names the code: its place, or chosen or not."""
    if words.masked or not words.member:
        return value_words(words)
    if words.no_answer:
        return Markup('<span class="none">{}</span>').format(_("not chosen"))
    return place(words.rank) if words.rank else escape(_("chosen"))


def place(rank: int) -> Markup:
    """The place among things in order: first, second, and so on."""
    return escape(_(PLACES[rank - 1])) if rank <= len(PLACES) else number(rank)


def state_name(state: str) -> str:
    """How complete a record is, or that it was withdrawn."""
    return _(STATE_NAMES[state]) if state in STATE_NAMES else state


def desk_role(role: str) -> str:
    """What somebody at a desk is, in the language of the page."""
    known = load_catalogue().lists["ROLE"]
    return known.label(role, language()) if role in known else _("not known")


def durability(name: str) -> str:
    """How safe what a receipt covers is."""
    return _(DURABILITY_NAMES[name]) if name in DURABILITY_NAMES else name


def office_name(office: str) -> str:
    """An office in the language of the page; its code when this version does not know it."""
    for known in offices():
        if known.code == office:
            return known.name_ur if language() == "ur" else known.name_en
    return office


def office(text: str) -> Markup:
    """An office's name inside a sentence."""
    return isolated(office_name(text))


def moment(at: int | None, now: int) -> Markup:
    """When something was: minutes, the hour of today, the weekday of the last six days, or the date."""
    if at is None:
        return escape(_("never"))
    when = datetime.fromtimestamp(at / 1000, UTC)
    exact = format_datetime(when.astimezone(PAKISTAN), "d MMMM yyyy, HH:mm:ss", locale=language())
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        when.isoformat(timespec="seconds"), exact, _moment_words(at, now)
    )


def _moment_words(at: int, now: int) -> Markup:
    passed = now - at
    if 0 <= passed < MINUTE_MS:
        return escape(_("just now"))
    if 0 <= passed < HOUR_MS:
        minutes = passed // MINUTE_MS
        return escape(_n("%(minutes)s min ago", "%(minutes)s min ago", minutes)) % {"minutes": number(minutes)}
    local = datetime.fromtimestamp(at / 1000, PAKISTAN)
    days = datetime.fromtimestamp(now / 1000, PAKISTAN).date() - local.date()
    clock = format_datetime(local, "HH:mm", locale="en")
    if not days:
        return escape(_("today %(clock)s")) % {"clock": isolated(clock)}
    if timedelta() < days <= timedelta(days=DAYS_WITH_A_NAME):
        weekday = format_datetime(local, "EEEE", locale=language())
        return Markup("{} {}").format(isolated(weekday), isolated(clock))
    return isolated(format_datetime(local, "d MMMM yyyy", locale=language()))


def date_and_hour(at: int) -> Markup:
    """A moment written out, for statements that are kept."""
    local = datetime.fromtimestamp(at / 1000, PAKISTAN)
    comma = "،" if language() == "ur" else ","
    return isolated(format_datetime(local, f"d MMMM yyyy{comma} HH:mm", locale=language()))


def hour(at: int) -> Markup:
    """The hour of a moment of today."""
    return isolated(format_datetime(datetime.fromtimestamp(at / 1000, PAKISTAN), "HH:mm", locale="en"))


def duration(milliseconds: int) -> Markup:
    """How far a clock is off, in the largest unit that fits."""
    seconds = abs(milliseconds) // 1000
    days, hours, minutes = seconds // 86_400, seconds // 3_600, seconds // 60
    if days:
        words, count = _n("%(count)s day", "%(count)s days", days), days
    elif hours:
        words, count = _n("%(count)s hour", "%(count)s hours", hours), hours
    elif minutes:
        words, count = _n("%(count)s minute", "%(count)s minutes", minutes), minutes
    else:
        words, count = _n("%(count)s second", "%(count)s seconds", seconds), seconds
    return escape(words) % {"count": number(count)}


def open_time(milliseconds: int) -> Markup:
    """How long an office has been silent, in working days and hours of its own."""
    day_ms = load_opening().working_day_ms
    days, hours = milliseconds // day_ms, milliseconds % day_ms // HOUR_MS
    in_days = escape(_n("%(count)s working day", "%(count)s working days", days)) % {"count": number(days)}
    in_hours = escape(_n("%(count)s hour", "%(count)s hours", hours)) % {"count": number(hours)}
    if days and hours:
        return escape(_("%(days)s and %(hours)s")) % {"days": in_days, "hours": in_hours}
    return in_days if days else in_hours


def coming(at: int, now: int) -> Markup:
    """A moment that lies ahead: the hour of today, weekday and hour within six days, or the date."""
    local = datetime.fromtimestamp(at / 1000, PAKISTAN)
    days = local.date() - datetime.fromtimestamp(now / 1000, PAKISTAN).date()
    clock = format_datetime(local, "HH:mm", locale="en")
    if not days:
        return isolated(clock)
    if days <= timedelta(days=DAYS_WITH_A_NAME):
        return Markup("{} {}").format(isolated(format_datetime(local, "EEEE", locale=language())), isolated(clock))
    return Markup("{} {}").format(isolated(format_datetime(local, "d MMMM", locale=language())), isolated(clock))


def rhythm_words(rhythm: Sequence[Beat]) -> str:
    """What the strip of a desk's days shows, for who cannot see it."""
    sentence = _n(
        "Changes on the last %(days)s open day: %(changes)s. Heard on %(heard)s.",
        "Changes on the last %(days)s open days: %(changes)s. Heard on %(heard)s.",
        len(rhythm),
    )
    changes, heard = sum(beat.changes for beat in rhythm), sum(beat.heard for beat in rhythm)
    return sentence % {"days": len(rhythm), "changes": f"{changes:,}", "heard": heard}
