"""Flat records of 45 fields, which every contestant can keep, and the record kind `flat` that lets the product keep them.

No real person is meant: names come from small lists, numbers are drawn, cards begin with 0.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

from benchmarks import names
from shared_models.catalogue import load_catalogue
from shared_models.catalogue.loading import REFERENCE_FOLDER
from shared_models.catalogue.version_files import files_of, write_files
from shared_models.records import ids

KIND = "flat"
SEED = 20_260_101
START_MS = 1_795_000_000_000
MINUTE_MS = 60_000
EDITED = ("phone", "remarks")
Record = dict[str, object]
Maker = Callable[[random.Random], object]

_WORDS = (
    "lost papers police camp months agent paid debt family house land sold brother wants return business shop loan bank "
    "treatment knee sleep school fee call again before after eid village uncle interview detained border boat released "
    "flight arrived airport referred hospital district office phone changed wages contract company sponsor ticket"
).split()
_URDU_WORDS = (
    "درخواست گزار نے بتایا کہ کاغذات گم ہو گئے پولیس کیمپ میں رکھا ایجنٹ کو رقم دی قرض گھر زمین فروخت بھائی کاروبار دکان "
    "علاج اسکول فیس ضرورت دوبارہ رابطہ کریں عید کے بعد گاؤں چچا بینک سرحد کشتی رہائی پرواز ہوائی اڈہ ہسپتال"
).split()


def _digits(chance: random.Random, count: int) -> str:
    return "".join(chance.choices("0123456789", k=count))


def _day(first: int, last: int) -> Maker:
    return lambda chance: f"{chance.randint(first, last)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"


def _instant(chance: random.Random) -> str:
    clock = f"{chance.randint(8, 16):02d}:{chance.randint(0, 59):02d}:{chance.randint(0, 59):02d}"
    return f"{_day(2025, 2025)(chance)}T{clock}Z"


@cache
def _codes(code_list: str) -> tuple[str, ...]:
    return tuple(row.code for row in load_catalogue().lists[code_list].rows if not row.sensitivity)[:40]


def _code(code_list: str) -> Maker:
    """A code of the list, the first ones more often."""
    return lambda chance: _codes(code_list)[int(len(_codes(code_list)) * chance.random() ** 2)]


def _name(script: int) -> Maker:
    def made(chance: random.Random) -> str:
        pairs = [chance.choice(names.MEN), chance.choice(names.AFTER)]
        return " ".join(pair[script] for pair in pairs)

    return made


def _spoken(chance: random.Random, words: list[str], count: int) -> str:
    """Some words come often, most seldom."""
    return " ".join(words[int(len(words) * chance.random() ** 2)] for _ in range(count))


def _prose(fewest: int, most: int, *, urdu: int = 0) -> Maker:
    def made(chance: random.Random) -> str:
        text = _spoken(chance, _WORDS, chance.randint(fewest, most))
        return f"{text} / {_spoken(chance, _URDU_WORDS, chance.randint(5, urdu))}" if urdu else text

    return made


def _place(chance: random.Random) -> str:
    return f"House {chance.randint(1, 900)}, Street {chance.randint(1, 60)}, {chance.choice(names.PLACES)[0]}"


def _place_urdu(chance: random.Random) -> str:
    return f"مکان {chance.randint(1, 900)} گلی {chance.randint(1, 60)} {chance.choice(names.PLACES)[1]}"


def _phone(chance: random.Random) -> str:
    return "+923" + _digits(chance, 9)


# name: (kind of field, its code list, how a value is made)
FIELDS: dict[str, tuple[str, str, Maker]] = {
    "reg_no": ("text", "", lambda chance: f"FRC-2025-{_digits(chance, 6)}"),
    "office": ("code", "OFFICE", _code("OFFICE")),
    "desk": ("text", "", lambda chance: f"desk-{chance.randint(1, 30)}"),
    "clerk": ("text", "", lambda chance: f"clerk{chance.randint(1, 60):02d}"),
    "created_at": ("time_stamp", "", _instant),
    "updated_at": ("time_stamp", "", _instant),
    "channel": ("code", "CHANNEL", _code("CHANNEL")),
    "name_en": ("name_latin", "", _name(0)),
    "name_ur": ("name_urdu", "", _name(1)),
    "father_en": ("name_latin", "", _name(0)),
    "father_ur": ("name_urdu", "", _name(1)),
    "mother_en": ("name_latin", "", _name(0)),
    "mother_ur": ("name_urdu", "", _name(1)),
    "gender": ("code", "GENDER", _code("GENDER")),
    "birth": ("partial_date", "", _day(1962, 2006)),
    "birth_district": ("code", "DISTRICT", _code("DISTRICT")),
    "card": ("text", "", lambda chance: f"0{_digits(chance, 4)}-{_digits(chance, 7)}-{chance.randint(1, 9)}"),
    "passport": ("text", "", lambda chance: "ZZ" + _digits(chance, 7)),
    "passport_expires": ("date", "", _day(2024, 2034)),
    "marital": ("code", "MARITAL", _code("MARITAL")),
    "phone": ("phone", "", _phone),
    "phone_of_family": ("phone", "", _phone),
    "phone_is_safe": ("yes_no", "", lambda chance: chance.random() < 0.8),
    "address_en": ("text", "", _place),
    "address_ur": ("text", "", _place_urdu),
    "district": ("code", "DISTRICT", _code("DISTRICT")),
    "province": ("code", "PROVINCE", _code("PROVINCE")),
    "host_country": ("code", "COUNTRY", _code("COUNTRY")),
    "host_city": ("text", "", lambda chance: chance.choice(names.COUNTRIES["SAU"][1])),
    "departed_on": ("partial_date", "", _day(2008, 2023)),
    "returned_on": ("date", "", _day(2025, 2025)),
    "return_type": ("code", "RETURN_TYPE", _code("RETURN_TYPE")),
    "reason": ("code", "REASON", _code("REASON")),
    "occupation": ("code", "OCC", _code("OCC")),
    "debt_pkr": ("integer", "", lambda chance: chance.choice((0, 0, chance.randint(20, 3000) * 1000))),
    "education": ("code", "EDU", _code("EDU")),
    "language": ("code", "LANG", _code("LANG")),
    "household": ("integer", "", lambda chance: chance.randint(1, 11)),
    "children": ("integer", "", lambda chance: chance.randint(0, 6)),
    "health": ("text", "", _prose(2, 9)),
    "need": ("code", "NEED", _code("NEED")),
    "emergency_name": ("name_latin", "", _name(0)),
    "emergency_phone": ("phone", "", _phone),
    "may_be_shared": ("yes_no", "", lambda chance: chance.random() < 0.7),
    "remarks": ("text", "", _prose(8, 30, urdu=18)),
}


def record(number: int) -> Record:
    """The record with this number: the same in every run, whoever asks."""
    chance = random.Random(SEED * 1_000_003 + number)
    return {name: maker(chance) for name, (_, _, maker) in FIELDS.items()}


def record_id(number: int) -> str:
    """The name of a record at every contestant: one that the product could have drawn itself."""
    drawn = random.Random(SEED - number).randbytes(ids.RANDOM_BYTES)
    return ids.record_id(START_MS + MINUTE_MS * number, drawn)


def records(count: int, first: int = 0) -> Iterator[Record]:
    return (record(first + at) for at in range(count))


def edits(count: int, most: int, turn: int) -> dict[int, Record]:
    """New values of the two edited fields for `most` of the first `count` records, by the record's number."""
    chance = random.Random(SEED + 77 * (turn + 1))
    chosen = sorted(chance.sample(range(count), min(count, most)))
    return {number: {name: FIELDS[name][2](chance) for name in EDITED} for number in chosen}


def write_reference(folder: Path) -> None:
    """Write the shipped reference data with the kind `flat` added; no field of it is promoted, so none is searched."""
    files = dict(files_of(REFERENCE_FOLDER))
    files["kinds.toml"] += _entry(KIND, {"en": "flat record", "ur": "سادہ اندراج"}, quoted=False)
    section = {"en": "Everything", "ur": "سب کچھ", "access_group": "names"}
    files["sections.toml"] += _entry(f"{KIND}.all", section)
    files[f"fields/{KIND}/all.toml"] = b"".join(
        _entry(f"{KIND}.{name}", _field(name, kind, code_list)) for name, (kind, code_list, _) in FIELDS.items()
    )
    write_files(files, folder)


def _field(name: str, kind: str, code_list: str) -> dict[str, object]:
    facts: dict[str, object] = {
        "kind": kind, "section": "all", "en": name.replace("_", " "), "ur": f"خانہ {list(FIELDS).index(name)}",
        "help_en": "Of the benchmark.", "help_ur": "آزمائش کے لیے۔",
    }  # fmt: skip
    if code_list:
        facts["code_list"] = code_list
    return {**facts, "max_length": 1000} if kind == "text" else facts


def _entry(name: str, facts: Mapping[str, object], *, quoted: bool = True) -> bytes:
    head = f'\n["{name}"]\n' if quoted else f"\n[{name}]\n"
    lines = (f'{key} = "{value}"\n' if isinstance(value, str) else f"{key} = {value}\n" for key, value in facts.items())
    return (head + "".join(lines)).encode()
