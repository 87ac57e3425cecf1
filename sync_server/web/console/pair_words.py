"""How the evidence about a pair is said: odds in words, one short bar for each piece, and what stands in which row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from shared_models.catalogue import load_catalogue
from shared_models.matching import Reason
from shared_models.text.differences import Part
from sync_server.web.console.language import N_, _, language
from sync_server.web.console.words import number

MILLIBITS = 1000
MOST_BITS = 20  # about a million to one; beyond it nobody tells numbers apart
EVEN = 600  # 1/1000 bit: less than three to two either way
TELLING = 500  # 1/1000 bit: what is less speaks for nothing
NAMED = 3  # pieces of evidence in the sentence, each way
BAR_PIXELS = 9  # a bit
LONGEST_PIXELS = 54
TWO_DIGITS = 100

COMPARISON_NAMES = {
    "call": N_("own name"),
    "rest": N_("other words"),
    "father": N_("father"),
    "husband": N_("husband"),
    "mother": N_("mother"),
    "birth": N_("born"),
    "card": N_("card"),
    "passport": N_("passport"),
    "paper": N_("other paper"),
    "phone": N_("phone"),
    "place": N_("home"),
    "sex": N_("sex"),
    "email": N_("e-mail"),
    "family": N_("family"),
}
# Comparisons that are told in the row of another one.
ROW_OF = {"rest": "call"}
CHANGED_NAMES = {"name": N_("the name"), "birth": N_("the date of birth"), "card": N_("the identity card number")}


@dataclass(frozen=True, slots=True)
class Bar:
    """One piece of evidence: its name, its sentence, pixels of its bar; `side` is pro, contra or neither."""

    name: str
    text: str
    pixels: int
    side: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """The evidence of a pair: what speaks for and against in a few words, each piece as a bar, and by row of the table."""

    speaking_for: tuple[str, ...]
    against: tuple[str, ...]
    conflict: str
    bars: tuple[Bar, ...]
    by_row: Mapping[str, tuple[Bar, ...]]
    elsewhere: tuple[Bar, ...]


def evidence_of(start: int, reasons: Sequence[Reason], rows: Iterable[str]) -> Evidence:
    """The evidence as the page shows it; `rows` are the comparisons that have a row of their own."""
    pieces = [reason for reason in reasons if reason.comparison != "conflict"]
    made = {reason.comparison: _bar(reason) for reason in pieces}
    shown = set(rows)
    by_row: dict[str, tuple[Bar, ...]] = {}
    elsewhere: list[Bar] = []
    for comparison, bar in made.items():
        row = ROW_OF.get(comparison, comparison)
        if row in shown:
            by_row[row] = (*by_row.get(row, ()), bar)
        else:
            elsewhere.append(bar)
    first = Bar(_("to begin with"), _("What every pair of people begins with."), _pixels(start), _side(start))
    return Evidence(
        tuple(_within(reason.text) for reason in pieces if reason.weight >= TELLING)[:NAMED],
        tuple(_within(reason.text) for reason in pieces if reason.weight <= -TELLING)[:NAMED],
        next((reason.text for reason in reasons if reason.comparison == "conflict"), ""),
        (first, *made.values()),
        by_row,
        tuple(elsewhere),
    )


def odds_sentence(score: int) -> Markup:
    """How likely two records are one person, in words. `score` is log2 of the odds in 1/1000 bit."""
    bits = min(abs(score) / MILLIBITS, MOST_BITS)
    odds = {"odds": number(_rounded(2**bits))}
    if abs(score) < EVEN:
        return escape(_("One person or two: as likely as not."))
    if score > 0:
        return escape(_("%(odds)s to 1 for the same person.")) % odds
    return escape(_("%(odds)s to 1 for two people.")) % odds


def with_marks(parts: Sequence[Part], direction: str) -> Markup:
    """A text in which what differs is marked; the letters of an Urdu word stay joined."""
    inside = Markup().join(
        Markup("<mark>{}</mark>").format(text) if differs else escape(text) for text, differs in parts
    )
    urdu = Markup(' lang="ur"') if direction == "rtl" else Markup()
    return Markup('<bdi dir="{}"{}>{}</bdi>').format(direction, urdu, inside)


def answer_name(answer: str, reason: str = "") -> str:
    """What somebody answered, with the reason, in the language of the page."""
    lists = load_catalogue().lists
    said = lists["LINK_ANSWER"].label(answer, language()) if answer in lists["LINK_ANSWER"] else answer
    if not reason or reason not in lists["LINK_REASON"]:
        return said
    return f"{said} ({lists['LINK_REASON'].label(reason, language())})"


def act_name(act: str) -> str:
    """What a reviewer did with a pair, in the language of the page."""
    return {"ASK": _("the desk is asked"), "LATER": _("later")}.get(act) or answer_name(act)


def reason_choices() -> tuple[tuple[str, str], ...]:
    """Code and words of every reason why two people look like one."""
    reasons = load_catalogue().lists["LINK_REASON"]
    return tuple((row.code, reasons.label(row.code, language())) for row in reasons.rows)


def changed_words(changed: Sequence[str]) -> str:
    """What was corrected since, in one phrase."""
    return ("، " if language() == "ur" else ", ").join(_(CHANGED_NAMES[name]) for name in changed)


def _within(text: str) -> str:
    """A sentence in the middle of another one; Urdu has no capitals."""
    return text[:1].lower() + text[1:]


def _bar(reason: Reason) -> Bar:
    name = _(COMPARISON_NAMES.get(reason.comparison, reason.comparison))
    return Bar(name, reason.text, _pixels(reason.weight), _side(reason.weight))


def _pixels(weight: int) -> int:
    return max(min(abs(weight) * BAR_PIXELS // MILLIBITS, LONGEST_PIXELS), 2)


def _side(weight: int) -> str:
    if abs(weight) < TELLING:
        return "neither"
    return "pro" if weight > 0 else "contra"


def _rounded(odds: float) -> int:
    """Two digits tell enough."""
    step = 1
    while odds / step >= TWO_DIGITS:
        step *= 10
    return round(odds / step) * step
