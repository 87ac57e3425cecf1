"""One number per commit from which all chance in the tests follows, so that a failure can be repeated."""

import os
import subprocess
from functools import cache
from pathlib import Path

_HEX_DIGITS = 8
_WITHOUT_HISTORY = 20_261_124


@cache
def current_seed() -> int:
    """FRC_TEST_SEED when given, else the beginning of the commit's hash, else a constant."""
    given = os.environ.get("FRC_TEST_SEED")
    if given:
        return int(given)
    found = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return int(found.stdout[:_HEX_DIGITS], 16) if found.returncode == 0 else _WITHOUT_HISTORY
