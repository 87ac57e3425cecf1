"""Bugs planted into the product on purpose: a mill that does not find each of them proves nothing."""

from types import ModuleType

from tests.simulation.planted import bugs, bugs_of_duties, bugs_of_erasing, bugs_of_keeping, bugs_of_offices
from tests.simulation.planted.bugs import Bug


def _in(module: ModuleType) -> dict[str, Bug]:
    """The bugs of a module: what is defined there, is public and stands for itself."""
    made = {name: thing for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__}
    return {
        name: bug for name, bug in made.items() if callable(bug) and name not in {"replaced", "Bug"} and name[0] != "_"
    }


_MODULES = (bugs, bugs_of_offices, bugs_of_keeping, bugs_of_erasing, bugs_of_duties)
BUGS: dict[str, Bug] = {name: bug for module in _MODULES for name, bug in _in(module).items()}

__all__ = ["BUGS"]
