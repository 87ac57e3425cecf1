"""What a request handler may reach: the opened head office and its worker, kept by the app and by nobody else."""

from dataclasses import dataclass
from typing import cast

from flask import Flask, current_app

from sync_server.duties.worker import Worker
from sync_server.storage.head_office import HeadOffice

_KEY = "frc"


@dataclass(frozen=True, slots=True)
class Server:
    """A head office with the worker that does its duties (None where another process does them)."""

    head_office: HeadOffice
    worker: Worker | None = None


def attach(app: Flask, server: Server) -> None:
    """Give the app its head office."""
    app.extensions[_KEY] = server


def this_server() -> Server:
    """The server that answers this request."""
    return cast("Server", current_app.extensions[_KEY])


def this_office() -> HeadOffice:
    """The head office that answers this request."""
    return this_server().head_office


def wake_worker() -> None:
    """Something is left for the worker to do: it looks now instead of at its next round."""
    worker = this_server().worker
    if worker is not None:
        worker.wake()
