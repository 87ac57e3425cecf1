"""What stops finishing and is not simply a field to fill: each with the answers that let it go on."""

from collections.abc import Callable, Mapping
from functools import partial

from desktop_client.ui.pages.choose import Choice, Question
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.ports import Answer, FieldQuestion
from desktop_client.wording.language import _, fill, in_language, isolate

GUARDIAN, SCANNED, TYPED_TWICE = "record.guardian_needed", "record.card_scanned", "record.card_typed_twice"
ASKED_APART = frozenset({GUARDIAN, SCANNED, TYPED_TWICE})


def way_out(
    asked: FieldQuestion,
    form: RegistrationPage,
    answer: Callable[[Mapping[str, Answer]], object],
    correct: Callable[[str], object],
) -> Question | None:
    """The question with its ways out; None when this is answered at its field."""
    if asked.code == GUARDIAN:
        choices: tuple[Choice, ...] = (
            Choice("1", lambda: _("a guardian is here and agrees"), partial(_by_guardian, form, correct)),
            Choice("2", lambda: _("the date of birth is wrong"), partial(correct, "person.birth")),
        )
    else:
        choices = _two_numbers(asked, form, answer, correct)
    return Question(
        title=lambda: _("One question before it counts"),
        say=lambda: in_language(asked.sentence_en, asked.sentence_ur),
        choices=choices,
    )


def _by_guardian(form: RegistrationPage, correct: Callable[[str], object]) -> None:
    form.put_answers({"episode.consent_method": "GUARDIAN"})
    correct("episode.guardian_name")


def _two_numbers(
    asked: FieldQuestion,
    form: RegistrationPage,
    answer: Callable[[Mapping[str, Answer]], object],
    correct: Callable[[str], object],
) -> tuple[Choice, ...]:
    """The number in the form is right, or the field is looked at again; a new scan is F4 as ever."""
    fact = f"{'$scanned.' if asked.code == SCANNED else '$typed_again.'}{asked.path}"
    number = str(form.answers.values().get(asked.path) or "")
    shown = f"{number[:5]}-{number[5:12]}-{number[12:]}"
    keep: Mapping[str, Answer] = {fact: None}
    return (
        Choice(
            "1",
            lambda: fill(_("{number} stands on the card: keep it"), number=isolate(shown)),
            partial(answer, keep),
        ),
        Choice("2", lambda: _("the number has to be put right"), partial(correct, asked.path)),
    )
