"""What an open form is drawn from, and where its keys lead."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from desktop_client.ui.pages.alike_panel import AlikeWays
from desktop_client.ui.ports import Answer, Draft, NotFinished

QUICK = "quick"


def _nowhere() -> None:
    """Where a form leads while nothing stands beside it."""


@dataclass(frozen=True, slots=True)
class FormWays:
    """Where the keys of a form lead besides its fields; `copy` and `copy_trip` put answers in, the others show a page."""

    scan: Callable[[], object] = _nowhere
    go_to_field: Callable[[], object] = _nowhere
    copy: Callable[[], object] = _nowhere
    copy_trip: Callable[[], object] = _nowhere
    private: Callable[[], object] = _nowhere
    pictures: Callable[[], object] = _nowhere
    typed: Callable[[], object] = _nowhere  # something was answered, perhaps in the middle of a word
    moved_on: Callable[[], object] = _nowhere  # the cursor came to another field
    people_like: Callable[[], object] = _nowhere  # where the panel has no room beside the form
    alike: AlikeWays = field(default_factory=AlikeWays)


@dataclass(frozen=True, slots=True)
class RegistrationState:
    """An open form, where it begins, and why it could not be finished when it was tried. `path` = the first field."""

    draft: Draft
    today: date
    not_finished: NotFinished | None = None
    section: str = QUICK
    path: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationActions:
    """What the form asks of the desk: put an answer on the disk, finish, leave the form open."""

    change: Callable[[str, Answer], object]
    finish: Callable[[], object]
    park: Callable[[], object]
    ways: FormWays = FormWays()
