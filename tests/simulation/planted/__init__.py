"""Bugs planted into the product on purpose: a mill that does not find each of them proves nothing."""

from types import ModuleType

from tests.simulation.planted import bugs, bugs_of_erasing, bugs_of_keeping, bugs_of_offices
from tests.simulation.planted.bugs import Bug


def _in(module: ModuleType) -> dict[str, Bug]:
    """The bugs of a module: what is defined there, is public and stands for itself."""
    made = {name: thing for name, thing in vars(module).items() if getattr(thing, "__module__", "") == module.__name__}
    return {
        name: bug for name, bug in made.items() if callable(bug) and name not in {"replaced", "Bug"} and name[0] != "_"
    }


BUGS: dict[str, Bug] = {**_in(bugs), **_in(bugs_of_offices), **_in(bugs_of_keeping), **_in(bugs_of_erasing)}

__all__ = ["BUGS"]
