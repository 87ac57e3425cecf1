"""How Splink on DuckDB is asked: its own comparisons and its own learning, within bounds of memory and processors."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

__all__ = ["Row", "splink_pairs"]

Row = dict[str, object]  # unique_id, name, father, birth, year, card, passport, phone, district, sex

MEMORY = "4GB"
PROCESSORS = 2
MOST_SAMPLED = 2_000_000  # pairs from which it learns how often strangers agree


def splink_pairs(rows: Sequence[Row], least: float) -> dict[tuple[int, int], float]:
    """The probability of every two rows that Splink finds from `least` on, the smaller id first."""
    import duckdb
    import pandas as pd
    import splink.comparison_library as levels
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

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
    connection = duckdb.connect(config={"memory_limit": MEMORY, "threads": PROCESSORS})
    table = pd.DataFrame(list(rows))
    linker: Any = Linker(DuckDBAPI(connection=connection).register(table), settings, log_level=logging.ERROR)
    linker.training.estimate_probability_two_random_records_match(
        [block_on("card"), block_on("name", "birth")], recall=0.7
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=MOST_SAMPLED)
    for rule in (block_on("name", "year"), block_on("card"), block_on("birth", "district")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=least).as_pandas_dataframe()
    pairs = zip(found["unique_id_l"], found["unique_id_r"], found["match_probability"], strict=True)
    return {(int(min(one, other)), int(max(one, other))): float(probability) for one, other, probability in pairs}
