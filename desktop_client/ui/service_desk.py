"""The desk behind the window: the port's calls answered by the services, for one home on this PC."""

from __future__ import annotations

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import msgspec

from desktop_client import __version__
from desktop_client.services import (
    accounts,
    appointments,
    attachments,
    correcting,
    drafts,
    finishing,
    leaflets,
    line,
    opening,
    people,
    transferring,
)
from desktop_client.services.desk import OpenDesk
from desktop_client.services.door import DeskDoor, Standing
from desktop_client.services.found_by import AskedWord, asked_words, field_out_of_sight
from desktop_client.services.intake import NotRegisteredError
from desktop_client.services.people import Registration
from desktop_client.services.reference import refused_version
from desktop_client.services.two_answers import records_with_two_answers
from desktop_client.storage.engine import writing
from desktop_client.storage.home import DeskHome
from desktop_client.storage.surface import read_surface, write_surface
from desktop_client.sync import enrolment
from desktop_client.sync.transport import HttpTransport, LineDown, check_address
from desktop_client.ui import day
from desktop_client.ui.attaching_desk import AttachingDesk, FormPicturesDesk
from desktop_client.ui.facts import may_write_something, names_of_returns, section_facts
from desktop_client.ui.intake_desk import IntakeDesk
from desktop_client.ui.line_desk import LineDesk
from desktop_client.ui.office_desk import OfficeDesk
from desktop_client.ui.person_desk import PersonDesk, visit_of
from desktop_client.ui.ports import (
    Answer,
    Corrected,
    DeskStanding,
    DeskUser,
    Draft,
    FinishedRegistration,
    HomeDay,
    LockStanding,
    NotFinished,
    OpenForm,
    PeoplePage,
    PersonRow,
    PersonView,
)
from desktop_client.ui.referral_desk import ReferralDesk, may_begin, referral_of
from desktop_client.ui.stored_forms import draft_of, open_question, question_of, stored_answer
from desktop_client.wording.line_sentence import LineStatus
from shared_models.catalogue import ProblemError, load_catalogue, problem
from shared_models.catalogue.validation import show_value

Language = Literal["en", "ur"]
MOST_ROWS = 200


class ServiceDesk(IntakeDesk):
    """Answers the window. Database calls come on one thread, calls to head office on another."""

    def __init__(self, home: DeskHome, clock: Callable[[], int]) -> None:
        self._home = home
        self._clock = clock
        super().__init__()
        self._door = DeskDoor(home, clock)
        self.person = PersonDesk(lambda: self._open)
        self.referrals = ReferralDesk(lambda: self._open)
        self.attaching = AttachingDesk(home, lambda: self._open)
        self.form_pictures = FormPicturesDesk(home, lambda: self._open)
        self.office = OfficeDesk(home, lambda: self._open, self._door.renew)
        self.lines = LineDesk(lambda: self._open, home)

    # ---- before anybody signed in

    def standing(self) -> DeskStanding:
        """What this PC is."""
        surface = read_surface(self._home)
        if not self._home.is_enrolled:
            return DeskStanding("new", language=surface.language, strong_look=surface.strong_look)
        offices = load_catalogue().lists["OFFICE"]
        known = surface.office in offices
        return DeskStanding(
            "ready",
            offices.label(surface.office, "en") if known else surface.office,
            offices.label(surface.office, "ur") if known else surface.office,
            surface.device_code,
            surface.language,
            strong_look=surface.strong_look,
        )

    def set_language(self, language: Language) -> None:
        """Remember the window's language."""
        if self._home.folder.exists():
            write_surface(self._home, msgspec.structs.replace(read_surface(self._home), language=language))

    def set_look(self, *, strong: bool) -> None:
        """Remember whether the window has the colours of high contrast."""
        if self._home.folder.exists():
            write_surface(self._home, msgspec.structs.replace(read_surface(self._home), strong_look=strong))

    def enrol(self, server: str, code: str, ca: str, login: str, password: str) -> DeskStanding:
        """Ask head office to take this PC in, with its first person."""
        self._home.hold()
        opening.check_login(login, "clerk")
        opening.check_password(password)
        check_address(server)
        try:
            enrolled = enrolment.enrol(
                HttpTransport(server, Path(ca) if ca else None),
                url=server,
                code=code,
                machine=platform.node(),
                version=__version__,
                person=login,
            )
        except LineDown:
            raise ProblemError(problem("line.down")) from None
        first = opening.DeskUser(login, login, "clerk")
        safe_code = opening.install(self._home, enrolled, first, password, self._clock)
        standing = self.standing()
        return DeskStanding(
            "waiting",
            standing.office_en,
            standing.office_ur,
            standing.device,
            standing.language,
            fingerprint=enrolled.fingerprint,
            safe_code=safe_code,
        )

    def list_users(self) -> tuple[DeskUser, ...]:
        """Who may open this desk."""
        return tuple(DeskUser(user.login, user.name, user.role) for user in opening.list_users(self._home))

    def sign_in(self, login: str, password: str, pin: str = "") -> DeskUser:
        """Open the desk for a person."""
        self._door.sign_in(login, password, pin)
        return self._user()

    def lock(self) -> LockStanding:
        """Let nobody work; open forms stay."""
        standing = self._door.lock()
        self._private.clear()  # sealed by the lock
        return _standing(standing)

    def lock_standing(self) -> LockStanding:
        """What opens the desk now."""
        return _standing(self._door.look())

    def open_with_pin(self, pin: str) -> DeskUser:
        """Let the same person go on."""
        self._door.open_with_pin(pin)
        return self._user()

    def close(self) -> None:
        """Lock everything."""
        self._door.close()
        self._private.clear()

    def _user(self) -> DeskUser:
        person = self._open.person
        role = next((word for word, role in opening.ROLES.items() if role == person.role), "clerk")
        return DeskUser(person.login, person.name, role, accounts.waits_for_password(self._home, person.login))

    @property
    def _open(self) -> OpenDesk:
        return self._door.desk

    # ---- forms

    def home(self) -> HomeDay:
        """The day so far, for the person signed in."""
        return day.home_day(self._open, self.drafts(), self._door.stopped_at)

    def new_draft(self) -> Draft:
        """A new form on the disk."""
        self._door.stopped_at = None  # work went on
        stored = drafts.open_new(self._open)
        return draft_of(self._open, stored)

    def open_draft(self, draft_id: str) -> Draft:
        """A form exactly as it was left."""
        self._door.stopped_at = None
        stored = drafts.load(self._open, draft_id)
        return draft_of(self._open, stored)

    def open_correction(self, person_id: str) -> Draft:
        """A form over a record, filled with what is shown."""
        return draft_of(self._open, correcting.open_correction(self._open, person_id))

    def save_draft_field(self, draft_id: str, path: str, answer: Answer) -> int:
        """Put one answer on the disk."""
        return correcting.save_answer(self._open, draft_id, path, stored_answer(answer))

    def discard_draft(self, draft_id: str) -> None:
        """Take a form away."""
        desk = self._open
        drafts.load(desk, draft_id)
        with writing(desk.engine) as connection:
            drafts.remove(connection, draft_id)

    def drafts(self) -> tuple[OpenForm, ...]:
        """The forms this person left open."""
        return tuple(day.open_form(self._open, stored) for stored in drafts.left_open(self._open))

    def finish(self, draft_id: str) -> FinishedRegistration | Corrected | NotFinished:
        """Register the person of a form or write what was corrected, or say what is still asked."""
        desk, stored = self._open, drafts.load(self._open, draft_id)
        try:
            if correcting.is_correction(stored):
                corrected = correcting.finish(desk, stored)
                return Corrected(corrected.person, corrected.changed, corrected.two_answers)
            done = finishing.finish(desk, draft_id)
        except NotRegisteredError as refused:
            return NotFinished(tuple(question_of(found) for found in refused.problems))
        made = self._registration(done.person)
        values = made.values
        return FinishedRegistration(
            done.number,
            done.person,
            str(values.get("person.name_latin") or ""),
            str(values.get("person.name_urdu") or ""),
            done.saved_at,
            bool(leaflets.need_of(desk, made)),
            appointments.may_make(desk),
        )

    # ---- people

    def _registration(self, person_id: str) -> Registration:
        found = people.find(self._open, person_id)
        if found is None:
            raise ProblemError(problem("record.unknown", record=person_id[:60]))
        return found

    def list_people(self, query: str, after: str | None, limit: int) -> PeoplePage:
        """People matching a query, newest first."""
        limit = min(limit, MOST_ROWS)
        found = people.list_people(self._open, query, int(after) if after else None, limit + 1)
        records = {record: one.person.id for one in found for record in _record_ids(one)}
        disputed = {records[record] for record in records_with_two_answers(self._open, records)}
        words = asked_words(query)
        rows = tuple(self._row(one, one.person.id in disputed, words) for one in found[:limit])
        return PeoplePage(rows, rows[-1].key if len(found) > limit else None)

    def _row(self, one: Registration, disputed: bool, words: Sequence[AskedWord]) -> PersonRow:
        catalogue, values = self._open.catalogue, one.values
        met = catalogue.field_of(field_out_of_sight(catalogue, one, words)) if words else None
        text = {name: str(values.get(f"person.{name}") or "") for name in ("name_latin", "name_urdu", "birth")}
        fathers = ("father_name_latin", "father_name_urdu", "husband_name_latin", "husband_name_urdu")
        district = values.get("person.address_permanent.district")
        place = catalogue.fields["person.address_permanent.district"]
        return PersonRow(
            key=str(one.number),
            person_id=one.person.id,
            name_latin=text["name_latin"],
            name_urdu=text["name_urdu"],
            father=next((str(values[f"person.{name}"]) for name in fathers if values.get(f"person.{name}")), ""),
            born=text["birth"].rstrip("~")[:4],
            district_en=show_value(place, district, "en", catalogue) if district else "",
            district_ur=show_value(place, district, "ur", catalogue) if district else "",
            number=one.registration_no,
            registered_on=str(values.get("episode.registered_on") or ""),
            place=one.place,  # type: ignore[arg-type]
            two_answers=disputed,
            found_en=met.label("en") if met is not None else "",
            found_ur=met.label("ur") if met is not None else "",
        )

    def person_view(self, person_id: str) -> PersonView:
        """A record as the person signed in may see it."""
        desk, one = self._open, self._registration(person_id)
        asked = open_question(desk, one.person.id)
        standing = self.standing()
        gone, (referral, owner) = transferring.where_it_is(desk, one.person), referral_of(desk, one.person)
        here = gone is None and not owner
        named, next_return = names_of_returns(one)
        earlier = named != one.person.id
        return PersonView(
            person_id=named,
            name_latin=str(one.person.values.get("person.name_latin") or ""),
            name_urdu=str(one.person.values.get("person.name_urdu") or ""),
            number=one.registration_no,
            place=one.place,  # type: ignore[arg-type]
            saved_at=(one.episode or one.person).created_at,
            received_at=line.received_at(desk, one) if one.place == "in_islamabad" else None,
            sections=section_facts(desk, one),
            complete=people.state_of(desk, one) == "COMPLETE",
            office_en=standing.office_en,
            office_ur=standing.office_ur,
            question_en=asked.sentence_en if asked else "",
            question_ur=asked.sentence_ur if asked else "",
            question_path=asked.path if asked else "",
            may_correct=here and may_write_something(desk),
            moved_en=transferring.office_name(desk.catalogue, gone.office, "en") if gone else "",
            moved_ur=transferring.office_name(desk.catalogue, gone.office, "ur") if gone else "",
            moved_since=gone.since if gone else 0,
            may_transfer=here and not earlier and transferring.may_transfer(desk),
            may_see_pictures=not earlier and attachments.may_see(desk, one.person),
            may_add_pictures=here and not earlier and attachments.may_add(desk),
            may_appoint=here and not earlier and appointments.may_make(desk),
            next_visit=visit_of(desk, coming[0]) if (coming := appointments.upcoming(desk, one.person.id)) else None,
            earlier=earlier,
            next_return=next_return,
            referral=referral,
            owner_en=transferring.office_name(desk.catalogue, owner, "en") if owner else "",
            owner_ur=transferring.office_name(desk.catalogue, owner, "ur") if owner else "",
            may_refer=not earlier and (may_begin(desk, one) or bool(referral and referral.steps)),
        )

    # ---- the line

    def line_status(self) -> LineStatus:
        """What is safe, what is still to go, when Islamabad was last heard."""
        desk = self._door.line_desk
        facts = LineStatus() if desk is None else line.line_facts(desk)
        # While the desk is locked the window learns numbers and no names.
        return facts if self._door.is_open else replace(facts, came_back=(), waits_there=())

    def sync_now(self) -> LineStatus:
        """Send and fetch now; sending also goes on while the desk is locked."""
        desk = self._door.line_desk or self._open
        try:
            with self.lines.under_way.records_of(line.line_facts(desk).still_to_go) as sending:
                line.run_sync(desk, self._home, progress=sending.note, stop=sending.is_stopped)
        except LineDown:
            left = line.line_facts(desk).still_to_go
            raise ProblemError(problem("line.down_safe", left=left)) from None
        refused = refused_version(desk)
        if refused is not None:
            raise ProblemError(refused)
        return line.line_facts(desk)


def _standing(found: Standing) -> LockStanding:
    return LockStanding(found.stage, found.login, found.name, found.kept)


def _record_ids(one: Registration) -> list[str]:
    return [record.id for record in one.records]
