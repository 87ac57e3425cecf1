"""The pages of lock, people and office in their states, for the one list that pictures are drawn from."""

from collections.abc import Callable, Iterator

from desktop_client.ui import office_samples, samples
from desktop_client.ui.office_port import ColleaguesView, OfficeView
from desktop_client.ui.page import Page
from desktop_client.ui.pages.colleagues import ColleaguesActions, ColleaguesPage, ColleaguesState
from desktop_client.ui.pages.lock import LockActions, LockPage, LockState
from desktop_client.ui.pages.new_password import NewPasswordPage, NewPasswordState
from desktop_client.ui.pages.office import OfficeActions, OfficePage, OfficeState
from desktop_client.ui.pages.one_code import OneCodePage, OneCodeState
from desktop_client.ui.pages.sign_in import SignInActions, SignInPage, SignInState
from desktop_client.ui.ports import SAFE


def _nothing(*_given: object) -> None:
    """A page in a picture leads nowhere."""


def locked_pages() -> Iterator[tuple[str, Callable[[], Page]]]:
    """What is seen while nobody works."""
    name = samples.USERS[0].name
    actions = LockActions(_nothing, _nothing, _nothing)
    yield "lock", lambda: LockPage(LockState(name), actions)
    yield "lock-moment", lambda: LockPage(LockState(name, asked=False), actions)
    yield "lock-failing", lambda: LockPage(LockState(name, True, *office_samples.PIN_WRONG), actions)
    safe = SignInState(samples.USERS, "Multan", "ملتان", login=SAFE)
    yield "sign-in-safe", lambda: SignInPage(safe, SignInActions(_nothing))
    yield "one-code-safe", lambda: OneCodePage(OneCodeState(office_samples.CODE), _nothing)
    yield "new-password", lambda: NewPasswordPage(NewPasswordState("Bilal Hussain"), _nothing)
    wrong = NewPasswordState("Bilal Hussain", *office_samples.DIFFER)
    yield "new-password-failing", lambda: NewPasswordPage(wrong, _nothing)


def office_pages() -> Iterator[tuple[str, Callable[[], Page]]]:
    """What the supervisor works with."""

    def people(view: ColleaguesView, problem: tuple[str, str] = ("", ""), about: str = "") -> Callable[[], Page]:
        def make() -> Page:
            page = ColleaguesPage(ColleaguesState(view, samples.NOW, *problem), ColleaguesActions(*[_nothing] * 5))
            if about:
                page.ask_about(about)
            return page

        return make

    def office(
        view: OfficeView, done: str = "", problem: tuple[str, str] = ("", ""), about: str = ""
    ) -> Callable[[], Page]:
        def make() -> Page:
            actions = OfficeActions(*[_nothing] * 8)
            page = OfficePage(OfficeState(view, samples.NOW, done, *problem), actions)
            if about:
                page.ask_about(about)
            return page

        return make

    yield "people", people(office_samples.COLLEAGUES)
    yield "people-remove", people(office_samples.COLLEAGUES, about="imran")
    yield "people-clerk", people(office_samples.SEEN_BY_A_CLERK)
    yield "people-failing", people(office_samples.COLLEAGUES, office_samples.TAKEN)
    yield "one-code", lambda: OneCodePage(OneCodeState(office_samples.CODE, "Bilal Hussain"), _nothing)
    yield "office-empty", office(office_samples.OFFICE_EMPTY)
    yield "office-full", office(office_samples.OFFICE_FULL)
    yield "office-balanced", office(office_samples.OFFICE_BALANCED)
    yield "office-failing", office(office_samples.OFFICE_FULL, "", office_samples.NO_REASON, "d8")
