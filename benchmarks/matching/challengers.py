"""What matching is held against: equal numbers or equal name and date, and Splink on DuckDB."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations

from benchmarks.matching.register import Record
from shared_models.text.name_keys import name_key
from shared_models.text.names import bare_parent
from sync_server.subjects.linkage.splink_pairs import Row, splink_pairs

__all__ = ["exact_links", "splink_links"]


def exact_links(records: Sequence[Record]) -> set[tuple[int, int]]:
    """The rows with one card number, or with one name as written and one date of birth."""
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for row, record in enumerate(records):
        values = record.values
        for key in (
            ("card", values.get("person.documents.1.number")),
            ("name", values.get("person.name_latin") or values.get("person.name_urdu"), values.get("person.birth")),
        ):
            if key[1] and key[-1]:
                groups[key].append(row)
    return {pair for rows in groups.values() for pair in combinations(rows, 2)}


def splink_links(records: Sequence[Record], least: float) -> dict[tuple[int, int], float]:
    """The probability of every two rows that Splink finds from `least` on: its own levels and EM, names folded by our keys."""
    return splink_pairs([_row(number, record) for number, record in enumerate(records)], least)


def _row(number: int, record: Record) -> Row:
    values = record.values
    name = str(values.get("person.name_latin") or values.get("person.name_urdu") or "")
    father = str(values.get("person.father_name_latin") or values.get("person.father_name_urdu") or "")
    birth = str(values.get("person.birth") or "") or None
    return {
        "unique_id": number, "name": name_key(name) or None, "father": name_key(bare_parent(father)) or None,
        "birth": birth and birth.rstrip("~"), "year": birth and birth[:4],
        "card": values.get("person.documents.1.number"), "passport": values.get("person.documents.2.number"),
        "phone": values.get("person.phones.1.number"), "district": values.get("person.address_permanent.district"),
        "sex": values.get("person.gender"),
    }  # fmt: skip
