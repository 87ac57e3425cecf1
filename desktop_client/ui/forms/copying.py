"""Deliberate copying and going to a field: which answers may be taken over, and how fields are called."""

from collections.abc import Mapping, Sequence

from desktop_client.ui.forms.answers import FormAnswers
from desktop_client.ui.ports import Answer
from shared_models.catalogue.catalogue import Catalogue

# The trip and the flight: what people of one flight or employer have in common. Never a name, a card or a phone.
OF_THE_TRIP = (
    "episode.trips.1.country", "episode.trips.1.city", "episode.trips.1.employer_name",
    "episode.trips.1.employer_sector", "episode.trips.1.sponsor_name", "episode.return_from_country",
    "episode.return_date", "episode.port_of_entry", "episode.flight_no", "episode.assisted_by",
    "episode.ticket_paid_by",
)  # fmt: skip


def copied_from(values: Mapping[str, Answer], path: str) -> dict[str, Answer]:
    """The answer of somebody else to the field at `path`; nothing where there is none or it may not be copied."""
    return {name: value for name, value in values.items() if name == path or name.startswith(f"{path}.")}


def trip_of(values: Mapping[str, Answer], answers: FormAnswers) -> dict[str, Answer]:
    """Trip and flight for a form, as far as nothing stands there yet."""
    return {path: values[path] for path in OF_THE_TRIP if path in values and not answers.is_answered(path)}


def labels_to_go_to(
    catalogue: Catalogue, paths: Sequence[str], *, words_in_section: bool = True
) -> dict[str, tuple[str, str]]:
    """Leaf path to the field's name in both languages; with its section where the name alone says too little."""
    found = {}
    for path in paths:
        field = catalogue.field_of(path)
        if field is None:
            continue
        section = catalogue.sections.get(f"{field.kind_of_record}.{field.section}")
        ends = (
            tuple(f" · {section.label(language)}" for language in ("en", "ur"))
            if section is not None and words_in_section
            else ("", "")
        )
        found[path] = (field.label("en") + ends[0], field.label("ur") + ends[1])
    return found
