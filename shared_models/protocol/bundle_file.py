"""The file of a bundle on a stick that may be full, worn out or pulled out: never half of it under its own name."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from shared_models.catalogue.problems import ProblemError, problem
from shared_models.protocol.bundle import MOST_BYTES, START_BYTES

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_FOR_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES})


def write_file(file: Path, content: bytes) -> None:
    """Put a bundle at `file`: beside it first, on the medium, read back, then under its name. An older one stays until then.

    Raises ProblemError `bundle.no_plain_file`, `bundle.stick_full`, `bundle.not_written`, `bundle.stick_bad`.
    """
    beside = file.with_name(f".{file.name}.part")
    try:
        _check_plain(file)
        _write(beside, content)
        if beside.read_bytes() != content:
            raise ProblemError(problem("bundle.stick_bad", file=file.name))
        beside.replace(file)
        _sync_folder(file.parent)
    except OSError as failure:
        code = "bundle.stick_full" if failure.errno in _NO_ROOM else "bundle.not_written"
        raise ProblemError(problem(code, file=file.name, reason=failure.strerror or type(failure).__name__)) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def read_file(file: Path) -> bytes:
    """What lies at `file`, of a bundle's size at most.

    Raises ProblemError `bundle.no_plain_file`, `bundle.not_there`, `bundle.not_read`, `bundle.too_large`.
    """
    try:
        _check_plain(file)
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise ProblemError(problem("bundle.not_there", file=file.name)) from None
    except OSError as failure:
        reason = failure.strerror or type(failure).__name__
        raise ProblemError(problem("bundle.not_read", file=file.name, reason=reason)) from None
    if len(content) > MOST_BYTES:
        raise ProblemError(problem("bundle.too_large", file=file.name, megabytes=MOST_BYTES // (1024 * 1024)))
    return content


def read_start(file: Path) -> bytes:
    """How a file begins; nothing of one that cannot be read, of which `read_file` says why."""
    try:
        _check_plain(file)
        with file.open("rb") as opened:
            return opened.read(START_BYTES)
    except (OSError, ProblemError):
        return b""


def _check_plain(file: Path) -> None:
    """A link could lead off the stick, a folder or a device is no file: neither is read or replaced."""
    if file.is_symlink() or (file.exists() and not file.is_file()):
        raise ProblemError(problem("bundle.no_plain_file", file=file.name))


def _write(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
        if hasattr(os, "posix_fadvise"):  # what is read back comes from the medium, not from memory
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as failure:  # some kinds of sticks know no such thing
        if failure.errno not in _NOT_FOR_FOLDERS:
            raise
    finally:
        os.close(descriptor)
