"""Files that go on a stick together: what does not fit in one is spread over several, each a whole bundle by itself.

So each of them may come alone, in any order and more than once; together they only tell which of them is missing. The place
of a file in its trip stands in its id, which is signed inside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

MOST_FILES = 40
_ID = re.compile(r"([0-9a-f]{1,64})\.([1-9][0-9]?)of([1-9][0-9]?)")


@dataclass(frozen=True, slots=True)
class Place:
    """Which of the `of` files of a trip one is, counted from 1."""

    trip: str
    number: int = 1
    of: int = 1

    @property
    def id(self) -> str:
        """The id of the file with this place; `place_of` reads it."""
        return self.trip if self.of == 1 else f"{self.trip}.{self.number}of{self.of}"

    def beside(self, file: Path) -> Path:
        """What the file is called where a trip of one file would lie at `file`."""
        return file if self.of == 1 else file.with_stem(f"{file.stem}-{self.number}of{self.of}")


def place_of(file_id: str) -> Place:
    """The place that an id names; what names none is a trip by itself."""
    found = _ID.fullmatch(file_id)
    if found is None or not int(found[2]) <= int(found[3]) <= MOST_FILES:
        return Place(file_id)
    return Place(found[1], int(found[2]), int(found[3]))
