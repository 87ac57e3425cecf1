"""What lies where: the fixed top level, the documents that are kept, and nothing of the machine it was made on."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, project_files, text_of
from tests.run_parts import CHECK_BUDGET_SECONDS, PARTS

TOP_LEVEL = {
    *("desktop_client", "sync_server", "shared_models", "installers", "tests", "docs", "benchmarks", "examples"),
    *(".ci", "Makefile", "pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "requirements.lock"),
    ".gitignore",
}
# A document that nobody updates misleads: a new one needs a line here and a reader.
DOCUMENTS = re.compile(
    r"(README|CHANGELOG|CONTRIBUTING)\.md"
    r"|docs/(architecture|sync-protocol|data-dictionary|reliability|performance|matching|administration)\.md"
    r"|docs/(clerk-guide|security|scale|next|urdu-review)\.md"
    r"|docs/adr/\d{4}-[a-z0-9-]+\.md"
    r"|docs/pictures/README\.md"
    r"|examples/([a-z-]+/)?README\.md"
)
NAMED_PATH = re.compile(
    r"(?<![\w/.-])((?:desktop_client|sync_server|shared_models|installers|tests|docs|benchmarks|examples|\.ci)/[\w./-]*)"
)
# Spelled in pieces, so that this file passes its own test.
OF_SOMEBODYS_MACHINE = [
    *(re.compile(r"(?<![\w.~-])" + "/" + folder + "/") for folder in ("work", "root")),
    re.compile(r"\.\./" + "shared"),
    re.compile(r"https?://(registry|index|files|deb|mirror|proxy)" + r"\."),
    *(
        re.compile(name + r"\." + ending)
        for name, ending in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))
    ),
]
FONTS = {".ttf", ".otf", ".woff", ".woff2"}
TEST_MINUTES = 15


def _documents() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def test_nothing_new_lies_at_the_top() -> None:
    assert {path.parts[0] for path in project_files()} - TOP_LEVEL == set()


def test_every_document_is_one_that_is_kept() -> None:
    assert [str(path) for path in _documents() if not DOCUMENTS.fullmatch(path.as_posix())] == []


@pytest.mark.parametrize("document", _documents(), ids=str)
def test_paths_a_document_names_exist(document: Path) -> None:
    named = {name.rstrip("./") for name in NAMED_PATH.findall(text_of(document))}
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


def test_nothing_of_a_machine_is_in_the_repository() -> None:
    found = [
        f"{path}:{number}"
        for path in project_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if any(pattern.search(line) for pattern in OF_SOMEBODYS_MACHINE)
    ]
    assert found == []


def test_no_font_is_in_the_repository() -> None:
    assert [str(path) for path in project_files() if path.suffix in FONTS] == []


def test_budgets_together_keep_the_promised_time() -> None:
    assert CHECK_BUDGET_SECONDS + sum(part.budget_seconds for part in PARTS) <= TEST_MINUTES * 60


def test_every_direct_dependency_is_locked_with_a_hash() -> None:
    project = tomllib.loads(text_of(Path("pyproject.toml")))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[\[<>=!; ]", each)[0].lower().replace("_", "-") for each in wanted}
    locked = set(re.findall(r"^([a-z0-9-]+)==.*\\\n +--hash=sha256:", text_of(Path("requirements.lock")), re.MULTILINE))
    assert names - locked == set()
