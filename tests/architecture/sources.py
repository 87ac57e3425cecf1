"""What belongs to the project, as the version control sees it, for the tests that look at the code itself."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = ("shared_models", "desktop_client", "sync_server")


@cache
def project_files() -> tuple[Path, ...]:
    """Every file that is committed or about to be, relative to the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted(Path(name) for name in set(listed.stdout.split("\0")) if name and (ROOT / name).is_file()))


def python_files(*folders: str) -> list[Path]:
    """The Python files below the top-level folders named, or all of them."""
    return [path for path in project_files() if path.suffix == ".py" and (not folders or path.parts[0] in folders)]


def text_of(path: Path) -> str:
    """The content of a text file; what is no text counts as empty."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(text_of(path), str(path))


def imports_of(path: Path) -> Iterator[tuple[str, str]]:
    """Each module a file imports from, with the name taken from it ("" for the module itself)."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((name.name, "") for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, name.name) for name in node.names)
