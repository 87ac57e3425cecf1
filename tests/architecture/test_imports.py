"""Which parts may know which libraries; how the parts may know each other is the import contracts' matter."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.sources import PRODUCT, ROOT, imports_of, python_files, tree_of

# library -> the only places that may import it
CONFINED = {
    "PySide6": ("desktop_client/ui/", "desktop_client/background/", "desktop_client/app.py"),
    "shiboken6": ("desktop_client/ui/",),
    "flask": ("sync_server/web/",),
    "flask_wtf": ("sync_server/web/",),
    "flask_limiter": ("sync_server/web/",),
    "wtforms": ("sync_server/web/",),
    "werkzeug": ("sync_server/web/",),
    "requests": ("desktop_client/sync/",),
    "urllib3": ("desktop_client/sync/",),
    "sqlcipher3": ("shared_models/security/cipher_file.py", "desktop_client/storage/", "sync_server/storage/"),
    "psycopg": ("sync_server/storage/",),
    "sqlalchemy": (
        *("desktop_client/storage/", "desktop_client/services/", "desktop_client/sync/", "desktop_client/app.py"),
        "sync_server/",
    ),
}
SUBJECTS = "sync_server.subjects"


def test_import_contracts_hold() -> None:
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.parametrize("library", CONFINED)
def test_library_is_used_only_where_it_belongs(library: str) -> None:
    strangers = [
        f"{path} imports {module}"
        for path in python_files(*PRODUCT)
        for module, _ in imports_of(path)
        if module.split(".")[0] == library and not path.as_posix().startswith(CONFINED[library])
    ]
    assert strangers == []


def test_subjects_take_nothing_but_append_change_from_intake() -> None:
    strangers = [
        f"{path} takes {name or 'the module'} from {module}"
        for path in python_files("sync_server")
        for module, name in imports_of(path)
        if path.parts[1] == "subjects"
        and not path.as_posix().startswith("sync_server/subjects/intake")
        and f"{module}.{name}".startswith(f"{SUBJECTS}.intake")
        and name not in {"append_change", "HeadOfficeEdit"}  # the door, and what is handed in through it
        and module != f"{SUBJECTS}.intake.append_change"
    ]
    assert strangers == []


def test_no_test_sleeps() -> None:
    sleepers = [
        f"{path}:{node.lineno}"
        for path in python_files("tests")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) == "sleep"
    ]
    assert sleepers == []


def test_product_never_imports_what_only_surrounds_it() -> None:
    strangers = [
        f"{path} imports {module}"
        for path in python_files(*PRODUCT)
        for module, _ in imports_of(path)
        if module.split(".")[0] in {"installers", "tests", "benchmarks", "pytest", "hypothesis", "fontTools"}
    ]
    assert strangers == []
