"""How far a section is, without drawing it: what is answered of what is asked, and whether something needed is left."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from desktop_client.ui.forms.answers import FormAnswers
from desktop_client.ui.forms.arrangement import Arrangement
from shared_models.catalogue.catalogue import Catalogue
from shared_models.catalogue.completeness import unanswered
from shared_models.catalogue.leaves import is_relevant

Stage: TypeAlias = Literal["empty", "begun", "enough"]


@dataclass(frozen=True, slots=True)
class Progress:
    """`count` is what stands at the end of the section's line: "4/7", a number of rows, or nothing."""

    stage: Stage
    count: str = ""


def fields_progress(answers: FormAnswers, arrangement: Arrangement, needed: Collection[str]) -> Progress:
    """Of a section without rows. `needed` are the paths that a complete registration still asks for."""
    values = answers.values()
    leaves = [(path, answers.catalogue.leaf_of(path)) for path in arrangement.paths]
    asked = [path for path, leaf in leaves if leaf is None or is_relevant(leaf.field, values, leaf.row)]
    done = sum(answers.is_answered(path) for path in asked)
    if not done:
        return Progress("empty")
    left = any(path in needed for path in asked)
    return Progress("begun" if left else "enough", f"{done}/{len(asked)}")


def quick_count(values: Mapping[str, object], catalogue: Catalogue) -> tuple[int, int]:
    """How many of the first questions are answered, and how many there are; permission is one of them.

    The list of open forms and the form itself count by this.
    """
    asked = len(catalogue.questions())
    questions = {path: number for number, paths in catalogue.questions().items() for path in paths}
    left = {questions.get(_plain(path, catalogue), path) for path in unanswered("QUICK", values, catalogue)}
    return max(asked - len(left), 0), asked


def _plain(path: str, catalogue: Catalogue) -> str:
    """The question's own path: a section, or a field without its row."""
    if path in catalogue.sections:
        return path
    field = catalogue.field_of(path)
    return field.path if field is not None else path


def quick_progress(answers: FormAnswers, catalogue: Catalogue) -> Progress:
    """Of the first questions."""
    done, asked = quick_count(answers.values(), catalogue)
    return Progress("enough" if done == asked else "begun" if done else "empty", f"{done}/{asked}")


def rows_progress(answers: FormAnswers, section: str, needed: Collection[str]) -> Progress:
    """Of a section with rows: how many there are; a reason why there are none is enough."""
    if answers.held.get(section) is not None:
        return Progress("enough")
    rows = [row for row in answers.rows_of(section) if not answers.held.get(f"{section}.{row}.void")]
    if not rows:
        return Progress("empty")
    left = any(path.startswith(f"{section}.") for path in needed)
    return Progress("begun" if left else "enough", str(len(rows)))
