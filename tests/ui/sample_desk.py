"""A desk in memory behind the window's port: invented people, and a note of the thread every call came on."""

import threading
from collections.abc import Callable
from dataclasses import replace

from desktop_client.ui import sample_answers, samples
from desktop_client.ui.ports import (
    SAFE,
    Answer,
    Corrected,
    DeskStanding,
    DeskUser,
    Draft,
    FieldQuestion,
    FinishedRegistration,
    HomeDay,
    LockStage,
    LockStanding,
    Missing,
    NotFinished,
    OpenForm,
    PeoplePage,
    PersonView,
)
from desktop_client.wording.line_sentence import LineStatus
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.completeness import unanswered
from shared_models.catalogue.problems import ProblemError, problem, sentence
from tests.ui.sample_intake import SampleIntake
from tests.ui.sample_lines import SampleLines
from tests.ui.sample_office import SampleOffice
from tests.ui.sample_person import SamplePerson, SamplePrinter
from tests.ui.sample_pictures import SamplePictures
from tests.ui.sample_referral_calls import SampleReferralCalls

PASSWORD = "a good password"


class SampleDesk(SampleIntake):
    """Keeps drafts in a dictionary; `refuse_saving` plays a full disk."""

    def __init__(self, standing: DeskStanding = samples.STANDING, people: int = 120) -> None:
        super().__init__()
        self._standing = standing
        self._people = samples.people(people)
        self.kept: dict[str, dict[str, Answer]] = {}
        self.finished: list[dict[str, Answer]] = []
        self.corrected: list[dict[str, Answer]] = []
        self.meanwhile: tuple[str, ...] = ()
        self.threads: dict[str, set[int]] = {}
        self.printer = SamplePrinter()
        self.person = SamplePerson(self.threads)
        self.referrals = SampleReferralCalls()
        self.office = SampleOffice()
        self.lines = SampleLines()
        self.attaching = SamplePictures(self.threads)
        self.form_pictures = SamplePictures(self.threads)
        self.enrolled_with: tuple[str, ...] = ()
        self.line = samples.LINE_WAITING
        self.refuse_saving = False
        self.refuse_sending = False
        self.looks: list[bool] = []
        self.languages: list[str] = []
        self.user = samples.USERS[0]
        self.pin = ""
        self.locked: LockStage = "closed"
        self.locked_at = 0
        self.clock: Callable[[], int] = lambda: samples.NOW

    def _called(self, name: str) -> None:
        self.threads.setdefault(name, set()).add(threading.get_ident())

    def standing(self) -> DeskStanding:
        self._called("standing")
        return self._standing

    def enrol(self, server: str, code: str, ca: str, login: str, password: str) -> DeskStanding:
        self._called("enrol")
        if code != "GOOD-CODE":
            raise ProblemError(problem("program.unexpected"))
        self.enrolled_with = (server, code, ca, login, password)
        self._standing = samples.STANDING
        return replace(samples.STANDING, stage="waiting", fingerprint="3F7A", safe_code="7KQM")

    def list_users(self) -> tuple[DeskUser, ...]:
        self._called("list_users")
        return samples.USERS

    def sign_in(self, login: str, password: str, pin: str = "") -> DeskUser:
        self._called("sign_in")
        if password not in {PASSWORD, self.office.code}:
            raise ProblemError(problem("program.unexpected"))
        known = (*samples.USERS, DeskUser(SAFE, "", "supervisor"))
        self.user = replace(next(user for user in known if user.login == login), by_code=password != PASSWORD)
        self.pin, self.locked = pin, "open"
        return self.user

    def lock(self) -> LockStanding:
        self._called("lock")
        self.locked, self.locked_at = "pin" if self.pin else "password", self.clock()
        return self.lock_standing()

    def lock_standing(self) -> LockStanding:
        self._called("lock_standing")
        kept = self.clock() - self.locked_at < 30 * 60 * 1000
        stage: LockStage = self.locked if kept else "password"
        return LockStanding(stage, self.user.login, self.user.name, kept)

    def open_with_pin(self, pin: str) -> DeskUser:
        self._called("open_with_pin")
        if self.pin != pin:
            raise ProblemError(problem("sign_in.pin_wrong", tries=4))
        return self.user

    def close(self) -> None:
        self._called("close")
        self.locked = "closed"

    def set_language(self, language: str) -> None:
        self._called("set_language")
        self.languages.append(language)

    def set_look(self, *, strong: bool) -> None:
        self._called("set_look")
        self.looks.append(strong)

    def home(self) -> HomeDay:
        self._called("home")
        return HomeDay(self.drafts())

    def new_draft(self) -> Draft:
        self._called("new_draft")
        name = f"draft-{len(self.kept) + 1}"
        self.kept[name] = {}
        return Draft(name, samples.NOW, samples.NOW)

    def open_draft(self, draft_id: str) -> Draft:
        self._called("open_draft")
        return Draft(draft_id, samples.NOW, samples.NOW, dict(self.kept[draft_id]))

    def save_draft_field(self, draft_id: str, path: str, answer: Answer) -> int:
        self._called("save_draft_field")
        if self.refuse_saving:
            raise ProblemError(problem("program.unexpected"))
        if answer is None and not draft_id.startswith("correction-"):
            self.kept[draft_id].pop(path, None)
        else:
            self.kept[draft_id][path] = answer
        return samples.NOW

    def discard_draft(self, draft_id: str) -> None:
        self._called("discard_draft")
        self.kept.pop(draft_id)

    def drafts(self) -> tuple[OpenForm, ...]:
        self._called("drafts")
        return tuple(
            OpenForm(name, str(answers.get("person.name_latin") or ""), samples.NOW, samples.NOW, len(answers), 14)
            for name, answers in self.kept.items()
            if not name.startswith("correction-")
        )

    def open_correction(self, person_id: str) -> Draft:
        self._called("open_correction")
        draft = replace(sample_answers.correction(), draft_id=f"correction-{person_id}", person_id=person_id)
        self.kept.setdefault(draft.draft_id, {})
        answers = {**draft.answers, **self.kept[draft.draft_id]}
        return replace(draft, answers={path: answer for path, answer in answers.items() if answer is not None})

    def finish(self, draft_id: str) -> FinishedRegistration | Corrected | NotFinished:
        self._called("finish")
        if draft_id.startswith("correction-"):
            self.corrected.append(self.kept.pop(draft_id))
            return Corrected(draft_id.removeprefix("correction-"), len(self.corrected[-1]), self.meanwhile)
        answers = self.kept[draft_id]
        flat = {path: value for path, value in answers.items() if isinstance(value, str | int | bool)}
        flat |= {f"{path}!": value.reason for path, value in answers.items() if isinstance(value, Missing)}
        asked = unanswered("QUICK", flat, load_catalogue())
        if asked:
            needed = problem("record.needed")
            english, urdu = sentence(needed, "en"), sentence(needed, "ur")
            return NotFinished(tuple(FieldQuestion(path, needed.code, english, urdu) for path in asked))
        self.finished.append(self.kept.pop(draft_id))
        return samples.FINISHED

    def list_people(self, query: str, after: str | None, limit: int) -> PeoplePage:
        self._called("list_people")
        found = [row for row in self._people if query.lower() in row.name_latin.lower() or query in row.name_urdu]
        rest = [row for row in found if after is None or row.key > after]
        rows = tuple(rest[:limit])
        return PeoplePage(rows, rows[-1].key if len(rest) > limit else None, len(found))

    def person_view(self, person_id: str) -> PersonView:
        self._called("person_view")
        return replace(samples.PERSON_HERE, person_id=person_id, may_appoint=True)

    def line_status(self) -> LineStatus:
        self._called("line_status")
        return self.line

    def sync_now(self) -> LineStatus:
        self._called("sync_now")
        if self.refuse_sending:
            raise ProblemError(problem("program.unexpected"))
        self.line = samples.LINE_ALL_THERE
        return self.line
