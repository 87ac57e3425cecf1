"""Notices between our own objects, in place of signals made in Python.

PySide6 6.12 under Python 3.11 loses one reference of `True` with every `emit()` called from Python; after some
thousand of them the process dies. Qt's own signals (clicked, textEdited, …) are emitted in C++ and are safe.
"""

from collections.abc import Callable
from typing import Generic, ParamSpec

Told = ParamSpec("Told")


class Notice(Generic[Told]):
    """Something that others may want to hear. Hearers live as long as the teller, so nothing is ever disconnected."""

    def __init__(self) -> None:
        self._hearers: list[Callable[Told, object]] = []

    def connect(self, hearer: Callable[Told, object]) -> None:
        self._hearers.append(hearer)

    def tell(self, *args: Told.args, **kwargs: Told.kwargs) -> None:
        """Call everybody who wants to hear, in the order they asked for it."""
        for hearer in self._hearers:
            hearer(*args, **kwargs)
