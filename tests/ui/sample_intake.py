"""The half of the sample desk that knows queue, groups, numbers and private talks."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from desktop_client.services.likeness import Likenesses
from desktop_client.ui import samples
from desktop_client.ui.intake_port import (
    FormFacts,
    GroupPerson,
    GroupView,
    JsonValue,
    PrivateText,
    QueueDay,
    SameDifference,
    TokenLine,
)
from desktop_client.ui.ports import Answer, Draft, FieldQuestion, Missing, NotFinished
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.completeness import unanswered
from shared_models.catalogue.problems import ProblemError, problem, sentence


class SampleIntake:
    """Answers from dictionaries; tests set what the desk would have looked up."""

    kept: dict[str, dict[str, Answer]]

    def __init__(self) -> None:
        self.facts = FormFacts()
        self.before: dict[str, JsonValue] = {}
        self.slips: dict[str, str] = {}
        self.tokens: list[TokenLine] = []
        self.visits: list[tuple[str, str, str, str]] = []
        self.open_one: GroupView | None = None
        self.private: dict[str, dict[str, JsonValue]] = {}
        self.closed: list[dict[str, JsonValue]] = []
        self.stops = self.same = self.refused_same = ""
        self.differing: tuple[SameDifference, ...] = ()
        self.like: Likenesses = Likenesses()
        self.typed_so_far: list[dict[str, object]] = []

    def begin_form(self, answers: Mapping[str, Answer]) -> Draft:
        name = f"draft-{len(self.kept) + 1}"
        self.kept[name] = {path: answer for path, answer in answers.items() if answer is not None}
        shown = {path: answer for path, answer in self.kept[name].items() if not path.startswith("$")}
        return Draft(name, samples.NOW, samples.NOW, shown)

    def check_form(self, draft_id: str) -> NotFinished | None:
        answers = self.kept[draft_id]
        held = self.facts.held
        if held is not None and "episode.look_alikes" not in answers:
            same = problem("record.card_registered", held.path, year=held.year)
            return NotFinished((FieldQuestion(held.path, same.code, sentence(same, "en"), sentence(same, "ur")),))
        if self.stops:
            number = "person.documents.1.number"
            return NotFinished((FieldQuestion(number, self.stops, "Is this right?", "کیا یہ درست ہے؟"),))
        return questions_of(answers)

    def look_up(self, draft_id: str) -> FormFacts:
        return self.facts if draft_id in self.kept else FormFacts()

    def alike(
        self, draft_id: str, answers: Mapping[str, object], leave_out: Collection[str], wanted: Callable[[], bool]
    ) -> Likenesses | None:
        self.typed_so_far.append(dict(answers))
        people = tuple(one for one in self.like.people if one.person not in leave_out)
        return replace(self.like, people=people) if wanted() else None

    def compare_next(self) -> bool:
        return False

    def say_same(self, draft_id: str, person_id: str, path: str) -> tuple[SameDifference, ...]:
        if self.refused_same:
            raise ProblemError(
                problem(self.refused_same, path, office="Karachi", office_ur="کراچی", since="2026-11-01")
            )
        self.same = person_id
        return self.differing

    def let_record_hold(self, draft_id: str) -> None:
        self.kept[draft_id]["$record_holds"] = True

    def copyable(self) -> Mapping[str, JsonValue]:
        return self.before

    def person_of_slip(self, code: str) -> str:
        if code not in self.slips:
            raise ProblemError(problem("slip.not_a_slip"))
        return self.slips[code]

    def queue(self) -> QueueDay:
        return QueueDay(tuple(self.tokens), len(self.visits))

    def new_token(self, kind: str, urgent: bool, woman_officer: bool) -> TokenLine:
        made = TokenLine(f"K{len(self.tokens) + 1}", kind, urgent, woman_officer, samples.NOW)
        self.tokens.append(made)
        return made

    def call_next(self) -> TokenLine | None:
        return self.tokens.pop(0) if self.tokens else None

    def count_visit(self, purpose: str, district: str, gender: str, age_band: str) -> QueueDay:
        self.visits.append((purpose, district, gender, age_band))
        return self.queue()

    def group(self) -> GroupView | None:
        if self.open_one is None:
            return None
        forms = tuple(
            GroupPerson(str(answers.get("person.name_latin") or ""), draft_id=name)
            for name, answers in self.kept.items()
            if answers.get("$group") == self.open_one.group_id
        )
        return GroupView(self.open_one.group_id, self.open_one.expected, self.open_one.answers, forms)

    def open_group(self, answers: Mapping[str, JsonValue], expected: int) -> GroupView:
        self.open_one = GroupView("group-1", expected, dict(answers))
        return self.open_one

    def close_group(self) -> None:
        self.open_one = None

    def open_private(self, draft_id: str, person_id: str) -> PrivateText:
        values = self.private.setdefault(draft_id or person_id, {})
        return PrivateText(draft_id or person_id, dict(values))

    def save_private(self, entry_id: str, values: Mapping[str, JsonValue]) -> None:
        self.private[entry_id] = dict(values)

    def settle_private(self) -> None:
        pass

    def close_private(self, entry_id: str, values: Mapping[str, JsonValue]) -> tuple[tuple[str, str, str], ...]:
        self.private.pop(entry_id, None)
        self.closed.append(dict(values))
        return ()


def questions_of(answers: Mapping[str, Answer]) -> NotFinished | None:
    """What the first questions still ask of a form."""
    flat = {path: value for path, value in answers.items() if isinstance(value, str | int | bool)}
    flat |= {f"{path}!": value.reason for path, value in answers.items() if isinstance(value, Missing)}
    asked = unanswered("QUICK", flat, load_catalogue())
    if not asked:
        return None
    needed = problem("record.needed")
    english, urdu = sentence(needed, "en"), sentence(needed, "ur")
    return NotFinished(tuple(FieldQuestion(path, needed.code, english, urdu) for path in asked))
