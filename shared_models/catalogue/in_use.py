"""Which version of the reference data counts here: what a request began with, what this desk took, else the shipped one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared_models.catalogue.catalogue import Catalogue

__all__ = ["Reference", "reference_here", "use_everywhere", "using"]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One published version as this program reads it: fields and lists, sentences of problems, the hash that names it."""

    catalogue: Catalogue
    sentences: Mapping[str, Mapping[str, str]]
    sha256: str = ""


@dataclass(slots=True)
class _Process:
    reference: Reference | None = None


_process = _Process()
# A tuple, so that "the shipped one, whatever the process uses" differs from "nothing said".
_here: ContextVar[tuple[Reference | None] | None] = ContextVar("reference", default=None)


def reference_here() -> Reference | None:
    """The published version that counts for this code; None for the one the program ships with."""
    chosen = _here.get()
    return _process.reference if chosen is None else chosen[0]


def use_everywhere(reference: Reference | None) -> None:
    """Let every thread of this process read `reference` from now on: a process that is one desk has one version."""
    _process.reference = reference


@contextmanager
def using(reference: Reference | None) -> Iterator[None]:
    """Read `reference` (None: the shipped one) inside the block, on this thread: a request has one version to its end."""
    token = _here.set((reference,))
    try:
        yield
    finally:
        _here.reset(token)
