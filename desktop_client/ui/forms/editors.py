"""The one table that says which editor a kind of field gets."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from desktop_client.ui.forms.choice import ChoiceEditor, is_side_by_side
from desktop_client.ui.forms.editor import FieldEditor, LineEditor, NoteEditor
from desktop_client.ui.forms.name_editor import NameEditor
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.forms.shown import ShownEditor
from desktop_client.ui.forms.typeahead import CodesEditor, ListEditor
from shared_models.catalogue.fields import Field

MakeEditor: TypeAlias = Callable[[Field, str, FormContext], FieldEditor]


def _text(field: Field, path: str, context: FormContext) -> FieldEditor:
    return NoteEditor(field, path, context) if field.has_lines else LineEditor(field, path, context)


def _code(field: Field, path: str, context: FormContext) -> FieldEditor:
    made = ChoiceEditor if is_side_by_side(field, context) else ListEditor
    return made(field, path, context)


EDITORS: Mapping[str, MakeEditor] = {
    "text": _text,
    "name_latin": NameEditor,
    "name_urdu": NameEditor,
    "code": _code,
    "codes": CodesEditor,
    "yes_no": ChoiceEditor,
    "integer": LineEditor,
    "decimal": LineEditor,
    "money": LineEditor,
    "partial_date": LineEditor,
    "date": LineEditor,
    "time_of_day": LineEditor,
    "phone": LineEditor,
    "email": LineEditor,
    "document_number": LineEditor,
}


def can_be_typed(field: Field) -> bool:
    """Whether people fill this kind of field; links, time stamps and computed ones are the system's."""
    return field.kind in EDITORS


def make_editor(field: Field, path: str, context: FormContext) -> FieldEditor:
    """The editor for a field at a leaf path (rows by position); plain text where this person may not write."""
    if not can_be_typed(field) or context.right(field, path) != "write":
        return ShownEditor(field, path, context)
    return EDITORS[field.kind](field, path, context)
