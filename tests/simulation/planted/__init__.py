"""Bugs planted into the product on purpose: a mill that does not find each of them proves nothing."""

from tests.simulation.planted.bugs import BUGS

__all__ = ["BUGS"]
