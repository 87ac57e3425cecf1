"""A desk that remembers registrations in memory, and the names of what the tests of imports ask for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from desktop_client.services.importing import SOURCE, ImportSummary
from shared_models.catalogue import Context, check_record

TODAY = date(2026, 3, 1)
BringIn = Callable[..., ImportSummary]
ReportLines = Callable[[], list[dict[str, str]]]


@dataclass
class MemoryDesk:
    """Refuses what the intake service would refuse, and keeps the rest by its reference."""

    known: dict[str, dict[str, object]] = field(default_factory=dict)
    commits: int = 0
    waiting: int = 0
    largest_transaction: int = 0

    def known_legacy(self, legacy_ref: str) -> Mapping[str, object] | None:
        return self.known.get(legacy_ref)

    def register(self, person: Mapping[str, object], episode: Mapping[str, object], *, source: str) -> str:
        both = {**person, **episode}
        for kind in ("person", "episode"):
            blocking = [one for one in check_record(kind, both, Context(TODAY, "import")) if one.level == "block"]
            assert not blocking, blocking
        reference = str(person["person.legacy_ref"])
        assert reference not in self.known
        self.known[reference] = {**both, SOURCE: source}
        self.waiting += 1
        return reference

    def commit(self) -> None:
        self.commits += 1
        self.largest_transaction = max(self.largest_transaction, self.waiting)
        self.waiting = 0

    def only(self) -> dict[str, object]:
        (values,) = self.known.values()
        return values
