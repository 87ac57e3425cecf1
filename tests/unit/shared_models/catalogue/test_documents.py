"""The generated documents say what the catalogue says today."""

from pathlib import Path

import pytest

from shared_models.catalogue import load_catalogue, load_tokens
from shared_models.catalogue.dictionary import DOCUMENTS

DOCS = Path(__file__).parents[4] / "docs"


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_generated_document_is_current(name: str) -> None:
    written = (DOCS / name).read_text("utf-8")
    assert written == DOCUMENTS[name](load_catalogue()), "run: python -m shared_models.catalogue.dictionary"


def test_the_dictionary_names_every_field_and_list() -> None:
    page = DOCUMENTS["data-dictionary.md"](load_catalogue())
    assert all(f"`{path}`" in page for path in load_catalogue().fields)
    assert all(f"### {name} " in page for name in load_catalogue().lists)


def test_tokens_are_read_as_nested_tables(tmp_path: Path) -> None:
    file = tmp_path / "tokens.toml"
    file.write_text('[colour]\naccent = "#0B5D42"\n[space]\nsteps = [4, 8]\n', "utf-8")
    assert load_tokens(file) == {"colour": {"accent": "#0B5D42"}, "space": {"steps": [4, 8]}}
