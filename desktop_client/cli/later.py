"""Commands that are promised and not here yet: each says so in a sentence and exits 1, instead of being unknown."""

from __future__ import annotations

import click

from desktop_client.cli.session import language, say
from shared_models.catalogue import problem, sentence

_LATER = ("backup", "restore", "verify")


def _promise(name: str) -> click.Command:
    @click.command(
        name,
        help="Comes with a later release.",
        context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    )
    def promised() -> None:
        say(sentence(problem("desk.comes_later", command=f"frc-desk {name}"), language()))
        raise click.exceptions.Exit(1)

    return promised


def add_later_commands(root: click.Group) -> None:
    """Add every promised command to the root."""
    for name in _LATER:
        root.add_command(_promise(name))
