"""A copy of the reference data that a test may change."""

import shutil
from pathlib import Path

import pytest

from shared_models.catalogue.loading import REFERENCE_FOLDER


@pytest.fixture
def reference_copy(tmp_path: Path) -> Path:
    return shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference")
