"""The pages of intake beside the form, in their states: read back, scan, special ways in, the queue."""

from collections.abc import Callable, Iterator
from functools import partial

from desktop_client.services.likeness import Likenesses
from desktop_client.ui import sample_intake, sample_likeness, samples
from desktop_client.ui.forms.answers import FormAnswers
from desktop_client.ui.forms.arrangement import quick_arrangement
from desktop_client.ui.forms.reading import FormContext
from desktop_client.ui.forms.spoken_lines import ReadLine, lines_to_read
from desktop_client.ui.keys import letter
from desktop_client.ui.page import Page
from desktop_client.ui.pages.alike_page import AlikePage
from desktop_client.ui.pages.alike_panel import AlikeWays
from desktop_client.ui.pages.choose import ChoosePage
from desktop_client.ui.pages.group import BeginGroupActions, BeginGroupPage, GroupActions, GroupPage
from desktop_client.ui.pages.key_help import KeyHelpActions, KeyHelpPage, KeyHelpState, KeyWords
from desktop_client.ui.pages.permission import DEATH, PermissionPage
from desktop_client.ui.pages.pick import Entry, PickPage
from desktop_client.ui.pages.private import PrivateActions, PrivatePage
from desktop_client.ui.pages.read_back import ReadBackActions, ReadBackPage
from desktop_client.ui.pages.registration import RegistrationPage
from desktop_client.ui.pages.registration_state import RegistrationActions, RegistrationState
from desktop_client.ui.pages.same_person import SamePersonActions, SamePersonPage
from desktop_client.ui.pages.scan import ScanActions, ScanPage
from desktop_client.ui.pages.shown_to_person import ShownToPersonPage
from desktop_client.ui.ports import Draft
from desktop_client.ui.questions import (
    deceased_question,
    no_papers_question,
    papers_question,
    token_question,
    visit_purpose,
    visitor_question,
)
from desktop_client.ui.whether_same import SameWays, same_question
from desktop_client.wording.language import _, problem_sentence
from shared_models.catalogue.loading import load_catalogue
from shared_models.catalogue.problems import problem

State = tuple[str, Callable[[], Page], Callable[[Page], object]]


def nothing(*_given: object) -> None:
    """A page in a picture leads nowhere."""


def intake_states() -> Iterator[State]:
    """(name, page, what is done with it once it is shown)."""
    yield "read-back", _read_back, nothing
    yield "shown-to-the-person", lambda: ShownToPersonPage(_lines(), nothing), nothing
    yield from _scans()
    yield from _questions()
    yield "group-begin", _begin_group, nothing
    yield (
        "group-list",
        lambda: GroupPage(sample_intake.GROUP, GroupActions(nothing, nothing, nothing, nothing)),
        nothing,
    )
    yield "private-empty", lambda: _private(sample_intake.PRIVATE_EMPTY), nothing
    yield "private-half", lambda: _private(sample_intake.PRIVATE_HALF), nothing
    yield "go-to-field", _go_to_field, partial(_type_into, text="ضلع")
    yield "help", _help, nothing
    yield "form-death", _death_form, nothing
    yield "form-death-papers", lambda: _form(sample_intake.DEATH_FORM, "episode.death_papers"), nothing
    yield "form-death-heirs", lambda: _form(sample_intake.DEATH_FORM, "episode.heirs"), nothing
    yield "form-same-number", lambda: _form(samples.FULL_FORM), partial(_show_facts, path="person.phones.1.number")
    yield "whether-same", _whether_same, nothing
    yield "same-person-differs", _same_person, nothing
    for name, found in (
        ("form-alike", sample_likeness.FIVE),
        ("form-alike-nobody", sample_likeness.NOBODY),
        ("form-alike-elsewhere", sample_likeness.ELSEWHERE),
    ):
        yield name, lambda: _form(samples.FULL_FORM), partial(_show_alike, found=found)
    yield "form-alike-why", lambda: _form(samples.FULL_FORM), _ask_why
    yield "alike", lambda: AlikePage(load_catalogue(), sample_likeness.ELSEWHERE, AlikeWays(), nothing), nothing
    yield "form-card-registered", lambda: _form(samples.FULL_FORM), partial(_show_facts, path="")


def _help() -> Page:
    keys = (
        KeyWords("Enter", "next field", "اگلا خانہ"),
        KeyWords("Ctrl+Enter", "finish", "مکمل کریں"),
        KeyWords("Ctrl+1", "does not know", "معلوم نہیں"),
        KeyWords("F9", "leave open, next person", "کھلا چھوڑیں، اگلا فرد"),
    )
    asked = load_catalogue().fields["person.address_permanent.district"]
    return KeyHelpPage(KeyHelpState(keys, "new", asked), KeyHelpActions(nothing, nothing))


def _lines() -> tuple[ReadLine, ...]:
    catalogue = load_catalogue()
    answers = FormAnswers(catalogue, samples.FILLED)
    context = FormContext(catalogue, samples.TODAY, answers.row_of, rows_of=answers.rows_of)
    return tuple(lines_to_read(answers, context, quick_arrangement(catalogue).paths))


def _read_back() -> Page:
    return ReadBackPage(_lines(), ReadBackActions(nothing, nothing, nothing, nothing))


def _scan() -> Page:
    actions = ScanActions(nothing, nothing, nothing, nothing)
    return ScanPage(load_catalogue(), samples.TODAY, actions, lambda: 0)


def _scans() -> Iterator[State]:
    yield "scan-waiting", _scan, nothing
    yield "scan-read", _scan, partial(_scanned, lines=sample_intake.PASSPORT)
    yield "scan-incomplete", _scan, partial(_scanned, lines=(sample_intake.PASSPORT[0][:31], ""))


def _scanned(page: Page, lines: tuple[str, ...]) -> None:
    if isinstance(page, ScanPage):
        for line in lines:
            page.line.setText(line)
            page.enter()


def _questions() -> Iterator[State]:
    catalogue = load_catalogue()
    districts = catalogue.lists["DISTRICT"]
    yield "permission-death", lambda: PermissionPage(catalogue, nothing, nothing, DEATH, nothing), nothing
    yield "no-papers", lambda: no_papers_question(catalogue, nothing)(), partial(_toggle, name="bed")
    yield "death-relation", lambda: deceased_question(catalogue, nothing), nothing
    yield "death-papers", lambda: papers_question(catalogue, nothing, nothing), _toggle_paper
    yield "token-new", lambda: token_question(nothing, nothing), partial(_toggle, name="urgent")
    yield "visit-purpose", lambda: visit_purpose(nothing, nothing, nothing, districts, "PB-MUL"), nothing
    yield "visit-who", lambda: visitor_question(nothing, nothing), nothing


def _toggle_paper(page: Page) -> None:
    _toggle(page, "episode.death_certificate")


def _toggle(page: Page, name: str) -> None:
    if isinstance(page, ChoosePage):
        page.toggle(name)


def _begin_group() -> Page:
    return BeginGroupPage(load_catalogue(), samples.TODAY, BeginGroupActions(nothing, nothing))


def _private(text: sample_intake.PrivateText) -> Page:
    return PrivatePage(load_catalogue(), samples.TODAY, text, PrivateActions(nothing, nothing))


def _form(draft: Draft, section: str = "quick") -> Page:
    actions = RegistrationActions(nothing, nothing, nothing)
    return RegistrationPage(load_catalogue(), RegistrationState(draft, samples.TODAY, section=section), actions)


def _whether_same() -> Page:
    asked = problem("record.card_registered", office="Peshawar", office_ur="پشاور", year="2025")
    say = partial(problem_sentence, asked)
    return ChoosePage(same_question(say, SameWays(nothing, nothing, nothing)), nothing)


def _same_person() -> Page:
    return SamePersonPage(
        load_catalogue(), sample_intake.DIFFERING, SamePersonActions(nothing, nothing, nothing, nothing)
    )


def _death_form() -> Page:
    return _form(sample_intake.DEATH_FORM)


def _show_facts(page: Page, path: str) -> None:
    if isinstance(page, RegistrationPage):
        page.show_facts(sample_intake.same_number(path) if path else sample_intake.CARD_HELD)
        page.go_to(path or "person.documents.1.number")


def _show_alike(page: Page, found: Likenesses) -> None:
    if isinstance(page, RegistrationPage):
        page.show_alike(found)


def _ask_why(page: Page) -> None:
    if isinstance(page, RegistrationPage):
        page.show_alike(sample_likeness.FIVE)
        panel = page.sides.panel
        panel.setFocus()
        next(command for command in panel.commands() if command.stroke == letter("D")).act()


def _go_to_field() -> Page:
    page = _form(samples.HALF_FORM)
    labels = page.labels() if isinstance(page, RegistrationPage) else {}
    page.deleteLater()
    entries = [Entry(english, urdu, nothing) for english, urdu in labels.values()]
    return PickPage(lambda: _("Go to which field?"), entries, nothing, "new")


def _type_into(page: Page, text: str) -> None:
    if isinstance(page, PickPage):
        page.line.setText(text)
        page.redraw()
