"""`python -m benchmarks.sync.peers.install [FOLDER]`: fetch the other programs, pinned with hashes, into a folder of their own.

Not a part of `make setup`, and never of a check: only the run beside others needs them, and npm only here.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
DEFAULT = HERE.parents[2] / "build" / "peers"


def python_of(folder: Path) -> Path:
    return folder / "python" / "bin" / "python"


def are_installed(folder: Path) -> bool:
    return python_of(folder).exists() and (folder / "node_modules").is_dir()


def install(folder: Path) -> None:
    """Install both sides; what is there already is left to pip and npm to judge."""
    folder.mkdir(parents=True, exist_ok=True)
    venv.create(folder / "python", with_pip=True)
    pip = [str(python_of(folder)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    subprocess.run([*pip, "-r", str(HERE / "requirements.lock")], check=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not installed: PouchDB comes from npm")
    subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=folder, check=True, env={**os.environ, "CI": "1"})


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT)
    install(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
