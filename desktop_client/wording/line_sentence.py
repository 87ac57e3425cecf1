"""The one sentence at the foot of the window: what is safe, what is still to go, last contact, next try."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from desktop_client.wording.language import _, _n, fill
from desktop_client.wording.times import clock_time, since, when

Mood: TypeAlias = Literal["calm", "wait", "act", "training"]

LONG_SILENCE_MS = 24 * 3600 * 1000


@dataclass(frozen=True, slots=True)
class CameBack:
    """A record that head office could not take yet, and what it asks; `to_repair` = it keeps it and does not give it on."""

    person_id: str
    number: str
    name: str
    question_en: str
    question_ur: str
    to_repair: bool = False


@dataclass(frozen=True, slots=True)
class WaitsThere:
    """A record with a change that is in Islamabad and waits for what it speaks of, since when."""

    person_id: str
    number: str
    name: str
    since: int


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """One answer of head office: so many records arrived by its receipt, so many came back with a question."""

    at: int
    arrived: int
    asked: int = 0


def answer_words(answer: LineAnswer) -> str:
    """What head office said, in a sentence."""
    if not answer.arrived and not answer.asked:
        return _("Nothing was still to go.")
    arrived = fill(_n("{count} record arrived.", "{count} records arrived.", answer.arrived), count=answer.arrived)
    if not answer.asked:
        return arrived
    asked = fill(
        _n("{count} came back with a question.", "{count} came back with questions.", answer.asked), count=answer.asked
    )
    return f"{arrived} {asked}" if answer.arrived else asked


@dataclass(frozen=True, slots=True)
class PutBack:
    """The disk is a copy or has one: when that was noticed, and the letters it got for it, empty until they came."""

    at: int
    code: str = ""


def put_back_words(put_back: PutBack) -> str:
    """What happened and what to do, in sentences."""
    told = _(
        "This desk was put back from a copy of its disk, or a copy of it works on another PC. Nothing is lost; work made "
        "on both is kept. If another PC works with such a copy, stop it, tell head office, and enrol that PC anew."
    )
    if not put_back.code:
        return told
    letters = _("New numbers of this desk bear the letters {code}.")
    return f"{told} {fill(letters, code=put_back.code)}"


def erased_words(changes: int) -> str:
    """What became of work of this desk on somebody who was erased meanwhile, in sentences."""
    told = _n(
        "{count} change typed here was about somebody who asked to be erased, and was. It was not taken and is kept nowhere.",
        "{count} changes typed here were about somebody who asked to be erased, and was. They were not taken and are kept "
        "nowhere.",
        changes,
    )
    return fill(told, count=changes)


@dataclass(frozen=True, slots=True)
class LineLoad:
    """What the line has to carry: bytes of the records still to go, what it carried a second when it last did (0 = not
    known), bytes of today and the most a day may have (0 = no limit).
    """

    to_go: int = 0
    speed: int = 0
    spent: int = 0
    limit: int = 0
    photos: tuple[int, int] = (0, 0)  # (held by head office, all) small pictures and photos taken here
    papers: tuple[int, int] = (0, 0)
    files_to_go: int = 0  # bytes of those it does not hold


def kilobytes(size: int) -> str:
    """A number of bytes as people are told it; the letters are the same in both languages."""
    return f"{max(1, round(size / 1000)) if size else 0:,} KB"


def load_words(load: LineLoad) -> str:
    """How much of the records is still to go and how long that takes at the speed last seen."""
    return size_words(load.to_go, load.speed)


def size_words(bytes_to_go: int, speed: int) -> str:
    """So many bytes, and how long they take at so many a second (0 = not known)."""
    size = kilobytes(bytes_to_go)
    if not bytes_to_go or not speed:
        return size
    minutes = round(bytes_to_go / speed / 60)
    if not minutes:
        return fill(_("{size}, less than a minute"), size=size)
    return fill(_n("{size}, about {count} minute", "{size}, about {count} minutes", minutes), size=size, count=minutes)


@dataclass(frozen=True, slots=True)
class LineStatus:
    """Everything the status sentence and the line page say. Times are UTC milliseconds, None means never.

    `last_contact` is the last *verified* contact. `sending` is (done, of) while records are on their way.
    """

    registered_today: int = 0
    in_islamabad_today: int = 0
    still_to_go: int = 0
    last_contact: int | None = None
    next_try: int | None = None
    sending: tuple[int, int] | None = None
    came_back: tuple[CameBack, ...] = ()
    waits_there: tuple[WaitsThere, ...] = ()
    answers: tuple[LineAnswer, ...] = ()  # newest first
    put_back: PutBack | None = None
    erased_here: int = 0  # changes of this desk on people who were erased before they arrived, of the last month
    load: LineLoad = LineLoad()
    line_down_since: int | None = None
    old_closed: bool = False  # the lease is over: what head office has is not shown here
    battery_since: int | None = None
    disk_full: bool = False
    training: bool = False


@dataclass(frozen=True, slots=True)
class LineSentence:
    """A sentence and how loud it is."""

    text: str
    mood: Mood = "calm"


def line_sentence(status: LineStatus, now_ms: int) -> LineSentence:
    """The sentence for the desk's state; what needs somebody first comes first."""
    if status.disk_full:
        text = _(
            "NOT SAVED YET: the disk is full. Your last answer is on the screen; leave the PC on and call the "
            "supervisor. It is saved by itself as soon as there is room."
        )
        return LineSentence(text, "act")
    if status.training:
        return LineSentence(_("Training: invented people, nothing leaves this PC."), "training")
    if status.battery_since is not None:
        text = fill(_("On battery since {time}. Every answer is on the disk."), time=clock_time(status.battery_since))
        return LineSentence(text, "wait")
    if status.sending is not None:
        done, total = status.sending
        text = fill(_("Sending to Islamabad: {done} of {total} records. Go on working."), done=done, total=total)
        return LineSentence(text)
    if status.old_closed:
        text = _(
            "Islamabad has not been heard for 14 days, so old records are closed. New registrations go on as usual and "
            "are safe. Send by line or USB to open everything."
        )
        return LineSentence(text, "act")
    if status.came_back:
        return LineSentence(_came_back(status), "wait")
    if status.line_down_since is not None and now_ms - status.line_down_since > LONG_SILENCE_MS:
        return LineSentence(_no_line_for_days(status, status.line_down_since, now_ms), "wait")
    if status.still_to_go:
        return LineSentence(_waiting(status, now_ms))
    return LineSentence(_all_there(status, now_ms))


def _came_back(status: LineStatus) -> str:
    count = len(status.came_back)
    if status.still_to_go:
        template = _n(
            "{count} record came back with a question (F5). {left} still to go.",
            "{count} records came back with a question (F5). {left} still to go.",
            count,
        )
        return fill(template, count=count, left=status.still_to_go)
    template = _n(
        "{count} record came back with a question (F5). The others arrived.",
        "{count} records came back with a question (F5). The others arrived.",
        count,
    )
    return fill(template, count=count)


def _no_line_for_days(status: LineStatus, down_since: int, now_ms: int) -> str:
    template = _n(
        "No line since {day}. Your work goes on as usual; {left} record is safe here. If it lasts, send it by USB (F5).",
        "No line since {day}. Your work goes on as usual; {left} records are safe here. If it lasts, send them by USB (F5).",
        status.still_to_go,
    )
    return fill(template, day=since(down_since, now_ms), left=status.still_to_go)


def _waiting(status: LineStatus, now_ms: int) -> str:
    left = status.still_to_go
    if status.last_contact is None:
        return fill(_("All saved here. {left} still to go to Islamabad; no contact yet."), left=left)
    last = when(status.last_contact, now_ms)
    if status.next_try is None:
        template = _("All saved here. {left} still to go to Islamabad; last contact {last}.")
        return fill(template, left=left, last=last)
    template = _("All saved here. {left} still to go to Islamabad; last contact {last}. Next try {next}.")
    return fill(template, left=left, last=last, next=when(status.next_try, now_ms))


def _all_there(status: LineStatus, now_ms: int) -> str:
    if status.last_contact is None:
        return _("Nothing has been registered here yet. You can start; no line is needed.")
    last = when(status.last_contact, now_ms)
    if not status.registered_today:
        return fill(_("All saved. Everything is in Islamabad. Last contact {last}."), last=last)
    template = _("All saved. All {today} of today are in Islamabad. Last contact {last}.")
    return fill(template, today=status.registered_today, last=last)
