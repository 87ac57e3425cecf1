"""The places a sentence leaves open, like {name}: what a translator must keep."""

from __future__ import annotations

from string import Formatter


def places_of(sentence: str) -> frozenset[str] | None:
    """The names of the open places; None for a sentence with a brace that opens or closes nothing, or with code in it.

    A name may end in `_ur`, where the sentences of the two languages are filled with different words.
    """
    try:
        parts = list(Formatter().parse(sentence))
    except ValueError:
        return None
    names = [(name, form, conversion) for _, name, form, conversion in parts if name is not None]
    if any(not name.isidentifier() or form or conversion for name, form, conversion in names):
        return None
    return frozenset(name.removesuffix("_ur") for name, _, _ in names)
