"""What a scanner read, as answers of a form: shown first, put in only when somebody says so."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from desktop_client.ui.ports import Answer
from shared_models.catalogue.identifiers.barcodes import read_scan
from shared_models.catalogue.identifiers.keyboards import readings_of
from shared_models.catalogue.identifiers.mrz import Mrz
from shared_models.protocol import slip_code

PASSPORT_SIGNS, CARD_SIGNS = 88, 90


def whole_length(text: str) -> int:
    """How many characters the lines of this paper have together; 0 when it is no paper with such lines."""
    for reading in readings_of(text):
        signs = "".join(reading.split()).upper()
        if "<" in signs and signs[:1] == "P":
            return PASSPORT_SIGNS
        if "<" in signs and signs[:1] in {"I", "A", "C"}:
            return CARD_SIGNS
    return 0


@dataclass(frozen=True, slots=True)
class ScanReading:
    """`kind`: mrz, old_card, digits, typed (by hand, twice) or other. `slip` = the code of one of our own papers."""

    kind: str
    cards: tuple[str, ...] = ()
    birth: str = ""
    name_urdu: str = ""
    father_urdu: str = ""
    mrz: Mrz | None = None
    slip: bool = False

    @property
    def card(self) -> str:
        return self.cards[0] if len(self.cards) == 1 else ""

    @property
    def is_understood(self) -> bool:
        return bool(self.cards) or self.mrz is not None

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Names of the parts whose check digit does not fit."""
        return self.mrz.failed if self.mrz is not None else ()

    def with_card(self, card: str) -> "ScanReading":
        return replace(self, cards=(card,))

    def shown(self, path: str) -> list[tuple[str, str]]:
        """(leaf path, value) of everything that would be filled in, as people know it."""
        return [(name, value) for name, value in self._values(path) if value]

    def answers(self, path: str) -> dict[str, Answer]:
        """What goes into the form at the number's field `path`, with the fact that a scanner read it."""
        stem = path.removesuffix("number")
        found: dict[str, Answer] = dict(self.shown(path))
        if self.mrz is not None and self.mrz.card:
            found["$mrz_cards"] = self.mrz.card
        if self.card and path in found:
            by_hand = self.kind == "typed"
            # The newest reading is the one that counts: the other is taken away.
            found[f"$typed_again.{path}"] = self.card if by_hand else None
            found[f"$scanned.{path}"] = None if by_hand else self.card
            if not by_hand:
                found[f"{stem}evidence"] = "E3"
        elif path in found:
            found[f"{stem}evidence"] = "E3"
        return found

    def _values(self, path: str) -> Iterator[tuple[str, str]]:
        stem = path.removesuffix("number")
        mrz = self.mrz
        if mrz is not None and mrz.shape == "TD3":
            if "number" not in mrz.failed:
                yield f"{stem}type", "PASSPORT"
                yield path, mrz.number
        elif self.card:
            yield f"{stem}type", "CNIC"
            yield path, self.card
        if mrz is not None:
            if not mrz.cut:
                yield "person.name_latin", f"{mrz.given} {mrz.surname}".strip().title()
            if "birth" not in mrz.failed:
                yield "person.birth", mrz.birth
            yield "person.gender", mrz.gender
            if "expiry" not in mrz.failed and mrz.shape == "TD3" and "number" not in mrz.failed:
                yield f"{stem}expiry_date", mrz.expiry
            return
        yield "person.birth", self.birth
        yield "person.name_urdu", self.name_urdu
        yield "person.father_name_urdu", self.father_urdu


def read_capture(text: str, today: date, typed: str = "") -> ScanReading:
    """What the captured text says, under whatever keyboard layout it was typed."""
    if any(reading.strip().upper().startswith(f"{slip_code.MARK}:") for reading in readings_of(text)):
        return ScanReading("slip", slip=True)
    scan = read_scan(text, today, typed=typed)
    return ScanReading(scan.kind, scan.cards, scan.birth, scan.name_urdu, scan.father_urdu, scan.mrz)
