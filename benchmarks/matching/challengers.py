"""What matching is held against: equal numbers or equal name and date, and Splink on DuckDB."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import combinations
from typing import Any

from benchmarks.matching.register import Record
from shared_models.text.name_keys import name_key
from shared_models.text.names import bare_parent

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
    import pandas as pd
    import splink.comparison_library as levels
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    table = pd.DataFrame([_row(number, record) for number, record in enumerate(records)])
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            levels.JaroWinklerAtThresholds("name", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            levels.JaroWinklerAtThresholds("father", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            levels.LevenshteinAtThresholds("birth", [1, 2]),
            levels.DamerauLevenshteinAtThresholds("card", [1, 2]),
            levels.ExactMatch("phone"),
            levels.ExactMatch("passport"),
            levels.ExactMatch("district").configure(term_frequency_adjustments=True),
            levels.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("card"), block_on("phone"), block_on("passport"), block_on("name", "year"), block_on("name", "father"),
            block_on("birth", "district"), block_on("father", "year", "district"), block_on("name", "district", "sex"),
        ],
    )  # fmt: skip
    logging.getLogger("splink").setLevel(logging.ERROR)
    linker: Any = Linker(DuckDBAPI().register(table), settings)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("card"), block_on("name", "birth")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=2_000_000)
    for rule in (block_on("name", "year"), block_on("card"), block_on("birth", "district")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=least).as_pandas_dataframe()
    pairs = zip(found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True)
    return {(int(min(one, other)), int(max(one, other))): float(probability) for one, other, probability in pairs}


def _row(number: int, record: Record) -> dict[str, object]:
    values = record.values  # noqa: PD011 -- no table of pandas
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
