"""The acknowledgement of a registration: name, number, code, what to bring; the same paper for everybody."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import segno
import tomli

from desktop_client.papers import typesetting
from shared_models.catalogue.loading import REFERENCE_FOLDER

A5, ROLL = "a5", "roll"
FORMS = (A5, ROLL)
_TEMPLATE = "slip"
_LATE = {"M": "late_man", "F": "late_woman"}
_NOTES = ("note_number", "note_free", "note_rights")


@dataclass(frozen=True, slots=True)
class Coming:
    """When somebody comes again or is called: `words` names a line of slip.toml, `when` is a day and perhaps a time."""

    words: str
    when: str
    with_whom: str = ""


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What stands on the paper. `code` is the text of the QR code; `bring` names lines of slip.toml.

    After a death the relative is named as the bearer, and `late` in Latin and Urdu letters who died; the code of the
    gender chooses the word of respect.
    """

    number: str
    code: str
    name_latin: str
    name_urdu: str
    office_en: str
    office_ur: str
    desk: str
    date: str
    bring: Sequence[str] = ()
    come: Sequence[Coming] = ()
    late: tuple[str, str] = ("", "")
    late_gender: str = ""


def slip_pdf(facts: SlipFacts, form: str = A5) -> bytes:
    """The slip as PDF, on half a sheet (`a5`) or for the roll of an 80 mm printer (`roll`)."""
    return typesetting.as_pdf(_TEMPLATE, slip_words(facts, form))


def slip_picture(facts: SlipFacts, form: str = A5, dots_per_inch: float = 203.0) -> bytes:
    """The slip as one PNG: 203 dots per inch is what the small printers have."""
    return typesetting.as_picture(_TEMPLATE, slip_words(facts, form), dots_per_inch)


def slip_words(facts: SlipFacts, form: str) -> dict[str, str]:
    """Everything that the template sets, by the names it has there. Raises ValueError for a form that there is none of."""
    if form not in FORMS:
        raise ValueError(f"no form of slip: {form}")
    words = _words()
    titles = {
        f"{name}_{lang}": words[name][lang]
        for name in ("title", "date_label", "desk_label", "bring_title")
        for lang in ("en", "ur")
    }
    return {
        "form": form,
        "number": facts.number,
        "code": _drawn(facts.code),
        "name_latin": facts.name_latin,
        "name_urdu": facts.name_urdu,
        "office_en": facts.office_en,
        "office_ur": facts.office_ur,
        **_late(facts),
        "desk": facts.desk,
        "date": facts.date,
        **titles,
        **{f"bring_{lang}": _lines(facts.bring, lang) for lang in ("en", "ur")},
        **{f"come_{lang}": _lines([one.words for one in facts.come], lang) for lang in ("en", "ur")},
        "come_when": "\n".join(one.when for one in facts.come),
        "come_whom": "\n".join(one.with_whom for one in facts.come),
        **{f"notes_{lang}": _lines(_NOTES, lang) for lang in ("en", "ur")},
    }


def _late(facts: SlipFacts) -> dict[str, str]:
    """The line about who died, empty on every other slip; a name in one script stands in both languages."""
    words, (latin, urdu) = _words()[_LATE.get(facts.late_gender, "late")], facts.late
    named = {"en": latin or urdu, "ur": urdu or latin}
    return {f"late_{lang}": words[lang].replace("{name}", name) if name else "" for lang, name in named.items()}


def _lines(names: Sequence[str], lang: str) -> str:
    words = _words()
    return "\n".join(words[name][lang] for name in names)


@cache
def _words() -> Mapping[str, Mapping[str, str]]:
    return tomli.loads((REFERENCE_FOLDER / "papers" / "slip.toml").read_text("utf-8"))


def _drawn(code: str) -> str:
    """The QR code as SVG, in its alphanumeric form; a fold or a thumb print over a sixth of it does no harm."""
    drawn = io.BytesIO()
    segno.make_qr(code, error="m").save(drawn, kind="svg", xmldecl=False, svgns=True, border=2)
    return drawn.getvalue().decode("utf-8")
