"""The answers of a form as lines to read aloud, in both languages at once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from desktop_client.ui.forms.answers import FormAnswers
from desktop_client.ui.forms.reading import FormContext, say_answer
from desktop_client.ui.ports import Answer
from desktop_client.wording.language import LanguageCode, current_language, translations, use_language
from shared_models.catalogue.leaves import is_relevant


def _n_(text: str) -> str:
    """Marks a text for translation without translating it here."""
    return text


LATIN, URDU = "_latin", "_urdu"
# What the person is shown on the turned screen: never how he or she came back, nor what was asked for.
FOR_THE_PERSON = (
    "person.name_latin", "person.father_name_latin", "person.husband_name_latin", "person.gender", "person.birth",
    "person.documents.1.number", "person.phones.1.number", "person.address_permanent.district", "episode.return_date",
)  # fmt: skip
# One line holds both scripts of a name, and stands without its section's title.
SPOKEN_LABELS = {
    "person.name_latin": _n_("Full name"),
    "person.father_name_latin": _n_("Father's name"),
    "person.husband_name_latin": _n_("Husband's name"),
    "person.documents.1.number": _n_("Card number"),
    "episode.trips.1.country": _n_("Last country"),
}
# Nobody has to hear how a number was seen.
NOT_READ = frozenset({"person.documents.1.evidence"})
# What reading back confirms, by the leaf that was read.
CONFIRMED = {
    "person.name_latin": ("NAME_LATIN", "NAME_URDU"),
    "person.documents.1.number": ("NUMBER",),
    "person.phones.1.number": ("PHONE",),
    "person.address_permanent.district": ("DISTRICT",),
}


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One thing to read aloud: where it stands in the form, its name and its answer in both languages."""

    path: str
    label_en: str
    label_ur: str
    latin: str
    urdu: str
    for_the_person: bool = False

    @property
    def is_number(self) -> bool:
        """A number looks alike in both scripts and is read once."""
        return self.latin == self.urdu and not any(letter.isalpha() for letter in self.latin)


def lines_to_read(answers: FormAnswers, context: FormContext, paths: Sequence[str]) -> Iterator[ReadLine]:
    """A line for every field that has an answer or a reason; the two scripts of a name are one line."""
    values = answers.values()
    for path in paths:
        leaf = context.catalogue.leaf_of(path)
        if leaf is None or path in NOT_READ or path.endswith(URDU) or not is_relevant(leaf.field, values, leaf.row):
            continue
        other = path.removesuffix(LATIN) + URDU if path.endswith(LATIN) else path
        latin, urdu = _say(path, answers, context, "en"), _say(other, answers, context, "ur")
        if latin or urdu:
            words = SPOKEN_LABELS.get(path)
            labels = (
                (words, translations("ur").gettext(words))
                if words
                else (leaf.field.label("en"), leaf.field.label("ur"))
            )
            yield ReadLine(path, *labels, latin, urdu, path in FOR_THE_PERSON)


def confirmed_by_reading(lines: Sequence[ReadLine]) -> dict[str, Answer]:
    """What stands as read back once the person agreed."""
    members = (member for line in lines for member in CONFIRMED.get(line.path, ()))
    return {f"episode.read_back.{member}": True for member in members}


def _say(path: str, answers: FormAnswers, context: FormContext, language: LanguageCode) -> str:
    field = context.catalogue.field_of(path)
    if field is None:
        return ""
    held, section = answers.held, ".".join(path.split(".")[:2])
    # A reason given for a whole section stands for the field it was asked at.
    if field.question and path not in held and section in held:
        held = {**held, path: held[section]}
    before = current_language()
    use_language(language)
    try:
        return say_answer(field, path, held, context)
    finally:
        use_language(before)
