"""The frc-server command, one command group per subject."""

from sync_server.cli.main import main

__all__ = ["main"]
