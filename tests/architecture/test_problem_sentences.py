"""Every problem that code can raise has a sentence in English and in Urdu, with the same places to fill."""

import ast
import re
from string import Formatter

import pytest

from shared_models.catalogue.problems import LEVELS, known_codes
from tests.architecture.sources import PRODUCT, python_files, tree_of

# Calls whose first argument (or whose argument of that name) is a code.
_MAKERS = {"problem", "Problem", "ProblemError", "ProtocolError"}
_CODE = re.compile(r"[a-z_]+\.[a-z_]+(?:\.[a-z_]+)?")
_WITH_CODES = {"STATUS_OF", "_PROBLEMS", "_CODE_OF_STATUS"}


def _called(node: ast.Call) -> str:
    return (
        node.func.id
        if isinstance(node.func, ast.Name)
        else node.func.attr
        if isinstance(node.func, ast.Attribute)
        else ""
    )


def _texts(node: ast.AST) -> list[str]:
    return [part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)]


def _codes_in(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _called(node) in _MAKERS and node.args:
                found.update(_texts(node.args[0]) if not isinstance(node.args[0], ast.Call) else [])
            if _called(node) == "decode_json" and len(node.args) > 2:
                found.update(_texts(node.args[2]))
            found.update(
                text for word in node.keywords if word.arg in {"code", "problem"} for text in _texts(word.value)
            )
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            named = [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "code"]
            found.update(text for value in named for text in _texts(value))
        elif isinstance(node, ast.Assign) and any(
            isinstance(one, ast.Name) and one.id in _WITH_CODES for one in node.targets
        ):
            found.update(_texts(node.value))
    return {text for text in found if _CODE.fullmatch(text)}


RAISED = {code: str(path) for path in python_files(*PRODUCT) for code in _codes_in(tree_of(path))}


def test_the_scan_sees_what_is_raised() -> None:
    assert {"desk.in_use", "batch.too_large", "record.other_office", "sync.counter_seen", "page.not_genuine"} <= set(
        RAISED
    )
    assert len(RAISED) > 80


def _beginnings(length: int) -> set[str]:
    return {code[:length] for code in known_codes()}


def test_every_code_that_can_be_raised_has_a_sentence() -> None:
    # A code that ends with "_" is the beginning of several.
    silent = {
        code: place
        for code, place in RAISED.items()
        if code not in known_codes() and not (code.endswith("_") and code in _beginnings(len(code)))
    }
    assert silent == {}


@pytest.mark.parametrize("language", ["en", "ur"])
def test_every_sentence_is_there_in_both_languages(language: str) -> None:
    for code, entry in known_codes().items():
        assert entry.get(language, "").strip(), code
        assert entry.get("level", "block") in LEVELS, code
        if language == "ur":
            assert re.search("[\u0600-\u06ff]", entry["ur"]), code


def test_both_languages_fill_the_same_places() -> None:
    for code, entry in known_codes().items():
        places = [
            {name.removesuffix("_ur") for _, name, _, _ in Formatter().parse(entry[lang]) if name}
            for lang in ("en", "ur")
        ]
        assert places[0] == places[1], code
