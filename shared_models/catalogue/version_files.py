"""Which files are a version of the reference data, and how such files are read when they come from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Final

import tomli

from shared_models.catalogue.in_use import Reference
from shared_models.catalogue.loading import CatalogueError, read_catalogue
from shared_models.catalogue.problems import read_sentences, shipped_sentences
from shared_models.catalogue.texts import read_reviewed, reviewed_sentences

__all__ = ["VERSION_FILE", "files_of", "read_reference", "with_version", "write_files"]

VERSION_FILE: Final = "reference.toml"
# Belong to the program and not to the language both sides speak: its looks, how it packs, what a test compares with.
_NOT_PUBLISHED: Final = frozenset({"tokens.toml", "dictionaries", "published.json", "__init__.py"})


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a folder of reference data by their path inside it, sorted."""
    found: dict[str, bytes] = {}
    for file in sorted(folder.rglob("*")):
        inside = file.relative_to(folder)
        hidden = file.suffix == ".md" or any(part.startswith((".", "__")) for part in inside.parts)
        ours = inside.parts[0] not in _NOT_PUBLISHED and not hidden
        if ours and file.is_file():
            found[inside.as_posix()] = file.read_bytes()
    return found


def write_files(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files of a version into `folder`, which may be new."""
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def with_version(files: Mapping[str, bytes], version: str) -> dict[str, bytes]:
    """The same files under another version. Raises CatalogueError when they do not say theirs."""
    try:
        before = str(tomli.loads(files[VERSION_FILE].decode())["version"])
    except (KeyError, ValueError) as failure:
        raise CatalogueError(f"{VERSION_FILE} does not say which version this is") from failure
    text = files[VERSION_FILE].decode().replace(f'"{before}"', f'"{version}"')
    return {**files, VERSION_FILE: text.encode()}


def read_reference(files: Mapping[str, bytes], sha256: str = "") -> Reference:
    """
    What these files say, the sentences this program brings where they have none.

    Raises CatalogueError when they contradict each other, or say something that this program does not understand.
    """
    with TemporaryDirectory(prefix="frc-reference-") as place:
        folder = Path(place)
        write_files(files, folder)
        try:
            catalogue = read_catalogue(folder)
            sentences = {**shipped_sentences(), **read_sentences(folder / "problems")}
            sentences = dict(reviewed_sentences(sentences, read_reviewed(folder)))
        except CatalogueError:
            raise
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as failure:
            raise CatalogueError(f"{type(failure).__name__}: {failure}") from failure
    return Reference(catalogue, MappingProxyType(sentences), sha256)
