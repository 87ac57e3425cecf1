"""A model file that is not one of ours is refused with a sentence, never half read."""

import json
from typing import Any

import pytest

from shared_models.matching import ModelError, load_model, read_model
from shared_models.matching.model import MODEL_FILE


def shipped() -> dict[str, Any]:
    return dict(json.loads(MODEL_FILE.read_bytes()))


def test_the_shipped_model_is_read_as_it_stands() -> None:
    assert read_model(MODEL_FILE.read_bytes()) == load_model()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"format": 7}, "has format 7; this program reads 1"),
        ({"version": 3}, "cannot be read"),
        ({"surprise": True}, "cannot be read"),
        ({"comparisons": {}}, "does not weigh the levels"),
        ({"conflicts": {}}, "does not explain the conflicts"),
        ({"crosses": {"call*shoe_size": {}}}, "names what this program does not know"),
        ({"blocking": [{"name": "x", "parts": ["shoe_size"], "cap": 9}]}, "shoe_size"),
        ({"thresholds": {"warn": 5, "review": 4, "accept": 3}}, "below what it shows"),
    ],
)
def test_a_model_of_another_kind_is_refused(changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(ModelError, match=sentence):
        read_model(json.dumps({**shipped(), **changed}).encode())


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"\xff\xfe", b" " * ((1 << 20) + 1)])
def test_what_is_no_model_at_all_is_refused(content: bytes) -> None:
    with pytest.raises(ModelError):
        read_model(content)
