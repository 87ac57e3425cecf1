"""The looks of every face, read once from the one file that says them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import tomli

from shared_models.catalogue.loading import REFERENCE_FOLDER

__all__ = ["TokenTable", "TokenValue", "load_tokens"]

TokenValue: TypeAlias = "str | int | float | bool | list[TokenValue] | Mapping[str, TokenValue]"
TokenTable: TypeAlias = Mapping[str, TokenValue]


def load_tokens(file: Path | None = None) -> TokenTable:
    """The design tokens as nested tables (colour, type, space, …), frozen at the top. FileNotFoundError without them."""
    return _read(file or REFERENCE_FOLDER / "tokens.toml")


@cache
def _read(file: Path) -> TokenTable:
    return MappingProxyType(tomli.loads(file.read_text("utf-8")))
