"""Heaps are stopped here: a file fits a sitting, a function fits a screen, and a name says what a thing is."""

import ast
import re

from tests.architecture.sources import python_files, text_of, tree_of

MOST_LINES_OF_A_FILE = 400
MOST_LINES_OF_A_FUNCTION = 70
NAMES_THAT_SAY_NOTHING = {
    *("util", "utils", "helper", "helpers", "manager", "managers", "base", "data", "common", "misc", "stuff"),
}
CLASSES_THAT_SAY_NOTHING = re.compile(r"(Manager|Helpers?|Utils?|Base|Data)$")


def test_no_file_is_longer_than_a_sitting() -> None:
    lengths = {str(path): len(text_of(path).splitlines()) for path in python_files()}
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_a_screen() -> None:
    too_long = {}
    for path in python_files():
        if path.parent.name == "versions":  # a migration is a list of columns, not logic
            continue
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > MOST_LINES_OF_A_FUNCTION:
                    too_long[f"{path}:{node.lineno} {node.name}"] = lines
    assert too_long == {}


def test_every_module_and_folder_says_what_it_is_about() -> None:
    nothing_said = [
        str(path)
        for path in python_files()
        if NAMES_THAT_SAY_NOTHING & {*path.parts[:-1], path.stem} and path.name != "conftest.py"
    ]
    assert nothing_said == []


def test_every_class_says_what_it_is_about() -> None:
    nothing_said = [
        f"{path}:{node.lineno} {node.name}"
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ClassDef) and CLASSES_THAT_SAY_NOTHING.search(node.name)
    ]
    assert nothing_said == []
