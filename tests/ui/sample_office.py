"""The office's part of the desk in memory: notes what was wished, answers with invented people."""

from desktop_client.ui import office_samples
from desktop_client.ui.office_port import ColleaguesView, OfficeView
from desktop_client.ui.person_port import Paper
from shared_models.catalogue.problems import ProblemError, problem


class SampleOffice:
    """`wished` holds every call that changes something."""

    def __init__(self) -> None:
        self.code = office_samples.CODE
        self.wished: list[tuple[str, ...]] = []

    def choose_password(self, password: str) -> None:
        if len(password) < 8:
            raise ProblemError(problem("desk.password_short", length=8))
        self.wished.append(("password", password))

    def new_safe_code(self) -> str:
        return self.code

    def keep_safe_code(self, code: str) -> None:
        self.wished.append(("safe", code))

    def colleagues(self) -> ColleaguesView:
        return office_samples.COLLEAGUES

    def add_person(self, login: str, name: str, role: str) -> str:
        if login == "bilal":
            raise ProblemError(problem("desk.login_taken", login=login))
        self.wished.append(("add", login, name, role))
        return self.code

    def give_code(self, login: str) -> str:
        self.wished.append(("code", login))
        return self.code

    def remove_person(self, login: str) -> None:
        if login == "sana":
            raise ProblemError(problem("colleagues.key_later"))
        self.wished.append(("remove", login))

    def day(self) -> OfficeView:
        return office_samples.OFFICE_FULL

    def take_over_form(self, draft_id: str, reason: str) -> None:
        self.wished.append(("take", draft_id, reason))

    def hand_over_form(self, draft_id: str, login: str, reason: str) -> None:
        if len(reason) < 5:
            raise ProblemError(problem("office.reason_needed", least=5, most=300))
        self.wished.append(("hand", draft_id, login, reason))

    def discard_form(self, draft_id: str, reason: str) -> None:
        if len(reason) < 5:
            raise ProblemError(problem("office.reason_needed", least=5, most=300))
        self.wished.append(("discard", draft_id, reason))

    def day_sheet(self) -> Paper:
        return Paper("day", lambda _dots: (b"",), lambda: b"%PDF")
