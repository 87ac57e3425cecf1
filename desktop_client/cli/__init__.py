"""The commands of `frc-desk`, one module a subject; without a command the window opens."""

from desktop_client.cli.entry import main

__all__ = ["main"]
