"""What the empty sheet says of each column in both languages: what may stand there, an example, when it is needed."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_client.capture.choices import offered, shown_choice
from desktop_client.capture.own_columns import WHO
from desktop_client.capture.template_layout import TemplateColumn
from shared_models.catalogue import Catalogue, Field
from shared_models.catalogue.codes import Code
from shared_models.catalogue.problems import Problem, sentence

__all__ = ["LONGEST_LIST", "MARKS", "allowed", "choices_of", "example", "mark_of", "say"]

# Longer lists are faster typed than scrolled through.
LONGEST_LIST = 60
# Before a label: asked at once, needed for a complete registration, asked but not needed.
MARKS = {"quick": "●", "complete": "○", "optional": ""}
# Two answers as people write them, the second as somebody who writes Urdu would.
_EXAMPLES: Mapping[str, tuple[str, str]] = {
    "name_latin": ("Muhammad Aslam", "Ayesha Bibi"),
    "name_urdu": ("محمد اسلم", "عائشہ بی بی"),
    "yes_no": ("yes", "ہاں"),
    "integer": ("3", "۳"),
    "decimal": ("7.5", "۷٫۵"),
    "money": ("1200 SAR", "۱۲۰۰ ریال"),
    "partial_date": ("24-03-1985", "مارچ 1985"),
    "date": ("24-03-2015", "۲۴-۰۳-۲۰۱۵"),
    "time_of_day": ("10:30", "۱۰:۳۰"),
    "phone": ("0300 1234567", "۰۳۰۰ ۱۲۳۴۵۶۷"),
    "email": ("name@example.com", "name@example.com"),
    "document_number": ("35202-1234567-1", "۳۵۲۰۲-۱۲۳۴۵۶۷-۱"),
    "number": ("1", "۱"),
}


def say(code: str, lang: str, **params: object) -> str:
    """A sentence of the sheet in one language."""
    return sentence(Problem(f"importing.sheet_{code}", params={key: str(one) for key, one in params.items()}), lang)


def mark_of(column: TemplateColumn) -> str:
    """When the column is needed: "quick", "complete" or "optional"."""
    field = column.field
    if field is None:
        return "optional"
    return "quick" if field.required_quick else "complete" if field.required_complete else "optional"


def choices_of(column: TemplateColumn, catalogue: Catalogue) -> tuple[str, ...]:
    """What a list in the cell offers, reasons for no answer last; empty where people write."""
    if column.is_reason:
        return tuple(_reasons(catalogue.sections[column.path[:-1]].missing_reasons, catalogue))
    field = column.field
    if field is None:
        return ()
    if field.kind == "yes_no":
        words = [f"{say('yes', 'en')} · {say('yes', 'ur')}", f"{say('no_answer', 'en')} · {say('no_answer', 'ur')}"]
        return (*words, *_reasons(field.missing_reasons, catalogue))
    codes = catalogue.codes_of(field) if field.kind == "code" else None
    if codes is None or len(codes.rows) > LONGEST_LIST:
        return ()
    return (*map(shown_choice, offered(codes)), *_reasons(field.missing_reasons, catalogue))


def allowed(column: TemplateColumn, lang: str, catalogue: Catalogue) -> str:
    """What may stand in the column, in one sentence."""
    field = column.field
    if field is None:
        return say(
            "allowed_reason" if column.is_reason else f"allowed_{'who' if column.path == WHO else 'number'}", lang
        )
    if field.code_list:
        return _allowed_choice(field, lang, catalogue)
    if field.kind == "integer" and field.minimum is not None and field.maximum is not None:
        return say("allowed_between", lang, least=field.minimum, most=field.maximum)
    if field.kind in {"name_latin", "name_urdu", "text"}:
        return say(f"allowed_{field.kind}", lang, limit=field.max_length)
    return say(f"allowed_{field.kind}", lang)


def example(column: TemplateColumn, lang: str, catalogue: Catalogue) -> str:
    """An answer as somebody might write it, which the program understands; empty for free words."""
    field = column.field
    if column.is_reason or column.path == WHO:
        return ""
    if field is not None and field.code_list:
        labels = [code.label(lang) for code in _usual_rows(field, catalogue)]
        return "; ".join(labels[: 2 if field.kind == "codes" else 1])
    if field is not None and field.minimum and field.kind == "integer":
        return str(field.minimum)
    return _EXAMPLES.get(field.kind if field is not None else "number", ("", ""))[lang == "ur"]


def _usual_rows(field: Field, catalogue: Catalogue) -> list[Code]:
    rows = offered(catalogue.lists[field.code_list])
    return [code for code in rows if code.favourite] or list(rows)


def _allowed_choice(field: Field, lang: str, catalogue: Catalogue) -> str:
    name = catalogue.lists[field.code_list].en if lang == "en" else catalogue.lists[field.code_list].ur
    if field.kind == "code":
        return say("allowed_code", lang, list=field.code_list, name=name)
    most = field.maximum or len(offered(catalogue.lists[field.code_list]))
    return say("allowed_ranked" if field.ranked else "allowed_codes", lang, list=field.code_list, name=name, most=most)


def _reasons(reasons: tuple[str, ...], catalogue: Catalogue) -> list[str]:
    codes = catalogue.lists["MISSING_REASON"]
    return [shown_choice(row) for one in reasons if (row := codes.get(one)) is not None]
