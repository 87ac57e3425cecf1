"""Answers intake's calls from the services; the window's desk is one of these."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, cast

from desktop_client.services import (
    drafts,
    elsewhere,
    finishing,
    groups,
    links,
    looking_up,
    match_keys,
    person_before,
    private_conversation,
    queue,
    second_return,
    slips,
)
from desktop_client.services.desk import OpenDesk
from desktop_client.services.groups import GROUP, TravelGroup
from desktop_client.services.intake import NotRegisteredError
from desktop_client.services.likeness import Likenesses
from desktop_client.services.links import OF_OFFICE
from desktop_client.services.looking_up import FACT, Held
from desktop_client.services.people_like import people_like
from desktop_client.services.private_conversation import PrivateEntry
from desktop_client.services.starting import starting_answers
from desktop_client.ui.facts import words_of
from desktop_client.ui.intake_port import (
    FormFacts,
    GroupPerson,
    GroupView,
    JsonValue,
    PrivateText,
    QueueDay,
    SameCard,
    SameDifference,
    TokenLine,
)
from desktop_client.ui.ports import Answer, Draft, NotFinished
from desktop_client.ui.stored_forms import draft_of, question_of, stored_answer
from shared_models.catalogue import ProblemError, problem, sentence
from shared_models.catalogue.access import READABLE, access
from shared_models.protocol.problems import ProtocolError

TOKEN = f"{FACT}token"


class IntakeDesk:
    """The half of the desk that knows queue, groups, numbers and private conversations."""

    def __init__(self) -> None:
        self._private: dict[str, PrivateEntry] = {}

    @property
    def _open(self) -> OpenDesk:
        raise NotImplementedError

    # ---- beside a form

    def begin_form(self, answers: Mapping[str, Answer]) -> Draft:
        """A new form with its first answers beside the usual ones; None takes a usual one away."""
        given = {path: stored_answer(answer) for path, answer in answers.items()}
        first = {**starting_answers(self._open), **given}
        stored = drafts.open_new(self._open, {path: answer for path, answer in first.items() if answer is not None})
        return draft_of(self._open, stored)

    def check_form(self, draft_id: str) -> NotFinished | None:
        """Why a form cannot be finished yet."""
        found = finishing.check(self._open, draft_id)
        return NotFinished(tuple(question_of(one) for one in found)) if found else None

    def look_up(self, draft_id: str) -> FormFacts:
        """What the desk knows about the numbers of an open form."""
        answers = drafts.load(self._open, draft_id).answers
        found = looking_up.number_facts(self._open, answers)
        token, group = (str(answers.get(name, {}).get("value") or "") for name in (TOKEN, GROUP))
        near = queue.near_district(self._open)
        return FormFacts(found.context, self._same_card(found.held), found.as_before, token, group, near)

    def alike(
        self, draft_id: str, answers: Mapping[str, object], leave_out: Collection[str], wanted: Callable[[], bool]
    ) -> Likenesses | None:
        """Who is like the person of an open form, by its answers as they stand on the screen."""
        desk = self._open
        kept = drafts.load(desk, draft_id).answers
        shown = cast("Mapping[str, Answer]", answers)
        typed = {path: stored for path, answer in shown.items() if (stored := stored_answer(answer)) is not None}
        settled = {*leave_out, *links.answered_people(kept), str(kept.get(second_return.SAME, {}).get("value") or "")}
        values = looking_up.form_values(desk, typed)
        found = people_like(desk, values, leave_out=settled, wanted=wanted)
        if found is None or not found.enough or not wanted():
            return found
        return self._with_elsewhere(
            desk, found, values, {*leave_out, *map(OF_OFFICE.__add__, links.answered_offices(kept))}
        )

    def _with_elsewhere(
        self, desk: OpenDesk, found: Likenesses, values: Mapping[str, object], settled: Collection[str]
    ) -> Likenesses:
        """The same with what the list of other offices says; without it where that list is damaged, as a run will tell."""
        known = elsewhere.known(desk)
        if known is None:
            return found
        try:
            hits = elsewhere.hits(desk, values)
        except ProtocolError:
            return found
        return replace(
            found, elsewhere=tuple(hit for hit in hits if OF_OFFICE + hit.office not in settled),
            elsewhere_people=known.people, elsewhere_day=known.day.isoformat(),
        )  # fmt: skip

    def compare_next(self) -> bool:
        """Write the match keys of the next few people."""
        return match_keys.compare_next(self._open)

    def _same_card(self, held: Held | None) -> SameCard | None:
        if held is None:
            return None
        offices = self._open.catalogue.lists["OFFICE"]
        known = held.office in offices
        english, urdu = (offices.label(held.office, lang) if known else held.office for lang in ("en", "ur"))
        return SameCard(held.path, held.person, english, urdu, held.year)

    def say_same(self, draft_id: str, person_id: str, path: str) -> tuple[SameDifference, ...]:
        """A form is a new return of this person: where it differs."""
        return tuple(self._differs(one) for one in second_return.say_same(self._open, draft_id, person_id, path))

    def let_record_hold(self, draft_id: str) -> None:
        """Where both differ the record stays as it is."""
        second_return.let_record_hold(self._open, draft_id)

    def _differs(self, one: second_return.Differs) -> SameDifference:
        desk, field = self._open, self._open.catalogue.field_of(one.form_path)
        if field is None:
            raise ProblemError(problem("field.unknown"))
        right = access(desk.person.role, "own", field, desk.catalogue)
        before = words_of(
            desk, field, one.form_path, {one.form_path: one.before}, "read" if right in READABLE else "masked"
        )
        today = words_of(desk, field, one.form_path, {one.form_path: one.today}, "read")
        return SameDifference(one.form_path, *before, *today, one.may_change)

    def copyable(self) -> Mapping[str, JsonValue]:
        """The answers of the person before that may be taken over."""
        return {path: _json(value) for path, value in person_before.values_to_copy(self._open).items()}

    def person_of_slip(self, code: str) -> str:
        """The id of the record a slip's code names."""
        return slips.record_of(self._open, code)

    # ---- the queue

    def queue(self) -> QueueDay:
        """Who waits now."""
        desk = self._open
        tokens = tuple(_line(one) for one in queue.waiting(desk))
        return QueueDay(tokens, queue.visits_today(desk), queue.last_district(desk))

    def new_token(self, kind: str, urgent: bool, woman_officer: bool) -> TokenLine:
        """The next number of this day."""
        return _line(queue.new_token(self._open, kind, urgent=urgent, woman_officer=woman_officer))

    def call_next(self) -> TokenLine | None:
        """Take the first one out of the queue."""
        called = queue.call_next(self._open)
        return _line(called) if called is not None else None

    def count_visit(self, purpose: str, district: str, gender: str, age_band: str) -> QueueDay:
        """Count a visit that is no registration."""
        queue.count_visit(self._open, purpose, district, gender, age_band)
        return self.queue()

    # ---- groups

    def group(self) -> GroupView | None:
        """The group that is being registered."""
        found = groups.present_group(self._open)
        return _group(found) if found is not None else None

    def open_group(self, answers: Mapping[str, JsonValue], expected: int) -> GroupView:
        """Begin a group."""
        stored = {path: {"value": value} for path, value in answers.items() if value is not None}
        return _group(groups.open_group(self._open, stored, expected))

    def close_group(self) -> None:
        """Everybody of the group was here."""
        groups.close_group(self._open)

    # ---- private conversations

    def open_private(self, draft_id: str, person_id: str) -> PrivateText:
        """A private conversation; what a power cut interrupted goes on."""
        desk = self._open
        for entry in private_conversation.reopen(desk):
            self._private[entry.id] = entry
        about = draft_id or person_id
        found = self._still_open(next((one for one in self._private.values() if about in {one.form, one.person}), None))
        if found is None:
            found = private_conversation.begin(desk, person="" if draft_id else person_id, form=draft_id)
            self._private[found.id] = found
        return PrivateText(found.id, {path: _json(value) for path, value in found.values.items()})

    def _still_open(self, entry: PrivateEntry | None) -> PrivateEntry | None:
        """A talk that the lock closed meanwhile is nobody's here any more."""
        if entry is None:
            return None
        try:
            return private_conversation.save(self._open, entry, entry.values)
        except ProblemError:
            self._private.pop(entry.id, None)
            return None

    def settle_private(self) -> None:
        """Seal what is overdue and let go what has waited."""
        private_conversation.settle(self._open)

    def save_private(self, entry_id: str, values: Mapping[str, JsonValue]) -> None:
        """Put what is written so far on the disk, sealed."""
        self._private[entry_id] = private_conversation.save(self._open, self._entry(entry_id), dict(values))

    def close_private(self, entry_id: str, values: Mapping[str, JsonValue]) -> tuple[tuple[str, str, str], ...]:
        """End it, or say what cannot be kept as it is."""
        try:
            entry = private_conversation.save(self._open, self._entry(entry_id), dict(values))
            private_conversation.close(self._open, entry)
        except NotRegisteredError as wrong:
            return tuple((one.path, sentence(one, "en"), sentence(one, "ur")) for one in wrong.problems)
        self._private.pop(entry_id, None)
        return ()

    def _entry(self, entry_id: str) -> PrivateEntry:
        if entry_id not in self._private:
            raise ProblemError(problem("sealed.closed"))
        return self._private[entry_id]


def _line(token: queue.Token) -> TokenLine:
    return TokenLine(token.name, token.kind, token.urgent, token.woman_officer, token.made_at)


def _group(found: TravelGroup) -> GroupView:
    def name(values: Mapping[str, Any]) -> str:
        return str(values.get("person.name_latin") or values.get("person.name_urdu") or "")

    done = [GroupPerson(name(one.values), one.registration_no) for one in found.registered]
    typed = ({path: one.get("value") or one.get("typed") for path, one in form.answers.items()} for form in found.forms)
    forms = [GroupPerson(name(values), draft_id=form.id) for form, values in zip(found.forms, typed, strict=True)]
    shared = {path: _json(answer.get("value")) for path, answer in found.answers.items()}
    return GroupView(found.id, found.expected, shared, (*done, *forms))


def _json(value: object) -> JsonValue:
    found: JsonValue = value  # type: ignore[assignment]
    return found
