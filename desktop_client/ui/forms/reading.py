"""From what was typed to an answer and back: asks the catalogue, adds only the shortcuts a keyboard needs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from desktop_client.ui.ports import Answer, HalfTyped, JsonValue, Missing
from desktop_client.wording.language import current_language, plain
from desktop_client.wording.times import in_figures
from shared_models.catalogue.access import access
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.context import Context
from shared_models.catalogue.fields import Field
from shared_models.catalogue.kinds import FIELD_KINDS
from shared_models.catalogue.kinds.kind import Surroundings
from shared_models.catalogue.kinds.moments import OLDEST_AGE
from shared_models.catalogue.leaves import members_of
from shared_models.catalogue.problems import Problem, ProblemError
from shared_models.text.normalise import fold_digits

YEAR_LETTERS = 4
# As `in_figures` says it in both languages: what stands in a field can be read again.
_ABOUT = ("about ", "تقریباً ")
# Made by the program or by devices; people read them.
SYSTEM_KINDS = frozenset({"link", "time_stamp", "attachment", "computed", "ciphertext"})
_DATES = frozenset({"partial_date", "date"})


def _no_row(_path: str, _text: str) -> Mapping[str, object]:
    return {}


def _no_rows(_section: str) -> Sequence[str]:
    return ()


@dataclass
class LookedUp:
    """What the desk found beside the form, and sentences at fields that no rule of the catalogue says."""

    context: Context | None = None
    district: str = ""
    sentences: dict[str, Callable[[], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class FormContext:
    """What every editor of a form may ask: the catalogue, today's date, the other fields of its row.

    `role` is who types ("" = everything may be written); in a correction `shown` is what the record says.
    """

    catalogue: Catalogue
    today: date
    row_of: Callable[[str, str], Mapping[str, object]] = _no_row
    role: str = ""
    correcting: bool = False
    shown: Mapping[str, Answer] = field(default_factory=dict)
    rows_of: Callable[[str], Sequence[str]] = _no_rows
    looked_up: LookedUp = field(default_factory=LookedUp)

    def for_checks(self) -> Context:
        """The circumstances that the catalogue's rules are told."""
        known = self.looked_up.context
        return Context(self.today) if known is None else replace(known, today=self.today)

    def right(self, asked: Field, path: str) -> str:
        """What this person may do with a field: hidden, masked, read or write. In a new form only the hidden ones differ."""
        right = access(self.role, "own", asked, self.catalogue) if self.role else "write"
        if right == "hidden" or (not self.correcting and asked.kind not in SYSTEM_KINDS):
            return "hidden" if right == "hidden" else "write"
        if asked.kind in SYSTEM_KINDS:
            return "masked" if right in {"masked", "write-once"} else "read"
        if right != "write-once":
            return right
        written = any(name == path or name.startswith(f"{path}.") for name in self.shown)
        return "masked" if written else "write"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a typed text means: an answer, and a doubt when it is not a value yet."""

    answer: Answer
    doubt: Problem | None = None


def read(asked: Field, path: str, text: str, context: FormContext) -> Reading:
    """The answer that `text` gives to a field; never loses the text."""
    if not text.strip():
        return Reading(None)
    around = Surroundings(path, context.catalogue.codes_of(asked), context.today, context.row_of(path, text))
    try:
        value = FIELD_KINDS[asked.kind].parse(asked, _shortcuts(asked, text, context.today), around)
    except ProblemError as error:
        return Reading(HalfTyped(text), error.problem)
    return Reading(_json(value))


def show(asked: Field, value: Answer, context: FormContext) -> str:
    """The text that stands in a field for an answer; reading it again gives the same answer."""
    if isinstance(value, HalfTyped):
        return value.text
    if value is None or not isinstance(value, str | int | float | bool | list | dict):
        return ""
    if asked.kind in _DATES:
        # In figures as it is typed: "03-2024", "24-11-2026", and "about 1984" for what follows from an age.
        return plain(in_figures(str(value)))
    return FIELD_KINDS[asked.kind].show(value, context.catalogue.codes_of(asked), current_language())


def say_answer(asked: Field, path: str, answers: Mapping[str, Answer], context: FormContext) -> str:
    """What people read for the answer to a field: its value, its chosen codes, or why there is none."""
    value = answers.get(path)
    language = current_language()
    if isinstance(value, Missing):
        return context.catalogue.lists["MISSING_REASON"].label(value.reason, language)
    if isinstance(value, HalfTyped):
        return value.text
    codes = context.catalogue.codes_of(asked)
    if asked.kind == "codes":
        flat = {name: held for name, held in answers.items() if name.startswith(f"{path}.")}
        value = list(members_of(asked, flat, path.split(".")[2] if asked.repeated else ""))
    if value is None or value == []:
        return ""
    return FIELD_KINDS[asked.kind].show(value, codes, language)


def _shortcuts(asked: Field, text: str, today: date) -> str:
    """`t` today and `y` yesterday; one or two digits in a birth are an age."""
    if asked.kind not in _DATES:
        return text
    word = fold_digits(text.strip()).lower()
    if word in {"t", "آج", "ت"}:
        return today.isoformat()
    if word in {"y", "کل", "ے"}:
        return (today - timedelta(days=1)).isoformat()
    if asked.name == "birth" and word.isdecimal() and int(word) <= OLDEST_AGE:
        return f"{today.year - int(word)}~"
    about = next((rest for said in _ABOUT if (rest := word.removeprefix(said)) != word), "")
    return f"{about.strip()}~" if about.strip()[:1].isdecimal() and len(about.strip()) >= YEAR_LETTERS else text


def _json(value: object) -> JsonValue:
    if isinstance(value, tuple):
        return [_json(part) for part in value]
    if isinstance(value, dict):
        return {str(name): _json(part) for name, part in value.items()}
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    return str(value)
