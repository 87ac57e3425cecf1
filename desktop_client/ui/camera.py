"""A camera behind one question: a still picture as a file, or the sentence that none answers.

Most desks have none and drop files instead; the part of Qt that speaks to cameras is installed with the extra `camera`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject

from shared_models.catalogue.problems import Problem, problem


class Camera(Protocol):
    """Takes a still picture; exactly one of both is called, on the window's thread."""

    def take(self, folder: Path, done: Callable[[Path], object], failed: Callable[[Problem], object]) -> None:
        """Take a picture into a file in `folder`."""


class NoCamera:
    """A desk without one."""

    def take(self, folder: Path, done: Callable[[Path], object], failed: Callable[[Problem], object]) -> None:
        """Say so."""
        del folder, done
        failed(problem("attachment.no_camera"))


class QtCamera(QObject):  # pragma: no cover (needs a camera)
    """The first camera that the system names."""

    def __init__(self, multimedia: Any) -> None:
        super().__init__()
        self._parts = multimedia
        self._session: Any = None

    def take(self, folder: Path, done: Callable[[Path], object], failed: Callable[[Problem], object]) -> None:
        """Start the camera, take one picture, stop it."""
        found = self._parts.QMediaDevices.defaultVideoInput()
        if found.isNull():
            failed(problem("attachment.no_camera"))
            return
        camera, capture = self._parts.QCamera(found), self._parts.QImageCapture()
        self._session = self._parts.QMediaCaptureSession()
        self._session.setCamera(camera)
        self._session.setImageCapture(capture)

        def end() -> None:
            camera.stop()
            self._session = None

        def saved(_number: int, file: str) -> None:
            end()
            done(Path(file))

        def refused(*_told: object) -> None:
            end()
            failed(problem("attachment.no_camera"))

        capture.imageSaved.connect(saved)
        capture.errorOccurred.connect(refused)
        capture.readyForCaptureChanged.connect(
            lambda ready: capture.captureToFile(str(folder / "camera.jpg")) if ready else None
        )
        camera.start()


def this_camera() -> Camera:
    """The camera of this PC, or none."""
    try:
        from PySide6 import QtMultimedia  # type: ignore[attr-defined,unused-ignore]
    except ImportError:
        return NoCamera()
    return QtCamera(QtMultimedia)  # pragma: no cover
